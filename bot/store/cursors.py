"""How far a channel has fetched what its platform keeps for it, one row a channel.

The new mark is written only over the one that it was read from: of two that fetch at once, the slower one
cannot throw the faster one back.
"""

from datetime import datetime

from sqlalchemy import bindparam, select, update

from bot.store.engine import Database
from bot.store.prepared import Adding, Prepared
from bot.store.tables import pull_cursors

_LOAD = Prepared(
    select(pull_cursors.c.value, pull_cursors.c.looked_at).where(pull_cursors.c.name == bindparam("of_name"))
)
_BEGIN = Adding(pull_cursors, once_by=("name",))
_MOVE = Prepared(
    update(pull_cursors)
    .where(pull_cursors.c.name == bindparam("of_name"), pull_cursors.c.value == bindparam("was"))
    .values(value=bindparam("to_value"), looked_at=bindparam("at"))
)


class PullCursors:
    """Cursors by the name of their channel."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def load(self, name: str) -> tuple[str, datetime] | None:
        """The mark and when it was last written; None: never."""
        async with self._database.reading() as connection:
            row = await connection.first(_LOAD, {"of_name": name})
        return None if row is None else (row.value, row.looked_at)

    async def move(self, name: str, *, was: str, to: str, at: datetime) -> bool:
        """Write `to` where it still stands at `was` ("": never written). False: somebody else moved it."""
        async with self._database.writing() as connection:
            begun = {"name": name, "value": to, "looked_at": at}
            if not was and await connection.run(_BEGIN, begun):
                return True
            return await connection.run(_MOVE, {"of_name": name, "was": was, "to_value": to, "at": at}) > 0
