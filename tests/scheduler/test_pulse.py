"""The pulse: what we missed is noted, the clocks stop for it, the groups are told, and nobody is late by it."""

from datetime import datetime, timedelta

import pytest
from district import DAY, DISTRICT
from ladders import CN, preset

from bot.channels.contact import Contact
from bot.rules.freezing import frozen_preset
from bot.scheduler.base import Desk
from bot.scheduler.pulse import Pulse
from bot.scheduler.registry import posts_of
from bot.scheduler.schedule import Schedule
from bot.scheduler.ticker import Ticker
from bot.snapshot import Snapshot
from bot.store.records import Absence

MINUTE = timedelta(minutes=1)


def at(hour, minute=0):
    return datetime(2020, 3, 5, hour, minute, tzinfo=CN)


@pytest.fixture
async def there(stage):
    """The stage with a snapshot that knows of absences, and a pulse on it."""
    await stage.store.save_directory(DISTRICT, source="test", now=stage.clock.now())
    stage.snapshot = Snapshot(stage.store, preset(), zone=CN)
    stage.pulse = Pulse(store=stage.store, known=stage.snapshot.known, clock=stage.clock, zone=CN)
    return stage


async def tick(stage, *moments):
    for moment in moments:
        stage.clock.set(moment)
        await stage.pulse.run_due(moment)


async def absences(stage):
    return [
        (one.kind, one.from_at.astimezone(CN), one.until_at.astimezone(CN))
        for one in await stage.store.load_absences(since=at(0))
    ]


async def due(stage):
    form = (await stage.snapshot.known()).preset.forms[0]
    return f"{form.due_at(DAY, CN).astimezone(CN):%H:%M}"


async def told(stage):
    await stage.deliver()
    return {row.to.group: row.body.render() for row in stage.sent if row.kind == "alert"}


async def test_a_pulse_that_beats_notes_nothing_however_often_it_is_asked(there):
    await tick(there, at(9), at(9), at(9, 1), at(9, 1) + timedelta(seconds=1), at(9, 10))
    assert await absences(there) == []
    assert await due(there) == "18:00"


async def test_forty_minutes_down_around_the_deadline_move_it_and_every_group_is_told(there):
    await tick(there, at(17, 39), at(17, 40), at(18, 20))
    assert await absences(there) == [("bot", at(17, 40), at(18, 20))]
    assert await due(there) == "18:40"
    said = await told(there)
    assert set(said) == {"ent", "cmd", "grid1", "grid2"}
    assert set(said.values()) == {
        "【说明】3月5日17:40至18:20机器人停机40分钟，责任在我们：3月5日日报截止顺延到18:40，宽限到20:40，之前报的不算迟。没有回执的请重发。"
    }


async def test_an_outage_that_moves_no_deadline_is_noted_and_told_to_nobody(there):
    await tick(there, at(3), at(4))
    assert await absences(there) == [("bot", at(3), at(4))]
    assert await told(there) == {}


async def test_a_channel_that_nothing_gets_through_is_an_outage_of_ours_while_it_lasts_and_when_it_is_over(there):
    await tick(there, at(17, 40))
    for minute in range(40, 60):
        there.clock.set(at(17, minute))
        there.pulse.heard("robot", "again")
        await tick(there, at(17, minute))
    assert await absences(there) == [("robot", at(17, 40), at(17, 59))]
    assert await due(there) == "18:19", "known before the old deadline has passed"
    assert await told(there) == {}, "nothing gets through yet"
    await tick(there, *(at(18, minute) for minute in range(20)))
    there.clock.set(at(18, 20))
    there.pulse.heard("robot", "sent")
    await tick(there, at(18, 20))
    assert await absences(there) == [("robot", at(17, 40), at(18, 20))]
    assert await due(there) == "18:40"
    assert "消息平台中断40分钟" in (await told(there))["ent"]


async def test_a_channel_that_does_not_even_connect_is_one_though_nothing_is_sent(there):
    contact = Contact(there.clock)
    there.pulse = Pulse(
        store=there.store, known=there.snapshot.known, clock=there.clock, zone=CN, contacts={"smart": contact}
    )
    await tick(there, at(17, 40))
    for minute in (41, 50, 59):
        there.clock.set(at(17, minute))
        contact.missed()
        await tick(there, at(17, minute))
    await tick(there, at(18, 5))
    there.clock.set(at(18, 10))
    contact.reached()
    await tick(there, at(18, 10))
    assert await absences(there) == [("smart", at(17, 41), at(18, 10))]
    assert await due(there) == "18:29"


async def test_one_failure_and_hours_without_a_try_are_no_outage(there):
    await tick(there, at(12))
    there.pulse.heard("robot", "again")
    await tick(there, *(at(hour, minute) for hour in (12, 13, 14, 15, 16, 17) for minute in range(1, 60)))
    there.clock.set(at(17, 59))
    there.pulse.heard("robot", "sent")
    await tick(there, at(18))
    assert await absences(there) == []


@pytest.mark.parametrize("results", [("again", "sent"), ("unknown", "sent"), ("refused",)])
async def test_a_failure_that_something_gets_through_after_is_none(there, results):
    await tick(there, at(17, 40))
    for result in results:
        there.pulse.heard("robot", result)
    await tick(there, *(at(17, minute) for minute in range(41, 60)))
    assert await absences(there) == []


async def test_who_reported_late_within_the_time_given_back_is_late_no_more(there):
    await tick(there, at(17, 40))
    await there.report("e1", at=at(18, 5))
    await there.report("e2", at=at(18, 45))
    await tick(there, at(18, 20))
    async with there.store.unit_of_work() as uow:
        heads = await uow.reports.heads_of(there.preset.forms[0], DAY)
    assert {unit: head.status for unit, head in heads.items()} == {"e1": "on_time", "e2": "late"}


async def test_the_posts_move_with_the_deadline_and_nothing_is_overdue_before_it(there):
    schedule = Schedule(there.snapshot.known, lambda one: posts_of(one, CN), preset())
    desk = Desk(DISTRICT, preset(), CN, "网格助手")
    ticker = Ticker(
        store=there.store,
        posts=schedule.posts,
        desk=desk,
        clock=there.clock,
        snapshot=there.snapshot,
        schedule=schedule,
    )
    await there.play(ticker, at(17, 40))
    await tick(there, at(17, 40), at(18, 20))
    rows = await there.play(ticker, at(21))
    moments = {row.kind: f"{row.sent_at.astimezone(CN):%H:%M}" if row.sent_at else row.due_at for row in rows}
    overdue = [row for row in rows if row.kind == "overdue"]
    drafts = [row for row in rows if row.kind == "criticism_draft"]
    assert {f"{row.due_at.astimezone(CN):%H:%M}" for row in overdue} == {"18:50"}, moments
    assert [f"{row.due_at.astimezone(CN):%H:%M}" for row in drafts] == ["20:40"]
    assert "当天因我们中断，截止已顺延40分钟，到18:40。" in drafts[0].body.render()


def test_a_frozen_preset_is_what_the_outages_make_of_it():
    away = [Absence("bot", at(17, 40), at(18, 20))]
    assert frozen_preset(preset(), away, CN).forms[0].moved_by(DAY) == 40 * MINUTE
