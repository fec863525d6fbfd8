"""What is owed after an event is reminded of once before its end, and is urgent from then on until it is reported."""

from dataclasses import replace
from datetime import timedelta

import pytest
from ladders import CN, at, form

from bot.scheduler.base import Desk
from bot.scheduler.watchman import Watchman
from bot.store.watching import Occasion

HOUR = timedelta(hours=1)
TEN = at(2020, 3, 5, 10)


@pytest.fixture
def stage(stage):
    stage.clock.set(TEN)
    handled = form(id="handled", name="处置情况", ladder=(), event={"within": "24h", "remind": "2h"})
    stage.preset = replace(stage.preset, forms=(*stage.preset.forms, handled))
    return stage


def watchman(stage):
    async def current():
        return stage.directory

    desk = Desk(stage.directory, stage.preset, CN, "网格助手")
    return Watchman(store=stage.store, look=stage.store.watch, desk=desk, snapshot=current, clock=stage.clock)


async def owe(stage, unit="e1"):
    async with stage.store.unit_of_work() as uow:
        one, _ = await uow.occasions.open(Occasion("handled", unit, "3月5日日报发热", "c1", TEN, TEN + 24 * HOUR))
        await uow.commit()
    return one


def told(rows):
    return [(row.due_at - TEN, row.to.group or row.to.member, row.body.render()) for row in rows]


async def test_it_is_reminded_once_and_climbs_when_it_is_overdue(stage):
    await owe(stage)
    rows = await stage.play(watchman(stage), TEN + 24 * HOUR + timedelta(minutes=5))
    assert told(rows) == [
        (
            22 * HOUR,
            "ent",
            "【限时】处置情况3月6日10:00截止，还没有收到：\n中光电\n报法：处置情况 在岗 126",
        ),
        (
            24 * HOUR,
            "duty",
            "【急】A1 中光电没有按时报处置情况（3月5日日报发热），3月6日10:00截止。\n请10分钟内回：收到 A1",
        ),
    ]
    assert [entry.mentions for entry in rows[0].body.entries] == [("c1",)]


async def test_what_was_reported_is_neither_reminded_nor_urgent_and_ends_what_was(stage):
    one, two = await owe(stage), await owe(stage, "e2")
    async with stage.store.unit_of_work() as uow:
        await uow.occasions.done(one, at=TEN)
        await uow.commit()
    man = watchman(stage)
    await stage.play(man, TEN + 24 * HOUR)
    async with stage.store.unit_of_work() as uow:
        assert [item.unit for item in await uow.urgents.pending()] == ["e2"]
        assert await uow.occasions.done(two, at=TEN + 24 * HOUR)
        assert not await uow.occasions.done(two, at=TEN + 24 * HOUR)
        await uow.commit()
    await stage.play(man, TEN + 25 * HOUR)
    async with stage.store.unit_of_work() as uow:
        assert await uow.urgents.pending() == ()


async def test_after_a_sleep_over_the_end_nobody_is_reminded_of_what_is_over(stage):
    await owe(stage)
    stage.clock.set(TEN + 30 * HOUR)
    man = watchman(stage)
    await man.run_due(TEN + 30 * HOUR)
    await man.run_due(TEN + 30 * HOUR)
    await stage.deliver()
    assert [row.kind for row in stage.sent] == ["alert"]
