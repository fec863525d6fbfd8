"""Reports of several days that count for one duty, as they are and as they were, on both databases."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from shelf import FORM, MINUTE, NOW, report

PATROL = FORM.model_copy(update={"period": "weekly", "due": "sun 24:00", "times": 3})
VISIT = FORM.model_copy(update={"every": 2})
MONDAY = date(2020, 3, 2)


async def put(store, *days, unit="e1", **more):
    async with store.unit_of_work() as uow:
        for offset in days:
            made = report(unit, period=MONDAY + timedelta(days=offset), received_at=NOW + offset * MINUTE)
            uow.reports.add(replace(made, **more))
        await uow.commit()


async def heads(store, form, duty=MONDAY, **how):
    async with store.unit_of_work() as uow:
        return await uow.reports.heads_of(form, duty, **how)


async def test_three_days_of_the_week_make_the_duty_done_and_two_do_not(store):
    await put(store, 0, 2)
    [head] = (await heads(store, PATROL)).values()
    assert (head.counts, head.period) == (False, MONDAY)
    await put(store, 6)
    [head] = (await heads(store, PATROL)).values()
    assert head.counts
    assert await heads(store, PATROL, MONDAY + timedelta(days=7)) == {}


async def test_so_many_may_be_expected_by_the_middle_of_the_week(store):
    await put(store, 0, 2)
    assert (await heads(store, PATROL, expects=2))["e1"].counts
    assert not (await heads(store, PATROL, expects=2, at=NOW + MINUTE))["e1"].counts


async def test_what_was_withdrawn_or_is_not_finished_makes_no_day(store):
    await put(store, 0, 1)
    await put(store, 2, withdrawn=True)
    await put(store, 3, complete=False)
    assert not (await heads(store, PATROL))["e1"].counts


@pytest.mark.parametrize(("day", "done"), [(0, True), (1, True), (2, False)])
async def test_a_visit_every_two_days_holds_on_its_own_day_and_the_next(store, day, done):
    await put(store, 0)
    found = await heads(store, VISIT, MONDAY + timedelta(days=day))
    assert (bool(found) and found["e1"].counts) is done
