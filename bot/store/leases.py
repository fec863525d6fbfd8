"""Leader terms: who may do alone what only one may do, by the clock that all replicas share, the database's.

A term is over at its `until`, and nobody is told: whoever acts on one checks it again right before acting.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, case, delete, func, or_, select, type_coerce

from bot.store.connection import Connection
from bot.store.engine import Database
from bot.store.prepared import Prepared
from bot.store.tables import leases
from bot.store.types import Moment

_DROP = Prepared(delete(leases).where(leases.c.name == bindparam("of_name"), leases.c.holder == bindparam("of_holder")))

_UNTIL = Prepared(
    select(leases.c.until).where(leases.c.name == bindparam("name"), leases.c.holder == bindparam("holder"))
)


@dataclass(frozen=True, slots=True)
class Term:
    """A lease held: the number rises with every change of holder. `until` by the database's clock."""

    holder: str
    number: int
    until: datetime


class Leases:
    """Terms by name."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def take(self, name: str, *, holder: str, ttl: timedelta) -> Term | None:
        """Take or renew for `ttl` from now; None: somebody else holds it."""
        async with self._database.writing() as connection:
            now = await _clock(connection)
            insert = connection.insert(leases)
            mine = (leases.c.holder == holder) & (leases.c.until > now)
            statement = insert.on_conflict_do_update(
                index_elements=["name"],
                set_={
                    "holder": insert.excluded.holder,
                    "term": leases.c.term + case((mine, 0), else_=1),
                    "until": insert.excluded.until,
                },
                where=or_(leases.c.holder == holder, leases.c.until <= now),
            ).returning(leases.c.holder, leases.c.term, leases.c.until)
            row = (
                await connection.once(statement, {"name": name, "holder": holder, "term": 1, "until": now + ttl})
            ).first()
        return None if row is None else Term(row.holder, row.term, row.until)

    async def is_held(self, name: str, *, holder: str) -> bool:
        """Whether it is theirs and not over; only looks."""
        async with self._database.reading() as connection:
            now = await _clock(connection)
            until = await connection.value(_UNTIL, {"name": name, "holder": holder})
        return until is not None and until > now

    async def drop(self, name: str, *, holder: str) -> None:
        """Give it back before its end; somebody else's stays."""
        async with self._database.writing() as connection:
            await connection.run(_DROP, {"of_name": name, "of_holder": holder})


async def _clock(connection: Connection) -> datetime:
    on_postgresql = connection.dialect == "postgresql"
    asked = func.clock_timestamp() if on_postgresql else func.strftime("%Y-%m-%d %H:%M:%f", "now")
    now: datetime = (await connection.once(select(type_coerce(asked, Moment)))).scalar_one()
    return now
