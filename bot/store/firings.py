"""Which scheduled post was composed for which destination and moment; a unique key decides who was first."""

from datetime import datetime

from sqlalchemy import bindparam, select

from bot.store.connection import Connection
from bot.store.prepared import Adding, Prepared
from bot.store.tables import firings, high_waters

_HIGH_WATER = Prepared(select(high_waters.c.due_at).where(high_waters.c.post == bindparam("post")))
_RECORD = Adding(firings, once_by=("post", "due_at", "destination"))


class FiringRows:
    """`Firings` of the unit of work. Every call goes to the database at once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def record(self, post: str, destination: str, due_at: datetime, *, now: datetime) -> bool:
        values = {"post": post, "destination": destination, "due_at": due_at, "recorded_at": now}
        return await self._connection.run(_RECORD, values) == 1

    async def high_water(self, post: str) -> datetime | None:
        mark: datetime | None = await self._connection.value(_HIGH_WATER, {"post": post})
        return mark

    async def advance(self, post: str, due_at: datetime) -> None:
        insert = self._connection.insert(high_waters)
        statement = insert.on_conflict_do_update(
            index_elements=["post"],
            set_={"due_at": insert.excluded.due_at},
            where=high_waters.c.due_at < insert.excluded.due_at,
        )
        await self._connection.once(statement, {"post": post, "due_at": due_at})
