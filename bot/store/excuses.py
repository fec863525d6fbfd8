"""Excuses: who asked, who decided, for which days. What is decided moves a version that every process watches.

Rows are never deleted: an excuse that was ended still excuses the days before its end.
"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, select, update

from bot.store.connection import Connection
from bot.store.counters import next_of, value_of
from bot.store.prepared import Adding, Prepared
from bot.store.records import Excuse, ExcuseState
from bot.store.tables import excuses

NUMBER = "excuse_number"
VERSION = "excuses"
"""The names of the counters: of the next number, and of the version."""
HOLDING: Sequence[ExcuseState] = ("granted", "ended")
"""The states that excuse somebody on some day."""

_ADD = Adding(excuses)
_all = select(excuses).order_by(excuses.c.number)
_GET = Prepared(_all.where(excuses.c.number == bindparam("wanted")))
_IN_STATE = Prepared(_all.where(excuses.c.state.in_(bindparam("states", expanding=True))))
_DECIDE = Prepared(
    update(excuses)
    .where(excuses.c.number == bindparam("wanted"), excuses.c.state == bindparam("old"))
    .values(
        state=bindparam("new"),
        to_day=bindparam("until"),
        decided_by=bindparam("by"),
        decided_at=bindparam("at"),
        why=bindparam("reason_of_it"),
    )
)


class ExcuseRows:
    """`Excuses` of the unit of work."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def next_number(self) -> int:
        return await next_of(self._connection, NUMBER)

    async def add(self, excuse: Excuse) -> None:
        await self._connection.run(_ADD, [asdict(excuse) | {"units": list(excuse.units)}])
        if excuse.state in HOLDING:
            await next_of(self._connection, VERSION)

    async def get(self, number: int) -> Excuse | None:
        found = await self._connection.rows(_GET, {"wanted": number})
        return _excuse(found[0]) if found else None

    async def in_state(self, states: Sequence[ExcuseState]) -> tuple[Excuse, ...]:
        return tuple(_excuse(row) for row in await self._connection.rows(_IN_STATE, {"states": tuple(states)}))

    async def decide(
        self, excuse: Excuse, state: ExcuseState, *, by: str, at: datetime, until: date | None, why: str = ""
    ) -> bool:
        told = {
            "wanted": excuse.number, "old": excuse.state, "new": state, "until": until, "by": by, "at": at,
            "reason_of_it": why,
        }  # fmt: skip
        changed = await self._connection.run(_DECIDE, told)
        if changed and (state in HOLDING or excuse.state in HOLDING):
            await next_of(self._connection, VERSION)
        return changed > 0


async def holding(connection: Connection) -> tuple[int, tuple[Excuse, ...]]:
    """Everything that excuses somebody on some day, with the version."""
    rows = ExcuseRows(connection)
    version = await value_of(connection, VERSION)
    return version, await rows.in_state(HOLDING)


def _excuse(row: Any) -> Excuse:
    return Excuse(
        number=row.number,
        units=tuple(row.units),
        area=row.area,
        form=row.form,
        from_day=row.from_day,
        to_day=row.to_day,
        reason=row.reason,
        state=row.state,
        asked_by=row.asked_by,
        asked_group=row.asked_group,
        asked_at=row.asked_at,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        why=row.why,
    )
