"""A database that is away or says no: one of our two errors, never the driver's, and afterwards it works again."""

import sqlite3
import traceback

import pytest
from postgres_server import Postgres
from shelf import DAY, DONE, MINUTE, NOW, inbound, report
from sqlalchemy import text

from bot.directory.model import Directory
from bot.errors import StoreAway, StoreError
from bot.messages import Rate
from bot.store.delivery import Window
from bot.store.store import Store

DOORS = {
    "unit of work": lambda store: work(store),  # noqa: PLW0108  # it is defined below
    "versions": lambda store: store.versions(),
    "learned words": lambda store: store.load_learned(),
    "directory": lambda store: store.load_directory(),
    "saving a directory": lambda store: store.save_directory(Directory(), source="", now=NOW),
    "claim": lambda store: store.delivery.claim(now=NOW, limit=1, lease=MINUTE, worker="w"),
    "reserve": lambda store: store.delivery.reserve((Window("robot", (Rate(1, MINUTE),)),), now=NOW),
    "settle": lambda store: store.delivery.settle(1, state="sent", at=NOW),
    "next due": lambda store: store.delivery.next_due(NOW),
    "dead": lambda store: store.delivery.dead(),
    "token": lambda store: store.tokens.load("app"),
    "saving a token": lambda store: store.tokens.save("app", version=0, value="t", good_until=NOW),
    "lease": lambda store: store.lease("tick", holder="a", ttl=MINUTE),
    "upgrade": lambda store: store.upgrade(),
}


async def work(store):
    async with store.unit_of_work() as uow:
        await uow.set_meta("a", "b")
        await uow.commit()


@pytest.mark.parametrize("door", DOORS)
async def test_a_closed_store_is_away_at_every_door(store, door):
    await store.close()
    with pytest.raises(StoreAway):
        await DOORS[door](store)
    assert not await store.ping()
    assert not await store.is_current()


@pytest.mark.parametrize("path", [".", "missing/file.db"])
async def test_a_file_that_cannot_be_opened_is_away(tmp_path, path):
    store = Store(f"sqlite:///{tmp_path}/{path}")
    with pytest.raises(StoreAway):
        await store.open()


async def test_a_file_that_is_no_database_is_an_error_that_will_not_pass(tmp_path):
    (tmp_path / "notes.db").write_text("not a database " * 100)
    store = Store(f"sqlite:///{tmp_path}/notes.db")
    with pytest.raises(StoreError) as failure:
        await store.open()
    assert not isinstance(failure.value, StoreAway)


async def test_without_a_schema_every_door_gives_our_error_and_ping_answers(empty_url):
    store = Store(empty_url)
    await store.open()
    try:
        assert await store.ping()
        assert not await store.is_current()
        for name, door in DOORS.items():
            if name != "upgrade":
                with pytest.raises(StoreError):
                    await door(store)
    finally:
        await store.close()


async def test_while_another_process_holds_the_file_writing_is_away_and_reading_works(tmp_path, monkeypatch):
    monkeypatch.setattr("bot.store.engine.BUSY_SECONDS", 0.05)
    monkeypatch.setattr("bot.store.schema.TRIES", 1)
    store = Store(f"sqlite:///{tmp_path}/a.db")
    await store.open()
    holder = sqlite3.connect(tmp_path / "a.db", isolation_level=None)
    try:
        await store.upgrade()
        holder.execute("BEGIN EXCLUSIVE")
        for name in ("unit of work", "reserve", "settle", "saving a token", "lease"):
            with pytest.raises(StoreAway):
                await DOORS[name](store)
        assert await DOORS["claim"](store) == ()  # nothing is due: no lock is asked for
        assert (await store.versions()).directory == 0
        assert await store.is_current()
        holder.execute("ROLLBACK")
        await work(store)
    finally:
        holder.close()
        await store.close()


async def test_on_a_full_disk_nothing_is_stored_and_afterwards_it_goes_on(tmp_path):
    store = Store(f"sqlite:///{tmp_path}/a.db")
    await store.open()
    try:
        await store.upgrade()
        async with store.unit_of_work() as uow:
            [pages] = (await uow.inbox._connection.once(text("PRAGMA page_count"))).scalars()
            await uow.inbox._connection.once(text(f"PRAGMA max_page_count={pages + 2}"))
        with pytest.raises(StoreAway):
            await remember_much(store)
        assert (await store.versions()).directory == 0
        async with store.unit_of_work() as uow:
            await uow.inbox._connection.once(text("PRAGMA max_page_count=1000000"))
            assert await uow.inbox.recall([inbound("m0")]) == {}
        await remember_much(store)
    finally:
        await store.close()


async def remember_much(store):
    async with store.unit_of_work() as uow:
        for number in range(50):
            uow.inbox.remember(inbound(f"m{number}", text="在岗" * 1000), DONE, (), keep_text=True)
        await uow.commit()


async def test_an_error_quotes_nobody(store):
    """What people write must not get into a log with the database's own words."""
    secret = inbound("m1", text="老板藏了发热的人", sender="resident-7")
    async with store.unit_of_work() as uow:
        uow.inbox.remember(secret, DONE, (), keep_text=True)
        await uow.commit()
    with pytest.raises(StoreError) as failure:
        await remember_again(store, secret)
    told = "".join(traceback.format_exception(failure.value))
    assert "发热" not in told
    assert "resident-7" not in told


async def remember_again(store, one):
    async with store.unit_of_work() as uow:
        uow.inbox.remember(one, DONE, (), keep_text=True)
        await uow.flush()


@pytest.mark.postgresql
@pytest.mark.parametrize(
    ("url", "error"),
    [
        ("postgresql://nobody@127.0.0.1:1/gridbot", StoreAway),
        ("postgresql://nobody@/gridbot?host=/nowhere", StoreAway),
    ],
)
async def test_a_server_that_is_not_there_is_away(url, error):
    store = Store(url)
    with pytest.raises(error):
        await store.open()


@pytest.mark.postgresql
async def test_a_database_that_does_not_exist_is_an_error_that_will_not_pass(postgres):
    store = Store(postgres.url("no_such_database"))
    with pytest.raises(StoreError) as failure:
        await store.open()
    assert not isinstance(failure.value, StoreAway)
    assert "no_such_database" not in str(failure.value)


@pytest.mark.postgresql
async def test_sessions_that_the_server_ends_are_away_once_and_then_replaced(postgres):
    postgres.sql("DROP DATABASE IF EXISTS ended; ")
    postgres.sql("CREATE DATABASE ended TEMPLATE gridbot_template;")
    end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'ended';"
    store = Store(postgres.url("ended"))
    await store.open()
    try:
        for _ in range(4):
            with pytest.raises(StoreAway):
                await end_in_the_middle(store, lambda: postgres.sql(end))
            async with store.unit_of_work() as uow:
                assert await uow.reports.head("daily", "e1", DAY) is None
        postgres.sql(end)
        await work(store)  # an idle connection that was ended is noticed before it is used
    finally:
        await store.close()


async def end_in_the_middle(store, end):
    async with store.unit_of_work() as uow:
        uow.reports.add(report())
        await uow.flush()
        end()
        await uow.commit()


@pytest.mark.postgresql
async def test_a_server_that_broke_off_is_away_at_every_door_and_works_again_after_its_start(monkeypatch):
    monkeypatch.setattr("bot.store.schema.TRIES", 2)
    server = Postgres()
    store = Store(server.url("postgres"))
    try:
        await store.open()
        await store.upgrade()
        await work(store)
        server.break_off()
        for door in DOORS.values():
            with pytest.raises(StoreAway):
                await door(store)
        assert not await store.ping()
        assert not await store.is_current()
        server.start()
        async with store.unit_of_work() as uow:
            assert await uow.meta("a") == "b"
    finally:
        await store.close()
        server.stop()
