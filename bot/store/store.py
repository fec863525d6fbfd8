"""The store: one database, its units of work, its outbox, and what belongs to the whole process.

Nothing here holds state that the database does not: two replicas over one database are the ordinary case.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import func, select, text

from bot.directory.model import Directory
from bot.errors import StoreAway, StoreError
from bot.store import absences, directory_rows, excuses, register, words
from bot.store.case_look import CaseLook
from bot.store.counters import counted
from bot.store.cursors import PullCursors
from bot.store.delivery import Delivery
from bot.store.directory_tables import directory_versions
from bot.store.engine import Database
from bot.store.leases import Leases, Term
from bot.store.outages import Outages
from bot.store.prepared import Prepared
from bot.store.records import Absence, Excuse, LearnedWord
from bot.store.registering import RegisterChange
from bot.store.schema import is_current, upgrade
from bot.store.sending import Outgoing
from bot.store.terms import KeptTerms
from bot.store.tokens import Tokens
from bot.store.transaction import Transaction
from bot.store.unit_of_work import UnitOfWork
from bot.store.watch_look import WatchLook

Progress = Callable[[int, int], None]

_VERSIONS = Prepared(
    select(
        func.coalesce(select(func.max(directory_versions.c.version)).scalar_subquery(), 0).label("directory"),
        counted(words.VERSION, label="words"),
        counted(excuses.VERSION, label="excuses"),
        counted(absences.VERSION, label="absences"),
        counted(register.VERSION, label="register"),
    )
)


class Versions(NamedTuple):
    """They move with every change of the directory, of taught words, of excuses, of our absences, and by message."""

    directory: int
    words: int
    excuses: int
    absences: int
    register: int


class Store:
    """A database by its URL: `sqlite:///file.db` or `postgresql://user@host/name` (CONTRACT 7).

    Every method but `ping` and `is_current` raises StoreAway when the database cannot be reached or is
    busy: nothing was stored then, try again. StoreError: trying again will not help.
    """

    def __init__(self, url: str) -> None:
        self._database = Database(url)
        self._leases = Leases(self._database)
        self.tokens = Tokens(self._database)
        self.cursors = PullCursors(self._database)
        self.outages = Outages(self._database)
        self.terms = KeptTerms(self._database)
        self.watch = WatchLook(self._database)
        self.cases = CaseLook(self._database)
        self.delivery: Delivery = Outgoing(self._database)

    async def open(self) -> None:
        await self._database.open()

    async def close(self) -> None:
        await self._database.close()

    async def upgrade(self, on_progress: Progress | None = None) -> None:
        """Bring the schema up to date; several replicas may do it at once.

        `on_progress(done, total)` is called after every step. Raises StoreError when the database is
        newer than this program.
        """
        await upgrade(self._database, on_progress or (lambda _done, _total: None))

    async def is_current(self) -> bool:
        """Whether the schema is what this program needs; False, too, when the database is away."""
        try:
            return await is_current(self._database)
        except StoreError:
            return False

    async def ping(self) -> bool:
        """Whether the database answers."""
        try:
            async with self._database.reading() as connection:
                await connection.once(text("SELECT 1"))
        except StoreAway:
            return False
        return True

    @asynccontextmanager
    async def unit_of_work(self) -> AsyncIterator[UnitOfWork]:
        """One transaction, alone among its kind; leaving without `commit` rolls back. Never nest two."""
        async with self._database.alone() as connection:
            yield Transaction(connection)

    async def versions(self) -> Versions:
        """What every batch asks, in one statement; 0: none was ever saved, none was ever taught."""
        async with self._database.reading() as connection:
            row = await connection.first(_VERSIONS)
            return Versions(row.directory, row.words, row.excuses, row.absences, row.register)

    async def load_learned(self) -> tuple[int, tuple[LearnedWord, ...]]:
        """The taught words with their version."""
        async with self._database.snapshot() as connection:
            return await words.learned_version(connection), await words.learned_of(connection)

    async def load_excuses(self) -> tuple[int, tuple[Excuse, ...]]:
        """Everything that excuses somebody on some day, with its version."""
        async with self._database.snapshot() as connection:
            return await excuses.holding(connection)

    async def load_absences(self, *, since: datetime) -> tuple[Absence, ...]:
        """Those that ended since then, in order."""
        async with self._database.snapshot() as connection:
            return await absences.AbsenceRows(connection).since(since)

    async def load_changes(self) -> tuple[int, tuple[RegisterChange, ...]]:
        """Every change of the register by message that holds, in its order, with its version."""
        async with self._database.snapshot() as connection:
            return await register.holding(connection)

    async def load_directory(self) -> Directory:
        async with self._database.snapshot() as connection:
            return await directory_rows.load(connection)

    async def save_directory(self, directory: Directory, *, source: str, now: datetime) -> int:
        """Replace the whole directory; its new version. `source`: a digest of the files it came from."""
        async with self._database.alone() as connection:
            version = await directory_rows.save(connection, directory, source=source, now=now)
            await connection.commit()
        return version

    async def directory_source(self) -> str | None:
        """The `source` that was saved last; None: no directory was ever saved."""
        async with self._database.reading() as connection:
            return await directory_rows.source_of(connection)

    async def lease(self, name: str, *, holder: str, ttl: timedelta) -> Term | None:
        """Take or renew a leader's term for `ttl` by the database's clock; None: somebody else has it."""
        return await self._leases.take(name, holder=holder, ttl=ttl)

    async def has_lease(self, name: str, *, holder: str) -> bool:
        """Whether a term is that holder's and not over; only looks, and takes no lock."""
        return await self._leases.is_held(name, holder=holder)

    async def end_lease(self, name: str, *, holder: str) -> None:
        """Give a term back before its end."""
        await self._leases.drop(name, holder=holder)
