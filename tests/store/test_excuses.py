"""Excuses: numbers without gaps, decisions that only one makes, a version that replicas watch."""

from dataclasses import replace
from datetime import timedelta

from shelf import DAY, NOW

from bot.store.records import Excuse

ASKED = Excuse(1, ("e1", "e2"), "", "*", DAY, DAY + timedelta(3), "停产", "asked", "clerk", "ent", NOW)


async def add(store, *excuses):
    async with store.unit_of_work() as uow:
        for excuse in excuses:
            await uow.excuses.add(excuse)
        await uow.commit()


async def version(store):
    return (await store.versions()).excuses


async def test_what_was_added_comes_back_equal(store):
    granted = replace(
        ASKED, number=2, units=(), area="g1", to_day=None, state="granted", decided_by="duty", decided_at=NOW
    )
    await add(store, ASKED, granted)
    async with store.unit_of_work() as uow:
        assert await uow.excuses.get(1) == ASKED
        assert await uow.excuses.in_state(("granted", "asked")) == (ASKED, granted)
        assert await uow.excuses.get(3) is None


async def test_numbers_have_no_gaps_and_a_rollback_gives_its_number_back(store):
    async with store.unit_of_work() as uow:
        assert await uow.excuses.next_number() == 1
    async with store.unit_of_work() as uow:
        assert [await uow.excuses.next_number(), await uow.excuses.next_number()] == [1, 2]
        await uow.commit()


async def test_only_the_first_decision_counts(store):
    await add(store, ASKED)
    async with store.unit_of_work() as uow:
        assert await uow.excuses.decide(ASKED, "granted", by="duty", at=NOW, until=ASKED.to_day)
        assert not await uow.excuses.decide(ASKED, "declined", by="boss", at=NOW, until=ASKED.to_day)
        await uow.commit()
    _, [held] = await store.load_excuses()
    assert (held.state, held.decided_by) == ("granted", "duty")


async def test_the_version_moves_only_with_what_excuses_somebody(store):
    await add(store, ASKED)
    assert await version(store) == 0
    async with store.unit_of_work() as uow:
        await uow.excuses.decide(ASKED, "declined", by="duty", at=NOW, until=None)
        await uow.commit()
    assert await version(store) == 0
    granted = replace(ASKED, number=2, state="granted")
    await add(store, granted)
    assert await version(store) == 1
    async with store.unit_of_work() as uow:
        await uow.excuses.decide(granted, "ended", by="duty", at=NOW, until=DAY)
        await uow.commit()
    assert await version(store) == 2
    _, [held] = await store.load_excuses()
    assert (held.state, held.to_day) == ("ended", DAY)
