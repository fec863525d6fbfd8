"""An urgent item climbs each rung once, over restarts, replicas, sleep and clock jumps, until somebody takes it on."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ladders import CN, at

from bot.directory.model import Member
from bot.forms.watch import WatchRules
from bot.scheduler.base import Desk
from bot.scheduler.climbing import raise_item
from bot.scheduler.watchman import Watchman
from bot.store.store import Store
from bot.store.watching import Shift

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
TEN = at(2020, 3, 5, 10)
BOSS = Member("boss", "王七", "leader")


@pytest.fixture
def stage(stage):
    stage.clock.set(TEN)
    stage.directory = replace(stage.directory, members=(*stage.directory.members, BOSS))
    return stage


def desk_of(stage):
    return Desk(stage.directory, stage.preset, CN, "网格助手")


def watchman(stage):
    async def current():
        return stage.directory

    return Watchman(store=stage.store, look=stage.store.watch, desk=desk_of(stage), snapshot=current, clock=stage.clock)


async def ring(stage, subject="daily:e1", *, now=TEN):
    async with stage.store.unit_of_work() as uow:
        item, _ = await raise_item(
            uow, desk_of(stage), kind="alarm", subject=subject, unit="e1", text=f"{subject} 发热2人", now=now
        )
        await uow.flush()
        await uow.commit()
    return item


async def arrange(stage, *lines, set_at=TEN):
    async with stage.store.unit_of_work() as uow:
        await uow.roster.add([Shift(begin, end, people, (), "duty", set_at) for begin, end, people in lines])
        await uow.commit()


def told(rows):
    return [
        (f"{row.due_at.astimezone(CN):%H:%M}", row.to.member or row.to.group)
        for row in rows
        if row.key.startswith("urgent:")
    ]


async def test_nobody_answers_and_it_climbs_to_the_command_and_is_repeated_there(stage):
    await arrange(stage, (TEN - HOUR, TEN + 10 * HOUR, ("w2",)))
    await ring(stage)
    rows = await stage.play(watchman(stage), TEN + 3 * HOUR)
    assert told(rows) == [
        ("10:00", "w2"), ("10:10", "duty"), ("10:20", "boss"), ("10:30", "cmd"), ("11:00", "cmd"), ("12:00", "cmd"),
    ]  # fmt: skip
    [third] = [row for row in rows if row.to.member == "boss"]
    assert third.body.render().startswith("【急】A1 已20分钟没人收到：")


async def test_who_takes_it_on_stops_it_and_is_asked_again_after_a_day(stage):
    item = await ring(stage)
    async with stage.store.unit_of_work() as uow:
        await uow.urgents.take(item, by="duty", at=TEN, next_at=TEN + 24 * HOUR)
        await uow.commit()
    rows = await stage.play(watchman(stage), TEN + 49 * HOUR)
    asked = [(row.due_at - TEN, row.body.render()) for row in rows[1:]]
    assert [when for when, _ in asked] == [24 * HOUR, 48 * HOUR]
    assert asked[0][1] == "A1您认领已1天，还没办结：daily:e1 发热2人。办完请发：A1 办结 怎么处理的"


async def test_several_that_wait_at_the_last_rung_are_told_in_one_message(stage):
    await ring(stage)
    stage.clock.set(TEN + 5 * MINUTE)
    await ring(stage, "daily:e2", now=TEN + 5 * MINUTE)
    rows = await stage.play(watchman(stage), TEN + 90 * MINUTE)
    together = [row.body.render() for row in rows if "还有2件" in row.body.render()]
    assert len(together) == 1
    assert together[0].splitlines()[1].startswith("A1 ")
    assert together[0].splitlines()[2].startswith("A2 ")


async def test_after_hours_of_sleep_it_climbs_one_rung(stage):
    await ring(stage)
    await stage.deliver()
    stage.clock.set(TEN + 5 * HOUR)
    await watchman(stage).run_due(TEN + 5 * HOUR)
    await stage.deliver()
    assert told(stage.sent) == [("10:00", "duty"), ("15:00", "boss")]
    assert (await watchman(stage).next_due()) == TEN + 5 * HOUR + 10 * MINUTE


async def test_a_clock_that_was_put_back_waits_its_ten_minutes_and_no_hour(stage):
    await ring(stage)
    stage.clock.set(TEN - HOUR)
    man = watchman(stage)
    await man.run_due(TEN - HOUR)
    assert await man.next_due() == TEN - HOUR + 10 * MINUTE
    assert told(await stage.play(man, TEN - 45 * MINUTE)) == [("09:10", "boss")]


async def test_a_tip_off_that_nobody_takes_up_is_urgent_once_and_ends_when_it_is_taken_up(stage):
    stage.preset = replace(stage.preset, watch=WatchRules(tip_taken_up="2h"))
    async with stage.store.unit_of_work() as uow:
        tip = await uow.tips.open(
            place="和平路",
            category="聚集",
            text="打麻将",
            masked_text="打麻将",
            area="g1",
            sender="r",
            channel="chat",
            at=TEN,
        )
        await uow.commit()
    man = watchman(stage)
    rows = await stage.play(man, TEN + 2 * HOUR + 15 * MINUTE)
    assert told(rows) == [("12:00", "duty"), ("12:10", "boss")]
    assert "麻将" not in "".join(row.body.render() for row in rows)
    async with stage.store.unit_of_work() as uow:
        await uow.tips.set_state(tip.number, state="assigned", answer="")
        await uow.commit()
    rows = await stage.play(man, TEN + 9 * HOUR)
    assert sorted((row.to.member, row.body.render()) for row in rows) == [
        ("boss", "A1已办结（反映T0001收到2小时还没有受理）。已处理"),
        ("duty", "A1已办结（反映T0001收到2小时还没有受理）。已处理"),
    ]
    assert await man.next_due() is None


async def test_a_watch_that_nobody_takes_over_climbs_until_it_is_taken_over(stage):
    stage.preset = replace(stage.preset, watch=WatchRules(take_over="15m"))
    await arrange(stage, (TEN + HOUR, TEN + 8 * HOUR, ("w2",)))
    man = watchman(stage)
    rows = await stage.play(man, TEN + 100 * MINUTE)
    assert told(rows) == [("11:15", "w2"), ("11:25", "duty"), ("11:35", "boss")]
    assert "周五的班11:00开始，15分钟没回接班" in rows[-1].body.render()
    async with stage.store.unit_of_work() as uow:
        [line] = await uow.roster.since(TEN)
        await uow.roster.take(line.id, by="w2", at=TEN + 100 * MINUTE)
        await uow.commit()
    await stage.play(man, TEN + 3 * HOUR)
    async with stage.store.unit_of_work() as uow:
        assert await uow.urgents.pending() == ()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(-90, 240), st.booleans()), min_size=1, max_size=12))
async def test_whenever_which_replica_looks_no_rung_is_told_twice(tmp_path_factory, jumps):
    """`jumps`: minutes until the next look, back ones among them, and whether the process was started anew for it."""
    from district import DISTRICT, Stage

    store = Store(f"sqlite:///{tmp_path_factory.mktemp('climb')}/x.db")
    await store.open()
    try:
        await store.upgrade()
        stage = Stage(store, directory=replace(DISTRICT, members=(*DISTRICT.members, BOSS)))
        now = TEN
        stage.clock.set(now)
        await ring(stage)
        one, two = watchman(stage), watchman(stage)
        for minutes, anew in jumps:
            now += minutes * MINUTE
            stage.clock.set(now)
            for man in (watchman(stage) if anew else one, two):
                await man.run_due(now)
        async with store.unit_of_work() as uow:
            [item] = await uow.urgents.pending()
        stage.clock.set(TEN + 1000 * HOUR)
        await stage.deliver()
        assert len(told(stage.sent)) == item.rung, "every rung is one message"
        assert 1 <= item.rung <= 1 + sum(minutes > 0 for minutes, _ in jumps), "a clock put back tells nobody"
    finally:
        await store.close()
