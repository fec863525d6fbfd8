"""How far a channel has fetched: it moves from where it was read and from nowhere else."""

import asyncio

from shelf import MINUTE, NOW


async def test_nothing_is_fetched_at_first(store):
    assert await store.cursors.load("kf") is None


async def test_a_cursor_moves_and_says_when_somebody_looked_last(store):
    assert await store.cursors.move("kf", was="", to="c1", at=NOW)
    assert await store.cursors.move("kf", was="c1", to="c2", at=NOW + MINUTE)
    assert await store.cursors.move("other", was="", to="x", at=NOW)
    assert await store.cursors.load("kf") == ("c2", NOW + MINUTE)


async def test_a_slower_one_cannot_throw_it_back(store):
    await store.cursors.move("kf", was="", to="c1", at=NOW)
    await store.cursors.move("kf", was="c1", to="c2", at=NOW)
    assert not await store.cursors.move("kf", was="c1", to="c1b", at=NOW)
    assert not await store.cursors.move("kf", was="", to="c0", at=NOW)
    assert not await store.cursors.move("never", was="c1", to="c2", at=NOW)
    assert (await store.cursors.load("kf"))[0] == "c2"


async def test_looking_without_finding_anything_is_noted(store):
    await store.cursors.move("kf", was="", to="", at=NOW)
    assert await store.cursors.move("kf", was="", to="", at=NOW + MINUTE)
    assert await store.cursors.load("kf") == ("", NOW + MINUTE)


async def test_of_many_that_move_it_at_once_one_does(store):
    moved = await asyncio.gather(*(store.cursors.move("kf", was="", to=f"c{n}", at=NOW) for n in range(8)))
    assert moved.count(True) == 1
