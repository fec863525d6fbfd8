"""The smart bot on its long connection: what it hears and stores, where its answers go, how long work is told."""

import asyncio
from datetime import timedelta

import pytest
from bot_world import BOT_ID, GROUP, MINUTE, NOW, SECOND, Taken, a_bot_world
from channel_doors import a_file

from bot.errors import SendError
from bot.messages import Destination, Reply
from bot.standin.aibot_desk import DeskRules

HOUR = timedelta(hours=1)


@pytest.fixture
async def world():
    async with a_bot_world() as made:
        yield made


def replied(_inbound):
    return Taken(replies=(Reply("已登记"),))


async def heard(world, replica, text="@网格助手 日报 在岗12", *, chat=GROUP, user="zhangsan"):
    """Somebody says something, and the bot has it; its id."""
    count = len(replica.ear.heard)
    message_id = await world.desk.say(user, text, chat=chat)
    await world.until(lambda: len(replica.ear.heard) > count)
    await world.settle()
    return message_id


async def test_it_subscribes_once_and_hears_what_is_said(world):
    replica = await world.connected()
    message_id = await heard(world, replica)
    [inbound] = replica.ear.heard
    assert (inbound.channel, inbound.message_id, inbound.chat) == ("bot", message_id, GROUP)
    assert (inbound.text, inbound.mentions_bot, inbound.passive) == ("@网格助手 日报 在岗12", True, False)
    assert world.desk.subscriptions == [(NOW, 0)]


async def test_an_answer_goes_into_the_place_of_its_message(world):
    replica = await world.connected()
    replica.ear.answers = replied
    message_id = await heard(world, replica)
    await replica.send("已登记", in_reply_to=message_id)
    [seen] = world.platform.seen
    assert (seen.text, seen.chat, seen.via, seen.kind) == ("已登记", f"aibot:{GROUP}", "aibot answer", "stream")


async def test_a_second_answer_goes_on_its_own(world):
    replica = await world.connected()
    replica.ear.answers = replied
    message_id = await heard(world, replica)
    await replica.send("一", in_reply_to=message_id, key="r:0")
    await replica.send("二", in_reply_to=message_id, key="r:1")
    assert [(seen.text, seen.via) for seen in world.platform.seen] == [("一", "aibot answer"), ("二", "aibot")]
    assert world.platform.calls["aibot_respond_msg"] == 1


async def test_of_two_answers_at_the_same_time_one_has_the_place(world):
    replica = await world.connected()
    replica.ear.answers = replied
    message_id = await heard(world, replica)
    await asyncio.gather(*(replica.send("好", in_reply_to=message_id, key=f"r:{number}") for number in range(3)))
    assert sorted(seen.via for seen in world.platform.seen) == ["aibot", "aibot", "aibot answer"]
    assert world.platform.calls["aibot_respond_msg"] == 1


async def test_a_message_that_wanted_no_answer_keeps_no_place(world):
    replica = await world.connected()
    message_id = await heard(world, replica)
    await replica.send("后来想起", in_reply_to=message_id)
    assert [seen.via for seen in world.platform.seen] == ["aibot"]


async def test_an_alert_about_a_message_goes_to_its_own_group_and_not_into_the_place(world):
    world.desk.spoken.add("wrCOMMAND")
    replica = await world.connected()
    replica.ear.answers = lambda _inbound: Taken((Reply("警报", to=Destination(group="command")),))
    message_id = await heard(world, replica)
    await replica.send("警报", chat="wrCOMMAND", in_reply_to=message_id)
    assert world.desk.screens.texts("wrCOMMAND") == ["警报"]
    assert world.desk.screens.texts(GROUP) == []


async def test_a_private_message_is_answered_in_private(world):
    replica = await world.connected()
    replica.ear.answers = replied
    message_id = await heard(world, replica, chat=None, user="lisi")
    await replica.send("已登记", chat="lisi", kind="member", in_reply_to=message_id)
    [seen] = world.platform.seen
    assert (seen.chat, seen.via) == ("aibot:lisi", "aibot answer")


async def test_a_place_that_the_platform_has_closed_is_answered_on_its_own(world):
    replica = await world.connected()
    replica.ear.answers = replied
    message_id = await heard(world, replica)
    for code in (846605, 846608):
        world.platform.faults.add("aibot_respond_msg", "code", code=code)
        await replica.send("已登记", in_reply_to=message_id)
    assert [seen.via for seen in world.platform.seen] == ["aibot", "aibot"]
    assert world.platform.calls["aibot_respond_msg"] == 1  # the second time nobody asked


async def test_a_chat_that_never_spoke_to_the_bot_is_refused_for_good(world):
    replica = await world.connected()
    for kind, chat in (("group", "wrNEVER"), ("group", GROUP.lower()), ("member", "lisi")):
        with pytest.raises(SendError) as caught:
            await replica.send("在", chat=chat, kind=kind)
        assert (caught.value.permanent, caught.value.code) == (True, 93006)


@pytest.mark.parametrize("chat", ["", " ", "\n", "a\x00b"])
async def test_an_address_that_is_none_is_refused_before_any_call(world, chat):
    replica = await world.connected()
    with pytest.raises(SendError) as caught:
        await replica.send("在", chat=chat)
    assert caught.value.permanent
    assert world.platform.calls["aibot_send_msg"] == 0


async def test_who_comes_in_is_welcomed(world):
    replica = await world.connected()
    replica.ear.answers = lambda inbound: Taken((), ("您好，我是报数助手。",)) if inbound.event else Taken()
    await world.desk.deliver(world.desk.event("enter_chat", user="lisi"))
    await world.until(lambda: world.platform.seen)
    assert world.desk.screens.texts("lisi") == ["您好，我是报数助手。"]
    assert replica.ear.heard[0].event == "enter_chat"


async def test_a_welcome_that_comes_after_five_seconds_is_left_unsaid(world):
    replica = await world.connected()
    replica.ear.answers = lambda _inbound: Taken((), ("您好",))
    replica.ear.held = asyncio.Event()
    await world.desk.deliver(world.desk.event("enter_chat", user="lisi"))
    await world.until(lambda: replica.ear.tries)
    await world.pass_by(6 * SECOND)
    replica.ear.held.set()
    await world.until(lambda: replica.ear.heard)
    await world.settle()
    assert world.platform.calls["aibot_respond_welcome_msg"] == 0


async def test_a_welcome_that_nobody_takes_costs_nothing_else(world):
    replica = await world.connected()
    replica.ear.answers = lambda _inbound: Taken((), ("您好",))
    world.platform.faults.add("aibot_respond_welcome_msg", "code", code=846605)
    await world.desk.deliver(world.desk.event("enter_chat", user="lisi"))
    await world.until(lambda: world.platform.calls["aibot_respond_welcome_msg"])
    await heard(world, replica)
    assert replica.channel.connected


async def test_with_answers_at_once_the_text_of_the_commit_goes_into_the_place(world):
    replica = await world.connected(answer_at_once=True)
    replica.ear.answers = lambda inbound: Taken((Reply("已登记 [x]"),), ("已登记 [x]",) if inbound.passive else ())
    await heard(world, replica)
    await world.until(lambda: world.platform.seen)
    [seen] = world.platform.seen
    assert (seen.text, seen.via) == ("已登记 ［x］", "aibot answer")


async def test_an_answer_at_once_that_cannot_be_said_is_told_to_the_log(world, caplog):
    replica = await world.connected(answer_at_once=True)
    replica.ear.answers = lambda _inbound: Taken((), ("机密",))
    world.platform.faults.add("aibot_respond_msg", "code", code=40058)
    await heard(world, replica)
    await world.until(lambda: "an answer is lost" in caplog.text)
    assert "机密" not in caplog.text


async def test_more_messages_than_may_wait_are_left_in_the_line_and_none_is_lost(world):
    replica = await world.connected(waiting=5)
    replica.ear.held = asyncio.Event()
    for number in range(20):
        await world.desk.say("zhangsan", f"@网格助手 {number}", chat=GROUP)
    await world.settle()
    assert replica.ear.tries == 5
    replica.ear.held.set()
    await world.until(lambda: len(replica.ear.heard) == 20)
    assert [inbound.text for inbound in replica.ear.heard] == [f"@网格助手 {number}" for number in range(20)]


async def test_a_message_that_comes_twice_is_handed_in_twice_with_one_identity(world):
    replica = await world.connected()
    body = world.desk.body("zhangsan", "text", {"content": "@网格助手 日报"}, chat=GROUP)
    await world.desk.deliver(body)
    await world.desk.deliver(body)
    await world.until(lambda: len(replica.ear.heard) == 2)
    assert len({(inbound.message_id, inbound.digest) for inbound in replica.ear.heard}) == 1


async def test_a_message_of_an_unknown_kind_is_kept_whole(world):
    replica = await world.connected()
    await world.desk.deliver(world.desk.body("zhangsan", "hologram", {"x": 1}, chat=GROUP))
    await world.until(lambda: replica.ear.heard)
    assert replica.ear.heard[0].event == "unknown:hologram"
    assert '"hologram": {"x": 1}' in replica.ear.heard[0].raw


async def test_a_message_for_another_bot_is_left_aside(world, caplog):
    replica = await world.connected()
    await world.desk.deliver({**world.desk.body("z", "text", {"content": "x"}, chat=GROUP), "aibotid": "other"})
    await heard(world, replica)
    assert [inbound.text for inbound in replica.ear.heard] == ["@网格助手 日报 在岗12"]
    assert "another bot" in caplog.text
    assert BOT_ID not in caplog.text


async def test_a_file_is_uploaded_in_chunks_that_are_numbered_as_configured():
    async with a_bot_world(DeskRules(chunk_index_from=1)) as world:
        replica = await world.connected(chunk_index_from=1)
        content = bytes(range(256)) * 5000
        await replica.send("", attachments=(a_file(content),))
        [seen] = world.platform.seen
        assert seen.file is not None
        assert (seen.text, seen.file.content) == ("3月5日 日报.xlsx", content)
        assert world.platform.calls["aibot_upload_media_chunk"] == 3


async def test_beyond_the_rate_of_a_chat_the_platform_refuses_and_other_chats_go_on(world):
    world.desk.spoken.add("wrOTHER")
    replica = await world.connected()
    for number in range(30):
        await replica.send("在", key=str(number))
    for _ in range(2):
        with pytest.raises(SendError) as caught:
            await replica.send("多了", key="x")
        assert (caught.value.permanent, caught.value.code, caught.value.retry_after) == (False, 45009, MINUTE)
    assert world.platform.calls["aibot_send_msg"] == 31
    await replica.send("在", chat="wrOTHER")
    assert world.desk.screens.texts("wrOTHER") == ["在"]


async def test_its_own_rates_stay_below_those_of_the_platform(world):
    [minute, hour] = world.channel().limits.per_destination
    assert (minute.count < 30, minute.window >= MINUTE) == (True, True)
    assert (hour.count < 1000, hour.window >= HOUR) == (True, True)
