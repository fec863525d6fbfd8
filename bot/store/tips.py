"""Tip-offs. Who told stands in `tip_senders`, the unmasked words in `tip_words`; no record holds either.

The sealed tables are read by the three methods that are named for the sender, and by nothing else.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, select, update

from bot.messages import Destination
from bot.store.connection import Connection
from bot.store.counters import next_of
from bot.store.prepared import Adding, Prepared
from bot.store.records import Tip
from bot.store.tables import tip_senders, tip_words, tips

_GET = Prepared(select(tips).where(tips.c.number == bindparam("number")))
_OPEN = Prepared(select(tips).where(tips.c.state != "closed", tips.c.into.is_(None)).order_by(tips.c.serial))
_JOINED = Prepared(select(tips).where(tips.c.into == bindparam("number")).order_by(tips.c.serial))
_IS_SENDER = Prepared(
    select(tip_senders.c.number).where(
        tip_senders.c.number == bindparam("number"),
        tip_senders.c.sender == bindparam("sender"),
        tip_senders.c.channel == bindparam("channel"),
    )
)
_OF_SENDER = Prepared(
    select(tips.c.number)
    .join(tip_senders, tip_senders.c.number == tips.c.number)
    .where(tip_senders.c.sender == bindparam("sender"), tip_senders.c.channel == bindparam("channel"))
    .order_by(tips.c.serial)
)
_SENDER = Prepared(
    select(tip_senders.c.sender, tip_senders.c.channel).where(tip_senders.c.number == bindparam("number"))
)
_UPDATE = update(tips).where(tips.c.number == bindparam("of_number"))
_SET_NOTES = Prepared(_UPDATE.values(notes=bindparam("notes")))
_SET_STATE = Prepared(_UPDATE.values(state=bindparam("state"), answer=bindparam("answer"), area=bindparam("area")))
_SET_INTO = Prepared(_UPDATE.values(into=bindparam("other")))
_INSERT, _INSERT_SENDER, _INSERT_WORDS = Adding(tips), Adding(tip_senders), Adding(tip_words)


class TipRows:
    """`Tips` of the unit of work."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def open(
        self, *, place: str, category: str, text: str, masked_text: str, area: str | None,
        sender: str, channel: str, at: datetime,
    ) -> Tip:  # fmt: skip
        serial = await next_of(self._connection, "tip")
        tip = Tip(f"T{serial:04d}", place, category, masked_text, "received", area, at)
        await self._connection.run(
            _INSERT,
            [
                {
                    "number": tip.number, "serial": serial, "place": place, "category": category,
                    "masked_text": masked_text, "state": tip.state, "area": area, "answer": "", "notes": [],
                    "created_at": at, "into": None,
                }
            ],
        )  # fmt: skip
        await self._connection.run(_INSERT_SENDER, [{"number": tip.number, "channel": channel, "sender": sender}])
        await self._connection.run(_INSERT_WORDS, [{"number": tip.number, "text": text, "at": at}])
        return tip

    async def get(self, number: str) -> Tip | None:
        row = await self._connection.first(_GET, {"number": number})
        return None if row is None else _tip(row)

    async def is_sender(self, number: str, *, sender: str, channel: str) -> bool:
        values = {"number": number, "sender": sender, "channel": channel}
        return await self._connection.first(_IS_SENDER, values) is not None

    async def numbers_of_sender(self, *, sender: str, channel: str) -> tuple[str, ...]:
        rows = await self._connection.rows(_OF_SENDER, {"sender": sender, "channel": channel})
        return tuple(row.number for row in rows)

    async def reply_address(self, number: str) -> Destination | None:
        row = await self._connection.first(_SENDER, {"number": number})
        return None if row is None else Destination(member=row.sender, channel=row.channel)

    async def add_note(self, number: str, *, masked_text: str, text: str, at: datetime) -> None:
        """Nothing happens for an unknown number."""
        tip = await self.get(number)
        if tip is None:
            return
        await self._connection.run(_SET_NOTES, {"of_number": number, "notes": [*tip.notes, masked_text]})
        await self._connection.run(_INSERT_WORDS, [{"number": number, "text": text, "at": at}])

    async def set_state(self, number: str, *, state: str, answer: str, area: str | None = None) -> None:
        """Without an area the one that is there stays."""
        tip = await self.get(number)
        if tip is not None:
            values = {"of_number": number, "state": state, "answer": answer, "area": area or tip.area}
            await self._connection.run(_SET_STATE, values)

    async def open_tips(self) -> tuple[Tip, ...]:
        return tuple(map(_tip, await self._connection.rows(_OPEN)))

    async def join(self, number: str, into: str) -> None:
        await self._connection.run(_SET_INTO, {"of_number": number, "other": into or None})

    async def joined_to(self, number: str) -> tuple[Tip, ...]:
        return tuple(map(_tip, await self._connection.rows(_JOINED, {"number": number})))


def _tip(row: Row[Any]) -> Tip:
    return Tip(
        number=row.number,
        place=row.place,
        category=row.category,
        masked_text=row.masked_text,
        state=row.state,
        area=row.area,
        created_at=row.created_at,
        answer=row.answer,
        notes=tuple(row.notes),
        into=row.into or "",
    )
