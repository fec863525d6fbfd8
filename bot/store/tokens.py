"""Access tokens of platforms, one row an account, shared by all replicas: what is kept, and who may fetch the next.

The version is what decides: a change names the one that it follows, so who was slow cannot overwrite who was
first. The values are sealed by the channels; a row says nothing to who has only the database.
"""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import bindparam, or_, select, update

from bot.store.engine import Database
from bot.store.prepared import Prepared
from bot.store.tables import tokens

_FIELDS = ("version", "value", "good_until", "forced_at", "tries", "wrong", "code", "not_before")
_LOAD = Prepared(select(*(tokens.c[name] for name in _FIELDS)).where(tokens.c.account == bindparam("account")))
_follows = (tokens.c.account == bindparam("of_account"), tokens.c.version == bindparam("of_version"))
_SAVE = Prepared(
    update(tokens)
    .where(*_follows)
    .values(
        version=bindparam("version"),
        value=bindparam("value"),
        good_until=bindparam("good_until"),
        forced_at=bindparam("forced_at"),
        held_until=None,
        tries=0,
        wrong=0,
        code=None,
        not_before=None,
    )
)
_FAILED = Prepared(
    update(tokens)
    .where(*_follows)
    .values(
        tries=bindparam("tries"),
        wrong=bindparam("wrong"),
        code=bindparam("code"),
        not_before=bindparam("not_before"),
        held_until=None,
    )
)


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A row as it stands; one that nobody wrote yet has the version 0 and no value."""

    version: int = 0
    value: str = field(default="", repr=False)
    good_until: datetime | None = None
    forced_at: datetime | None = None
    tries: int = 0
    wrong: int = 0
    code: int | None = None
    not_before: datetime | None = None


class Tokens:
    """What it holds is a secret, sealed or not: never put it into a log or an error."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def load(self, account: str) -> TokenRow:
        async with self._database.reading() as connection:
            row = await connection.first(_LOAD, {"account": account})
        return TokenRow() if row is None else TokenRow(*row)

    async def begin(self, account: str, *, version: int, now: datetime, until: datetime) -> bool:
        """Whether the right to fetch what follows `version` is the caller's, until then."""
        row = {"account": account, "version": 0, "value": "", "tries": 0, "wrong": 0, "held_until": until}
        async with self._database.writing() as connection:
            insert = connection.insert(tokens)
            statement = insert.on_conflict_do_update(
                index_elements=["account"],
                set_={"held_until": insert.excluded.held_until},
                where=(tokens.c.version == version) & or_(tokens.c.held_until.is_(None), tokens.c.held_until <= now),
            ).returning(tokens.c.version)
            found = (await connection.once(statement, row)).first()
        return found is not None and found.version == version

    async def save(
        self, account: str, *, version: int, value: str, good_until: datetime, forced_at: datetime | None = None
    ) -> bool:
        """Keep the token that follows `version`; what failed before is forgotten. False: somebody else was first."""
        told = {"of_account": account, "of_version": version, "version": version + 1, "forced_at": forced_at}
        async with self._database.writing() as connection:
            return await connection.run(_SAVE, told | {"value": value, "good_until": good_until}) > 0

    async def failed(
        self, account: str, *, version: int, tries: int, wrong: int, code: int | None, not_before: datetime
    ) -> None:
        """Nothing came: the right is given back, and nobody asks before then."""
        told = {"of_account": account, "of_version": version, "tries": tries, "wrong": wrong, "code": code}
        async with self._database.writing() as connection:
            await connection.run(_FAILED, told | {"not_before": not_before})
