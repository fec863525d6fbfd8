"""The runner: a real APScheduler rings, the work is done here, and stopping finishes what was begun."""

import asyncio
from datetime import timedelta

import pytest

from bot.clock import SystemClock
from bot.errors import StoreAway
from bot.scheduler.runner import Runner


class Work:
    """Something timed that can be watched: due at a moment, failing first if told to."""

    def __init__(self, due_at=None, fail=0) -> None:
        self.due_at, self.fail = due_at, fail
        self.begun, self.may_end, self.ended = asyncio.Event(), asyncio.Event(), 0
        self.twice = asyncio.Event()
        self.may_end.set()

    async def next_due(self):
        return self.due_at

    async def run_due(self, now):
        self.begun.set()
        if self.fail:
            self.fail -= 1
            raise StoreAway("away")
        await self.may_end.wait()
        self.ended += 1
        if self.ended > 1:
            self.twice.set()
        return 0


async def stopped(task):
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_stopping_lets_the_firing_under_way_end():
    work = Work()
    work.may_end.clear()
    task = asyncio.create_task(Runner(clock=SystemClock(), timed=[work]).run())
    await work.begun.wait()
    task.cancel()
    await asyncio.sleep(0)
    assert not task.done()
    work.may_end.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert work.ended == 1


async def test_the_alarm_rings_at_the_next_due_moment():
    clock = SystemClock()
    work = Work(due_at=clock.now() + timedelta(milliseconds=50))
    task = asyncio.create_task(Runner(clock=clock, timed=[work]).run())
    async with asyncio.timeout(5):
        await work.twice.wait()
    await stopped(task)


async def test_a_store_that_is_away_is_tried_again_at_the_heartbeat():
    work = Work(fail=1)
    task = asyncio.create_task(Runner(clock=SystemClock(), timed=[work]).run())
    async with asyncio.timeout(5):
        await work.twice.wait()
    await stopped(task)


async def test_a_moment_long_past_does_not_make_it_spin():
    clock = SystemClock()
    work = Work(due_at=clock.now() - timedelta(days=900))
    task = asyncio.create_task(Runner(clock=clock, timed=[work]).run())
    async with asyncio.timeout(5):
        await work.twice.wait()
    for _ in range(50):
        await asyncio.sleep(0)
    assert work.ended <= 3
    await stopped(task)
