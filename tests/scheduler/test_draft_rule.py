"""Whom a draft puts before an approver: from which miss on, who is only noted, and who is never named at all."""

from dataclasses import replace
from datetime import datetime, timedelta

from district import DAY, DISTRICT
from ladders import CN, form, preset

from bot.directory.model import Member, Unit

EVERYBODY = ("e1", "e2", "e3", "s1")


async def evening(stage, ticker, *, back=0, missing=("e1",)):
    """One day until nine in the evening; the text of its draft."""
    day = DAY + timedelta(days=back)
    stage.clock.set(datetime(day.year, day.month, day.day, 9, 0, tzinfo=CN))
    for unit in EVERYBODY:
        if unit not in missing:
            await stage.report(unit, day=day)
    rows = await stage.play(ticker, datetime(day.year, day.month, day.day, 20, 30, tzinfo=CN))
    return next((row.body.render() for row in rows if row.kind == "criticism_draft"), "")


async def states(stage, number):
    async with stage.store.unit_of_work() as uow:
        item = await uow.lists.get(number)
    return item.state, {entry.unit: entry.state for entry in item.entries}


def ticker_for(stage, **rule):
    stage.preset = preset(form(criticism=rule))
    return stage.ticker()


async def test_a_first_miss_is_only_noted_where_the_rule_asks_for_two_in_a_row(stage):
    ticker = ticker_for(stage, in_a_row=2)
    first = await evening(stage, ticker)
    assert "没有可以通报的单位" in first
    assert "还不到通报的次数，只提醒1家：中光电" in first
    assert await states(stage, "0305-1") == ("noted", {"e1": "noted"})
    second = await evening(stage, ticker, back=1, missing=("e1", "e2"))
    assert "拟通报1家" in second
    assert "中光电（连续2次）" in second
    assert "只提醒1家：九明制药" in second
    assert await states(stage, "0306-1") == ("draft", {"e1": "listed", "e2": "noted"})


async def test_a_good_day_between_begins_the_row_anew_and_the_week_counts_all_the_same(stage):
    row = ticker_for(stage, in_a_row=2)
    await evening(stage, row)
    await evening(stage, row, back=1, missing=())
    assert "没有可以通报的单位" in await evening(stage, row, back=2)


async def test_three_in_a_week_are_enough_where_the_rule_says_so(stage):
    week = ticker_for(stage, in_a_row=5, in_week=3)
    for back, missing in ((0, ("e1",)), (1, ()), (2, ("e1",)), (3, ())):
        assert "拟通报" not in await evening(stage, week, back=back, missing=missing)
    assert "中光电（7天内3次）" in await evening(stage, week, back=4)


async def test_what_was_struck_or_taken_back_is_no_miss_any_more(stage):
    ticker = ticker_for(stage, in_a_row=2)
    await evening(stage, ticker)
    async with stage.store.unit_of_work() as uow:
        await uow.lists.mark_entry("0305-1", "e1", "struck", reason="停电", by="duty")
        await uow.commit()
    assert "没有可以通报的单位" in await evening(stage, ticker, back=1)


async def test_a_miss_that_was_mended_later_does_not_count_where_only_unmended_ones_do(stage):
    ticker = ticker_for(stage, in_a_row=2, unmended=True)
    await evening(stage, ticker)
    await stage.report("e1", at=datetime(2020, 3, 5, 22, 0, tzinfo=CN))
    assert "没有可以通报的单位" in await evening(stage, ticker, back=1)
    assert "（连续2次）" in await evening(stage, ticker, back=2)


async def test_a_person_and_whom_the_grid_reports_for_are_never_put_on_a_list(stage):
    directory = replace(
        DISTRICT,
        units=(*DISTRICT.units, Unit("p1", "陈大文", "person", "g2"), Unit("e9", "小作坊", "enterprise", "g2")),
        members=(*DISTRICT.members, Member("cp", "陈大文", "clerk", ("p1",))),
    )
    stage.directory = directory
    stage.preset = preset(form(owed_by=("enterprise", "site", "person")))
    text = await evening(stage, stage.ticker(), missing=("e1",))
    assert "拟通报1家" in text
    assert "个人、由网格员代报的，一律不列入2家" in text
    assert await states(stage, "0305-1") == ("draft", {"e1": "listed"})
