"""The one late answer of a bot in callback mode: where it goes, for how long, and that nobody else learns where."""

from datetime import timedelta

import pytest
from bot_calls import BASE, NOW, TEXT, a_bot, call
from channel_doors import a_file

from bot.channels.base import Address, Opened, Parcel
from bot.channels.registry import KIND_BY_NAME, build_channel
from bot.clock import VirtualClock
from bot.config import ChannelSettings
from bot.errors import SendError


def late(bot, *, to=("group", "wrX"), in_reply_to="m1", key="k:0", text="未报 3 家"):
    return bot.send(Parcel(to=Address("bot", *to), kind="reply", text=text, key=key, in_reply_to=in_reply_to))


async def test_an_address_takes_one_answer(world):
    bot, ready = world.bots.called(world)
    world.opened.append(bot)
    place = str((await ready())["in_reply_to"])
    await late(bot, to=("group", "wrGROUP1"), in_reply_to=place, key="a")
    with pytest.raises(SendError):
        await late(bot, to=("group", "wrGROUP1"), in_reply_to=place, key="b")
    assert world.platform.calls["aibot/response"] == 1
    assert world.bots.desk.screens.texts("wrGROUP1") == ["未报 3 家"]


async def test_an_answer_for_another_chat_does_not_go_to_this_one(world):
    bot, ready = world.bots.called(world)
    world.opened.append(bot)
    place = str((await ready())["in_reply_to"])
    for to in (("group", "wrOTHER"), ("member", "wrGROUP1"), ("member", "zhangsan")):
        with pytest.raises(SendError):
            await late(bot, to=to, in_reply_to=place)
    assert world.platform.seen == []


async def test_after_an_hour_the_address_is_over(world):
    bot, ready = world.bots.called(world)
    world.opened.append(bot)
    place = str((await ready())["in_reply_to"])
    world.clock.advance(timedelta(minutes=55))
    with pytest.raises(SendError):
        await late(bot, to=("group", "wrGROUP1"), in_reply_to=place)
    assert world.platform.calls["aibot/response"] == 0


async def test_what_the_bot_says_of_itself_has_no_way_out():
    with pytest.raises(SendError) as caught:
        await late(a_bot(), in_reply_to=None)
    assert caught.value.permanent


async def test_an_address_that_another_replica_may_have_is_looked_for_two_minutes():
    clock = VirtualClock(NOW)
    bot = a_bot(clock)
    for permanent in (False, False, True):
        with pytest.raises(SendError) as caught:
            await late(bot)
        assert caught.value.permanent is permanent
        clock.advance(timedelta(minutes=1))


@pytest.mark.parametrize(
    "written",
    ["http://evil.example/cgi-bin/aibot/response?response_code=x", "http://qyapi.weixin.qq.com/x", "/cgi-bin/x", "", 7,
     None, "https://[::1", f"{BASE}:444/x"],
)  # fmt: skip
async def test_an_address_of_anybody_else_is_no_address(written):
    bot = a_bot()
    bot.open(call(TEXT | {"response_url": written}))
    with pytest.raises(SendError):
        await late(bot)


async def test_the_address_is_shown_to_nobody():
    bot = a_bot()
    opened = bot.open(call(TEXT))
    held = bot._urls.of("m1", Address("bot", "group", "wrX"))
    assert held is not None
    for shown in (repr(opened), str(opened), repr(bot), repr(held), repr(Opened(opened.inbound))):
        assert "CANARY" not in shown


async def test_an_answer_that_had_no_answer_keeps_its_address_for_the_repeat(world):
    bot, ready = world.bots.called(world)
    world.opened.append(bot)
    place = str((await ready())["in_reply_to"])
    world.platform.faults.add("aibot/response", "cut")
    with pytest.raises(SendError):
        await late(bot, to=("group", "wrGROUP1"), in_reply_to=place)
    await late(bot, to=("group", "wrGROUP1"), in_reply_to=place)
    assert world.bots.desk.screens.texts("wrGROUP1") == ["未报 3 家"]


async def test_a_file_is_refused_and_the_text_that_goes_with_it_is_said(world):
    bot, ready = world.bots.called(world)
    world.opened.append(bot)
    place = str((await ready())["in_reply_to"])
    parcel = Parcel(
        to=Address("bot", "group", "wrGROUP1"), kind="reply", text="见附件", key="k", in_reply_to=place,
        attachments=(a_file(),),
    )  # fmt: skip
    with pytest.raises(SendError) as caught:
        await bot.send(parcel)
    assert caught.value.permanent
    assert world.bots.desk.screens.texts("wrGROUP1") == ["见附件"]


@pytest.mark.parametrize(
    ("kind", "key", "value"),
    [
        ("wecom_bot", "answer_minutes", "61"), ("wecom_bot", "answer_minutes", "x"),
        ("wecom_bot_ws", "ping_seconds", "4"), ("wecom_bot_ws", "stream_seconds", "601"),
        ("wecom_bot_ws", "chunk_index_from", "2"), ("wecom_bot_ws", "ws_url", "https://x"),
        ("wecom_bot_ws", "cards", "yes"), ("wecom_bot", "cards", "0"),
    ],
)  # fmt: skip
def test_a_number_of_the_settings_that_cannot_be_right_is_named(kind, key, value):
    given = {"bot_id": "aib1", "secret": "s", "token": "t", "aes_key": "a" * 43}
    values = {name: held for name, held in given.items() if name in KIND_BY_NAME[kind].keys} | {key: value}
    with pytest.raises(ValueError, match=key):
        build_channel(ChannelSettings("bot", kind, values), clock=VirtualClock(NOW))
