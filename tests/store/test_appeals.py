"""Objections: numbers without gaps, one decision that counts, found again by list and by day."""

from dataclasses import replace
from datetime import timedelta

from shelf import DAY, NOW

from bot.store.records import Appeal

OPEN = Appeal(1, "0305-1", DAY, "e1", "当天17:50已报", "open", "clerk", NOW, NOW + timedelta(days=3))


async def add(store, *appeals):
    async with store.unit_of_work() as uow:
        for appeal in appeals:
            await uow.appeals.add(appeal)
        await uow.commit()


async def test_what_was_added_comes_back_equal_by_number_list_day_and_state(store):
    other = replace(OPEN, number=2, list_number="0305-2", unit="e2")
    later = replace(OPEN, number=3, period=DAY + timedelta(days=366), state="withdrawn")
    await add(store, OPEN, other, later)
    async with store.unit_of_work() as uow:
        assert await uow.appeals.get(1) == OPEN
        assert await uow.appeals.get(4) is None
        assert await uow.appeals.of_list("0305-1", DAY) == (OPEN,), "the number comes again next year"
        assert await uow.appeals.of_day(DAY) == (OPEN, other)
        assert await uow.appeals.in_state(("open",)) == (OPEN, other)
        assert await uow.appeals.in_state(("withdrawn", "moot")) == (later,)


async def test_numbers_have_no_gaps_and_a_rollback_gives_its_number_back(store):
    async with store.unit_of_work() as uow:
        assert await uow.appeals.next_number() == 1
    async with store.unit_of_work() as uow:
        assert [await uow.appeals.next_number(), await uow.appeals.next_number()] == [1, 2]
        await uow.commit()


async def test_only_the_first_decision_counts(store):
    await add(store, OPEN)
    async with store.unit_of_work() as uow:
        assert await uow.appeals.decide(OPEN, "accepted", by="boss", at=NOW, why="漏收")
        assert not await uow.appeals.decide(OPEN, "dismissed", by="duty", at=NOW, why="没有记录")
        await uow.commit()
    async with store.unit_of_work() as uow:
        held = await uow.appeals.get(1)
    assert held == replace(OPEN, state="accepted", decided_by="boss", decided_at=NOW, why="漏收")
