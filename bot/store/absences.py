"""Our own absences on a real connection. What is noted moves a version that every process watches."""

from datetime import datetime

from sqlalchemy import bindparam, select

from bot.store.connection import Connection
from bot.store.counters import next_of
from bot.store.fairness_tables import absences
from bot.store.prepared import Adding, Prepared
from bot.store.records import Absence

VERSION = "absences"
_NOTE = Adding(absences, once_by=("kind", "from_at"), overwriting=("until_at",))
_SINCE = Prepared(
    select(absences).where(absences.c.until_at >= bindparam("moment")).order_by(absences.c.from_at, absences.c.kind)
)


class AbsenceRows:
    """`Absences` of the unit of work."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def note(self, kind: str, from_at: datetime, until_at: datetime) -> None:
        await self._connection.run(_NOTE, {"kind": kind, "from_at": from_at, "until_at": until_at})
        await next_of(self._connection, VERSION)

    async def since(self, moment: datetime) -> tuple[Absence, ...]:
        rows = await self._connection.rows(_SINCE, {"moment": moment})
        return tuple(Absence(row.kind, row.from_at, row.until_at) for row in rows)
