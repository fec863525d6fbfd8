"""Messages to be sent, committed with the change that caused them.

A key is there once for ever, so a text composed twice is said once. While it is certain that nobody has read
any of it (it waits for its turn, or was turned away) a text may still lose the units that have done their part.
"""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, case, delete, literal_column, select, update

from bot.messages import CARD, Body, Outbound, PostKind
from bot.store.connection import Connection, padded
from bot.store.delivery import ALONE
from bot.store.outbox_rows import COLUMNS, FORGOTTEN, FRESH, destination_from, outbox_row, row_of
from bot.store.prepared import Adding, Prepared
from bot.store.records import AGAIN, UNSURE, OutboxRow, Reminder, ShownCard
from bot.store.shapes import body_from, body_shape
from bot.store.tables import outbox, outbox_units
from bot.store.types import storable

Duty = tuple[str, date]  # form and period

_OPEN_TEXTS = Prepared(
    select(outbox.c.id, outbox.c.body)
    .where(
        outbox.c.form == bindparam("form"),
        outbox.c.period == bindparam("period"),
        outbox.c.drop_when_done,
        outbox.c.state == "due",
        outbox.c.part_done == 0,
        outbox.c.error.not_like(f"{UNSURE}%"),
        outbox.c.error.not_like(f"{AGAIN}%"),
    )
    .order_by(outbox.c.id)
    .with_for_update()
)
_SET_BODY = Prepared(
    update(outbox).where(outbox.c.id == bindparam("of_id")).values(body=bindparam("body"), state=bindparam("state"))
)
_FORGET_UNIT = Prepared(
    delete(outbox_units).where(
        outbox_units.c.outbox_id == bindparam("of_id"), outbox_units.c.unit == bindparam("of_unit")
    )
)
_ACCEPTED = Prepared(
    select(
        outbox_units.c.unit, outbox.c.kind, outbox.c.sent_at, outbox.c.to_group, outbox.c.to_member, outbox.c.to_channel
    )
    .join(outbox_units, outbox_units.c.outbox_id == outbox.c.id)
    .where(
        outbox.c.form == bindparam("form"),
        outbox.c.period == bindparam("period"),
        outbox.c.kind.in_(["reminder", "overdue"]),
        outbox.c.state == "sent",
    )
    .order_by(outbox_units.c.unit, outbox.c.sent_at, outbox.c.id)
)
_KEYED = Prepared(
    select(*COLUMNS).where(outbox.c.key >= bindparam("first"), outbox.c.key < bindparam("beyond")).order_by(outbox.c.id)
)
_SHOWN = Prepared(
    select(outbox.c.id, outbox.c.to_member, outbox.c.to_channel, outbox.c.reference)
    .where(
        outbox.c.reference != literal_column("''"),
        outbox.c.reference >= bindparam("first"),
        outbox.c.reference < bindparam("beyond"),
        outbox.c.state == "sent",
        outbox.c.sent_at >= bindparam("since"),
        outbox.c.to_member.is_not(None),
        outbox.c.sealed.is_(False),
    )
    .order_by(outbox.c.id)
)
_UNDELIVERED = (
    select(*COLUMNS)
    .where(
        outbox.c.state.in_(["refused", "held", "unknown"]),
        outbox.c.kind.in_(bindparam("kinds", expanding=True)),
        outbox.c.due_at >= bindparam("since"),
    )
    .order_by(outbox.c.id.desc())
    .limit(bindparam("most"))
)
_RESEND = (
    update(outbox)
    .where(
        outbox.c.id == bindparam("of_id"),
        outbox.c.state.in_(["refused", "held", "unknown"]),
        outbox.c.sealed.is_(False),
    )
    .values(
        state="due",
        attempts=0,
        error="",
        due_at=bindparam("now"),
        next_try_at=bindparam("now"),
        expires_at=bindparam("until"),
        bundle=case((outbox.c.bundle == ALONE, ALONE), else_=None),
    )
    .returning(*COLUMNS)
)
_RELEASE = Prepared(update(outbox).where(outbox.c.bundle == bindparam("of_bundle")).values(bundle=None))
_DROP = (
    update(outbox)
    .where(outbox.c.id == bindparam("of_id"), outbox.c.state.in_(["due", "refused", "held", "unknown"]))
    .values(state="dropped", error=bindparam("why"), **FORGOTTEN)
    .returning(*COLUMNS)
)
_IDS = Prepared(select(outbox.c.id, outbox.c.key).where(outbox.c.key.in_(bindparam("keys", expanding=True))))
_INSERT = Adding(outbox, constants=FRESH, once_by=("key",))
_INSERT_UNITS = Adding(outbox_units)


@dataclass
class _Text:
    """A text that may still lose units; `gone` are those that it lost here."""

    id: int
    body: Body
    gone: list[str]


class OutboxRows:
    """`Outbox` of the unit of work."""

    def __init__(self, connection: Connection, *, told: Container[str | None]) -> None:
        """`told`: ids of messages of which nobody may learn who sent them."""
        self._connection = connection
        self._told = told
        self.posted = 0
        self._waiting: dict[str, Outbound] = {}
        self._texts: dict[Duty, list[_Text]] = {}
        self._stale: set[Duty] = set()  # a text about it was put after the others were read

    def put(self, outbound: Outbound) -> None:
        self.posted += 1
        self._waiting.setdefault(storable(outbound.key), outbound)
        if outbound.drop_when_done and outbound.form is not None and outbound.period is not None:
            self._stale.add((outbound.form, outbound.period))

    async def drop_unit(self, form: str, unit: str, period: date) -> int:
        """How many texts lost the unit. The unsent texts of a duty are read once for all its units."""
        duty = (form, period)
        if duty not in self._texts or duty in self._stale:
            await self.flush()
            rows = await self._connection.rows(_OPEN_TEXTS, {"form": form, "period": period})
            self._texts[duty] = [_Text(row.id, body_from(row.body), []) for row in rows]
            self._stale.discard(duty)
        naming = [text for text in self._texts[duty] if any(entry.unit == unit for entry in text.body.entries)]
        for text in naming:
            text.body = text.body.without(unit)
            text.gone.append(unit)
        return len(naming)

    async def accepted_about(self, form: str, period: date) -> tuple[Reminder, ...]:
        """By unit, then by time."""
        rows = await self._connection.rows(_ACCEPTED, {"form": form, "period": period})
        return tuple(Reminder(row.unit, row.kind, row.sent_at, destination_from(row)) for row in rows)

    async def shown_cards(self, about: str, *, since: datetime) -> tuple[ShownCard, ...]:
        """In the order in which they were put."""
        prefix = f"{CARD}{about}:"
        asked = {"first": prefix, "beyond": f"{prefix[:-1]};", "since": since}  # ":" + 1 = ";"
        return tuple(
            ShownCard(row.id, row.to_member, row.to_channel or "", row.reference.removeprefix(prefix))
            for row in await self._connection.rows(_SHOWN, asked)
        )

    async def about_list(self, number: str) -> tuple[OutboxRow, ...]:
        """In the order in which they were put."""
        await self.flush()
        prefix = f"list:{number}:"
        rows = await self._connection.rows(_KEYED, {"first": prefix, "beyond": f"{prefix[:-1]};"})  # ":" + 1 = ";"
        return tuple(map(outbox_row, rows))

    async def undelivered(self, *, kinds: Sequence[PostKind], since: datetime, limit: int) -> tuple[OutboxRow, ...]:
        """Newest first."""
        values = {"kinds": list(kinds), "since": since, "most": limit}
        return tuple(map(outbox_row, (await self._connection.once(_UNDELIVERED, values)).all()))

    async def resend(self, row_id: int, *, now: datetime, until: datetime) -> OutboxRow | None:
        """Parts that were certainly sent are not sent again.

        The message that it went in is over: neither does it wait for those that were in it, nor they for it.
        """
        values = {"of_id": row_id, "now": now, "until": until}
        row = (await self._connection.once(_RESEND, values)).first()
        if row is not None:
            await self._connection.run(_RELEASE, {"of_bundle": row_id})
        self._texts.clear()  # the row may lose units again
        self.posted += row is not None
        return None if row is None else outbox_row(row)

    async def drop(self, row_id: int, *, why: str) -> OutboxRow | None:
        """Nobody is told of it any more, and it stands nowhere as sent."""
        row = (await self._connection.once(_DROP, {"of_id": row_id, "why": storable(f"dropped: {why}")})).first()
        self._texts.clear()
        return None if row is None else outbox_row(row)

    async def flush(self) -> None:
        await self._flush_texts()
        waiting, self._waiting = self._waiting, {}
        await self._connection.run(_INSERT, [self._row(one) for one in waiting.values() if not one.body.entries])
        naming = {key: one for key, one in waiting.items() if one.body.entries}
        if naming:
            await self._add_naming(naming)

    def _row(self, outbound: Outbound) -> dict[str, Any]:
        told = outbound.kind == "case" or outbound.in_reply_to in self._told
        return row_of(outbound, sealed=told and outbound.to.member is not None)

    async def _add_naming(self, naming: dict[str, Outbound]) -> None:
        """Texts that name units, and beside each which; one that was said before is dropped with its units."""
        said = await self._connection.rows(_IDS, {"keys": padded(naming)})
        for row in said:
            del naming[row.key]
        await self._connection.run(_INSERT, [self._row(one) for one in naming.values()])
        named = [
            {"outbox_id": row.id, "unit": unit}
            for row in await self._connection.rows(_IDS, {"keys": padded(naming)})
            for unit in dict.fromkeys(entry.unit for entry in naming[row.key].body.entries)
        ]
        await self._connection.run(_INSERT_UNITS, named)

    async def _flush_texts(self) -> None:
        changed = [text for texts in self._texts.values() for text in texts if text.gone]
        if not changed:
            return
        bodies = [
            {"of_id": text.id, "body": body_shape(text.body), "state": "due" if text.body.entries else "emptied"}
            for text in changed
        ]
        await self._connection.run(_SET_BODY, bodies)
        gone = [{"of_id": text.id, "of_unit": unit} for text in changed for unit in text.gone]
        await self._connection.run(_FORGET_UNIT, gone)
        for text in changed:
            text.gone = []
