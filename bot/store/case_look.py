"""What the clock of the cases looks at every second, read without a transaction of its own."""

from datetime import datetime

from bot.store.cases import NEXT
from bot.store.engine import Database


class CaseLook:
    """Only looks: whoever acts on it looks again inside his unit of work."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def next_due(self) -> datetime | None:
        """When the next step of any case is due. One statement over an index of those that wait."""
        async with self._database.reading() as connection:
            moment: datetime | None = await connection.value(NEXT)
            return moment
