"""The sender at work: woken, sharing with others, and stopped without leaving anything half done."""

import asyncio
from contextlib import suppress

import pytest
from outgoing import NOW, SECOND

from bot.attempts import LEASE
from bot.errors import SendError
from bot.messages import Destination


async def until(condition):
    """Let the loop turn until the condition holds."""
    async with asyncio.timeout(5):
        while not await condition():  # noqa: ASYNC110  # it is asked of the database
            await asyncio.sleep(0)


async def stopped(task):
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def test_a_message_put_while_it_waits_goes_at_once_when_it_is_woken(post):
    sender = post.sender()
    task = asyncio.create_task(sender.run())
    try:
        await asyncio.sleep(0)
        await post.put("一")
        sender.wake()
        async with asyncio.timeout(0.9):  # sooner than its own longest pause
            await post.channel.called.wait()
    finally:
        await stopped(task)
    assert (await post.row()).state == "sent"


async def test_nobody_needs_to_wake_it(post):
    task = asyncio.create_task(post.sender().run())
    try:
        await asyncio.sleep(0)
        await post.put("一")
        async with asyncio.timeout(5):
            await post.channel.called.wait()
    finally:
        await stopped(task)
    assert post.channel.texts == ["一"]


async def test_stopping_finishes_the_sends_under_way(post):
    await post.put("一")
    post.channel.gate = asyncio.Event()
    task = asyncio.create_task(post.sender().run())
    await post.channel.called.wait()
    task.cancel()
    for _ in range(20):
        await asyncio.sleep(0)
    assert not task.done()
    post.channel.gate.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (await post.row()).state == "sent"


async def test_a_send_that_does_not_end_does_not_keep_the_process(post, monkeypatch):
    monkeypatch.setattr("bot.sender.DRAIN_SECONDS", 0.05)
    await post.put("一")
    post.channel.gate = asyncio.Event()
    task = asyncio.create_task(post.sender().run())
    await post.channel.called.wait()
    async with asyncio.timeout(2):
        await stopped(task)
    post.channel.gate = None
    post.clock.advance(LEASE)
    await post.play(post.sender())
    assert len(post.channel.texts) == 2
    assert (await post.row()).state == "sent"


async def test_stopping_in_the_middle_of_a_claim_still_sends_what_was_taken(post):
    await post.put("通报", redelivery="hold")
    begun, real = asyncio.Event(), post.store.delivery.claim

    async def claim(**more):
        rows = await real(**more)
        begun.set()
        for _ in range(10):  # the rows are ours in the database, and the stop comes now
            await asyncio.sleep(0)
        return rows

    post.delivery.claim = claim
    task = asyncio.create_task(post.sender().run())
    await begun.wait()
    await stopped(task)
    assert post.channel.texts == ["通报"]
    assert (await post.row()).state == "sent"


async def test_two_senders_over_one_outbox_send_everything_once(post):
    for number in range(60):
        await post.put(f"第{number}条", to=Destination(group=f"g{number % 7}", channel="hook"))
    senders = [asyncio.create_task(post.sender(seed=n, worker=f"w{n}").run()) for n in range(3)]

    async def all_sent():
        return len(post.channel.parcels) >= 60 and set(await post.states()) == {"sent"}

    try:
        await until(all_sent)
    finally:
        for task in senders:
            await stopped(task)
    assert len(set(post.channel.texts)) == len(post.channel.texts) == 60
    for group in range(7):
        mine = [int(text[1:-1]) for text in post.channel.texts if int(text[1:-1]) % 7 == group]
        assert mine == sorted(mine)


async def test_a_row_that_waits_behind_another_makes_nobody_spin(post):
    await post.put("一", "二")
    post.channel.script.append(SendError("busy", permanent=False, retry_after=600 * SECOND))
    sender = post.sender()
    asked = []
    real = post.store.delivery.next_due

    async def next_due(now):
        asked.append(await real(now))
        return NOW  # the row behind is due already

    post.delivery.next_due = next_due
    task = asyncio.create_task(sender.run())
    try:
        await post.channel.called.wait()
        for _ in range(200):
            await asyncio.sleep(0)
        assert len(asked) <= 3
    finally:
        await stopped(task)


async def test_a_store_that_is_away_stops_nothing(post):
    await post.put("一")
    post.delivery.away = {"claim", "next_due"}
    sender = post.sender()
    task = asyncio.create_task(sender.run())
    try:
        for _ in range(50):
            await asyncio.sleep(0)
        assert not task.done()
        post.delivery.away = set()
        sender.wake()
        async with asyncio.timeout(5):
            await post.channel.called.wait()
    finally:
        await stopped(task)
    assert (await post.row()).state == "sent"
