"""A SQLite connection on a thread of its own that makes one journey there for each statement.

aiosqlite goes to its thread to make a cursor, to execute, to fetch and to close; every journey costs more
than an ordinary statement. Here a statement is executed, fetched and closed in one, and the BEGIN of a
transaction travels with its first statement.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Self

import aiosqlite

from bot.store.unbroken import unbroken


@dataclass(frozen=True, slots=True)
class Answer:
    """What a statement gave, wholly fetched."""

    description: Any
    rowcount: int
    lastrowid: int | None
    rows: Sequence[Any]


class OneHop(aiosqlite.Connection):
    """Autocommit until `begin_with` says how the next transaction begins."""

    def __init__(self, connector: Callable[[], sqlite3.Connection]) -> None:
        super().__init__(connector, iter_chunk_size=64)
        self._own_thread: Any = getattr(self, "_thread", self)  # before aiosqlite 0.22 the connection was the thread
        self._own_thread.daemon = True
        self.begin_with = ""
        self._begun = False

    async def connected(self) -> Self:
        """Itself, open. When it cannot be opened its thread has ended before the error comes out."""
        try:
            await self
        finally:
            if self._connection is None:
                await unbroken(asyncio.to_thread(self._own_thread.join))
        return self

    def cursor(self) -> "Statement":  # type: ignore[override]  # what SQLAlchemy needs of a cursor, not all of one
        return Statement(self)

    async def commit(self) -> None:
        if self._ends():
            await super().commit()

    async def rollback(self) -> None:
        if self._ends():
            await super().rollback()

    def _ends(self) -> bool:
        """Whether a transaction was begun; asked once, for it ends now."""
        begun, self._begun, self.begin_with = self._begun, False, ""
        return begun

    async def answer(self, sql: str, values: Iterable[Any], *, many: bool) -> Answer:
        """Execute and fetch on the connection's thread."""
        begin, self.begin_with = self.begin_with, ""
        self._begun = self._begun or bool(begin)
        answer: Answer = await self._execute(_answer, self._conn, begin, sql, values, many)  # type: ignore[no-untyped-call]  # aiosqlite's own way to its thread
        return answer


class Statement:
    """A cursor for one statement; only `execute` and `executemany` leave this thread."""

    arraysize = 1

    def __init__(self, connection: OneHop) -> None:
        self._connection = connection
        self._answer = Answer(None, -1, None, ())

    @property
    def description(self) -> Any:
        return self._answer.description

    @property
    def rowcount(self) -> int:
        return self._answer.rowcount

    @property
    def lastrowid(self) -> int | None:
        return self._answer.lastrowid

    async def __aenter__(self) -> Self:
        return self

    async def execute(self, sql: str, values: Iterable[Any] = ()) -> None:
        self._answer = await self._connection.answer(sql, values, many=False)

    async def executemany(self, sql: str, values: Iterable[Any]) -> None:
        self._answer = await self._connection.answer(sql, values, many=True)

    async def fetchall(self) -> Sequence[Any]:
        return self._answer.rows

    async def close(self) -> None:
        """It is closed already."""


def _answer(connection: sqlite3.Connection, begin: str, sql: str, values: Any, many: bool) -> Answer:  # noqa: FBT001  # called through a queue, by position
    if begin:
        connection.execute(begin)
    cursor = connection.executemany(sql, values) if many else connection.execute(sql, values)
    rows = cursor.fetchall() if cursor.description else ()
    answer = Answer(cursor.description, cursor.rowcount, cursor.lastrowid, rows)
    cursor.close()
    return answer
