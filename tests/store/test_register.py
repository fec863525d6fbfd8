"""Changes of the register: numbers without gaps, one decision that counts, a version that replicas watch."""

from dataclasses import replace
from datetime import timedelta

from shelf import NOW

from bot.store.registering import RegisterChange

JOIN = RegisterChange(
    1, "join", {"user": "new", "name": "小周", "unit": "e1", "alone": False}, "asked", "new", "ent", NOW
)


async def add(store, *changes):
    async with store.unit_of_work() as uow:
        for change in changes:
            await uow.register.add(change)
        await uow.commit()


async def version(store):
    return (await store.versions()).register


async def test_what_was_added_comes_back_equal(store):
    held = replace(
        JOIN, number=2, kind="reopen", about={"unit": "e1"}, state="accepted", decided_by="d", decided_at=NOW
    )
    await add(store, JOIN, held)
    async with store.unit_of_work() as uow:
        assert await uow.register.get(1) == JOIN
        assert await uow.register.in_state(("asked", "accepted")) == (JOIN, held)
        assert await uow.register.get(3) is None


async def test_only_the_first_decision_counts_and_moves_the_version(store):
    await add(store, JOIN)
    assert await version(store) == 0
    async with store.unit_of_work() as uow:
        assert await uow.register.decide(JOIN, "accepted", by="duty", at=NOW)
        assert not await uow.register.decide(JOIN, "declined", by="boss", at=NOW)
        await uow.commit()
    assert await version(store) == 1
    number, [held] = await store.load_changes()
    assert (number, held.state, held.decided_by) == (1, "accepted", "duty")


async def test_what_is_declined_moves_nothing_and_what_is_undone_is_held_no_more(store):
    await add(store, JOIN, replace(JOIN, number=2))
    async with store.unit_of_work() as uow:
        await uow.register.decide(JOIN, "declined", by="duty", at=NOW, why="不认识")
        await uow.commit()
    assert await version(store) == 0
    second = replace(JOIN, number=2)
    async with store.unit_of_work() as uow:
        await uow.register.decide(second, "accepted", by="duty", at=NOW)
        await uow.register.decide(replace(second, state="accepted"), "undone", by="duty", at=NOW)
        await uow.commit()
    assert await version(store) == 2
    assert (await store.load_changes())[1] == ()


async def test_they_hold_in_the_order_in_which_they_were_decided(store):
    first = replace(JOIN, state="accepted", decided_at=NOW + timedelta(hours=2), decided_by="duty")
    second = replace(first, number=2, decided_at=NOW)
    await add(store, first, second)
    assert [change.number for change in (await store.load_changes())[1]] == [2, 1]


async def test_numbers_have_no_gaps(store):
    async with store.unit_of_work() as uow:
        assert await uow.register.next_number() == 1
    async with store.unit_of_work() as uow:
        assert [await uow.register.next_number(), await uow.register.next_number()] == [1, 2]
        await uow.commit()
