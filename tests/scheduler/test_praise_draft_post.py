"""Praise by rule: who was on time every time, once a week, as a draft that only an officer posts."""

from datetime import datetime, timedelta

import pytest
from district import DAY
from ladders import CN, form, preset

from bot.forms.definition import FormDef


@pytest.fixture
def friday(stage):
    """The daily form praises on Fridays who was on time three times in a row; 3月5日 is a Thursday."""
    stage.preset = preset(form(praise={"in_a_row": 3, "at": "fri 19:00"}))
    return stage


async def week(stage, ticker, *, late=(), missing=(), weeks=0):
    """Wednesday to Friday: who reports, and the praise that is drafted on Friday evening."""
    said = []
    for back in (-1, 0, 1):
        day = DAY + timedelta(days=back + 7 * weeks)
        stage.clock.set(datetime(day.year, day.month, day.day, 9, 0, tzinfo=CN))
        said += await stage.play(ticker, stage.clock.now())
        for unit in ("e1", "e2", "e3", "s1"):
            hour = 18 if (unit, back) in late else 10
            if (unit, back) not in missing:
                at = datetime(day.year, day.month, day.day, hour, 30, tzinfo=CN)
                await stage.report(unit, day=day, at=at)
        said += await stage.play(ticker, datetime(day.year, day.month, day.day, 19, 30, tzinfo=CN))
    return [row.body.render() for row in said if "表扬草稿" in row.body.render()]


async def test_who_was_on_time_every_time_is_drafted_and_nothing_is_posted(friday):
    friday.clock.set(datetime(2020, 3, 4, 7, 0, tzinfo=CN))
    [text] = await week(friday, friday.ticker(), late={("e2", 0)}, missing={("e3", 1)})
    assert text.startswith("【表扬草稿0306-1】拟表扬2家，未经批准不会发布：中光电、滨江壹号")
    assert "日报连续3次按时报送" in text
    async with friday.store.unit_of_work() as uow:
        item = await uow.lists.get("0306-1")
    assert (item.kind, item.state) == ("praise", "draft")


async def test_who_was_praised_lately_is_not_praised_again(friday):
    friday.clock.set(datetime(2020, 3, 4, 7, 0, tzinfo=CN))
    ticker = friday.ticker()
    await week(friday, ticker, missing={("e2", 0), ("e3", 0)})
    async with friday.store.unit_of_work() as uow:
        await uow.lists.set_state("0306-1", "approved", by="duty", at=friday.clock.now())
        await uow.lists.set_state("0306-1", "posted")
        await uow.commit()
    [text] = await week(friday, ticker, weeks=1)
    assert "拟表扬2家，未经批准不会发布：九明制药、华信电子" in text


@pytest.mark.parametrize("at", ["fri", "someday 17:00", "fri 25:00"])
def test_a_moment_that_is_none_is_told(at):
    with pytest.raises(ValueError, match=r"weekday and a time|time of day"):
        FormDef.model_validate({**form().model_dump(exclude={"ladder"}), "praise": {"in_a_row": 3, "at": at}})
