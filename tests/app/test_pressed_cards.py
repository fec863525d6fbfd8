"""From the button on an officer's phone to the changed card: encrypted for the app, and on a bot's connection."""

import asyncio
from datetime import timedelta

import pytest
from test_smart_bot import GROUP, a_street
from test_whole_path import NINE, a_whole_bot

from bot.messages import Body, Destination, Outbound
from bot.scheduler.base import Desk
from bot.scheduler.climbing import raise_item
from bot.standin.calls import RESPONSE_CODE
from bot.store.records import CriticismList, ListEntry
from bot.views.list_card import draft_card

CARD = draft_card("0305-1", "日报 3月5日", ["电子0厂"])
SECOND = timedelta(seconds=1)


async def drafted(app, to):
    """A draft with one unit on it, shown with its card."""
    entries = (ListEntry("e0", "listed", {"rule": "daily", "reminders": []}),)
    async with app.store.unit_of_work() as uow:
        uow.lists.add(CriticismList("0305-1", "daily", NINE.date(), "draft", NINE, NINE, ("ent-1",), entries))
        uow.outbox.put(Outbound("draft:1", "criticism_draft", to, Body("【通报草稿0305-1】"), NINE, card=CARD))
        await uow.commit()


async def state_of(app):
    async with app.store.unit_of_work() as uow:
        return (await uow.lists.get("0305-1")).state


@pytest.fixture
async def whole(tmp_path, monkeypatch):
    async with a_whole_bot(tmp_path, monkeypatch) as made:
        await drafted(made.app, Destination(member="duty", channel="app"))
        await made.sent()
        yield made


@pytest.fixture
async def street(tmp_path):
    async with a_street(tmp_path) as made:
        yield made


def titles(platform, chat):
    return [card["main_title"]["title"] for card in platform.cards.in_chat(chat)]


async def test_an_officer_publishes_by_a_button_of_the_app(whole):
    assert whole.platform.chat("member:duty")[-1] == "通报草稿0305-1"
    said = await whole.line.press("duty", "发布通报")
    assert (said.statuses, said.text) == ((200,), None)
    assert await state_of(whole.app) == "posted"
    assert titles(whole.platform, "member:duty") == ["通报已发布"]
    await whole.sent()
    assert "通报0305-1已发布" in whole.platform.chat("member:duty")[-1]
    with pytest.raises(LookupError):
        await whole.line.press("duty", "驳回")


async def test_the_platforms_repeat_of_a_press_decides_nothing_more_and_changes_the_card_again(whole):
    task, key = whole.platform.cards.key_of("member:duty", "驳回")
    plain = whole.line.pressed("duty", task=task, key=key)
    for _ in range(3):
        assert (await whole.line.deliver(plain, "duty")).statuses == (200,)
    assert titles(whole.platform, "member:duty") == ["通报已结案"]
    await whole.sent()
    assert sum("已驳回" in text for text in whole.platform.chat("member:duty")) == 1


async def test_a_key_that_somebody_else_sends_decides_nothing(whole):
    task, key = whole.platform.cards.key_of("member:duty", "发布通报")
    said = await whole.line.deliver(whole.line.pressed("u0", task=task, key=key), "u0")
    assert said.statuses == (200,)
    await whole.sent()
    assert await state_of(whole.app) == "draft"
    assert "值班员或领导决定" in whole.platform.chat("member:u0")[-1]
    assert titles(whole.platform, "member:duty") == ["通报草稿0305-1"]


@pytest.mark.parametrize("key", ["", "b1", "done", "say:2020-03-05:", "say:2018-03-05:发布通报 0305-1", "]]><x>"])
async def test_a_forged_press_is_answered_and_harmless(whole, key):
    said = await whole.line.deliver(whole.line.pressed("duty", task="card-forged", key=key), "duty")
    assert said.statuses == (200,)
    await whole.sent()
    assert "不起作用" in whole.platform.chat("member:duty")[-1]
    assert await state_of(whole.app) == "draft"


async def test_the_code_that_changes_a_card_is_stored_nowhere(whole):
    await whole.line.press("duty", "发布通报")
    await whole.sent()
    folder = whole.app.settings.file.parent
    stored = b"".join(file.read_bytes() for file in folder.glob("gridbot.db*"))
    assert "发布通报".encode() in stored
    assert RESPONSE_CODE.encode() not in stored


async def test_a_press_that_comes_twice_at_the_same_time_is_one(whole):
    task, key = whole.platform.cards.key_of("member:duty", "发布通报")
    plain = whole.line.pressed("duty", task=task, key=key)
    await asyncio.gather(*(whole.line.deliver(plain, "duty") for _ in range(2)))
    async with whole.app.store.unit_of_work() as uow:
        published = [line for line in await uow.audit.read() if line.action == "list_published"]
    assert len(published) == 1


async def test_an_officer_decides_in_a_group_of_the_smart_bot(street):
    app = await street.start("a", 1)
    await street.until(street.connected)
    await street.desk.say("duty", "@网格助手 帮助", chat=GROUP)
    await drafted(app, Destination(group="ent-1"))
    await street.until(lambda: titles(street.desk.platform, f"aibot:{GROUP}"), step=SECOND)
    await street.desk.press("u0", "驳回", chat=GROUP)
    await street.until(lambda: "值班员或领导决定" in street.desk.screens.texts(GROUP)[-1], step=SECOND)
    assert titles(street.desk.platform, f"aibot:{GROUP}") == ["通报草稿0305-1"]
    await street.desk.press("duty", "驳回", chat=GROUP)
    await street.until(lambda: titles(street.desk.platform, f"aibot:{GROUP}") == ["通报已结案"])
    assert await state_of(app) == "rejected"


async def test_who_opens_the_smart_bots_chat_is_welcomed_in_his_role(street):
    await street.start("a", 1)
    await street.until(street.connected)
    await street.desk.deliver(street.desk.event("enter_chat", user="u0"))
    await street.until(lambda: street.desk.screens.texts("u0"))
    [text] = street.desk.screens.texts("u0")
    assert text.startswith("您好，我是网格助手。报数直接发")


async def test_an_urgent_item_is_taken_on_by_its_button_and_the_card_shows_who(tmp_path, monkeypatch):
    async with a_whole_bot(tmp_path, monkeypatch) as whole:
        app = whole.app
        desk = Desk(await app.snapshot(), app.preset, app.settings.zone, "网格助手")
        async with app.store.unit_of_work() as uow:
            await raise_item(uow, desk, kind="alarm", subject="x", unit="e0", text="电子0厂 发热2人", now=NINE)
            await uow.commit()
        await whole.sent()
        assert titles(whole.platform, "member:duty") == ["急件A1"]
        said = await whole.line.press("duty", "收到")
        assert said.statuses == (200,)
        async with app.store.unit_of_work() as uow:
            assert (await uow.urgents.get("A1")).taken_by == "duty"
        await whole.sent()
        assert "A1由您认领" in whole.platform.chat("member:duty")[-1]
        with pytest.raises(LookupError):
            await whole.line.press("duty", "收到")
