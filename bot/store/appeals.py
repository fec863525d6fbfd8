"""Appeals on a real connection: every call goes to the database at once.

The number is counted inside the transaction, so that a rollback gives it back.
"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, select, update

from bot.store.connection import Connection, padded
from bot.store.counters import next_of
from bot.store.fairness_tables import appeals
from bot.store.prepared import Adding, Prepared
from bot.store.records import Appeal, AppealState

NUMBER = "appeal_number"
"""The name of the counter."""

_ADD = Adding(appeals)
_all = select(appeals).order_by(appeals.c.number)
_GET = Prepared(_all.where(appeals.c.number == bindparam("wanted")))
_IN_STATE = Prepared(_all.where(appeals.c.state.in_(bindparam("states", expanding=True))))
_OF_LIST = Prepared(_all.where(appeals.c.list_number == bindparam("of_list"), appeals.c.period == bindparam("day")))
_OF_DAY = Prepared(_all.where(appeals.c.period == bindparam("day")))
_DECIDE = Prepared(
    update(appeals)
    .where(appeals.c.number == bindparam("wanted"), appeals.c.state == "open")
    .values(state=bindparam("new"), decided_by=bindparam("by"), decided_at=bindparam("at"), why=bindparam("because"))
)


class AppealRows:
    """`Appealing` of the unit of work."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def next_number(self) -> int:
        return await next_of(self._connection, NUMBER)

    async def add(self, appeal: Appeal) -> None:
        await self._connection.run(_ADD, [asdict(appeal)])

    async def get(self, number: int) -> Appeal | None:
        found = await self._connection.rows(_GET, {"wanted": number})
        return _appeal(found[0]) if found else None

    async def in_state(self, states: Sequence[AppealState]) -> tuple[Appeal, ...]:
        return tuple(map(_appeal, await self._connection.rows(_IN_STATE, {"states": padded(states)})))

    async def of_list(self, list_number: str, period: date) -> tuple[Appeal, ...]:
        return tuple(map(_appeal, await self._connection.rows(_OF_LIST, {"of_list": list_number, "day": period})))

    async def of_day(self, period: date) -> tuple[Appeal, ...]:
        return tuple(map(_appeal, await self._connection.rows(_OF_DAY, {"day": period})))

    async def decide(self, appeal: Appeal, state: AppealState, *, by: str, at: datetime, why: str = "") -> bool:
        told = {"wanted": appeal.number, "new": state, "by": by, "at": at, "because": why}
        return await self._connection.run(_DECIDE, told) > 0


def _appeal(row: Any) -> Appeal:
    return Appeal(
        number=row.number,
        list_number=row.list_number,
        period=row.period,
        unit=row.unit,
        reason=row.reason,
        state=row.state,
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        due_at=row.due_at,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        why=row.why,
    )
