"""The connections: what a URL means, and that durability is on where nobody would notice that it is off."""

import pytest
from sqlalchemy import text

from bot.errors import StoreAway, StoreError
from bot.store.engine import Database
from bot.store.store import Store


async def pragma(connection, name):
    return (await connection.once(text(f"PRAGMA {name}"))).scalar_one()


@pytest.fixture
async def database(tmp_path):
    database = Database(f"sqlite:///{tmp_path}/a.db")
    await database.open()
    yield database
    await database.close()


@pytest.mark.parametrize("way", ["alone", "writing", "reading", "snapshot"])
async def test_every_sqlite_connection_keeps_what_was_committed_and_waits_for_locks(database, way):
    names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
    async with getattr(database, way)() as connection:
        found = {name: await pragma(connection, name) for name in names}
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000}


@pytest.mark.parametrize("way", ["reading", "snapshot"])
async def test_what_is_for_reading_cannot_write(database, way):
    async with getattr(database, way)() as connection:
        with pytest.raises(StoreAway):
            await connection.once(text("CREATE TABLE t (a)"))


async def test_a_writing_transaction_is_immediate_from_its_first_statement(database):
    """The lock is there before anything is written: a second writer, of another process, does not get it."""
    other = Database(str(database.url.set(drivername="sqlite")))
    await other.open()
    try:
        async with database.alone() as connection:
            await connection.once(text("SELECT 1"))
            with pytest.raises(StoreAway):
                await without_waiting(other)
        await without_waiting(other)
    finally:
        await other.close()


async def without_waiting(database):
    async with database.writing() as connection:
        raw = (await connection._raw.get_raw_connection()).driver_connection
        raw.begin_with = "PRAGMA busy_timeout=0"
        await connection.once(text("SELECT 1"))
        raw.begin_with = "BEGIN IMMEDIATE"
        await connection.once(text("SELECT 1"))


@pytest.mark.postgresql
async def test_on_postgresql_nothing_may_last_for_ever(postgres):
    database = Database(postgres.url("gridbot_template"))
    await database.open()
    try:
        async with database.alone() as connection:
            settings = ("synchronous_commit", "lock_timeout", "idle_in_transaction_session_timeout")
            found = [(await connection.once(text(f"SHOW {name}"))).scalar_one() for name in settings]
    finally:
        await database.close()
    assert found == ["on", "5s", "30s"]


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("nonsense", "no database URL"),
        ("mysql://a/b", "mysql is not supported"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
    ],
)
def test_a_url_that_cannot_be_used_is_refused_in_one_line(url, told):
    with pytest.raises(StoreError, match=told) as refusal:
        Store(url)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    ("url", "driver"),
    [
        ("sqlite:///file.db", "sqlite+aiosqlite:///file.db"),
        ("postgresql://u:p@host/name?sslmode=require", "postgresql+asyncpg://u:p@host/name?ssl=require"),
        ("postgres://u@host/name", "postgresql+asyncpg://u@host/name"),
    ],
)
def test_a_url_gets_its_driver(url, driver):
    assert Database(url).url.render_as_string(hide_password=False) == driver
