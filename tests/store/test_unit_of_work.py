"""Units of work beside each other: one at a time, nothing lost, nothing half done."""

import asyncio
from datetime import timedelta

import pytest
from shelf import DAY, DONE, NOW, draft, inbound, outbound, report

from bot.errors import StoreAway, StoreError
from bot.store.records import AuditLine
from bot.store.store import Store


async def count_up(store, times):
    for _ in range(times):
        async with store.unit_of_work() as uow:
            seen = int(await uow.meta("counter") or 0)
            await asyncio.sleep(0)
            await uow.set_meta("counter", str(seen + 1))
            await uow.commit()


async def test_eight_that_read_and_then_write_lose_nothing(store, url):
    """SQLAlchemy's and aiosqlite's own defaults lost 105 of 120 here, each of them acknowledged."""
    replica = Store(url)
    await replica.open()
    try:
        await asyncio.gather(*(count_up(one, 15) for one in (store, replica) * 4))
    finally:
        await replica.close()
    async with store.unit_of_work() as uow:
        assert await uow.meta("counter") == "120"


async def test_a_second_unit_of_work_waits_for_the_first(store):
    order = []

    async def second():
        async with store.unit_of_work() as uow:
            order.append("second began")
            assert await uow.reports.head("daily", "e1", DAY) is not None

    async with store.unit_of_work() as uow:
        waiting = asyncio.create_task(second())
        for _ in range(50):
            await asyncio.sleep(0)
        uow.reports.add(report())
        await uow.commit()
        order.append("first committed")
    await waiting
    assert order == ["first committed", "second began"]


async def everything(store):
    async with store.unit_of_work() as uow:
        uow.inbox.remember(inbound("m1"), DONE, (), keep_text=True)
        uow.drafts.put(draft())
        uow.outbox.put(outbound())
        uow.audit.write(AuditLine(NOW, "x", "y", "z"))
        await uow.set_meta("a", "b")
        uow.reports.add(report())
        await uow.commit()


async def test_everything_of_a_unit_of_work_is_committed_or_nothing(store):
    async with store.unit_of_work() as uow:
        uow.reports.add(report())
        await uow.commit()
    with pytest.raises(StoreError):
        await everything(store)
    async with store.unit_of_work() as uow:
        assert await uow.inbox.recall([inbound("m1")]) == {}
        assert await uow.drafts.open_for("clerk1", "ent", now=NOW) == ()
        assert await uow.audit.read() == ()
        assert await uow.meta("a") is None
    assert await store.delivery.next_due(NOW) is None


async def test_a_commit_takes_along_what_was_not_flushed(store):
    async with store.unit_of_work() as uow:
        uow.inbox.remember(inbound("m1"), DONE, (), keep_text=True)
        await uow.commit()
    async with store.unit_of_work() as uow:
        assert len(await uow.inbox.recall([inbound("m1")])) == 1


async def test_a_unit_of_work_is_over_after_its_commit(store):
    """What would be said after it would be in no transaction, and lost."""
    async with store.unit_of_work() as uow:
        await uow.set_meta("a", "b")
        await uow.commit()
        with pytest.raises(StoreError, match="over"):
            await uow.set_meta("a", "c")
        with pytest.raises(StoreError, match="over"):
            await uow.commit()
    async with store.unit_of_work() as uow:
        assert await uow.meta("a") == "b"


async def test_an_exception_in_the_block_rolls_back_and_comes_out_as_it_is(store):
    async def fail():
        async with store.unit_of_work() as uow:
            await uow.set_meta("a", "b")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    async with store.unit_of_work() as uow:
        assert await uow.meta("a") is None


async def test_a_cancelled_unit_of_work_rolls_back_and_the_next_one_works(store):
    async def work(started):
        async with store.unit_of_work() as uow:
            await uow.set_meta("a", "b")
            started.set()
            await asyncio.Event().wait()

    for _ in range(8):  # more than there are connections: none may stay behind
        started = asyncio.Event()
        task = asyncio.create_task(work(started))
        await started.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    async with store.unit_of_work() as uow:
        assert await uow.meta("a") is None


async def test_units_of_work_cancelled_at_any_point_leave_the_store_whole(store):
    """Cancelled after every possible number of turns of the loop: what was committed is there, whole."""

    async def work(number):
        async with store.unit_of_work() as uow:
            uow.reports.add(report(f"e{number}"))
            await uow.set_meta(f"e{number}", "done")
            await uow.commit()

    for turns in range(0, 120, 3):
        task = asyncio.create_task(work(turns))
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    async with store.unit_of_work() as uow:
        for turns in range(0, 120, 3):
            both = (await uow.reports.head("daily", f"e{turns}", DAY), await uow.meta(f"e{turns}"))
            assert both in ((None, None), (report(f"e{turns}"), "done"))


async def test_waiting_for_a_turn_that_never_comes_ends(store, monkeypatch):
    monkeypatch.setattr("bot.store.engine.BUSY_SECONDS", 0.01)
    async with store.unit_of_work():
        with pytest.raises(StoreAway):
            async with store.unit_of_work():
                pass
    async with store.unit_of_work() as uow:
        await uow.commit()


async def test_the_store_keeps_time_by_what_it_is_told(store):
    """Moments come back in UTC to the microsecond, whatever zone they were put in."""
    moment = NOW + timedelta(microseconds=123456)
    async with store.unit_of_work() as uow:
        uow.reports.add(report(received_at=moment.astimezone()))
        await uow.commit()
    async with store.unit_of_work() as uow:
        head = await uow.reports.head("daily", "e1", DAY)
    assert head.received_at == moment
    assert head.received_at.utcoffset() == timedelta(0)
