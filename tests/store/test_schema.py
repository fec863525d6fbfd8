"""The schema: what the migrations make is what the code thinks it is, whoever runs them and how often."""

import asyncio
import re

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from shelf import DAY, report
from sqlalchemy import text

from bot.errors import StoreAway, StoreError
from bot.store import case_tables, directory_tables, fairness_tables, outage_tables, schema, watch_tables
from bot.store.engine import Database
from bot.store.schema import MIGRATIONS, revisions
from bot.store.store import Store
from bot.store.tables import metadata

assert directory_tables.metadata is metadata  # every part is known
assert watch_tables.metadata is fairness_tables.metadata is outage_tables.metadata is metadata
assert case_tables.metadata is metadata


@pytest.fixture
async def empty(empty_url):
    store = Store(empty_url)
    await store.open()
    yield store
    await store.close()


async def described(url):
    """Every table, column, constraint and index, as the database itself tells of them."""
    database = Database(url)
    await database.open()
    statements = SQLITE if database.is_sqlite else POSTGRESQL
    try:
        async with database.alone() as connection:
            found = [row for statement in statements for row in (await connection.once(text(statement))).all()]
    finally:
        await database.close()
    return sorted(_unordered(repr(tuple(row))) for row in found if "alembic_version" not in repr(row))


def _unordered(row):
    """SQLite's text of a table puts a column that was added later behind the constraints: its order says nothing."""
    row = re.sub(r"(?:\s|\\n|\\t)+", " ", row)
    if not (table := re.fullmatch(r"(.*?CREATE TABLE \w+ \()(.*)(\).*)", row)):
        return row
    return f"{table[1]}{sorted(part.strip() for part in re.split(r',(?![^()]*[)])', table[2]))}{table[3]}"


SQLITE = ("SELECT type, name, tbl_name, sql FROM sqlite_master",)
POSTGRESQL = (
    """SELECT table_name, column_name, data_type, collation_name, is_nullable, column_default
    FROM information_schema.columns WHERE table_schema = 'public'""",
    "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace",
)


async def test_an_empty_database_is_brought_up_to_date_step_by_step(empty):
    steps = []
    assert not await empty.is_current()
    await empty.upgrade(lambda done, total: steps.append((done, total)))
    assert await empty.is_current()
    assert steps == [(done, len(steps)) for done in range(1, len(steps) + 1)]
    assert steps


async def test_a_database_of_an_earlier_version_keeps_what_it_holds(empty, monkeypatch):
    newest, steps = revisions(), []
    with monkeypatch.context() as earlier:
        earlier.setattr(schema, "revisions", lambda: newest[:1])
        await empty.upgrade()
    async with empty.unit_of_work() as uow:
        uow.reports.add(report())
        await uow.commit()
    assert not await empty.is_current()
    await empty.upgrade(lambda done, total: steps.append((done, total)))
    assert steps == [(done, len(newest) - 1) for done in range(1, len(newest))]
    assert await empty.is_current()
    async with empty.unit_of_work() as uow:
        assert await uow.reports.head("daily", "e1", DAY) == report()


async def test_a_database_that_is_up_to_date_is_left_alone(store):
    async with store.unit_of_work() as uow:
        await uow.set_meta("kept", "yes")
        await uow.commit()
    steps = []
    await store.upgrade(lambda done, total: steps.append((done, total)))
    assert steps == []
    async with store.unit_of_work() as uow:
        assert await uow.meta("kept") == "yes"


async def test_the_migrations_make_what_the_code_thinks_there_is(store, url):
    database = Database(url)
    await database.open()
    try:
        async with database.alone() as connection:
            context = {"compare_type": True, "compare_server_default": True}
            differences = await connection.with_sync(
                lambda sync: compare_metadata(MigrationContext.configure(sync, opts=context), metadata)
            )
    finally:
        await database.close()
    assert differences == []


async def test_the_migrations_and_the_tables_give_the_same_schema_to_the_last_index(empty, empty_url):
    await empty.upgrade()
    migrated = await described(empty_url)
    database = Database(empty_url)
    await database.open()
    try:
        async with database.alone() as connection:
            await connection.with_sync(metadata.drop_all)
            await connection.with_sync(metadata.create_all)
            await connection.commit()
    finally:
        await database.close()
    assert await described(empty_url) == migrated
    assert len(migrated) > len(metadata.tables)


async def test_two_replicas_may_upgrade_at_once(empty, empty_url):
    replica = Store(empty_url)
    await replica.open()
    steps = []
    try:
        await asyncio.gather(*(one.upgrade(lambda done, _: steps.append(done)) for one in (empty, replica, empty)))
        assert await replica.is_current()
    finally:
        await replica.close()
    assert steps == sorted(set(steps))


async def test_an_upgrade_that_breaks_off_leaves_nothing_and_can_be_run_again(empty):
    def power_cut(_done, _total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await empty.upgrade(power_cut)
    assert not await empty.is_current()
    await empty.upgrade()
    assert await empty.is_current()


async def test_a_database_that_is_newer_than_the_program_is_refused_in_one_line(store):
    async with store.unit_of_work() as uow:
        await uow.inbox._connection.once(text("UPDATE alembic_version SET version_num = '9999'"))
        await uow.commit()
    assert not await store.is_current()
    with pytest.raises(StoreError, match="newer than this program") as refusal:
        await store.upgrade()
    assert not isinstance(refusal.value, StoreAway)
    assert "9999" in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_the_revisions_are_named_as_their_files():
    scripts = ScriptDirectory(str(MIGRATIONS))
    assert [script.revision for script in scripts.walk_revisions()] == revisions()[::-1]
    assert scripts.get_heads() == [revisions()[-1]]
