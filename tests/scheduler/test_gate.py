"""The gate on the real store: a group's number a day over firings, the officer told once, the night, and pauses."""

from dataclasses import replace
from datetime import timedelta

from district import DISTRICT
from ladders import at, form, preset, step

from bot.forms.attention import Budget, Quiet
from bot.messages import Body, Destination, Outbound
from bot.scheduler.base import ScheduledPost
from bot.store.records import Directive

NIGHT = Quiet(**{"from": "22:00", "to": "07:00"})


class Minutes:
    """Due every five seconds of five minutes."""

    def next_after(self, moment):
        then = max(moment + timedelta(seconds=5), at(2020, 3, 5, 16))
        return then if then < at(2020, 3, 5, 16, 5) else None


def flood():
    async def compose(uow, desk, due_at):
        return [Outbound(f"flood:{due_at.isoformat()}", "digest", Destination(group="cmd"), Body("汇总"), due_at)]

    return ScheduledPost("flood", Minutes(), timedelta(hours=1), compose)


async def test_sixty_triggers_in_five_minutes_give_the_number_of_a_day_and_the_officer_is_told_once(stage):
    stage.preset = replace(stage.preset, attention=(Budget(posts_a_day=4, groups=("command",)),))
    rows = await stage.play(stage.ticker(posts=[flood()]), at(2020, 3, 5, 17))
    assert len([row for row in rows if row.to.group == "cmd"]) == 4
    [notice] = [row for row in rows if row.to.member == "duty"]
    assert notice.body.render() == (
        "【条数】cmd群今天由时钟发的消息已满4条，这一条和后面的先留下不发：汇总。\n"
        "要发请回：加发 1条 cmd群：原因。不发不用回；“接下来发什么”可看留下的。"
    )
    async with stage.store.unit_of_work() as uow:
        assert len(await uow.attention.aside(since=at(2020, 3, 5))) == 56
    assert len(await stage.trail("post_set_aside")) == 56


async def test_a_second_replica_counts_what_the_first_one_said(stage):
    stage.preset = replace(stage.preset, attention=(Budget(posts_a_day=1),))
    one, two = (
        stage.ticker(preset=replace(stage.preset, forms=(form(ladder=(step("a", "due-2h"), step("b", "due-1h"))),)))
        for _ in range(2)
    )
    await one.next_due()
    await two.next_due()
    first = await stage.play(one, at(2020, 3, 5, 16, 30))
    assert {row.to.group for row in first} == {"ent", "grid2"}
    assert [row.kind for row in await stage.play(two, at(2020, 3, 5, 17, 30))] == ["alert", "alert"]


async def test_what_the_ladder_says_at_night_goes_out_in_the_morning_less_who_reported(stage):
    late = form(due="24:00", ladder=(step("late", "due+10m", kind="overdue", wording="overdue", catch_up="12h"),))
    ticker = stage.ticker(preset=replace(preset(late), quiet=(NIGHT,)))
    at_night = await stage.play(ticker, at(2020, 3, 6, 6, 59))
    assert [row.kind for row in at_night] == ["digest"], "but for the line that tells the duty officer that all is well"
    await stage.report("e1")
    rows = [row for row in await stage.play(ticker, at(2020, 3, 6, 7, 1)) if row.to.group is not None]
    assert {row.to.group: [entry.unit for entry in row.body.entries] for row in rows} == {
        "ent": ["e2", "e3"],
        "grid2": ["s1"],
    }


async def test_what_would_be_too_late_in_the_morning_is_written_into_the_trail(stage):
    late = form(due="24:00", ladder=(step("last", "due-40m", catch_up="until_due"),))
    ticker = stage.ticker(preset=replace(preset(late), quiet=(NIGHT,)))
    [evening] = await stage.play(ticker, at(2020, 3, 6, 9))
    assert "静默或暂停没发2条" in evening.body.render()
    lines = await stage.trail("post_not_said")
    assert {line.detail["why"] for line in lines} == {"quiet"}
    assert sorted(unit for line in lines for unit in line.detail["units"]) == ["e1", "e2", "e3", "s1"]


async def test_a_paused_grid_is_told_after_its_pause(stage):
    async with stage.store.unit_of_work() as uow:
        await uow.attention.add(Directive("pause", "duty", at(2020, 3, 5, 15), at(2020, 3, 5, 16, 30), area="g1"))
        await uow.commit()
    ticker = stage.ticker(preset=preset(form(ladder=(step("a", "due-2h"),))))
    now = await stage.play(ticker, at(2020, 3, 5, 16, 10))
    assert {row.to.group: [entry.unit for entry in row.body.entries] for row in now} == {"ent": ["e3"], "grid2": ["s1"]}
    later = await stage.play(ticker, at(2020, 3, 5, 16, 40))
    assert [entry.unit for row in later for entry in row.body.entries] == ["e1", "e2"]


async def test_without_an_officer_the_command_is_told_what_is_set_aside(stage):
    stage.directory = replace(DISTRICT, members=tuple(m for m in DISTRICT.members if m.role != "duty_officer"))
    stage.preset = replace(stage.preset, attention=(Budget(posts_a_day=1, groups=("grid1",)),))
    chase = step("a", "due-2h", to=("grid",), repeat="30m", at_most=3)
    rows = await stage.play(
        stage.ticker(preset=replace(stage.preset, forms=(form(ladder=(chase,)),))), at(2020, 3, 5, 18)
    )
    assert [row.to.group for row in rows if row.kind == "alert"] == ["cmd"]
