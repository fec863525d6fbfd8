"""Changes to the register in the database; what holds moves a version that every process watches."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update

from bot.store.connection import Connection
from bot.store.counters import next_of, value_of
from bot.store.prepared import Adding, Prepared
from bot.store.register_tables import register_changes
from bot.store.registering import ChangeState, RegisterChange

NUMBER = "register_number"
VERSION = "register"
"""The names of the counters: of the next number, and of the version."""

_ADD = Adding(register_changes)
_all = select(register_changes)
_GET = Prepared(_all.where(register_changes.c.number == bindparam("wanted")))
_IN_STATE = Prepared(
    _all.where(register_changes.c.state.in_(bindparam("states", expanding=True))).order_by(register_changes.c.number)
)
_HOLDING = Prepared(
    _all.where(register_changes.c.state == "accepted").order_by(
        register_changes.c.decided_at, register_changes.c.number
    )
)
_DECIDE = Prepared(
    update(register_changes)
    .where(register_changes.c.number == bindparam("wanted"), register_changes.c.state == bindparam("old"))
    .values(
        state=bindparam("new"),
        decided_by=bindparam("by"),
        decided_at=bindparam("at"),
        why=bindparam("reason_of_it"),
    )
)


class RegisterRows:
    """`Registering` of the unit of work."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def next_number(self) -> int:
        return await next_of(self._connection, NUMBER)

    async def add(self, change: RegisterChange) -> None:
        await self._connection.run(_ADD, [asdict(change) | {"about": dict(change.about)}])
        if change.state == "accepted":
            await next_of(self._connection, VERSION)

    async def get(self, number: int) -> RegisterChange | None:
        found = await self._connection.rows(_GET, {"wanted": number})
        return _change(found[0]) if found else None

    async def in_state(self, states: Sequence[ChangeState]) -> tuple[RegisterChange, ...]:
        return tuple(_change(row) for row in await self._connection.rows(_IN_STATE, {"states": tuple(states)}))

    async def decide(self, change: RegisterChange, state: ChangeState, *, by: str, at: datetime, why: str = "") -> bool:
        told = {
            "wanted": change.number, "old": change.state, "new": state, "by": by, "at": at, "reason_of_it": why,
        }  # fmt: skip
        moved = await self._connection.run(_DECIDE, told)
        if moved and "accepted" in (state, change.state):
            await next_of(self._connection, VERSION)
        return moved > 0


async def holding(connection: Connection) -> tuple[int, tuple[RegisterChange, ...]]:
    """Everything that holds, in the order in which it was decided, with the version."""
    version = await value_of(connection, VERSION)
    return version, tuple(_change(row) for row in await connection.rows(_HOLDING))


def _change(row: Any) -> RegisterChange:
    return RegisterChange(
        number=row.number,
        kind=row.kind,
        about=row.about,
        state=row.state,
        asked_by=row.asked_by,
        asked_group=row.asked_group,
        asked_at=row.asked_at,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        why=row.why,
    )
