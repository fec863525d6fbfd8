"""Every error of a database or its driver becomes one of our two, and says nothing of what was stored."""

import sqlite3

import asyncpg
import pytest
from sqlalchemy import exc

from bot.errors import StoreAway, StoreError
from bot.store.faults import ours, translated

pg = asyncpg.exceptions
PASSING = [
    pg.ConnectionDoesNotExistError, pg.TooManyConnectionsError, pg.DiskFullError, pg.AdminShutdownError,
    pg.CannotConnectNowError, pg.LockNotAvailableError, pg.SerializationError, pg.DeadlockDetectedError,
    pg.ReadOnlySQLTransactionError, pg.QueryCanceledError, pg.IdleInTransactionSessionTimeoutError, pg.PostgresIOError,
]  # fmt: skip
LASTING = [
    pg.UniqueViolationError, pg.UndefinedTableError, pg.InvalidPasswordError, pg.InvalidCatalogNameError,
    pg.CharacterNotInRepertoireError, pg.InsufficientPrivilegeError, pg.NumericValueOutOfRangeError,
]  # fmt: skip


def wrapped(error):
    """As SQLAlchemy gives it: the driver's error under its own, under one of its own again."""
    middle = exc.DBAPIError.instance("INSERT", {}, error, sqlite3.Error) if isinstance(error, sqlite3.Error) else None
    if middle is None:
        adapted = RuntimeError("adapted")
        adapted.__cause__ = error
        middle = exc.DBAPIError("INSERT", {}, adapted)
    return middle


@pytest.mark.parametrize("kind", PASSING, ids=lambda kind: kind.__name__)
def test_what_passes_by_itself_is_away(kind):
    for error in (kind("老板藏了发热的人"), wrapped(kind("老板藏了发热的人"))):
        told = ours(error)
        assert isinstance(told, StoreAway)
        assert "发热" not in str(told)


@pytest.mark.parametrize("kind", LASTING, ids=lambda kind: kind.__name__)
def test_what_stays_wrong_is_an_error(kind):
    for error in (kind("老板藏了发热的人"), wrapped(kind("老板藏了发热的人"))):
        told = ours(error)
        assert not isinstance(told, StoreAway)
        assert "发热" not in str(told)
        assert kind.sqlstate in str(told)


@pytest.mark.parametrize(
    ("code", "away"),
    [
        (sqlite3.SQLITE_BUSY, True), (sqlite3.SQLITE_BUSY_SNAPSHOT, True), (sqlite3.SQLITE_FULL, True),
        (sqlite3.SQLITE_IOERR_FSYNC, True), (sqlite3.SQLITE_CANTOPEN, True), (sqlite3.SQLITE_READONLY, True),
        (sqlite3.SQLITE_CONSTRAINT_UNIQUE, False), (sqlite3.SQLITE_CORRUPT, False), (sqlite3.SQLITE_NOTADB, False),
        (sqlite3.SQLITE_ERROR, False),
    ],
)  # fmt: skip
def test_sqlite_tells_by_its_code(code, away):
    error = sqlite3.OperationalError("UNIQUE constraint failed: inbox.text")
    error.sqlite_errorcode, error.sqlite_errorname = code, "SQLITE_X"
    assert isinstance(ours(wrapped(error)), StoreAway) == away
    assert isinstance(ours(error), StoreAway) == away


NOTHING_CAME = [ConnectionRefusedError("x"), TimeoutError(), exc.TimeoutError("pool"), OSError(28, "full")]


@pytest.mark.parametrize("error", NOTHING_CAME, ids=lambda error: type(error).__name__)
def test_a_network_or_a_pool_that_gives_nothing_is_away(error):
    assert isinstance(ours(error), StoreAway)


def test_a_connection_that_was_lost_is_away_whatever_the_driver_called_it():
    assert isinstance(ours(exc.DBAPIError("SELECT", {}, RuntimeError(), connection_invalidated=True)), StoreAway)


def test_an_error_of_our_own_code_is_not_dressed_up():
    with pytest.raises(ZeroDivisionError), translated():
        raise ZeroDivisionError


def test_the_name_of_a_constraint_is_told():
    error = pg.UniqueViolationError("duplicate key value")
    error.constraint_name = "uq_reports_revision"
    assert str(ours(error)) == "the database refused (UniqueViolationError 23505 uq_reports_revision)"
    assert type(ours(error)) is StoreError
