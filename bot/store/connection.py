"""A connection inside a transaction: runs statements, and lets no foreign exception out.

Statements are built once, at module level, with named parameters: SQLAlchemy then finds the compiled text
in its cache, and the drivers find the prepared one in theirs.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import CursorResult, Executable, Row, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.faults import translated
from bot.store.unbroken import unbroken

Values = Mapping[str, Any]
T = TypeVar("T")


class Connection:
    """Leaving the block that gave it without `commit` rolls back."""

    def __init__(self, raw: AsyncConnection) -> None:
        self._raw = raw
        self.dialect = raw.dialect.name

    async def rows(self, statement: Executable, values: Values | Sequence[Values] | None = None) -> Sequence[Row[Any]]:
        """Every row of the answer."""
        return (await self._execute(statement, values)).all()

    async def first(self, statement: Executable, values: Values | None = None) -> Row[Any] | None:
        """The first row, None when there is none."""
        return (await self._execute(statement, values)).first()

    async def value(self, statement: Executable, values: Values | None = None) -> Any:
        """The first column of the first row, None when there is none."""
        return (await self._execute(statement, values)).scalar()

    async def run(self, statement: Executable, values: Values | Sequence[Values] | None = None) -> int:
        """How many rows it touched. A sequence of values runs the statement once for each, in one go."""
        return (await self._execute(statement, values)).rowcount

    async def with_sync(self, work: Callable[..., T], *arguments: Any) -> T:
        """What the work gives, called with a plain connection: for libraries that know no other."""
        with translated():
            return await self._raw.run_sync(work, *arguments)

    async def commit(self) -> None:
        with translated():
            await unbroken(self._raw.commit())

    async def _execute(self, statement: Executable, values: Any) -> CursorResult[Any]:
        with translated():
            return await self._raw.execute(statement, values)

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
