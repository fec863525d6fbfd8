"""What a clock says of lists: undecided drafts lapse, and once a month it is told how many names were wrong."""

from datetime import UTC, datetime, timedelta

import pytest
from district import DISTRICT
from ladders import CN, preset

from bot.scheduler.base import Desk
from bot.scheduler.posts import criticism_review, list_lapse
from bot.store.records import Appeal, CriticismList, ListEntry

MADE = datetime(2020, 3, 5, 20, 0, tzinfo=CN).astimezone(UTC)
DESK = Desk(directory=DISTRICT, preset=preset(), zone=CN, bot_name="网格助手")


def at(month, day, hour=8, minute=40):
    return datetime(2020, month, day, hour, minute, tzinfo=CN).astimezone(UTC)


@pytest.fixture
async def drafted(stage):
    entries = (ListEntry("e1", "listed", {}), ListEntry("e2", "listed", {}))
    async with stage.store.unit_of_work() as uow:
        uow.lists.add(CriticismList("0305-1", "daily", MADE.date(), "draft", MADE, MADE, ("ent",), entries))
        await uow.appeals.add(Appeal(1, "0305-1", MADE.date(), "e1", "已报", "open", "c1", MADE, MADE))
        await uow.flush()
        await uow.commit()
    return stage


async def lapse(stage, moment):
    async with stage.store.unit_of_work() as uow:
        said = await list_lapse.compose(uow, DESK, moment)
        await uow.flush()
        await uow.commit()
    return {one.to.key: one.body.head for one in said}


async def state(stage):
    async with stage.store.unit_of_work() as uow:
        return (await uow.lists.get("0305-1")).state, [one.state for one in await uow.appeals.of_day(MADE.date())]


async def test_a_draft_that_nobody_decided_for_two_days_lapses_and_its_objector_is_told(drafted):
    assert await lapse(drafted, at(3, 7)) == {}
    assert await state(drafted) == ("draft", ["open"])
    assert await lapse(drafted, at(3, 8)) == {
        "member:c1": "申诉S1已了结：贵单位已不在通报0305-1上。",
        "group:cmd": "通报草稿0305-1过期没有人定，已作废，不会发布。",
    }
    assert await state(drafted) == ("lapsed", ["moot"])
    assert await lapse(drafted, at(3, 9)) == {}


async def test_a_draft_that_is_held_lapses_after_a_week(drafted):
    async with drafted.store.unit_of_work() as uow:
        await uow.set_meta(list_lapse.held_key("0305-1", MADE.date()), at(3, 6).isoformat())
        await uow.commit()
    assert await lapse(drafted, at(3, 12)) == {}
    assert "group:cmd" in await lapse(drafted, at(3, 13))


async def review(stage, moment):
    async with stage.store.unit_of_work() as uow:
        return [one.body.head for one in await criticism_review.compose(uow, DESK, moment)]


async def test_once_a_month_the_command_reads_how_many_were_named_and_how_many_wrongly(drafted):
    assert await review(drafted, at(3, 31)) == []
    async with drafted.store.unit_of_work() as uow:
        await uow.lists.set_state("0305-1", "approved", by="duty", at=MADE + timedelta(minutes=5))
        await uow.lists.set_state("0305-1", "posted")
        await uow.lists.mark_entry("0305-1", "e1", "retracted", reason="漏收", by="boss")
        await uow.commit()
    assert await review(drafted, at(4, 1, 9, 10)) == [
        "【通报月报】3月发布通报1份、点名2家，其中更正1家（50.0%）。申诉1件：采纳0，维持0，未答复1；我们答复超期1件。"
    ]
    assert await review(drafted, at(5, 1, 9, 10)) == [], "a month without lists needs no note"
