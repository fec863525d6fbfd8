"""What the watchman looks at every second, read without a transaction of its own."""

from datetime import datetime

from bot.store.engine import Database
from bot.store.meta import read_meta
from bot.store.shifts import SINCE, shift_of
from bot.store.watching import Shift


class WatchLook:
    """Only looks: whoever acts on it looks again inside his unit of work."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def roster(self, since: datetime, *, key: str) -> tuple[tuple[Shift, ...], str | None]:
        """The lines that end after that moment, and the meta value of that key."""
        async with self._database.reading() as connection:
            rows = await connection.rows(SINCE, {"moment": since})
            return tuple(map(shift_of, rows)), await read_meta(connection, key)
