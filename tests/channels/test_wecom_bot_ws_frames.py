"""What comes on the long connection and is no frame, and what becomes of work when it is stopped."""

import asyncio
import json

import pytest
from bot_world import BOT_SECRET, GROUP, SECOND, a_bot_world

from bot.channels.aibot_pace import Ending
from bot.errors import SendError, SendUnknown


@pytest.fixture
async def world():
    async with a_bot_world() as made:
        yield made


async def failed(replica):
    with pytest.raises(SendError) as caught:
        await replica.send("请补报")
    return caught.value


# --- rubbish ---------------------------------------------------------------------------------------------


async def test_rubbish_between_two_messages_costs_neither_of_them(world, caplog):
    replica = await world.connected()
    for rubbish in ("", "{", "<html>", "[]", '{"a":' * 5000, '{"cmd":7}', '{"headers":{"req_id":"gone"},"errcode":0}'):
        await world.wire().rubbish(rubbish)
    await world.wire().push({"cmd": "aibot_of_next_year", "headers": {"req_id": "n"}, "body": {}})
    await world.wire().push({"cmd": "aibot_msg_callback", "headers": {"req_id": "n"}, "body": {"text": {}}})
    await world.wire().push({"cmd": "aibot_msg_callback", "headers": None, "body": None})
    body = world.desk.body("zhangsan", "text", {"content": "@网格助手\x01 日报"}, chat=GROUP)
    control = json.dumps({"cmd": "aibot_msg_callback", "headers": {"req_id": "c"}, "body": body}, ensure_ascii=False)
    await world.wire().rubbish(control.replace("\\u0001", "\x01"))
    await world.until(lambda: replica.ear.heard)
    assert [inbound.text for inbound in replica.ear.heard] == ["@网格助手\x01 日报"]
    assert len(world.desk.subscriptions) == 1
    assert len([record for record in caplog.records if "a frame that is none" in record.message]) == 1


async def test_a_frame_beyond_the_cap_ends_the_connection_and_not_the_bot(world):
    replica = await world.connected(frame_bytes=100_000)
    await world.wire().rubbish('{"cmd":"aibot_msg_callback","x":"' + "x" * 100_000 + '"}')
    await world.until(lambda: not replica.channel.connected)
    await world.until(lambda: replica.channel.connected, step=SECOND)


async def test_a_binary_frame_is_left_aside(world):
    replica = await world.connected()
    await world.wire()._socket.send_bytes(b"\xff\x00")
    await replica.send("在")
    assert world.desk.screens.texts(GROUP) == ["在"]


async def test_what_is_asked_while_the_connection_closes_has_certainly_not_gone_out(world):
    link = (await world.connected()).channel._session._link
    closing = asyncio.create_task(link.close(Ending.LOST))
    await asyncio.sleep(0)
    with pytest.raises(SendError) as caught:
        await link.ask("aibot_send_msg", {})
    assert not isinstance(caught.value, SendUnknown)
    await closing


async def test_an_answer_without_a_number_leaves_the_outcome_unknown(world):
    replica = await world.connected()
    world.platform.faults.add("aibot_send_msg", "hang")
    sending = asyncio.create_task(failed(replica))
    await world.until(lambda: world.platform.calls["aibot_send_msg"])
    [req_id] = replica.channel._session._link._waiting
    await world.wire().push({"headers": {"req_id": req_id}, "errmsg": "ok"})
    assert isinstance(await sending, SendUnknown)


# --- stopping --------------------------------------------------------------------------------------------


async def test_a_stop_lets_a_send_that_is_under_way_be_answered(world):
    replica = await world.connected()
    world.platform.faults.add("aibot_send_msg", "hang")
    sending = asyncio.create_task(replica.send("请补报"))
    await world.until(lambda: world.platform.calls["aibot_send_msg"])
    [req_id] = replica.channel._session._link._waiting
    stopping = asyncio.create_task(replica.stop())
    await world.settle(20)
    assert not sending.done()
    assert not (await failed(replica)).permanent  # what comes now goes to another replica
    await world.wire().push({"headers": {"req_id": req_id}, "errcode": 0})
    await sending
    await stopping


async def test_a_stop_lets_a_message_that_is_being_stored_be_stored(world):
    replica = await world.connected()
    replica.ear.held = asyncio.Event()
    await world.desk.say("zhangsan", "@网格助手 日报", chat=GROUP)
    await world.until(lambda: replica.ear.tries)
    stopping = asyncio.create_task(replica.stop())
    await world.settle(20)
    replica.ear.held.set()
    await stopping
    assert [inbound.text for inbound in replica.ear.heard] == ["@网格助手 日报"]
    assert world.rows.holder is None
    assert world.desk.wire is None


async def test_a_stop_while_it_waits_for_anything_is_a_stop(world):
    for prepare in (
        lambda: world.platform.faults.add("aibot/connect", "hang"),
        lambda: world.platform.faults.add("aibot_subscribe", "hang"),
        lambda: world.rows.hanging.add("a"),
    ):
        prepare()
        replica = world.start()
        await world.settle()
        world.rows.hanging.clear()
        await replica.stop()
        assert replica.task.cancelled()
        world.platform.faults.clear()


async def test_no_secret_stands_in_what_a_debugger_prints(world):
    replica = await world.connected()
    for part in (replica.channel, replica.channel._session, replica.channel._session._link, world.desk.bot):
        assert BOT_SECRET not in repr(part)
