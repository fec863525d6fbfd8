"""The stand-in's smart bot is as strict as the platform: who may speak, where, how much, and in which place."""

import base64
import hashlib
from datetime import UTC, datetime, timedelta

import pytest

from bot.channels.aibot_frames import Frame
from bot.clock import VirtualClock
from bot.standin.aibot_desk import BotDesk, SmartBot
from bot.standin.aibot_screens import DeskRules
from bot.standin.platform import App, Platform

NOW = datetime(2020, 3, 5, 1, 2, tzinfo=UTC)
GROUP = "wrX"
CARD = {
    "card_type": "button_interaction",
    "main_title": {"title": "通报草稿0305-1"},
    "task_id": "card-1",
    "button_list": [{"text": "发布", "style": 1, "key": "say:2020-03-05:发布通报 0305-1"}],
}
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


class Paper:
    """A wire that writes down what the platform pushes."""

    def __init__(self) -> None:
        self.frames = []
        self.ended = False

    async def push(self, frame):
        self.frames.append(frame)

    async def end(self):
        self.ended = True


@pytest.fixture
def clock():
    return VirtualClock(NOW)


def a_desk(clock, **rules):
    platform = Platform(App("ww1", 1, "s"), clock=clock)
    return BotDesk(platform, SmartBot("aib1", "secret"), clock=clock, rules=DeskRules(**rules))


async def asked(desk, wire, cmd, body=None, req_id="r"):
    return await desk.answer(wire, Frame(cmd, req_id, body or {}))


async def code(desk, wire, cmd, body=None, req_id="r"):
    return (await asked(desk, wire, cmd, body, req_id))["errcode"]


async def subscribed(desk, wire=None, **change):
    wire = wire or Paper()
    answer = await code(desk, wire, "aibot_subscribe", {"bot_id": "aib1", "secret": "secret"} | change)
    return wire, answer


async def on_line(clock, **rules):
    """A desk with a subscribed wire, and a group that has spoken; the req_id of what it said."""
    desk = a_desk(clock, **rules)
    wire, _ = await subscribed(desk)
    await desk.say("zhangsan", "@网格助手 日报", chat=GROUP)
    return desk, wire, wire.frames[-1]["headers"]["req_id"]


def stream(text, *, name="s1", finish=True):
    return {"msgtype": "stream", "stream": {"id": name, "finish": finish, "content": text}}


def markdown(text, chat=GROUP):
    return {"chatid": chat, "msgtype": "markdown", "markdown": {"content": text}}


@pytest.mark.parametrize("change", [{"secret": "x"}, {"secret": None}, {"bot_id": "aib2"}, {"secret": "\ud800"}])
async def test_only_the_right_secret_is_subscribed(clock, change):
    desk = a_desk(clock)
    _, answer = await subscribed(desk, **change)
    assert (answer, desk.wire) == (853000, None)


async def test_too_many_subscriptions_within_a_minute_are_refused_whoever_asks(clock):
    desk = a_desk(clock, subscriptions_a_minute=3)
    assert [(await subscribed(desk))[1] for _ in range(4)] == [0, 0, 0, 45009]
    clock.advance(MINUTE)
    assert (await subscribed(desk))[1] == 0


@pytest.mark.parametrize("cmd", ["ping", "aibot_send_msg", "aibot_respond_msg", "aibot_upload_media_init"])
async def test_who_is_not_subscribed_is_told_so(clock, cmd):
    assert await code(a_desk(clock), Paper(), cmd) == 846609


async def test_a_newer_connection_displaces_the_older_one(clock):
    desk = a_desk(clock)
    first, _ = await subscribed(desk)
    second, _ = await subscribed(desk)
    assert first.frames[-1]["body"]["event"] == {"eventtype": "disconnected_event"}
    assert "from" not in first.frames[-1]["body"]
    assert first.ended
    assert (await code(desk, first, "ping"), await code(desk, second, "ping")) == (846609, 0)


async def test_a_second_subscription_on_one_connection_displaces_nobody(clock):
    desk = a_desk(clock)
    wire, _ = await subscribed(desk)
    await subscribed(desk, wire)
    assert (desk.displaced, desk.wire) == (0, wire)


async def test_what_is_said_while_nobody_is_connected_is_lost(clock):
    desk = a_desk(clock)
    await desk.say("zhangsan", "日报", chat=GROUP)
    wire, _ = await subscribed(desk)
    assert wire.frames == []
    assert len(desk.lost) == 1


async def test_a_message_is_answered_in_its_place_as_often_as_its_stream_is_written(clock):
    desk, wire, place = await on_line(clock)
    assert await code(desk, wire, "aibot_respond_msg", stream("正在处理", finish=False), place) == 0
    assert await code(desk, wire, "aibot_respond_msg", stream("已登记"), place) == 0
    assert desk.screens.texts(GROUP) == ["已登记"]
    assert await code(desk, wire, "aibot_respond_msg", stream("再来"), place) == 846608


async def test_a_place_belongs_to_the_connection_that_it_came_on(clock):
    desk, _wire, place = await on_line(clock)
    other, _ = await subscribed(desk)
    assert await code(desk, other, "aibot_respond_msg", stream("好"), place) == 846605
    assert await code(desk, other, "aibot_respond_msg", stream("好"), "CB-none") == 846605


async def test_a_place_is_over_after_a_day_and_a_stream_after_minutes(clock):
    desk, wire, place = await on_line(clock)
    await code(desk, wire, "aibot_respond_msg", stream("正在", finish=False), place)
    clock.advance(6 * MINUTE + SECOND)
    assert await code(desk, wire, "aibot_respond_msg", stream("好"), place) == 846608
    clock.advance(24 * HOUR)
    assert await code(desk, wire, "aibot_respond_msg", stream("好", name="s2"), place) == 846605


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"msgtype": "text", "text": {"content": "好"}}, 40008),
        ({"msgtype": "stream"}, 40058),
        (stream("好", name=""), 40058),
        (stream("网" * 6827), 45002),
        ({"msgtype": "markdown", "markdown": {"content": " "}}, 44004),
        ({"msgtype": "markdown", "markdown": {"content": "好"}}, 0),
        ({"msgtype": "template_card", "template_card": CARD}, 0),
        ({"msgtype": "template_card", "template_card": {"main_title": {"title": "卡"}}}, 40058),
    ],
)
async def test_an_answer_is_of_a_kind_and_a_length_that_is_taken(clock, body, expected):
    desk, wire, place = await on_line(clock)
    assert await code(desk, wire, "aibot_respond_msg", body, place) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (markdown("在"), 0),
        (markdown("在", "wrx"), 93006),
        (markdown("在", "wrNEVER"), 93006),
        (markdown("在", "zhangsan"), 93006),
        ({"chatid": GROUP, "msgtype": "text", "text": {"content": "在"}}, 40008),
        ({"chatid": GROUP, "msgtype": "stream", "stream": {}}, 40008),
        (markdown("网" * 6827), 45002),
        (markdown(""), 44004),
        ({"chatid": GROUP, "msgtype": "file", "file": {"media_id": "none"}}, 40007),
    ],
)
async def test_a_message_of_its_own_goes_only_where_the_bot_was_spoken_to(clock, body, expected):
    desk, wire, _ = await on_line(clock)
    assert await code(desk, wire, "aibot_send_msg", body) == expected


async def test_coming_in_opens_no_chat_and_speaking_does(clock):
    desk, wire, _ = await on_line(clock)
    await desk.deliver(desk.event("enter_chat", user="lisi"))
    assert await code(desk, wire, "aibot_send_msg", markdown("在", "lisi")) == 93006
    await desk.say("lisi", "你好")
    assert await code(desk, wire, "aibot_send_msg", markdown("在", "lisi")) == 0


async def test_thirty_a_minute_and_a_thousand_an_hour_are_said_in_one_chat_answers_included(clock):
    desk, wire, place = await on_line(clock)
    await code(desk, wire, "aibot_respond_msg", stream("好"), place)
    for _ in range(29):
        assert await code(desk, wire, "aibot_send_msg", markdown("在")) == 0
    assert await code(desk, wire, "aibot_send_msg", markdown("多了")) == 45009
    said = 30
    while said < 1000:
        clock.advance(MINUTE)
        for _ in range(min(30, 1000 - said)):
            assert await code(desk, wire, "aibot_send_msg", markdown("在")) == 0
            said += 1
    clock.advance(MINUTE)
    assert await code(desk, wire, "aibot_send_msg", markdown("多了")) == 45009


async def test_a_welcome_is_taken_for_five_seconds_once_and_only_for_who_came_in(clock):
    desk, wire, place = await on_line(clock)
    welcome = {"msgtype": "text", "text": {"content": "您好"}}
    assert await code(desk, wire, "aibot_respond_welcome_msg", welcome, place) == 846605
    for wait, expected in ((5 * SECOND, 0), (6 * SECOND, 846605)):
        await desk.deliver(desk.event("enter_chat", user="lisi"))
        req_id = wire.frames[-1]["headers"]["req_id"]
        clock.advance(wait)
        assert await code(desk, wire, "aibot_respond_welcome_msg", welcome, req_id) == expected
        assert await code(desk, wire, "aibot_respond_welcome_msg", welcome, req_id) == 846605
    assert desk.screens.texts("lisi") == ["您好"]


async def test_an_event_is_not_answered_as_a_message_is(clock):
    desk, wire, _ = await on_line(clock)
    shown = {"chatid": GROUP, "msgtype": "template_card", "template_card": CARD}
    assert await code(desk, wire, "aibot_send_msg", shown) == 0
    await desk.press("lisi", "发布", chat=GROUP)
    req_id = wire.frames[-1]["headers"]["req_id"]
    assert await code(desk, wire, "aibot_respond_msg", stream("好"), req_id) == 846605
    after = CARD | {"main_title": {"title": "已发布"}}
    update = {"response_type": "update_template_card", "template_card": after}
    assert await code(desk, wire, "aibot_respond_update_msg", update, req_id) == 0
    assert desk.platform.cards.in_chat(f"aibot:{GROUP}") == [after]


@pytest.mark.parametrize(
    "change",
    [
        {"card_type": "text_notice"},
        {"main_title": {"title": "网" * 27}},
        {"sub_title_text": "网" * 113},
        {"task_id": "有空 格"},
        {"button_list": []},
        {"button_list": [CARD["button_list"][0]] * 7},
        {"button_list": [CARD["button_list"][0] | {"text": "网" * 11}]},
        {"button_list": [CARD["button_list"][0] | {"key": "k" * 1025}]},
        {"button_list": [CARD["button_list"][0] | {"style": 5}]},
    ],
    ids=str,
)
async def test_a_card_beyond_the_limits_is_not_taken(clock, change):
    desk, wire, _ = await on_line(clock)
    shown = {"chatid": GROUP, "msgtype": "template_card", "template_card": CARD | change}
    assert await code(desk, wire, "aibot_send_msg", shown) == 40058


def announced(content, *, chunks=1, **change):
    md5 = hashlib.md5(content, usedforsecurity=False).hexdigest()
    told = {"type": "file", "filename": "日报.xlsx", "total_size": len(content), "total_chunks": chunks, "md5": md5}
    return told | change


async def uploaded(desk, wire, content, *, indexes=(0,), **change):
    """The code of the last answer to an upload in equal chunks."""
    begun = await asked(desk, wire, "aibot_upload_media_init", announced(content, chunks=len(indexes), **change))
    if begun["errcode"]:
        return begun["errcode"]
    size = -(-len(content) // len(indexes))
    upload_id = begun["body"]["upload_id"]
    for place, number in enumerate(indexes):
        data = base64.b64encode(content[place * size : (place + 1) * size]).decode()
        chunk = {"upload_id": upload_id, "chunk_index": number, "base64_data": data}
        if answer := await code(desk, wire, "aibot_upload_media_chunk", chunk):
            return answer
    return await code(desk, wire, "aibot_upload_media_finish", {"upload_id": upload_id})


async def test_an_upload_is_what_was_announced_or_it_is_refused(clock):
    desk, wire, _ = await on_line(clock)
    content = bytes(range(256)) * 8
    assert await uploaded(desk, wire, content, indexes=(0, 1, 2)) == 0
    assert await uploaded(desk, wire, content, md5="0" * 32) == 40058
    assert await uploaded(desk, wire, content, total_size=7) == 40058
    assert await uploaded(desk, wire, content, type="music") == 40058
    assert await uploaded(desk, wire, content, indexes=(1,)) == 40058
    assert await uploaded(desk, wire, b"x" * (512 * 1024 + 1)) == 45001
    assert await uploaded(desk, wire, b"x" * 5) == 44001


async def test_where_the_platform_counts_from_one_a_chunk_zero_is_refused(clock):
    desk, wire, _ = await on_line(clock, chunk_index_from=1)
    assert await uploaded(desk, wire, b"x" * 100, indexes=(0, 1)) == 40058
    assert await uploaded(desk, wire, b"x" * 100, indexes=(1, 2)) == 0


async def test_thirty_files_a_minute_are_taken(clock):
    desk, wire, _ = await on_line(clock)
    for _ in range(30):
        assert await uploaded(desk, wire, b"x" * 100) == 0
    assert await uploaded(desk, wire, b"x" * 100) == 45009
    clock.advance(MINUTE)
    assert await uploaded(desk, wire, b"x" * 100) == 0


async def test_an_upload_is_over_after_half_an_hour(clock):
    desk, wire, _ = await on_line(clock)
    begun = await asked(desk, wire, "aibot_upload_media_init", announced(b"x" * 10))
    clock.advance(timedelta(minutes=30))
    finish = {"upload_id": begun["body"]["upload_id"]}
    assert await code(desk, wire, "aibot_upload_media_finish", finish) == 40058
