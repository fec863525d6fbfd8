"""The watchman tells who comes on duty and where nobody does, each once, over restarts, replicas and sleep."""

from dataclasses import replace
from datetime import timedelta

from ladders import CN, at

from bot.directory.model import Member
from bot.scheduler.base import Desk
from bot.scheduler.watchman import Watchman
from bot.store.watching import Shift

HOUR = timedelta(hours=1)
SEVEN = at(2020, 3, 5, 7)
EIGHT = at(2020, 3, 5, 8)


def watchman(stage):
    async def current():
        return stage.directory

    desk = Desk(stage.directory, stage.preset, CN, "网格助手")
    return Watchman(store=stage.store, look=stage.store.watch, desk=desk, snapshot=current, clock=stage.clock)


async def arrange(stage, *lines):
    async with stage.store.unit_of_work() as uow:
        await uow.roster.add([Shift(begin, end, people, (), "duty", stage.clock.now()) for begin, end, people in lines])
        await uow.commit()


def told(rows):
    return [(f"{row.due_at.astimezone(CN):%d %H:%M}", row.to.member, row.body.render().splitlines()[0]) for row in rows]


BEGINS = ("05 08:00", "duty", "您的班开始了：3月5日 8:00-20:00。")
AHEAD = "【值班空档】12小时后没人值班：3月5日 20:00起。请排班：值班 哪天 几点-几点 姓名"
NOBODY = "【值班空档】现在没人值班（从3月5日 20:00起）。请排班：值班 哪天 几点-几点 姓名"


async def test_without_a_roster_nothing_is_said_and_nothing_is_waited_for(stage):
    assert await stage.play(watchman(stage), at(2020, 3, 7)) == []
    assert await watchman(stage).next_due() is None


async def test_a_watch_begins_with_what_is_open_and_a_gap_is_told_ahead_at_its_beginning_and_later(stage):
    man = watchman(stage)
    await arrange(stage, (EIGHT, EIGHT + 12 * HOUR, ("duty",)))
    rows = await stage.play(man, at(2020, 3, 6, 9))
    assert told(rows) == [
        BEGINS,
        ("05 08:00", "duty", AHEAD),
        ("05 20:00", "duty", NOBODY),
        ("06 08:00", "duty", NOBODY),
    ]
    assert rows[0].body.render().splitlines()[1:] == ["未结事项：", "日报：今天应报4家，未报4家", "请回：接班"]
    assert [button.words for button in rows[0].card.buttons] == ["接班"]


async def test_a_gap_that_was_filled_in_time_is_told_no_more(stage):
    man = watchman(stage)
    await arrange(stage, (EIGHT, EIGHT + 12 * HOUR, ("duty",)))
    await stage.play(man, EIGHT)
    await arrange(stage, (EIGHT + 12 * HOUR, EIGHT + 72 * HOUR, ("w2",)))
    assert [line for _, _, line in told(await stage.play(man, at(2020, 3, 6, 9)))] == [
        "您的班开始了：3月5日 20:00-3月8日 8:00。"
    ]


async def test_two_replicas_a_restart_and_a_clock_that_goes_back_say_it_once(stage):
    await arrange(stage, (EIGHT, EIGHT + 12 * HOUR, ("duty",)))
    one, two = watchman(stage), watchman(stage)
    await one.run_due(SEVEN)
    stage.clock.set(EIGHT)
    assert await one.run_due(EIGHT) == 2
    assert await two.run_due(EIGHT) == 0
    assert await watchman(stage).run_due(EIGHT) == 0
    assert await two.run_due(EIGHT - HOUR) == 0
    assert await one.run_due(EIGHT) == 0


async def test_after_a_long_sleep_only_the_watch_that_is_on_is_told(stage):
    stage.directory = replace(
        stage.directory, members=(*stage.directory.members, Member("night", "夜班", "duty_officer"))
    )
    await arrange(stage, (EIGHT, EIGHT + 12 * HOUR, ("duty",)), (EIGHT + 12 * HOUR, EIGHT + 24 * HOUR, ("night",)))
    man = watchman(stage)
    await man.run_due(SEVEN)
    stage.clock.set(EIGHT + 14 * HOUR)
    await man.run_due(EIGHT + 14 * HOUR)
    await stage.deliver()
    begun = [(row.to.member, row.body.render().splitlines()[0]) for row in stage.sent if row.kind == "case"]
    assert begun == [("night", "您的班开始了：3月5日 20:00-次日8:00。")]


async def test_where_there_is_no_officer_the_command_group_hears_of_a_gap(stage):
    stage.directory = replace(
        stage.directory, members=tuple(m for m in stage.directory.members if m.role != "duty_officer")
    )
    await arrange(stage, (SEVEN - HOUR, EIGHT, ("w2",)))
    rows = await stage.play(watchman(stage), SEVEN)
    assert [row.to.group for row in rows] == ["cmd"]
