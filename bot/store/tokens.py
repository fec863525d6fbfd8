"""Access tokens of platforms, one row an account, shared by all replicas."""

from datetime import datetime

from sqlalchemy import bindparam, select

from bot.store.engine import Database
from bot.store.prepared import Adding, Prepared
from bot.store.tables import tokens

_LOAD = Prepared(select(tokens.c.value, tokens.c.good_until).where(tokens.c.account == bindparam("account")))
_SAVE = Adding(tokens, once_by=("account",), overwriting=("value", "good_until"))


class Tokens:
    """What it holds is a secret: never put it into a log or an error."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def load(self, account: str) -> tuple[str, datetime] | None:
        """The token and until when it is good; None: none was saved."""
        async with self._database.reading() as connection:
            row = await connection.first(_LOAD, {"account": account})
        return None if row is None else (row.value, row.good_until)

    async def save(self, account: str, value: str, good_until: datetime) -> None:
        async with self._database.writing() as connection:
            await connection.run(_SAVE, {"account": account, "value": value, "good_until": good_until})
