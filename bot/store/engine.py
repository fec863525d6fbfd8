"""Opens the database: its address, its connections, and how a transaction begins.

SQLAlchemy's defaults begin a SQLite transaction only at the first write, after its reads, and lose updates
in silence: here a writing transaction says BEGIN IMMEDIATE first, and there is one of them at a time.
"""

import asyncio
import importlib
import sqlite3
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import URL, event, make_url, text
from sqlalchemy import Connection as SyncConnection
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool

from bot.errors import StoreAway, StoreError
from bot.store.connection import Connection
from bot.store.faults import translated
from bot.store.one_hop import OneHop
from bot.store.unbroken import unbroken

BUSY_SECONDS = 5  # how long a lock is waited for: a platform waits as long for its answer
OLDEST_SQLITE = (3, 35)  # RETURNING
WRITERS = 0x67726964  # "grid": the PostgreSQL lock that lets one unit of work in at a time
POOL = 5


@dataclass(frozen=True, slots=True)
class _Engines:
    """How to connect for each purpose. `snapshot` shares its pool with `reading`."""

    writing: AsyncEngine
    reading: AsyncEngine
    snapshot: AsyncEngine


class Database:
    """A database by its URL (CONTRACT 7). Every transaction begins here."""

    def __init__(self, url: str) -> None:
        self.url = _with_driver(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._engines: _Engines | None = None
        self._turn = asyncio.Lock()
        self._foreign: tuple[type[Exception], ...] = ()

    async def open(self) -> None:
        """Make the engines and prove that the database answers. Raises StoreAway when it does not."""
        if self.is_sqlite:
            if sqlite3.sqlite_version_info < OLDEST_SQLITE:
                raise StoreError(f"SQLite {sqlite3.sqlite_version} is too old: 3.35 or later is needed")
            self._engines = _sqlite(self.url)
        else:
            asyncpg = importlib.import_module("asyncpg")  # late: it costs the start of those who do not use it
            self._foreign = (asyncpg.PostgresError, asyncpg.InterfaceError)
            self._engines = _postgresql(self.url)
        async with AsyncExitStack() as stack:
            stack.push_async_callback(self.close)
            async with self.writing() as connection:
                await connection.once(text("SELECT 1"))
            stack.pop_all()

    async def close(self) -> None:
        """Close every connection. Closing twice does nothing."""
        engines, self._engines = self._engines, None
        if engines is not None:
            await engines.reading.dispose()
            await engines.writing.dispose()  # last: closing it brings SQLite's log into the file

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Connection]:
        """For statements that only read, each by itself; they wait for no writer."""
        async with self._begun(self._opened().reading) as connection:
            yield connection

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[Connection]:
        """A transaction that only reads and sees one moment of the database."""
        async with self._begun(self._opened().snapshot) as connection:
            yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Connection]:
        """A short transaction: committed at the end of the block, rolled back on an exception.

        On PostgreSQL several run at once, and each locks the rows that it decides about.
        """
        if self.is_sqlite:
            async with self._in_turn(), self._begun(self._opened().writing) as connection:
                yield connection
                await connection.commit()
        else:
            async with self._begun(self._opened().writing) as connection:
                yield connection
                await connection.commit()

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[Connection]:
        """A transaction that no other of this kind runs beside, in any process: what it read stays true.

        Committed only by `commit`. Waiting for its turn is bounded: then StoreAway.
        """
        async with self._in_turn(), self._begun(self._opened().writing) as connection:
            if not self.is_sqlite:
                await connection.once(_TAKE_TURN, {"lock": WRITERS})
            yield connection

    @asynccontextmanager
    async def _in_turn(self) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(BUSY_SECONDS * 2):
                await self._turn.acquire()
        except TimeoutError:
            raise StoreAway("the database is busy: another transaction does not end") from None
        try:
            yield
        finally:
            self._turn.release()

    @asynccontextmanager
    async def _begun(self, engine: AsyncEngine) -> AsyncIterator[Connection]:
        raw = await self._connected(engine)
        try:
            with translated(*self._foreign):
                await raw.begin()
            yield Connection(raw, foreign=self._foreign)
        finally:
            await unbroken(_given_back(raw))

    async def _connected(self, engine: AsyncEngine) -> AsyncConnection:
        with translated(*self._foreign):
            return await engine.connect()

    def _opened(self) -> _Engines:
        if self._engines is None:
            raise StoreAway("the store is closed")
        return self._engines


_TAKE_TURN = text("SELECT pg_advisory_xact_lock(:lock)")


async def _given_back(raw: AsyncConnection) -> None:
    """Roll back what was not committed; a connection that cannot even do that is thrown away by the pool."""
    try:
        with translated():
            await raw.close()
    except StoreError:
        with translated():
            await raw.invalidate()
            await raw.close()


def _with_driver(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise StoreError("[store] url is no database URL; write sqlite:///file.db or postgresql://...") from None
    match parsed.get_backend_name():
        case "sqlite":
            if parsed.database in (None, "", ":memory:"):
                raise StoreError("[store] url names no file; write sqlite:///file.db")
            return parsed.set(drivername="sqlite+aiosqlite")
        case "postgresql" | "postgres":
            query = {("ssl" if key == "sslmode" else key): value for key, value in parsed.query.items()}
            return parsed.set(drivername="postgresql+asyncpg", query=query)
        case other:
            raise StoreError(f"[store] url: {other} is not supported; write sqlite:///file.db or postgresql://...")


def _sqlite(url: URL) -> _Engines:
    """One long-lived connection for writing, which a turn guards, and a few for reading, which cannot write."""
    writing, reading = (_sqlite_engine(url, writes=writes) for writes in (True, False))
    snapshot = reading.execution_options(snapshot=True)
    for engine, begin in ((writing, "BEGIN IMMEDIATE"), (snapshot, "BEGIN")):
        event.listen(engine.sync_engine, "begin", partial(_begin_with, begin))
    return _Engines(writing, reading, snapshot)


def _begin_with(begin: str, connection: SyncConnection) -> None:
    driver: Any = connection.connection.driver_connection
    driver.begin_with = begin


def _sqlite_engine(url: URL, *, writes: bool) -> AsyncEngine:
    [path], options = url.get_dialect()().create_connect_args(url)
    pragmas = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"query_only={'OFF' if writes else 'ON'}")

    def connector() -> sqlite3.Connection:
        # isolation_level None: sqlite3 begins no transaction by itself. The timeout is the busy_timeout.
        connection = sqlite3.connect(path, **options, isolation_level=None, timeout=BUSY_SECONDS)
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")
        return connection

    return create_async_engine(
        url,
        async_creator=lambda: OneHop(connector).connected(),
        poolclass=AsyncAdaptedQueuePool,
        pool_size=1 if writes else 2,
        max_overflow=0,
        pool_timeout=BUSY_SECONDS,
        hide_parameters=True,
    )


def _postgresql(url: URL) -> _Engines:
    """A small pool; no statement, lock or forgotten transaction may last for ever."""
    writing = create_async_engine(
        url,
        pool_size=POOL,
        max_overflow=0,
        pool_timeout=BUSY_SECONDS,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={
            "timeout": BUSY_SECONDS,
            "command_timeout": 60,
            "server_settings": {
                "application_name": "gridbot",
                "jit": "off",
                "lock_timeout": f"{BUSY_SECONDS}s",
                "idle_in_transaction_session_timeout": "30s",
            },
        },
    )
    return _Engines(
        writing,
        reading=writing.execution_options(isolation_level="AUTOCOMMIT"),
        snapshot=writing.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True),
    )
