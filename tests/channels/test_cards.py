"""Cards at every channel, over real sockets: after their text, never instead of it, and pressed by anybody."""

import json
from dataclasses import replace
from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest
from app_calls import KEY, NOW, TOKEN, call, make_app, xml_of
from app_calls import one as app_hears
from bot_calls import a_bot
from bot_calls import call as bot_call
from bot_world import GROUP, Taken, a_bot_world
from channel_doors import EVERY

from bot.channels.codec import Codec
from bot.channels.registry import KIND_BY_NAME, build_channel
from bot.channels.template_cards import key_of, task_id
from bot.clock import VirtualClock
from bot.config import ChannelSettings
from bot.errors import SendError, SendUnknown
from bot.messages import PRESS, Button, Card, Reply
from bot.replies import carried_by
from bot.standin.calls import RESPONSE_CODE

WITH_BUTTONS = ("app to a member", "bot to a group", "bot to a member")
RECORDED = "transcript"
CARD = Card(
    "通报草稿0305-1", ("日报 3月5日",), (Button("发布通报", "发布通报 0305-1", "go"), Button("驳回", "驳回 0305-1"))
)
SETTLED = Card("通报已发布", ("通报0305-1由冯八于20:21发布",))
HOSTILE = "<@all>@所有人[点](http://evil)\x1b[31m]]></Title><x>\u202e"
WORDS = key_of("发布通报 0305-1", NOW)


@pytest.fixture(params=WITH_BUTTONS)
def door(request, world):
    return world.door(request.param)


@pytest.fixture
async def bots():
    async with a_bot_world() as made:
        yield made


def in_chat(door):
    kind = "aibot" if door.name.startswith("bot") else "member"
    return door.platform.cards.in_chat(f"{kind}:{door.address.id}")


@pytest.mark.parametrize("name", EVERY)
def test_a_channel_says_what_it_can_do_with_cards(world, name):
    door = world.door(name)
    able = door.channel.limits.cards != "none" and door.address.kind in door.channel.limits.cards_to
    assert able == (name in (*WITH_BUTTONS, RECORDED))


async def test_a_card_comes_after_its_text_with_every_button(door):
    await door.send("名单见此", key="draft:0")
    await door.send("", key="draft:1", card=CARD)
    assert [shown.text for shown in door.shown()] == ["名单见此", "通报草稿0305-1"]
    [card] = in_chat(door)
    assert [button["text"] for button in card["button_list"]] == ["发布通报", "驳回"]
    assert card["task_id"] == task_id("draft:1")


async def test_a_card_and_its_text_may_go_in_one_parcel(door):
    await door.send("名单见此", card=CARD)
    assert [shown.kind for shown in door.shown()][1:] == ["template_card"]


async def test_hostile_words_on_a_card_do_nothing(door):
    await door.send("", card=Card(HOSTILE, (HOSTILE,), (Button(HOSTILE, "发布通报 0305-1"),)))
    [card] = in_chat(door)
    for text in (card["main_title"]["title"], card["sub_title_text"], card["button_list"][0]["text"]):
        assert text.isprintable()
        assert "<" not in text
        assert "@所有人" not in text


async def test_a_card_that_nothing_can_be_pressed_on_is_not_sent(door):
    await door.send("名单见此", card=replace(CARD, buttons=()))
    assert [shown.text for shown in door.shown()] == ["名单见此"]


@pytest.mark.parametrize("code", [40058, 40008, 48003, 99999])
async def test_a_card_that_the_platform_does_not_take_is_let_go_because_its_words_were_said(door, code):
    await door.send("名单见此", key="draft:0")
    door.platform.faults.add(door.endpoint, "code", code=code)
    await door.send("", key="draft:1", card=CARD)
    assert in_chat(door) == []


@pytest.mark.parametrize("kind", ["cut", "lost", "hang", "garbage", "truncated", "empty", "busy", "bad_gateway"])
async def test_a_card_without_an_answer_is_unknown_as_any_message(door, kind):
    await door.send("名单见此", key="draft:0")
    door.platform.faults.add(door.endpoint, kind)
    with pytest.raises(SendUnknown):
        await door.send("", key="draft:1", card=CARD)


@pytest.mark.parametrize("code", [-1, 45009, 40001, 60020])
async def test_a_card_is_tried_again_where_the_platform_takes_nothing_now(door, code, world):
    await door.send("名单见此", key="draft:0")
    door.platform.faults.add(door.endpoint, "code", code=code)
    with pytest.raises(SendError) as caught:
        await door.send("", key="draft:1", card=CARD)
    assert not caught.value.permanent
    world.clock.advance(timedelta(hours=2))
    await door.send("", key="draft:1", card=CARD)
    assert len(in_chat(door)) == 1


async def test_a_card_of_which_nobody_knows_whether_it_came_is_there_once(door):
    await door.send("", key="draft:1", card=CARD)
    await door.send("", key="draft:1", card=CARD)
    assert len(in_chat(door)) == 1


@pytest.mark.parametrize("kind", ["wecom_app", "wecom_bot_ws"])
@pytest.mark.parametrize("cards", ["true", "false"])
async def test_an_administrator_may_turn_the_cards_off(kind, cards):
    given = {"bot_id": "aib1", "corp_id": "ww1", "agent_id": "7", "secret": "s", "token": "t", "aes_key": KEY}
    values = {name: held for name, held in given.items() if name in KIND_BY_NAME[kind].keys} | {"cards": cards}
    channel = build_channel(ChannelSettings("one", kind, values), clock=VirtualClock(NOW))
    assert channel.limits.cards == ("apart" if cards == "true" else "none")
    await channel.close()


def test_a_called_bot_without_cards_says_the_words_alone():
    text = bot_press() | {"msgtype": "text", "text": {"content": "@网格助手 剔除 甲"}}
    assert bot_answer(a_bot(cards=False), text, ("已剔除",), CARD)["msgtype"] == "stream"


async def test_a_connected_bot_that_answers_at_once_loses_no_card(bots):
    replica = await bots.connected(answer_at_once=True)
    await bots.desk.say("lisi", "@网格助手 剔除 甲", chat=GROUP)
    await bots.until(lambda: replica.ear.heard)
    [inbound] = replica.ear.heard
    assert inbound.passive
    assert carried_by(inbound, [Reply("已剔除", card=CARD)]) == ()
    assert carried_by(replace(inbound, passive_card=True), [Reply("已剔除", card=CARD)])


def pressed_xml(key=WORDS, *, user="zhangsan"):
    plain = xml_of(
        "event", number="", Event="template_card_event", EventKey=key, TaskId="card-1", ResponseCode=RESPONSE_CODE
    )
    return plain.replace("zhangsan", user)


def test_an_apps_button_says_its_words_in_the_name_of_who_pressed_it():
    inbound = app_hears(pressed_xml(user="lisi"))
    assert (inbound.event, inbound.text, inbound.sender, inbound.chat) == (PRESS, "发布通报 0305-1", "lisi", None)
    assert not inbound.passive
    assert RESPONSE_CODE not in repr(inbound)


@pytest.mark.parametrize("key", ["", "b1", "done", "say:1999-01-01:发布通报 0305-1"])
def test_a_forged_or_old_key_says_nothing(key):
    inbound = app_hears(pressed_xml(key))
    assert (inbound.event, inbound.text) == (PRESS, "")


def answered(app, plain, texts=(), card=None):
    opened = app.open(call(plain))
    body = app.seal(opened, opened.inbound[0], texts, card).body
    if not body:
        return None
    parts = {child.tag: child.text or "" for child in ET.fromstring(body)}  # noqa: S314
    codec = Codec(token=TOKEN, aes_key=KEY, receive_id="ww0123456789abcdef")
    inner = codec.open(
        parts["Encrypt"].encode(), signature=parts["MsgSignature"], timestamp=parts["TimeStamp"], nonce=parts["Nonce"],
        now=NOW,
    )  # fmt: skip
    return ET.fromstring(inner)  # noqa: S314


def test_an_apps_pressed_card_changes_in_the_answer_to_the_press():
    inner = answered(make_app(), pressed_xml(), card=SETTLED)
    assert inner.findtext("MsgType") == "update_template_card"
    assert inner.findtext("TemplateCard/MainTitle/Title") == "通报已发布"
    assert inner.findtext("TemplateCard/SubTitleText") == "通报0305-1由冯八于20:21发布"
    assert answered(make_app(), pressed_xml()) is None


@pytest.mark.parametrize("text", [HOSTILE, "]]>", "]]]]>>", "\ufffe\uffff\x00", "&amp;<!ENTITY x>"])
def test_no_words_break_out_of_a_passive_answer(text):
    inner = answered(make_app(), pressed_xml(), card=Card(text or "x", (text,)))
    assert [child.tag for child in inner] == ["ToUserName", "FromUserName", "CreateTime", "MsgType", "TemplateCard"]
    assert [child.tag for child in inner.find("TemplateCard")][:3] == ["CardType", "MainTitle", "SubTitleText"]
    said = answered(make_app(), xml_of(Content="帮助"), ("好" + text,))
    assert [child.tag for child in said][-2:] == ["MsgType", "Content"]


def bot_press(key=WORDS, *, sender="lisi", chat=GROUP):
    pressed = {"card_type": "button_interaction", "event_key": key, "task_id": "card-1"}
    return {
        "msgid": "e2", "aibotid": "aib1", "chatid": chat, "chattype": "group", "from": {"userid": sender},
        "msgtype": "event", "event": {"eventtype": "template_card_event", "template_card_event": pressed},
    }  # fmt: skip


def bot_answer(bot, body, texts=(), card=None):
    opened = bot.open(bot_call(body))
    answer = bot.seal(opened, opened.inbound[0], texts, card).body
    if not answer:
        return None
    envelope = json.loads(answer)
    return json.loads(
        bot._codec.open(
            envelope["encrypt"].encode(), signature=envelope["msgsignature"], timestamp=str(envelope["timestamp"]),
            nonce=envelope["nonce"], now=bot._clock.now(),
        )
    )  # fmt: skip


def test_a_called_bots_pressed_card_changes_in_the_answer_to_the_press():
    bot = a_bot()
    said = bot_answer(bot, bot_press(), card=SETTLED)
    assert said["response_type"] == "update_template_card"
    assert (said["template_card"]["task_id"], said["template_card"]["main_title"]["title"]) == ("card-1", "通报已发布")
    assert bot_answer(bot, bot_press()) is None


def test_a_called_bots_answer_holds_a_card_beside_its_text():
    bot = a_bot()
    text = bot_press() | {"msgtype": "text", "text": {"content": "@网格助手 剔除 甲"}}
    opened = bot.open(bot_call(text))
    assert opened.inbound[0].passive_card
    said = bot_answer(bot, text, ("已剔除",), CARD)
    assert (said["msgtype"], said["stream"]["content"]) == ("stream_with_template_card", "已剔除")
    assert said["template_card"]["button_list"][0]["text"] == "发布通报"


@pytest.mark.parametrize("inside", [None, [], "x", {"template_card_event": 7}, {}])
def test_a_press_that_tells_nothing_is_an_event_and_no_press(inside):
    body = bot_press()
    body["event"] = {"eventtype": "template_card_event", "template_card_event": inside}
    inbound = a_bot().open(bot_call(body)).inbound[0]
    assert inbound.text == ""
    assert (inbound.event == PRESS) == isinstance(inside, dict)


def test_a_press_of_nobody_says_nothing():
    inbound = a_bot().open(bot_call(bot_press(sender=""))).inbound[0]
    assert (inbound.event, inbound.text) == ("template_card_event", "")


async def test_a_connected_bot_hears_a_press_and_changes_the_card_in_time(bots):
    replica = await bots.connected()
    replica.ear.answers = lambda inbound: Taken(card=SETTLED) if inbound.event == PRESS else Taken()
    await replica.send("", card=CARD)
    await bots.desk.press("lisi", "发布通报", chat=GROUP)
    await bots.until(lambda: bots.platform.cards.in_chat(f"aibot:{GROUP}")[0]["main_title"]["title"] == "通报已发布")
    [inbound] = replica.ear.heard
    assert (inbound.text, inbound.sender, inbound.chat, inbound.mentions_bot) == (
        "发布通报 0305-1",
        "lisi",
        GROUP,
        True,
    )
    with pytest.raises(LookupError):
        await bots.desk.press("lisi", "驳回", chat=GROUP)


async def test_a_card_is_not_changed_when_it_is_too_late_and_nothing_else_is_lost(bots):
    replica = await bots.connected()
    await replica.send("", card=CARD)

    def late(_inbound):
        bots.clock.advance(replica.channel._options.welcome_within)
        return Taken(card=SETTLED)

    replica.ear.answers = late
    await bots.desk.press("lisi", "发布通报", chat=GROUP)
    await bots.until(lambda: replica.ear.heard)
    await bots.settle()
    assert bots.platform.calls["aibot_respond_update_msg"] == 0
    await replica.send("已发布", key="k:2")
    assert bots.desk.screens.texts(GROUP)[-1] == "已发布"


async def test_a_press_of_a_card_that_nobody_knows_is_heard_and_its_change_refused_in_peace(bots):
    replica = await bots.connected()
    replica.ear.answers = lambda _inbound: Taken(card=SETTLED)
    await bots.desk.deliver(bots.desk.press_event("lisi", task="card-none", key="forged", chat=GROUP))
    await bots.until(lambda: replica.ear.heard)
    await bots.settle()
    assert replica.ear.heard[0].text == ""
    await replica.send("在", key="k:3")
    assert bots.desk.screens.texts(GROUP) == ["在"]
