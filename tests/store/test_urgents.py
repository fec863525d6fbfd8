"""Urgent items and what is owed after events: one a subject, told whoever looks, taken by one, done once."""

from datetime import timedelta

import pytest
from shelf import NOW

from bot.store.watching import Occasion

MINUTE = timedelta(minutes=1)


async def opened(uow, subject="daily:e1", *, at=NOW):
    item, new = await uow.urgents.open(kind="alarm", subject=subject, unit="e1", text="发热2人", at=at)
    assert new
    return item


async def test_a_subject_has_one_item_at_a_time_and_a_new_number_after_it_was_closed(store):
    async with store.unit_of_work() as uow:
        item = await opened(uow)
        again, new = await uow.urgents.open(kind="alarm", subject="daily:e1", unit="e1", text="x", at=NOW + MINUTE)
        assert (again, new) == (item, False)
        assert await uow.urgents.close(item, by="duty", at=NOW, why="已送医")
        assert not await uow.urgents.close(item, by="boss", at=NOW, why="x")
        assert await uow.urgents.about("alarm", "daily:e1") is None
        assert (item.number, (await opened(uow)).number) == ("A1", "A2")
        assert await uow.urgents.seen(["daily:e1", "other"]) == {("alarm", "daily:e1")}
        assert await uow.urgents.seen([]) == frozenset()
        await uow.commit()
    async with store.watch.looking() as source:
        assert [one.number for one in await source.urgents.pending()] == ["A2"]


async def test_who_looks_at_an_older_state_tells_nothing(store):
    async with store.unit_of_work() as uow:
        item = await opened(uow)
        tell = {"rung": 1, "at": NOW, "next_at": NOW + 10 * MINUTE, "told": ["member:duty"]}
        assert await uow.urgents.told(item, **tell)
        assert not await uow.urgents.told(item, **tell)
        [now] = await uow.urgents.pending()
        assert (now.rung, now.next_at, now.told) == (1, NOW + 10 * MINUTE, ("member:duty",))
        assert await uow.urgents.told(now, rung=2, at=NOW, next_at=NOW, told=["group:cmd", "member:duty"])
        assert (await uow.urgents.get("a1")).told == ("member:duty", "group:cmd")


async def test_one_takes_it_on_and_a_late_telling_changes_nothing(store):
    async with store.unit_of_work() as uow:
        item = await opened(uow)
        assert await uow.urgents.take(item, by="duty", at=NOW, next_at=NOW + 60 * MINUTE)
        assert not await uow.urgents.take(item, by="boss", at=NOW, next_at=NOW)
        assert not await uow.urgents.told(item, rung=1, at=NOW, next_at=NOW)
        taken = await uow.urgents.get("A1")
        assert (taken.state, taken.taken_by, taken.taken_at, taken.next_at) == ("taken", "duty", NOW, NOW + 60 * MINUTE)
        await uow.urgents.reword(taken, "发热3人")
        assert (await uow.urgents.get("A1")).text == "发热3人"


@pytest.mark.parametrize("number", ["A9", "A", "T1", "A１", "A" + "9" * 30])
async def test_a_number_that_nobody_gave_is_nobody(store, number):
    async with store.unit_of_work() as uow:
        await opened(uow)
        assert await uow.urgents.get(number) is None


async def test_a_unit_owes_a_form_once_at_a_time_after_an_event(store):
    wanted = Occasion("handled", "e1", "发热", "clerk1", NOW, NOW + 60 * MINUTE)
    async with store.unit_of_work() as uow:
        one, new = await uow.occasions.open(wanted)
        assert (one, new) == (Occasion("handled", "e1", "发热", "clerk1", NOW, NOW + 60 * MINUTE, id=one.id), True)
        assert await uow.occasions.open(wanted) == (one, False)
        assert await uow.occasions.reminded(one, at=NOW)
        assert not await uow.occasions.reminded(one, at=NOW)
        assert await uow.occasions.done(one, at=NOW + MINUTE)
        assert not await uow.occasions.reminded(one, at=NOW)
        _, again = await uow.occasions.open(wanted)
        assert again
        await uow.commit()
    async with store.watch.looking() as source:
        assert [one.reminded_at for one in await source.occasions.pending()] == [None]
