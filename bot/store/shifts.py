"""The lines of the roster, in the order in which they were said."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, literal_column, select, update

from bot.store.connection import Connection
from bot.store.prepared import Adding, Prepared
from bot.store.watch_tables import shifts
from bot.store.watching import Shift

SINCE = Prepared(select(shifts).where(shifts.c.until_at > bindparam("moment")).order_by(shifts.c.id))
_ADD = Adding(shifts)
_TAKE = Prepared(
    update(shifts)
    .where(shifts.c.id == bindparam("wanted"), shifts.c.taken_by == literal_column("''"))
    .values(taken_by=bindparam("by"), taken_at=bindparam("at"))
)


class ShiftRows:
    """`Roster` of the unit of work."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add(self, lines: Sequence[Shift]) -> None:
        rows = [
            {
                "from_at": one.from_at, "until_at": one.until_at, "people": list(one.people),
                "backup": list(one.backup), "set_by": one.set_by, "set_at": one.set_at, "taken_by": one.taken_by,
                "taken_at": one.taken_at,
            }
            for one in lines
        ]  # fmt: skip
        await self._connection.run(_ADD, rows)

    async def since(self, moment: datetime) -> tuple[Shift, ...]:
        return tuple(map(shift_of, await self._connection.rows(SINCE, {"moment": moment})))

    async def take(self, shift: int, *, by: str, at: datetime) -> bool:
        return await self._connection.run(_TAKE, {"wanted": shift, "by": by, "at": at}) > 0


def shift_of(row: Any) -> Shift:
    """A row as a record."""
    return Shift(
        row.from_at, row.until_at, tuple(row.people), tuple(row.backup), row.set_by, row.set_at, row.taken_by,
        row.taken_at, row.id,
    )  # fmt: skip
