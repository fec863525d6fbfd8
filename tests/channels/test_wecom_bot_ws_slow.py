"""Work that takes long: whoever waits is told that nothing is stored yet, in the place where the answer will stand."""

import asyncio

import pytest
from bot_world import GROUP, MINUTE, SECOND, Taken, a_bot_world

from bot import texts
from bot.errors import SendUnknown
from bot.messages import Reply


@pytest.fixture
async def world():
    async with a_bot_world() as made:
        yield made


def replied(_inbound):
    return Taken(replies=(Reply("已登记"),))


async def test_nothing_is_said_while_a_message_is_stored_quickly(world):
    replica = await world.connected()
    await world.desk.say("zhangsan", "@网格助手 日报", chat=GROUP)
    await world.until(lambda: replica.ear.heard)
    await world.pass_by(10 * SECOND)
    assert world.platform.seen == []


async def test_who_waits_for_long_is_told_that_it_is_not_stored_and_then_gets_the_answer_in_the_same_place(world):
    replica = await world.connected()
    replica.ear.answers, replica.ear.held = replied, asyncio.Event()
    message_id = await world.desk.say("zhangsan", "@网格助手 日报", chat=GROUP)
    await world.until(lambda: replica.ear.tries)
    await world.pass_by(2 * SECOND)
    assert world.platform.seen == []
    await world.pass_by(2 * SECOND)
    assert world.desk.screens.texts(GROUP) == [texts.still_working()]
    replica.ear.held.set()
    await world.until(lambda: replica.ear.heard)
    await replica.send("已登记", in_reply_to=message_id)
    assert world.desk.screens.texts(GROUP) == ["已登记"]


async def test_who_is_stored_and_waits_only_for_the_answer_is_told_nothing_else(world):
    replica = await world.connected()
    replica.ear.answers = replied
    await world.desk.say("zhangsan", "@网格助手 日报", chat=GROUP)
    await world.until(lambda: replica.ear.heard)
    await world.pass_by(MINUTE)
    assert world.platform.seen == []


async def test_an_answer_whose_outcome_is_not_known_is_never_written_over(world):
    replica = await world.connected(answer_seconds=0.2)
    replica.ear.answers, replica.ear.held = replied, asyncio.Event()
    message_id = await world.desk.say("zhangsan", "@网格助手 日报", chat=GROUP)
    await world.pass_by(4 * SECOND)
    replica.ear.held.set()
    await world.until(lambda: replica.ear.heard)
    world.platform.faults.add("aibot_respond_msg", "hang")
    with pytest.raises(SendUnknown):
        await replica.send("已登记", in_reply_to=message_id)
    await world.pass_by(6 * MINUTE)
    assert world.desk.screens.texts(GROUP) == ["已登记"]
    assert world.platform.calls["aibot_respond_msg"] == 2


async def test_of_many_who_wait_in_one_group_one_a_minute_is_told(world):
    replica = await world.connected()
    replica.ear.held = asyncio.Event()
    for number in range(40):
        await world.desk.say(f"user{number}", "@网格助手 日报", chat=GROUP)
    await world.pass_by(30 * SECOND)
    assert len(world.desk.screens.texts(GROUP)) == 1


async def test_a_stream_is_finished_before_its_life_is_over_and_the_answer_follows_on_its_own(world):
    replica = await world.connected()
    replica.ear.answers, replica.ear.held = replied, asyncio.Event()
    message_id = await world.desk.say("zhangsan", "@网格助手 日报", chat=GROUP)
    await world.until(lambda: replica.ear.tries)
    await world.pass_by(5 * MINUTE + 10 * SECOND)
    assert world.desk.screens.texts(GROUP) == [texts.answer_follows()]
    replica.ear.held.set()
    await world.until(lambda: replica.ear.heard)
    await replica.send("已登记", in_reply_to=message_id)
    assert world.desk.screens.texts(GROUP) == [texts.answer_follows(), "已登记"]


async def test_a_wait_that_ends_with_nothing_to_say_is_ended_too(world):
    replica = await world.connected()
    replica.ear.held = asyncio.Event()
    await world.desk.say("zhangsan", "@网格助手 你好", chat=GROUP)
    await world.until(lambda: replica.ear.tries)
    await world.pass_by(4 * SECOND)
    replica.ear.held.set()
    await world.until(lambda: world.desk.screens.texts(GROUP) == [texts.nothing_to_answer()])


async def test_while_the_store_is_away_a_message_waits_and_is_stored_once_it_is_back(world, caplog):
    replica = await world.connected()
    replica.ear.away = True
    await world.desk.say("zhangsan", "@网格助手 日报", chat=GROUP)
    await world.until(lambda: replica.ear.tries)
    await world.pass_by(30 * SECOND)
    assert replica.ear.heard == []
    assert 3 <= replica.ear.tries <= 8
    replica.ear.away = False
    await world.pass_by(16 * SECOND)
    assert [inbound.text for inbound in replica.ear.heard] == ["@网格助手 日报"]
    assert "日报" not in caplog.text
