"""The chat page as a platform: what the bot says and what people said stand in the right room, harmless."""

from datetime import UTC, datetime

import pytest

from bot.channels.base import Address, Parcel
from bot.channels.chat_log import Banner, Entry, Room
from bot.channels.registry import build_channel
from bot.channels.web_chat import WebChat
from bot.clock import VirtualClock
from bot.config import ChannelSettings
from bot.messages import Attachment, Inbound, Media, Quote

NOW = datetime(2020, 3, 5, 1, 12, tzinfo=UTC)


@pytest.fixture
def channel() -> WebChat:
    return WebChat(name="page", clock=VirtualClock(NOW))


def shown(channel: WebChat) -> list[Entry]:
    return list(channel.log.since(0, lambda _room: True).entries)


def parcel(text: str = "收到", *, kind: str = "group", to: str = "ent", key: str = "k1", **rest: object) -> Parcel:
    return Parcel(Address("page", kind, to), "reply", text, key=key, **rest)  # type: ignore[arg-type]  # by name


def inbound(text: str = "在岗12", *, chat: str | None = "ent", **rest: object) -> Inbound:
    return Inbound("page", "m1", "clerk1", chat, text, NOW, NOW, **rest)  # type: ignore[arg-type]  # by name


def test_it_is_made_by_its_kind_without_any_key():
    made = build_channel(ChannelSettings("page", "web_chat"), clock=VirtualClock(NOW))
    assert isinstance(made, WebChat)
    assert made.name == "page"


async def test_what_the_bot_says_to_a_group_stands_in_the_group(channel):
    await channel.send(parcel(mentions=("clerk1",), in_reply_to="m1"))
    [entry] = shown(channel)
    assert (entry.room, entry.sender, entry.text, entry.kind) == (Room("group", "ent"), None, "收到", "reply")
    assert (entry.mentions, entry.in_reply_to, entry.at) == (("clerk1",), "m1", NOW)


async def test_what_it_says_to_a_member_stands_in_his_private_chat(channel):
    await channel.send(parcel(kind="member", to="clerk1"))
    assert [entry.room for entry in shown(channel)] == [Room("member", "clerk1")]


async def test_a_repeated_try_shows_no_second_message(channel):
    receipts = [await channel.send(parcel()), await channel.send(parcel())]
    assert len(shown(channel)) == 1
    assert receipts[0] == receipts[1]


async def test_parcels_without_a_key_are_all_shown(channel):
    await channel.send(parcel(key=""))
    await channel.send(parcel(key=""))
    assert len(shown(channel)) == 2


async def test_files_come_along(channel):
    table = Attachment("日报.csv", "text/csv", b"a,b")
    await channel.send(parcel(attachments=(table,)))
    assert shown(channel)[0].files == (table,)


@pytest.mark.parametrize(
    ("said", "stands"),
    [
        ("<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>"),
        ("@所有人 收到", "@所有人 收到"),
        ("abc\u202edef", "abcdef"),
        ("a\x00b\x1b[31mc", "ab[31mc"),
        ("一\r\n二\n三", "一\n二\n三"),
        ("零\u200b宽", "零宽"),
    ],
)
async def test_text_stands_as_it_is_without_what_steers(channel, said, stands):
    await channel.send(parcel(said))
    channel.heard(inbound(said))
    assert [entry.text for entry in shown(channel)] == [stands, stands]


def test_what_a_member_said_stands_under_his_name_at_its_time(channel):
    channel.heard(inbound(quote=Quote("clerk2", "原\u202e话")))
    [entry] = shown(channel)
    assert (entry.id, entry.sender, entry.room, entry.at) == ("m1", "clerk1", Room("group", "ent"), NOW)
    assert (entry.quote, entry.kind, entry.state) == (Quote("clerk2", "原话"), None, "sent")


def test_heard_twice_is_one_message_with_the_later_state(channel):
    channel.heard(inbound(), "sending")
    channel.heard(inbound())
    assert [(entry.id, entry.state) for entry in shown(channel)] == [("m1", "sent")]


def test_a_private_message_stands_in_the_private_chat(channel):
    channel.heard(inbound(chat=None))
    assert shown(channel)[0].room == Room("member", "clerk1")


def test_a_picture_is_named(channel):
    channel.heard(inbound("看这里", media=(Media("image"), Media("file"))))
    assert shown(channel)[0].text == "看这里\n[图片]\n[文件]"


def test_an_event_without_words_is_not_shown(channel):
    channel.heard(inbound("", event="enter_agent"))
    assert shown(channel) == []


def test_the_strip_tells_how_far_it_has_come(channel):
    channel.announce("正在回放 2020-03-05 09:12", 212, 592)
    assert channel.log.since(0, lambda _room: True).banner == Banner("正在回放 2020-03-05 09:12", 212, 592)


def test_its_limits_change_no_words(channel):
    assert channel.limits.inert("@所有人 <b>`x`</b>") == "@所有人 <b>`x`</b>"
    assert channel.limits.reaches_members
