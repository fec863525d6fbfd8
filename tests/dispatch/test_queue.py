"""Waiting in line: who is told what when the line is full, the caller is gone, or the bot stops."""

import asyncio
from contextlib import suppress

import pytest
from desk import a_desk, message

from bot.errors import StoreAway


async def turns(count=30):
    for _ in range(count):
        await asyncio.sleep(0)


@pytest.fixture
async def running(desk):
    task = asyncio.create_task(desk.dispatcher.run())
    yield desk
    task.cancel()
    if desk.gate is not None:
        desk.gate.set()
    with suppress(asyncio.CancelledError):
        await task


async def test_a_message_is_answered_when_it_is_committed(running):
    submitted = await running.dispatcher.submit(message("一"))
    assert submitted.passive == ("收到：一",)
    assert await running.said() == ["一"]


async def test_what_arrives_during_a_commit_is_the_next_batch(running):
    running.gate = asyncio.Event()
    first = asyncio.create_task(running.dispatcher.submit(message("一", number=0)))
    await running.entered.wait()
    rest = [asyncio.create_task(running.dispatcher.submit(message(f"第{n}条", number=n))) for n in range(1, 40)]
    await turns()
    running.gate.set()
    await asyncio.gather(first, *rest)
    assert running.away.begun == 2
    assert len(await running.said()) == 40


async def test_no_batch_is_larger_than_its_limit(running, monkeypatch):
    monkeypatch.setattr("bot.dispatch.BATCH", 8)
    await asyncio.gather(*(running.dispatcher.submit(message(f"第{n}条", number=n)) for n in range(20)))
    assert running.away.begun == 3


async def test_beyond_its_length_the_line_sends_away(desk, monkeypatch):
    monkeypatch.setattr("bot.dispatch.WAITING", 3)
    desk = a_desk(desk.store)
    waiting = [asyncio.create_task(desk.dispatcher.submit(message(f"第{n}条", number=n))) for n in range(3)]
    await turns(3)
    with pytest.raises(StoreAway, match="waiting"):
        await desk.dispatcher.submit(message("四", number=4))
    task = asyncio.create_task(desk.dispatcher.run())
    await asyncio.gather(*waiting)
    assert (await desk.dispatcher.submit(message("四", number=4))).outcome.kind == "report"
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def test_a_caller_that_goes_away_does_not_take_the_work_with_it(running):
    running.gate = asyncio.Event()
    caller = asyncio.create_task(running.dispatcher.submit(message("一")))
    await running.entered.wait()
    caller.cancel()
    with suppress(asyncio.CancelledError):
        await caller
    running.gate.set()
    again = await running.dispatcher.submit(message("一"))
    assert again.outcome.kind == "duplicate"
    assert await running.said() == ["一"]


async def test_a_database_that_is_away_is_told_to_everybody_and_the_line_goes_on(running):
    running.away.away_from = 1
    results = await asyncio.gather(
        *(running.dispatcher.submit(message(f"第{n}条", number=n)) for n in range(5)), return_exceptions=True
    )
    assert all(isinstance(result, StoreAway) for result in results)
    running.away.away_from = None
    assert (await running.dispatcher.submit(message("一"))).outcome.kind == "report"


async def test_what_nobody_foresaw_is_not_acknowledged_and_the_line_goes_on(running, caplog):
    running.away.broken = RuntimeError("举报人张三")
    with pytest.raises(StoreAway):
        await running.dispatcher.submit(message("一"))
    assert "张三" not in caplog.text
    assert "not stored" in caplog.text
    running.away.broken = None
    assert (await running.dispatcher.submit(message("一"))).outcome.kind == "report"


async def test_stopping_finishes_the_batch_and_sends_the_rest_away(desk):
    task = asyncio.create_task(desk.dispatcher.run())
    desk.gate = asyncio.Event()
    begun = asyncio.create_task(desk.dispatcher.submit(message("一", number=1)))
    await desk.entered.wait()
    waiting = asyncio.create_task(desk.dispatcher.submit(message("二", number=2)))
    await turns(3)
    task.cancel()
    await turns()
    assert not task.done()
    desk.gate.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (await begun).outcome.kind == "report"
    with pytest.raises(StoreAway):
        await waiting
    with pytest.raises(StoreAway):
        await desk.dispatcher.submit(message("三", number=3))
    assert await desk.said() == ["一"]


async def test_nobody_complains_about_an_answer_that_nobody_heard(running, caplog):
    running.away.away_from = 1
    running.gate = asyncio.Event()
    caller = asyncio.create_task(running.dispatcher.submit(message("一")))
    await turns(1)
    caller.cancel()
    with suppress(asyncio.CancelledError):
        await caller
    await turns()
    running.away.away_from = None
    running.gate.set()
    await running.dispatcher.submit(message("二", number=2))
    assert "never retrieved" not in caplog.text
