"""Platforms that are away: one row each, that the first begins, the first ends, and a restart finds."""

import asyncio
from datetime import timedelta

from shelf import MINUTE, NOW

from bot.store.outages import Outage

HOUR = timedelta(hours=1)


async def test_the_first_that_notes_it_says_since_when(store):
    assert await store.outages.all() == {}
    await asyncio.gather(*(store.outages.begin("app", NOW) for _ in range(3)))
    await store.outages.begin("app", NOW + HOUR)
    await store.outages.begin("hook", NOW + MINUTE)
    assert await store.outages.all() == {
        "app": Outage("app", NOW, NOW),
        "hook": Outage("hook", NOW + MINUTE, NOW + MINUTE),
    }


async def test_the_last_miss_only_moves_forward(store):
    await store.outages.begin("app", NOW)
    row = (await store.outages.all())["app"]
    await store.outages.still(row, NOW + HOUR)
    await store.outages.still(row, NOW + MINUTE)
    assert (await store.outages.all())["app"] == Outage("app", NOW, NOW + HOUR)


async def test_that_it_was_told_stays_and_an_older_reading_changes_nothing(store):
    await store.outages.begin("app", NOW)
    row = (await store.outages.all())["app"]
    await store.outages.told(row, NOW + HOUR)
    await store.outages.told(row, NOW + 2 * HOUR)
    assert (await store.outages.all())["app"].told_at == NOW + HOUR
    await store.outages.anew(row, NOW + 3 * HOUR)
    await store.outages.end(row)  # it began anew meanwhile
    assert (await store.outages.all())["app"].since == NOW + 3 * HOUR


async def test_it_ends(store):
    await store.outages.begin("app", NOW)
    await store.outages.end((await store.outages.all())["app"])
    assert await store.outages.all() == {}
