"""On the last day of an excuse its unit is told in its group that it reports again; who stays excused is not."""

from dataclasses import replace
from datetime import date

from district import DISTRICT
from ladders import CN, at

from bot.directory.model import Exemption
from bot.scheduler.posts.excuse_ending import excuse_ending

DAY = date(2020, 3, 6)


def until(unit, last, first=date(2020, 3, 1), form="*"):
    return Exemption(unit, form, first, last, "停产", "duty")


async def told(stage, *exemptions):
    stage.directory = replace(DISTRICT, exemptions=exemptions)
    ticker = stage.ticker(posts=[excuse_ending(CN)])
    await stage.play(ticker, at(2020, 3, 5, 12))
    return await stage.play(ticker, at(2020, 3, 6, 12))


async def test_the_group_reads_who_reports_again_tomorrow(stage):
    [row] = await told(stage, until("e1", DAY), until("e2", DAY, form="daily"), until("e3", date(2020, 3, 7)))
    assert (row.to.group, row.due_at) == ("ent", at(2020, 3, 6, 9))
    assert row.body.render().split("\n") == [
        "【免报到期】以下单位免报到今天（3月6日）为止：",
        "1号网格：中光电、九明制药",
        "明天（3月7日）起请照常上报。",
    ]
    assert row.body.mentions == ("c1", "c2")


async def test_who_is_excused_on_is_not_told(stage):
    assert await told(stage, until("e1", DAY), until("e1", None, first=date(2020, 3, 7))) == []


async def test_a_site_is_told_in_the_group_of_its_grid(stage):
    [row] = await told(stage, until("s1", DAY))
    assert row.to.group == "grid2"


async def test_an_excuse_that_was_ended_before_it_began_says_nothing(stage):
    assert await told(stage, until("e1", DAY, first=date(2020, 3, 9))) == []
