"""Urgent items: opened once a subject, told rung by rung, taken on by one, closed by one."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, literal_column, select, update

from bot.rules.urgent import UrgentKind
from bot.store.connection import Connection, padded
from bot.store.counters import next_of
from bot.store.prepared import Adding, Prepared
from bot.store.watch_tables import pending, urgents
from bot.store.watching import Urgent

NUMBER = "urgent_number"
LETTER = "A"

PENDING = Prepared(select(urgents).where(pending).order_by(urgents.c.serial))
_ABOUT = Prepared(
    select(urgents).where(
        pending, urgents.c.kind == bindparam("wanted_kind"), urgents.c.subject == bindparam("wanted_subject")
    )
)
_SEEN = Prepared(
    select(urgents.c.kind, urgents.c.subject).where(urgents.c.subject.in_(bindparam("subjects", expanding=True)))
)
_GET = Prepared(select(urgents).where(urgents.c.serial == bindparam("wanted")))
_ADD = Adding(urgents)
_mine = urgents.c.serial == bindparam("wanted")
_TOLD = Prepared(
    update(urgents)
    .where(_mine, urgents.c.rung == bindparam("old_rung"), urgents.c.state == bindparam("old_state"))
    .values(rung=bindparam("new_rung"), told_at=bindparam("at"), next_at=bindparam("moment"), told=bindparam("heard"))
)
_REWORD = Prepared(update(urgents).where(_mine).values(text=bindparam("words")))
_TAKE = Prepared(
    update(urgents)
    .where(_mine, urgents.c.state == literal_column("'open'"))
    .values(
        state=literal_column("'taken'"),
        taken_by=bindparam("by"),
        taken_at=bindparam("at"),
        told_at=bindparam("at"),
        next_at=bindparam("moment"),
    )
)
_CLOSE = Prepared(
    update(urgents)
    .where(_mine, pending)
    .values(
        state=literal_column("'closed'"),
        closed_by=bindparam("by"),
        closed_at=bindparam("at"),
        why=bindparam("reason_of_it"),
    )
)


class UrgentRows:
    """`Urgents` of the unit of work."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def open(self, *, kind: UrgentKind, subject: str, unit: str, text: str, at: datetime) -> tuple[Urgent, bool]:
        found = await self.about(kind, subject)
        if found is not None:
            return found, False
        serial = await next_of(self._connection, NUMBER)
        item = Urgent(f"{LETTER}{serial}", kind, subject, unit, text, "open", 0, at, at, at)
        row: dict[str, Any] = {
            "serial": serial, "kind": kind, "subject": subject, "unit": unit, "text": text, "state": "open", "rung": 0,
            "opened_at": at, "next_at": at, "told_at": at, "told": [],
            "taken_by": "", "taken_at": None, "closed_by": "",
            "closed_at": None, "why": "",
        }  # fmt: skip
        await self._connection.run(_ADD, [row])
        return item, True

    async def get(self, number: str) -> Urgent | None:
        serial = number.upper().removeprefix(LETTER)
        if not (serial.isascii() and serial.isdigit() and len(serial) < 10):
            return None
        row = await self._connection.first(_GET, {"wanted": int(serial)})
        return None if row is None else urgent_of(row)

    async def about(self, kind: UrgentKind, subject: str) -> Urgent | None:
        row = await self._connection.first(_ABOUT, {"wanted_kind": kind, "wanted_subject": subject})
        return None if row is None else urgent_of(row)

    async def pending(self) -> tuple[Urgent, ...]:
        return tuple(map(urgent_of, await self._connection.rows(PENDING)))

    async def seen(self, subjects: Sequence[str]) -> frozenset[tuple[UrgentKind, str]]:
        if not subjects:
            return frozenset()
        rows = await self._connection.rows(_SEEN, {"subjects": padded(subjects)})
        return frozenset((row.kind, row.subject) for row in rows)

    async def told(self, item: Urgent, *, rung: int, at: datetime, next_at: datetime, told: Sequence[str] = ()) -> bool:
        heard = list(dict.fromkeys((*item.told, *told)))
        values = {
            "wanted": _serial(item), "old_rung": item.rung, "old_state": item.state, "new_rung": rung,
            "at": at, "moment": next_at, "heard": heard,
        }  # fmt: skip
        return await self._connection.run(_TOLD, values) > 0

    async def reword(self, item: Urgent, text: str) -> None:
        await self._connection.run(_REWORD, {"wanted": _serial(item), "words": text})

    async def take(self, item: Urgent, *, by: str, at: datetime, next_at: datetime) -> bool:
        values = {"wanted": _serial(item), "by": by, "at": at, "moment": next_at}
        return await self._connection.run(_TAKE, values) > 0

    async def close(self, item: Urgent, *, by: str, at: datetime, why: str) -> bool:
        values = {"wanted": _serial(item), "by": by, "at": at, "reason_of_it": why}
        return await self._connection.run(_CLOSE, values) > 0


def urgent_of(row: Any) -> Urgent:
    """A row as a record."""
    item = Urgent(
        f"{LETTER}{row.serial}", row.kind, row.subject, row.unit, row.text, row.state, row.rung, row.opened_at,
        row.next_at, row.told_at, tuple(row.told),
    )  # fmt: skip
    return replace(
        item, taken_by=row.taken_by, taken_at=row.taken_at, closed_by=row.closed_by, closed_at=row.closed_at,
        why=row.why,
    )  # fmt: skip


def _serial(item: Urgent) -> int:
    return int(item.number.removeprefix(LETTER))
