"""Cases in the store: numbers without gaps, changes that only one makes, what is open and what is due."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta

import pytest
from shelf import NOW

from bot.messages import Body, Destination, Outbound
from bot.store.casework import Case, CaseEvent

HOUR = timedelta(hours=1)
CASE = Case(
    "Z0001", "rectification", "e1", "ordered", "通道堵塞", "worker", NOW, "worker", NOW, due_at=NOW + 9 * HOUR,
    step=1, next_at=NOW + HOUR, items={"plan": "已成立小组"}, days={"start": date(2020, 2, 15)},
)  # fmt: skip
OPENED = CaseEvent("Z0001", NOW, "worker", "opened", "", "ordered", "通道堵塞", {"message": "m1"})
DONE = CaseEvent("Z0001", NOW + HOUR, "clerk", "done", "ordered", "done", "已清空")


async def add(store, *cases):
    async with store.unit_of_work() as uow:
        for case in cases:
            await uow.cases.add(case, replace(OPENED, number=case.number))
        await uow.commit()


async def test_what_was_added_comes_back_equal(store):
    await add(store, CASE)
    async with store.unit_of_work() as uow:
        assert await uow.cases.get("Z0001") == CASE
        assert await uow.cases.get("Z0002") is None
        assert await uow.cases.events("Z0001") == (OPENED,)


async def test_each_kind_counts_for_itself_and_a_rollback_gives_its_number_back(store):
    async with store.unit_of_work() as uow:
        assert await uow.cases.next_number("Z") == "Z0001"
    async with store.unit_of_work() as uow:
        assert [await uow.cases.next_number(one) for one in "ZZF"] == ["Z0001", "Z0002", "F0001"]
        await uow.commit()


async def test_of_two_who_move_the_same_case_only_the_first_does(store):
    await add(store, CASE)
    after = replace(CASE, state="done", moved_by="clerk", next_at=None)
    async with store.unit_of_work() as uow:
        assert await uow.cases.change(CASE, after, DONE)
        assert not await uow.cases.change(CASE, replace(after, state="withdrawn"), DONE)
        await uow.commit()
    async with store.unit_of_work() as uow:
        assert await uow.cases.get("Z0001") == replace(after, moves=1)
        assert await uow.cases.events("Z0001") == (OPENED, DONE)


async def test_what_is_open_is_found_by_kind_and_by_unit(store):
    other = replace(CASE, number="F0001", type="resumption")
    closed = replace(CASE, number="Z0002", closed=True)
    elsewhere = replace(CASE, number="Z0003", unit="e2")
    await add(store, CASE, other, closed, elsewhere)
    async with store.unit_of_work() as uow:
        assert await uow.cases.still_open() == (other, CASE, elsewhere)
        assert await uow.cases.still_open("rectification") == (CASE, elsewhere)
        assert await uow.cases.still_open("rectification", unit="e1") == (CASE,)
        assert await uow.cases.of_unit("e1", type="rectification") == (closed, CASE)


async def test_every_case_is_counted_once_by_unit_and_state(store):
    ones = [("Z0001", "done", ""), ("Z0002", "done", ""), ("Z0003", "ordered", "Z0001"), ("Z0004", "ordered", "")]
    await add(store, *(replace(CASE, number=number, state=state, into=into) for number, state, into in ones))
    async with store.unit_of_work() as uow:
        found = {(one.unit, one.state, one.merged): one.count for one in await uow.cases.tally("rectification")}
        assert found == {("e1", "done", False): 2, ("e1", "ordered", True): 1, ("e1", "ordered", False): 1}
        assert await uow.cases.tally("resumption") == ()


async def test_steps_come_due_in_order_and_what_waits_for_none_never_does(store):
    late = replace(CASE, number="Z0002", next_at=NOW)
    await add(store, CASE, late, replace(CASE, number="Z0003", next_at=None))
    async with store.unit_of_work() as uow:
        assert await uow.cases.next_due() == NOW
        assert await uow.cases.due(NOW - HOUR, limit=9) == ()
        assert await uow.cases.due(NOW + HOUR, limit=9) == (late, CASE)
        assert await uow.cases.due(NOW + HOUR, limit=1) == (late,)


async def test_a_step_is_said_once_and_never_of_a_case_that_moved(store):
    await add(store, CASE)
    told = CaseEvent("Z0001", NOW + HOUR, "scheduler", "told", "ordered", "ordered")
    async with store.unit_of_work() as uow:
        assert await uow.cases.stepped(CASE, step=2, next_at=None, event=told)
        assert not await uow.cases.stepped(CASE, step=2, next_at=None, event=told)
        assert await uow.cases.get("Z0001") == replace(CASE, step=2, next_at=None)
        assert await uow.cases.change(CASE, replace(CASE, next_at=NOW + 3 * HOUR), DONE)
        assert not await uow.cases.stepped(CASE, step=2, next_at=None, event=told)
        assert await uow.cases.events("Z0001") == (OPENED, told, DONE)


async def test_of_two_replicas_that_look_at_once_one_says_the_step_and_one_moves_the_case(store):
    await add(store, CASE)
    told = CaseEvent("Z0001", NOW + HOUR, "scheduler", "told", "ordered", "ordered")

    async def step():
        async with store.unit_of_work() as uow:
            said = await uow.cases.stepped(CASE, step=2, next_at=None, event=told)
            await uow.commit()
        return said

    async def move():
        async with store.unit_of_work() as uow:
            moved = await uow.cases.change(CASE, replace(CASE, state="done"), DONE)
            await uow.commit()
        return moved

    assert sorted(await asyncio.gather(step(), step())) == [False, True]
    assert sorted(await asyncio.gather(move(), move())) == [False, True]
    async with store.unit_of_work() as uow:
        assert await uow.cases.events("Z0001") == (OPENED, told, DONE)


async def test_the_case_somebody_spoke_of_last_is_known_for_a_while(store):
    await add(store, CASE)
    async with store.unit_of_work() as uow:
        await uow.cases.note(replace(DONE, number="Z0009"))
        assert await uow.cases.touched_last("clerk", since=NOW) == "Z0009"
        assert await uow.cases.touched_last("clerk", since=NOW + 2 * HOUR) is None


@pytest.mark.parametrize(("number", "left"), [("Z0001", 1), ("Z000", 2)])
async def test_what_lies_unsent_about_a_case_that_moved_is_dropped(store, number, left):
    def post(key):
        return Outbound(key, "reminder", Destination(member="clerk"), Body("x"), NOW)

    async with store.unit_of_work() as uow:
        uow.outbox.put(post("case:Z0001:0:0:clerk"))
        uow.outbox.put(post("case:Z00011:0:0:clerk"))
        await uow.flush()
        await uow.cases.drop_posts(number)
        assert [row.state for row in await uow.cases.posts("Z0001")] == ["dropped" if left == 1 else "due"]
        assert [row.state for row in await uow.cases.posts("Z00011")] == ["due"]
