"""The digests for meetings: against yesterday, over a week, by the areas of a group, and never more statements."""

from dataclasses import replace
from datetime import timedelta

import pytest
from district import DAY, group
from ladders import CN, at, form
from sqlalchemy import event
from sqlalchemy.engine import Engine

from bot.directory.model import Unit
from bot.forms.brief import BriefDef
from bot.scheduler.base import Desk
from bot.scheduler.posts.brief import brief_posts
from bot.scheduler.pretence import Pretence

DAILY = BriefDef(name="d", at="08:00", to=("command", "work"), identical_days=2)
WEEKLY = BriefDef(name="w", at="mon 08:10", covers="week", to=("command", "grid"))
YESTERDAY = DAY - timedelta(days=1)


@pytest.fixture
def stage(stage):
    work = replace(group("site", "work", "g2"), name="工地组群")
    stage.directory = replace(stage.directory, groups=(*stage.directory.groups, work))
    stage.preset = replace(stage.preset, forms=(form(anomalies=({"field": "on_duty", "least": 3},)),))
    return stage


async def told(stage, brief, due_at):
    [post] = brief_posts([brief], CN)
    desk = Desk(stage.directory, stage.preset, CN, "网格助手")
    async with stage.store.unit_of_work() as uow:
        found = await post.compose(Pretence(uow), desk, due_at)
    return {one.to.group: one.body.render() for one in found}


async def test_a_day_stands_against_the_day_before_with_what_is_odd_and_what_is_open(stage):
    for unit in ("e1", "e2"):
        await stage.report(unit, day=YESTERDAY, at=at(2020, 3, 4, 9))
        await stage.report(unit, at=at(2020, 3, 5, 9))
    await stage.report("s1", at=at(2020, 3, 5, 19))
    texts = await told(stage, DAILY, at(2020, 3, 6, 8))
    assert texts["cmd"].splitlines() == [
        "【例会材料】3月5日",
        "3月5日日报：应报4家，免报1家不计。",
        "上报率 3/4＝75.0%（前一次 2/4，↑25个百分点）",
        "按时率 2/4＝50.0%（前一次 2/4，持平），迟报1家",
        "在岗人数 21人（3家填报，同样2家比前一次没有变）",
        "哪家报了多少请问：明细 在岗人数 3月5日",
        "异常2家：",
        "中光电：连续2次数字一样",
        "九明制药：连续2次数字一样",
        "未报：2号网格1家",
        "名单请问：3月5日谁没报",
        "没有未结事项。",
    ]


async def test_a_work_group_gets_its_own_areas_and_nothing_of_the_command(stage):
    await stage.report("s1", at=at(2020, 3, 5, 9))
    text = (await told(stage, DAILY, at(2020, 3, 6, 8)))["site"]
    assert "应报2家" in text
    assert "上报率 1/2＝50.0%" in text
    assert "未报：华信电子" in text
    assert "未结事项" not in text


async def test_before_the_first_report_of_all_nothing_is_said(stage):
    assert await told(stage, DAILY, at(2020, 3, 6, 8)) == {}
    assert await told(stage, WEEKLY, at(2020, 3, 9, 8, 10)) == {}


async def test_a_day_that_was_told_is_not_told_again_and_what_is_open_is(stage):
    await stage.report("e1", at=at(2020, 3, 5, 9))
    daily = DAILY.model_copy(update={"forms": ("daily",)})
    stage.preset = replace(stage.preset, holidays=(DAY.replace(day=6), DAY.replace(day=7)))
    stage.preset = replace(stage.preset, forms=(form(calendar="working_days"),))
    assert (await told(stage, daily, at(2020, 3, 6, 8)))["cmd"].startswith("【例会材料】3月5日")
    assert await told(stage, daily, at(2020, 3, 7, 8)) == {}
    async with stage.store.unit_of_work() as uow:
        await uow.urgents.open(kind="tip", subject="T0001:taken_up", unit="", text="反映T0001", at=at(2020, 3, 7, 6))
        await uow.commit()
    assert await told(stage, daily, at(2020, 3, 7, 8)) == {
        "cmd": "【例会材料】3月7日\n未结事项：\n急件A1（已2小时）没人收到：一件反映超过了时限"
    }


async def test_it_is_told_as_it_was_at_its_moment(stage):
    await stage.report("e1", at=at(2020, 3, 5, 9))
    before = await told(stage, DAILY, at(2020, 3, 6, 8))
    await stage.report("e2", at=at(2020, 3, 6, 9))
    assert await told(stage, DAILY, at(2020, 3, 6, 8)) == before


async def test_a_week_counts_the_days_on_which_we_were_there_and_names_to_the_command_alone(stage):
    for day in (4, 5):
        await stage.report("e1", day=DAY.replace(day=day), at=at(2020, 3, day, 9))
    texts = await told(stage, WEEKLY, at(2020, 3, 9, 8, 10))
    assert texts["cmd"].splitlines()[:6] == [
        "【一周汇总】3月2日至3月8日",
        "日报：上报率 2/8＝25.0%，按时率 2/8＝25.0%（各天合计）",
        "另有5天一家都没有报，不计在内",
        "周三 1/4；周四 1/4",
        "3月5日 在岗人数 7人（1家填报）",
        "没报两次以上：九明制药2次、华信电子2次、滨江壹号2次",
    ]
    assert "没报两次以上的1家" in texts["grid1"]
    assert "九明制药" not in texts["grid1"]


async def test_the_statements_do_not_grow_with_the_units(stage):
    counts = []
    for size in (5, 400):
        units = tuple(Unit(f"u{n}", f"第{n}厂", "enterprise", "g1") for n in range(size))
        stage.directory = replace(stage.directory, units=(*stage.directory.units[:5], *units))
        await stage.report(f"u{size - 1}", at=at(2020, 3, 5, 9))
        said = []

        def noted(_connection, _cursor, statement, *_more, said=said):
            said.append(statement)

        event.listen(Engine, "before_cursor_execute", noted)
        try:
            for brief, due_at in ((DAILY, at(2020, 3, 6, 8)), (WEEKLY, at(2020, 3, 9, 8, 10))):
                assert await told(stage, brief, due_at)
        finally:
            event.remove(Engine, "before_cursor_execute", noted)
        counts.append(len(said))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("moment", ["25:00", "24:00", "holiday 08:00", "8"])
def test_a_moment_that_is_none_is_refused(moment):
    with pytest.raises(ValueError, match=r"not a time of day|next day|no day of the week"):
        BriefDef(name="x", at=moment)
