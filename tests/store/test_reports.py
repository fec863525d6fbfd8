"""Reports: heads, revisions, what was before, and the day as it was at a moment."""

from dataclasses import replace
from datetime import timedelta

import pytest
from shelf import DAY, FORM, MINUTE, NOW, report

from bot.errors import StoreAway, StoreError

YESTERDAY = DAY - timedelta(days=1)


async def stored(store, *reports):
    for one in reports:
        async with store.unit_of_work() as uow:
            uow.reports.add(one)
            await uow.commit()


async def test_a_report_comes_back_as_it_was_put(store):
    put = report(
        values={"on_duty": 126, "resumed": False, "note": "两人发热\n已隔离", "returned_total": 0},
        warnings=({"code": "jump", "field": "on_duty", "text": "少了274"},), withdrawn=False, completed_at=None,
        complete=False, status="late",
    )  # fmt: skip
    await stored(store, put)
    async with store.unit_of_work() as uow:
        assert await uow.reports.head("daily", "e1", DAY) == put
        assert await uow.reports.revisions("daily", "e1", DAY) == (put,)


async def test_the_head_is_the_highest_revision_and_the_older_ones_stay(store):
    first, second = report(), report(revision=2)
    await stored(store, first, second)
    async with store.unit_of_work() as uow:
        assert await uow.reports.head("daily", "e1", DAY) == second
        assert await uow.reports.heads_of(FORM, DAY) == {"e1": second}
        assert await uow.reports.revisions("daily", "e1", DAY) == (first, second)
        assert await uow.reports.head("weekly", "e1", DAY) is None
        assert await uow.reports.head("daily", "e2", DAY) is None


async def test_several_revisions_in_one_unit_of_work_leave_one_head(store):
    await stored(store, report())
    async with store.unit_of_work() as uow:
        uow.reports.add(report(revision=2))
        uow.reports.add(report(revision=3))
        assert (await uow.reports.head("daily", "e1", DAY)).revision == 3
        await uow.commit()
    async with store.unit_of_work() as uow:
        assert (await uow.reports.heads_of(FORM, DAY))["e1"].revision == 3
        assert [one.revision for one in await uow.reports.revisions("daily", "e1", DAY)] == [1, 2, 3]


async def test_a_revision_that_is_there_already_fails_the_unit_of_work_and_leaves_the_first(store):
    first = report()
    await stored(store, first)
    async with store.unit_of_work() as uow:
        uow.reports.add(report(reporter="somebody else"))
        with pytest.raises(StoreError) as failure:
            await uow.flush()
    assert not isinstance(failure.value, StoreAway)
    async with store.unit_of_work() as uow:
        assert await uow.reports.revisions("daily", "e1", DAY) == (first,)


async def test_what_was_added_in_the_same_unit_of_work_is_seen_by_every_reading_method(store):
    async with store.unit_of_work() as uow:
        one = report()
        uow.reports.add(one)
        assert await uow.reports.head("daily", "e1", DAY) == one
        assert await uow.reports.heads_of(FORM, DAY) == {"e1": one}
        assert await uow.reports.heads_between("daily", DAY, DAY) == {DAY: {"e1": one}}
        assert await uow.reports.revisions("daily", "e1", DAY) == (one,)
        assert await uow.reports.heads_of(FORM, DAY, at=one.received_at) == {"e1": one}
        assert await uow.reports.before("daily", "e1", DAY + timedelta(days=1)) == one


async def test_nothing_stays_of_a_unit_of_work_that_was_left_without_commit(store):
    async with store.unit_of_work() as uow:
        uow.reports.add(report())
        await uow.flush()
    async with store.unit_of_work() as uow:
        assert await uow.reports.head("daily", "e1", DAY) is None


@pytest.mark.parametrize("prefetch", [False, True])
async def test_before_is_the_last_report_that_counts_within_fourteen_days(store, prefetch):
    days = [DAY - timedelta(days=n) for n in range(1, 16)]
    await stored(
        store,
        report(period=days[0], withdrawn=True),
        report(period=days[1], complete=False),
        report(period=days[4]),
        report(period=days[5]),
        report("e2", period=days[13]),
        report("e3", period=days[14]),
    )
    async with store.unit_of_work() as uow:
        if prefetch:
            await uow.reports.prefetch("daily", ["e1", "e2", "e3"], since=DAY - timedelta(days=14))
        assert (await uow.reports.before("daily", "e1", DAY)).period == days[4]
        assert (await uow.reports.before("daily", "e1", days[4])).period == days[5]
        assert (await uow.reports.before("daily", "e2", DAY)).period == days[13]  # fourteen days back
        assert await uow.reports.before("daily", "e3", DAY) is None  # fifteen


async def test_prefetched_units_are_answered_without_asking_the_database_again(store, monkeypatch):
    await stored(store, report(period=YESTERDAY), report("e2"))
    async with store.unit_of_work() as uow:
        await uow.reports.prefetch("daily", ["e1", "e2", "e3"], since=DAY - timedelta(days=14))

        async def asked(*_):
            raise AssertionError("the database was asked")

        monkeypatch.setattr(uow.reports._connection, "rows", asked)
        assert await uow.reports.head("daily", "e1", DAY) is None
        assert (await uow.reports.before("daily", "e1", DAY)).period == YESTERDAY
        assert (await uow.reports.head("daily", "e2", DAY)).unit == "e2"
        assert await uow.reports.head("daily", "e3", DAY) is None
        assert await uow.reports.before("daily", "e3", DAY) is None


async def test_a_prefetch_does_not_forget_what_was_just_added(store):
    await stored(store, report())
    async with store.unit_of_work() as uow:
        uow.reports.add(report(revision=2))
        await uow.reports.prefetch("daily", ["e1"], since=YESTERDAY)
        assert (await uow.reports.head("daily", "e1", DAY)).revision == 2


async def test_a_long_silence_before_the_prefetched_days_is_looked_into(store):
    """Only the newest heads are prefetched: what lies before them is asked for when it matters."""
    days = [DAY - timedelta(days=n) for n in range(1, 6)]
    await stored(store, *(report(period=day, withdrawn=day > days[4]) for day in days))
    async with store.unit_of_work() as uow:
        await uow.reports.prefetch("daily", ["e1"], since=DAY - timedelta(days=14))
        assert (await uow.reports.before("daily", "e1", DAY)).period == days[4]
        assert (await uow.reports.head("daily", "e1", days[3])).withdrawn


async def test_many_units_are_prefetched_in_one_go(store):
    units = [f"u{n}" for n in range(700)]
    async with store.unit_of_work() as uow:
        for unit in units:
            uow.reports.add(report(unit))
        await uow.commit()
    async with store.unit_of_work() as uow:
        await uow.reports.prefetch("daily", units, since=DAY)
        heads = [await uow.reports.head("daily", unit, DAY) for unit in units]
    assert [head.unit for head in heads] == units


async def test_heads_between_come_by_day_and_unit_in_order(store):
    await stored(store, report("e2"), report("e1"), report("e1", period=YESTERDAY), report("e1", revision=2))
    async with store.unit_of_work() as uow:
        found = await uow.reports.heads_between("daily", YESTERDAY, DAY)
        assert list(found) == [YESTERDAY, DAY]
        assert list(found[DAY]) == ["e1", "e2"]
        assert found[DAY]["e1"].revision == 2
        assert await uow.reports.heads_between("daily", DAY + timedelta(days=1), DAY + timedelta(days=9)) == {}


async def test_the_day_as_it_was_at_a_moment_can_be_replayed(store):
    received = [NOW + n * 10 * MINUTE for n in range(3)]
    await stored(
        store,
        report(received_at=received[0]),
        report(revision=2, received_at=received[1]),
        report(revision=3, received_at=received[2], withdrawn=True),
        report("e2", received_at=received[2]),
    )
    async with store.unit_of_work() as uow:
        at = [await uow.reports.heads_of(FORM, DAY, at=moment) for moment in (received[0] - MINUTE, *received)]
        assert [{unit: head.revision for unit, head in state.items()} for state in at] == [
            {}, {"e1": 1}, {"e1": 2}, {"e1": 3, "e2": 1},
        ]  # fmt: skip
        assert at[3]["e1"].withdrawn
        assert await uow.reports.heads_of(FORM, DAY, at=received[0]) == at[1]


async def test_values_are_the_same_however_they_were_ordered(store):
    await stored(store, report(values={"b": 1, "a": 2}), report("e2", values={"a": 2, "b": 1}))
    async with store.unit_of_work() as uow:
        heads = await uow.reports.heads_of(FORM, DAY)
    assert list(heads["e1"].values) == list(heads["e2"].values)
    assert replace(heads["e1"], unit="e2", message_id=heads["e2"].message_id) == heads["e2"]


async def test_arrivals_are_those_of_earlier_periods_of_who_is_still_waited_for(store):
    before = YESTERDAY - timedelta(days=1)
    early = NOW - timedelta(days=1)
    await stored(
        store,
        report("e1", period=YESTERDAY, completed_at=early),
        report("e1", period=before, completed_at=early - timedelta(days=1)),
        report("e2", period=YESTERDAY, completed_at=early),
        report("e2"),
        report("e3", period=YESTERDAY, withdrawn=True, completed_at=early),
        report("e4", period=YESTERDAY, complete=False, completed_at=None),
        report("e5", period=YESTERDAY, completed_at=NOW + timedelta(hours=3)),
    )
    async with store.unit_of_work() as uow:
        first = YESTERDAY - timedelta(days=5)
        at = NOW + timedelta(hours=1)
        found = await uow.reports.arrivals("daily", first=first, before=DAY, at=at)
        assert found == {"e1": {before: early - timedelta(days=1), YESTERDAY: early}}
        earlier = await uow.reports.arrivals("daily", first=first, before=DAY, at=NOW)
        assert set(earlier) == {"e1", "e2"}, "at that moment its report had not come"
        assert await uow.reports.arrivals("daily", first=YESTERDAY, before=YESTERDAY, at=at) == {}
