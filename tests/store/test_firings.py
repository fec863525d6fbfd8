"""Firings: whoever records one first composes, once for ever."""

import asyncio
from datetime import timedelta

from shelf import MINUTE, NOW

from bot.store.store import Store


async def record(store, post="daily.reminder", destination="group:ent", due_at=NOW):
    async with store.unit_of_work() as uow:
        first = await uow.firings.record(post, destination, due_at, now=NOW + MINUTE)
        await uow.commit()
    return first


async def test_a_firing_is_recorded_once_for_each_post_destination_and_moment(store):
    assert await record(store)
    assert not await record(store)
    assert await record(store, destination="*")
    assert await record(store, post="other")
    assert await record(store, due_at=NOW + MINUTE)
    assert not await record(store)


async def test_of_two_replicas_that_record_at_once_one_is_first(store, url):
    replica = Store(url)
    await replica.open()
    try:
        for number in range(10):
            due_at = NOW + number * MINUTE
            first = await asyncio.gather(*(record(one, due_at=due_at) for one in (store, replica, store, replica)))
            assert sorted(first) == [False, False, False, True]
    finally:
        await replica.close()


async def test_a_firing_that_was_rolled_back_is_free_again(store):
    async with store.unit_of_work() as uow:
        assert await uow.firings.record("p", "*", NOW, now=NOW)
    assert await record(store, "p", "*")


async def test_the_high_water_mark_moves_forward_only(store):
    async with store.unit_of_work() as uow:
        assert await uow.firings.high_water("p") is None
        await uow.firings.advance("p", NOW)
        await uow.firings.advance("p", NOW - timedelta(days=1))
        assert await uow.firings.high_water("p") == NOW
        await uow.firings.advance("p", NOW + MINUTE)
        await uow.commit()
    async with store.unit_of_work() as uow:
        assert await uow.firings.high_water("p") == NOW + MINUTE
        assert await uow.firings.high_water("q") is None
