"""Objections that nobody answers are chased every morning, above too once they are overdue; no clock decides one."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from district import DISTRICT
from ladders import CN, preset

from bot.directory.model import Member
from bot.scheduler.base import Desk
from bot.scheduler.posts.appeal_due import compose
from bot.store.records import Appeal

DUE = datetime(2020, 3, 10, 18, 0, tzinfo=CN).astimezone(UTC)


@pytest.fixture
async def told(stage):
    store = stage.store
    directory = replace(DISTRICT, members=(*DISTRICT.members, Member("boss", "王七", "leader")))

    async def run(day: int):
        desk = Desk(directory=directory, preset=preset(), zone=CN, bot_name="网格助手")
        async with store.unit_of_work() as uow:
            said = await compose(uow, desk, datetime(2020, 3, day, 8, 50, tzinfo=CN).astimezone(UTC))
            assert [one.state for one in await uow.appeals.in_state(("open",))] == ["open"]
        return {one.to.key: one.body.head for one in said}

    unit = DISTRICT.units[0].id
    appeal = Appeal(1, "0305-1", DUE.date(), unit, "已报", "open", "clerk", DUE - timedelta(days=5), DUE)
    async with store.unit_of_work() as uow:
        await uow.appeals.add(appeal)
        await uow.commit()
    return run


async def test_it_is_said_on_the_day_it_is_due_and_every_day_after(told):
    assert await told(9) == {}
    command = await told(10)
    assert [key.partition(":")[0] for key in command] == ["group"]
    assert all(text.startswith("【申诉待答复】1件：\nS1 ") for text in command.values())
    for day in (11, 12):
        over = await told(day)
        assert all("其中1件已超期，算我们的" in text for text in over.values())
        assert {key for key in over if key.startswith("member:")} == {"member:boss"}
