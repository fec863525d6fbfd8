"""The one place where a database's errors become ours.

Nothing of the driver's own message goes on: it can quote the words of a person. What is told is the
kind of error, the SQL state and the name of a constraint.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from bot.errors import StoreAway, StoreError

AWAY_CLASSES = ("08", "53", "57", "58")  # connection, resources, operator, system (PostgreSQL, appendix A)
AWAY_STATES = frozenset({"40001", "40P01", "55P03", "25006", "25P03", "57014"})
AWAY_CODES = frozenset(
    {
        sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PROTOCOL, sqlite3.SQLITE_INTERRUPT,
    }
)  # fmt: skip
FOREIGN = (SQLAlchemyError, sqlite3.Error, OSError)  # TimeoutError is an OSError


@contextmanager
def translated(*more: type[Exception]) -> Iterator[None]:
    """Raise StoreAway or StoreError for whatever the database, its driver or the network raised.

    `more`: error types of a driver that come past SQLAlchemy, as asyncpg's do while it connects.
    """
    try:
        yield
    except FOREIGN + more as error:
        raise ours(error) from None


def ours(error: Exception) -> StoreError:
    """StoreAway: try again later. StoreError: trying again will not help."""
    lost = isinstance(error, DBAPIError) and error.connection_invalidated
    raw: Any = getattr(error, "orig", None) or error
    while (state := _state(raw)) is None and raw.__cause__ is not None:  # SQLAlchemy wraps the driver's error twice
        raw = raw.__cause__
    told = " ".join(filter(None, (type(raw).__name__, state, _constraint(raw))))
    if lost or isinstance(raw, OSError) or _is_away(raw, state):
        return StoreAway(f"the database is away or busy ({told})")
    return StoreError(f"the database refused ({told})")


def _state(raw: Any) -> str | None:
    state = getattr(raw, "sqlstate", None)
    return state if isinstance(state, str) else getattr(raw, "sqlite_errorname", None)


def _constraint(raw: Any) -> str:
    name = getattr(raw, "constraint_name", None)
    return name if isinstance(name, str) else ""


def _is_away(raw: Any, state: str | None) -> bool:
    code = getattr(raw, "sqlite_errorcode", None)
    if isinstance(code, int):
        return code & 0xFF in AWAY_CODES  # the low byte of an extended code is the plain one
    if state is not None:
        return state in AWAY_STATES or state.startswith(AWAY_CLASSES)
    return type(raw).__name__ in {"InterfaceError", "ConnectionDoesNotExistError", "TimeoutError"}
