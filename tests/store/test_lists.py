"""Criticism lists: numbers, entries, and decisions of which only the first counts."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta

import pytest
from shelf import DAY, MINUTE, NOW, criticism

from bot.rules.correctness import Published

NEXT_YEAR = date(2021, 3, 5)


async def added(store, *lists):
    async with store.unit_of_work() as uow:
        for one in lists:
            uow.lists.add(one)
        await uow.commit()


async def test_a_list_comes_back_as_it_was_put_with_its_entries_in_order(store):
    item = criticism("0305-1", "e9", "e1", "e5", approved_by="duty", approved_at=NOW, groups=("b", "a"))
    await added(store, item)
    async with store.unit_of_work() as uow:
        assert await uow.lists.get("0305-1") == item
        assert await uow.lists.get("0305-2") is None


async def test_numbers_count_by_day_over_all_forms(store):
    async with store.unit_of_work() as uow:
        assert await uow.lists.next_number("daily", DAY) == "0305-1"
        uow.lists.add(criticism("0305-1"))
        assert await uow.lists.next_number("weekly", DAY) == "0305-2"
        assert await uow.lists.next_number("daily", DAY + timedelta(days=1)) == "0306-1"
        assert await uow.lists.next_number("daily", NEXT_YEAR) == "0305-1"


async def test_of_a_number_that_came_again_the_newest_list_is_meant(store):
    await added(store, criticism("0305-1", "e1"), criticism("0305-1", "e2", period=NEXT_YEAR))
    async with store.unit_of_work() as uow:
        assert (await uow.lists.get("0305-1")).period == NEXT_YEAR
        assert await uow.lists.set_state("0305-1", "rejected")
        assert [item.period for item in await uow.lists.in_state(["draft"])] == [DAY]


async def test_lists_in_a_state_come_newest_first(store):
    await added(
        store,
        criticism("0305-1", "e1"),
        criticism("0305-2", "e2", created_at=NOW + MINUTE),
        criticism("0305-3", state="posted"),
    )
    async with store.unit_of_work() as uow:
        assert [one.number for one in await uow.lists.in_state(["draft"])] == ["0305-2", "0305-1"]
        assert [one.number for one in await uow.lists.in_state(["draft", "posted"])] == ["0305-2", "0305-3", "0305-1"]
        assert await uow.lists.in_state(["rejected"]) == ()


async def test_an_approval_keeps_who_and_when(store):
    await added(store, criticism())
    async with store.unit_of_work() as uow:
        assert await uow.lists.set_state("0305-1", "approved", by="duty", at=NOW)
        assert await uow.lists.set_state("0305-1", "posted", by="somebody", at=NOW + MINUTE)
        item = await uow.lists.get("0305-1")
    assert (item.state, item.approved_by, item.approved_at) == ("posted", "duty", NOW)


@pytest.mark.parametrize(
    ("state", "to"),
    [
        ("posted", "approved"), ("rejected", "approved"), ("retracted", "posted"), ("draft", "posted"),
        ("draft", "retracted"), ("approved", "rejected"), ("draft", "draft"),
    ],
)  # fmt: skip
async def test_a_list_does_not_go_where_it_may_not(store, state, to):
    await added(store, criticism(state=state))
    async with store.unit_of_work() as uow:
        assert not await uow.lists.set_state("0305-1", to, by="duty", at=NOW)
        assert (await uow.lists.get("0305-1")).state == state
        assert not await uow.lists.set_state("9999-1", to)


async def test_of_two_who_decide_at_once_one_is_first(store):
    await added(store, criticism())

    async def decide(state):
        async with store.unit_of_work() as uow:
            first = await uow.lists.set_state("0305-1", state, by=state, at=NOW)
            await uow.commit()
            return first

    decided = await asyncio.gather(decide("approved"), decide("rejected"), decide("approved"))
    assert sorted(decided) == [False, False, True]


async def test_an_entry_is_marked_with_its_reason_and_the_others_stay(store):
    await added(store, criticism("0305-1", "e1", "e2"))
    async with store.unit_of_work() as uow:
        await uow.lists.mark_entry("0305-1", "e2", "struck", reason="已电话报告", by="duty")
        await uow.lists.mark_entry("0305-1", "e7", "struck", reason="不在名单上", by="duty")
        item = await uow.lists.get("0305-1")
    listed = criticism("0305-1", "e1", "e2").entries
    assert item.entries == (listed[0], replace(listed[1], state="struck", reason="已电话报告", by="duty"))
    assert [entry.unit for entry in item.listed] == ["e1"]


async def test_the_lists_that_name_a_unit_come_newest_first(store):
    tomorrow = DAY + timedelta(days=1)
    await added(
        store, criticism("0305-1", "e1", "e2"), criticism("0306-1", "e2", period=tomorrow), criticism("0305-2", "e1")
    )
    async with store.unit_of_work() as uow:
        found = await uow.lists.entries_of("e2", since=DAY)
        assert [(item.number, entry.unit) for item, entry in found] == [("0306-1", "e2"), ("0305-1", "e2")]
        assert [item.number for item, _ in await uow.lists.entries_of("e2", since=tomorrow)] == ["0306-1"]
        assert await uow.lists.entries_of("e9", since=DAY) == ()


async def test_a_list_of_the_same_unit_of_work_is_seen(store):
    async with store.unit_of_work() as uow:
        uow.lists.add(criticism("0305-1", "e1"))
        assert (await uow.lists.get("0305-1")).number == "0305-1"
        assert len(await uow.lists.in_state(["draft"])) == 1
        assert len(await uow.lists.entries_of("e1", since=DAY)) == 1
        assert await uow.lists.set_state("0305-1", "approved", by="duty", at=NOW)


async def test_a_list_has_one_kind_and_late_paper_is_the_plain_one(store):
    await added(store, criticism("0305-1", "e1"), criticism("0305-2", "e1", form="", kind="work"))
    async with store.unit_of_work() as uow:
        assert [one.kind for one in await uow.lists.in_state(["draft"])] == ["work", "late"]


async def test_lists_can_be_asked_for_from_a_day_on(store):
    await added(store, criticism("0305-1", "e1"), criticism("0304-1", "e1", period=DAY - timedelta(days=1)))
    async with store.unit_of_work() as uow:
        assert [one.number for one in await uow.lists.in_state(["draft"], since=DAY)] == ["0305-1"]
        assert len(await uow.lists.in_state(["draft"])) == 2


async def test_whether_a_duty_was_drafted_whatever_became_of_it(store):
    await added(store, criticism("0305-1", "e1", state="rejected"))
    async with store.unit_of_work() as uow:
        assert await uow.lists.is_drafted("daily", DAY)
        assert not await uow.lists.is_drafted("weekly", DAY)
        assert not await uow.lists.is_drafted("daily", DAY + timedelta(days=1))


@pytest.mark.parametrize(
    ("state", "of_the_list", "counts"),
    [
        ("listed", "posted", True),
        ("noted", "noted", True),
        ("listed", "lapsed", True),
        ("disputed", "posted", True),
        ("struck", "posted", False),
        ("repaired", "posted", False),
        ("exempt", "posted", False),
        ("retracted", "posted", False),
        ("listed", "rejected", False),
        ("listed", "retracted", False),
    ],
)
async def test_a_recorded_miss_counts_unless_it_was_struck_mended_excused_or_taken_back(
    store, state, of_the_list, counts
):
    entry = replace(criticism("x", "e1").entries[0], state=state)
    await added(store, replace(criticism("0305-1"), state=of_the_list, entries=(entry,)))
    async with store.unit_of_work() as uow:
        found = await uow.lists.misses("daily", since=DAY, before=DAY + timedelta(days=1))
        assert found == ((("e1", "0305-1", DAY),) if counts else ())
        assert await uow.lists.misses("daily", since=DAY - timedelta(days=9), before=DAY) == ()
        assert await uow.lists.misses("weekly", since=DAY, before=DAY + timedelta(days=1)) == ()


async def test_published_names_are_counted_with_the_wrong_ones_and_without_praise(store):
    posted = {"state": "posted", "approved_by": "duty", "approved_at": NOW}
    await added(
        store,
        criticism("0305-1", "e1", "e2", "e3", **posted),
        criticism("0305-2", "e1", kind="praise", form="", **posted),
        criticism("0305-3", "e9"),
        criticism("0305-4", "e4", **(posted | {"approved_at": NOW - timedelta(days=99)})),
    )
    span = {"since": NOW - timedelta(days=90), "before": NOW + MINUTE}
    async with store.unit_of_work() as uow:
        assert await uow.lists.published(since=NOW + MINUTE, before=NOW + 2 * MINUTE) == Published(0, 0, 0)
        await uow.lists.mark_entry("0305-1", "e2", "retracted", reason="漏收", by="boss")
        await uow.lists.mark_entry("0305-1", "e3", "repaired", reason="", by="boss")
        assert await uow.lists.published(**span) == Published(1, 2, 1)
