"""A connection inside a transaction: runs statements, and lets no foreign exception out.

What is asked often is a `Prepared` of the module that asks; `once` takes any statement, and is slower.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy import CursorResult, Executable, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import StoreError
from bot.store.faults import translated
from bot.store.prepared import Prepared, Values
from bot.store.unbroken import unbroken

T = TypeVar("T")
NOTHING: Values = {}


class Connection:
    """Leaving the block that gave it without `commit` rolls back; after `commit` nothing more can be said.

    `foreign`: error types of the driver that may come past SQLAlchemy.
    """

    def __init__(self, raw: AsyncConnection, *, foreign: tuple[type[Exception], ...] = ()) -> None:
        self._raw = raw
        self._foreign = foreign
        self._over = False
        self.dialect = raw.dialect.name

    async def rows(self, statement: Prepared, values: Values = NOTHING) -> list[Any]:
        """Every row of the answer, as a named tuple."""
        text = statement.text(self._raw.dialect, values)
        with self._at_work():
            answer = await self._raw.exec_driver_sql(text.sql, text.values(values))
        return text.rows(answer.all())

    async def first(self, statement: Prepared, values: Values = NOTHING) -> Any:
        """The first row, None when there is none."""
        rows = await self.rows(statement, values)
        return rows[0] if rows else None

    async def value(self, statement: Prepared, values: Values = NOTHING) -> Any:
        """The first column of the first row, None when there is none."""
        row = await self.first(statement, values)
        return None if row is None else row[0]

    async def run(self, statement: Prepared, values: Values | Sequence[Values] = NOTHING) -> int:
        """How many rows it touched. A sequence runs the statement once for each of its values, in one go."""
        if isinstance(values, Mapping):
            text = statement.text(self._raw.dialect, values)
            given: Any = text.values(values)
        elif values:
            text = statement.text(self._raw.dialect, values[0])
            given = [text.values(one) for one in values]
        else:
            return 0
        with self._at_work():
            return (await self._raw.exec_driver_sql(text.sql, given)).rowcount

    async def once(self, statement: Executable, values: Values | None = None) -> CursorResult[Any]:
        """The answer to a statement that was made for this call: Core's own way, for what is rare."""
        with self._at_work():
            return await self._raw.execute(statement, values)

    async def with_sync(self, work: Callable[..., T], *arguments: Any) -> T:
        """What the work gives, called with a plain connection: for libraries that know no other."""
        with self._at_work():
            return await self._raw.run_sync(work, *arguments)

    async def commit(self) -> None:
        """Durable when it returns. Begun, it is finished although its caller is cancelled."""
        with self._at_work():
            self._over = True
            await unbroken(self._raw.commit())

    @contextmanager
    def _at_work(self) -> Iterator[None]:
        if self._over:  # SQLAlchemy would begin another transaction in silence
            raise StoreError("this unit of work is over: it was committed")
        with translated(*self._foreign):
            yield

    def insert(self, table: Table) -> sqlite.Insert | postgresql.Insert:
        """An insert that knows ON CONFLICT."""
        return postgresql.insert(table) if self.dialect == "postgresql" else sqlite.insert(table)


def padded(values: Iterable[Any]) -> list[Any]:
    """The distinct values, the last one repeated up to a power of two.

    For the list of an IN: a few lengths mean a few statements to prepare, not one for every length.
    """
    found = list(dict.fromkeys(values))
    if found:
        found += found[-1:] * ((1 << (len(found) - 1).bit_length()) - len(found))
    return found
