"""Platforms that no replica reaches, one row a channel, so that neither a restart nor a replica counts anew.

A row begins with the first miss that anybody notes and ends with the first call that arrives. Every method is a
short transaction of its own and raises StoreError.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, select, update

from bot.store.engine import Database
from bot.store.outage_tables import outages
from bot.store.prepared import Adding, Prepared

_ALL = Prepared(select(outages))
_BEGIN = Adding(outages, once_by=("channel",))
_SEEN = Prepared(
    update(outages)
    .where(outages.c.channel == bindparam("of_channel"), outages.c.last_at < bindparam("at"))
    .values(last_at=bindparam("at"))
)
_ANEW = Prepared(
    update(outages)
    .where(outages.c.channel == bindparam("of_channel"), outages.c.since == bindparam("was"))
    .values(since=bindparam("begun"), last_at=bindparam("begun"))
)
_TOLD = Prepared(
    update(outages)
    .where(
        outages.c.channel == bindparam("of_channel"),
        outages.c.since == bindparam("was"),
        outages.c.told_at.is_(None),
    )
    .values(told_at=bindparam("at"))
)
_END = Prepared(
    delete(outages).where(outages.c.channel == bindparam("of_channel"), outages.c.since == bindparam("was"))
)


@dataclass(frozen=True, slots=True)
class Outage:
    """A platform that is away. `told_at` None: nobody heard of it yet."""

    channel: str
    since: datetime
    last_at: datetime
    told_at: datetime | None = None


class Outages:
    """The rows, by their channel."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> dict[str, Outage]:
        """Every platform that is away."""
        async with self._database.reading() as connection:
            rows = await connection.rows(_ALL)
        return {row.channel: Outage(row.channel, row.since, row.last_at, row.told_at) for row in rows}

    async def begin(self, channel: str, since: datetime) -> None:
        """Note it; one that stands there stays as it is."""
        async with self._database.writing() as connection:
            await connection.run(_BEGIN, {"channel": channel, "since": since, "last_at": since, "told_at": None})

    async def still(self, outage: Outage, at: datetime) -> None:
        """Another call failed then."""
        async with self._database.writing() as connection:
            await connection.run(_SEEN, {"of_channel": outage.channel, "at": at})

    async def anew(self, outage: Outage, begun: datetime) -> None:
        """Nobody called for so long that the count begins there."""
        async with self._database.writing() as connection:
            await connection.run(_ANEW, {"of_channel": outage.channel, "was": outage.since, "begun": begun})

    async def told(self, outage: Outage, at: datetime) -> None:
        """Somebody was told."""
        async with self._database.writing() as connection:
            await connection.run(_TOLD, {"of_channel": outage.channel, "was": outage.since, "at": at})

    async def end(self, outage: Outage) -> None:
        """It is back."""
        async with self._database.writing() as connection:
            await connection.run(_END, {"of_channel": outage.channel, "was": outage.since})
