"""What the watchman looks at every second, read without a transaction of its own."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.store.connection import Connection
from bot.store.engine import Database
from bot.store.meta import read_meta
from bot.store.occasions import OccasionRows
from bot.store.shifts import ShiftRows
from bot.store.tips import TipRows
from bot.store.unit_of_work import Tips
from bot.store.urgents import UrgentRows
from bot.store.watching import Occasions, Roster, Urgents


class Looked:
    """The repositories of the watch, to be read only: whoever acts on it looks again inside his unit of work."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.roster: Roster = ShiftRows(connection)
        self.urgents: Urgents = UrgentRows(connection)
        self.tips: Tips = TipRows(connection)
        self.occasions: Occasions = OccasionRows(connection)

    async def meta(self, key: str) -> str | None:
        """A small fact by its name."""
        return await read_meta(self._connection, key)


class WatchLook:
    """Reads wait for no writer."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @asynccontextmanager
    async def looking(self) -> AsyncIterator[Looked]:
        """Each statement sees the database as it is then."""
        async with self._database.reading() as connection:
            yield Looked(connection)
