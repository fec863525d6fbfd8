"""The long connection on its bad days: what is lost, what is not known, and how seldom it knocks again."""

import asyncio
import logging
import socket
from datetime import timedelta

import pytest
from bot_world import GROUP, MINUTE, NOW, SECOND, Taken, a_bot_world

from bot.errors import SendError, SendUnknown
from bot.messages import Reply

PING = 30 * SECOND


@pytest.fixture
async def world():
    async with a_bot_world() as made:
        yield made


async def failed(replica, text="请补报", **more):
    with pytest.raises(SendError) as caught:
        await replica.send(text, **more)
    return caught.value


def a_minute_at_most(world, most=2):
    tried = [at for at, _ in world.desk.subscriptions]
    for at in tried:
        assert sum(1 for other in tried if at <= other < at + MINUTE) <= most
    return len(tried)


# --- ends of the connection ------------------------------------------------------------------------------


@pytest.mark.parametrize("end", ["cut", "half", "close"])
async def test_a_connection_that_ends_is_made_again_and_hears_again(world, end):
    replica = await world.connected()
    wire = world.wire()
    if end == "close":
        await wire.end(1001)
    else:
        getattr(wire, end)()
    await world.until(lambda: not replica.channel.connected)
    await world.until(lambda: replica.channel.connected, step=SECOND)
    await world.desk.say("zhangsan", "@网格助手 日报", chat=GROUP)
    await world.until(lambda: replica.ear.heard)
    assert timedelta(0) < world.clock.now() - NOW <= 2 * SECOND


async def test_what_was_asked_when_the_connection_ended_is_unknown_and_nobody_asks_it_again(world):
    replica = await world.connected(answer_seconds=600.0)
    world.platform.faults.add("aibot_send_msg", "hang")
    sending = asyncio.create_task(failed(replica))
    await world.until(lambda: world.platform.calls["aibot_send_msg"])
    world.wire().cut()
    async with asyncio.timeout(5):
        assert isinstance(await sending, SendUnknown)
    await world.until(lambda: replica.channel.connected, step=SECOND)
    await world.settle()
    assert world.platform.calls["aibot_send_msg"] == 1
    assert world.desk.screens.texts(GROUP) == ["请补报"]


async def test_while_there_is_no_connection_a_send_is_told_to_come_again_soon(world):
    replica = await world.connected()
    world.wire().cut()
    await world.until(lambda: not replica.channel.connected)
    error = await failed(replica)
    assert not isinstance(error, SendUnknown)
    assert (error.permanent, error.retry_after) == (False, 2 * SECOND)


async def test_an_answer_whose_place_went_with_its_connection_goes_on_its_own(world):
    replica = await world.connected()
    replica.ear.answers = lambda _inbound: Taken((Reply("已登记"),))
    message_id = await world.desk.say("zhangsan", "@网格助手 日报", chat=GROUP)
    await world.until(lambda: replica.ear.heard)
    world.wire().cut()
    await world.until(lambda: not replica.channel.connected)
    await world.until(lambda: replica.channel.connected, step=SECOND)
    await replica.send("已登记", in_reply_to=message_id)
    assert [(seen.text, seen.via) for seen in world.platform.seen] == [("已登记", "aibot")]
    assert world.platform.calls["aibot_respond_msg"] == 0


async def test_a_message_that_is_being_stored_when_the_connection_ends_is_stored(world):
    replica = await world.connected()
    replica.ear.held = asyncio.Event()
    await world.desk.say("zhangsan", "@网格助手 日报", chat=GROUP)
    await world.until(lambda: replica.ear.tries)
    world.wire().cut()
    await world.until(lambda: not replica.channel.connected)
    replica.ear.held.set()
    await world.until(lambda: replica.ear.heard)


async def test_a_flapping_network_leads_to_two_subscriptions_a_minute_and_longer_waits(world):
    replica = await world.connected()
    end = world.clock.now() + 15 * MINUTE
    while world.clock.now() < end:
        if world.desk.wire is not None:
            world.wire().cut()
            await world.until(lambda: not replica.channel.connected)
        await world.pass_by(SECOND)
    assert 15 <= a_minute_at_most(world) <= 30


async def test_a_platform_that_nobody_reaches_is_tried_more_and_more_seldom(world):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        nowhere = f"ws://127.0.0.1:{probe.getsockname()[1]}/aibot"
    replica = world.start(url=nowhere)
    await world.pass_by(10 * MINUTE)
    assert not replica.channel.connected
    assert not replica.task.done()


@pytest.mark.parametrize("fault", ["bad_gateway", "redirect", "garbage"])
async def test_an_opening_that_fails_is_tried_again(world, fault, caplog):
    world.platform.faults.add("aibot/connect", fault)
    replica = world.start()
    await world.until(lambda: replica.channel.connected, step=SECOND)
    assert world.platform.calls["aibot/connect"] == 2
    assert len([record for record in caplog.records if "cannot be reached" in record.message]) == 1


async def test_the_secret_does_not_follow_a_redirect(world):
    heard = []

    async def elsewhere(reader, writer):
        heard.append(await reader.read(4096))
        writer.close()

    server = await asyncio.start_server(elsewhere, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]

        async def redirecting(reader, writer):
            await reader.readuntil(b"\r\n\r\n")
            writer.write(f"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:{port}/\r\n\r\n".encode())
            writer.close()

        first = await asyncio.start_server(redirecting, "127.0.0.1", 0)
        async with first:
            replica = world.start(url=f"ws://127.0.0.1:{first.sockets[0].getsockname()[1]}/aibot")
            await world.pass_by(10 * SECOND)
            assert not replica.channel.connected
            await replica.stop()
    assert heard == []


async def test_a_subscription_without_an_answer_is_given_up_and_tried_again(world):
    world.platform.faults.add("aibot_subscribe", "hang")
    replica = world.start(answer_seconds=0.2)
    await world.until(lambda: replica.channel.connected, step=SECOND)
    assert a_minute_at_most(world) == 2


# --- the heartbeat ---------------------------------------------------------------------------------------


async def test_it_beats_every_thirty_seconds(world):
    await world.connected()
    await world.pass_by(5 * MINUTE + SECOND)
    assert world.platform.calls["ping"] == 10
    assert a_minute_at_most(world) == 1


async def test_two_beats_without_an_answer_are_the_end_of_a_connection(world):
    replica = await world.connected()
    world.platform.faults.add("ping", "hang", times=2)
    await world.pass_by(3 * PING - SECOND)
    assert a_minute_at_most(world) == 1
    await world.pass_by(5 * SECOND)
    assert replica.channel.connected
    assert a_minute_at_most(world) == 2


async def test_one_missed_beat_is_forgiven_by_the_next_answer(world):
    await world.connected()
    await world.pass_by(SECOND)
    for _ in range(4):
        world.platform.faults.add("ping", "hang")
        await world.pass_by(2 * PING)
    assert world.platform.calls["ping"] == 8
    assert a_minute_at_most(world) == 1


# --- being displaced -------------------------------------------------------------------------------------


async def test_who_was_displaced_waits_a_minute_or_more_and_says_so_once(world, caplog):
    replica = await world.connected()
    await world.desk.displace()
    await world.until(lambda: not replica.channel.connected)
    await world.pass_by(59 * SECOND)
    assert not replica.channel.connected
    await world.until(lambda: replica.channel.connected, step=SECOND)
    assert MINUTE <= world.clock.now() - NOW <= 2 * MINUTE
    assert [record.levelno for record in caplog.records if "took over" in record.message] == [logging.ERROR]


async def test_a_storm_of_being_displaced_is_met_with_patience(world):
    await world.connected()
    end = world.clock.now() + timedelta(hours=2)
    while world.clock.now() < end:
        if world.desk.wire is not None:
            await world.desk.displace()
        await world.pass_by(10 * SECOND, step=5 * SECOND)
    assert a_minute_at_most(world) <= 16


async def test_who_was_displaced_keeps_the_lease_so_that_no_other_replica_joins_the_fight(world):
    await world.connected("a")
    other = world.start("b")
    await world.desk.displace()
    await world.pass_by(50 * SECOND)
    assert not other.channel.connected
    assert world.rows.holder == "a"


# --- being refused ---------------------------------------------------------------------------------------


async def test_a_wrong_secret_is_tried_seldom_and_told_in_one_line_without_it(world, caplog):
    caplog.set_level(logging.DEBUG)
    replica = world.start(secret="wrong-CANARY")
    await world.pass_by(timedelta(hours=6), step=10 * SECOND)
    assert not replica.channel.connected
    assert 5 <= a_minute_at_most(world, most=1) <= 12
    assert {code for _, code in world.desk.subscriptions} == {853000}
    told = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert [record.levelno for record in told] == [logging.ERROR]
    assert "secret" in told[0].message
    for record in caplog.records:
        assert "CANARY" not in str(vars(record)) + caplog.handler.format(record)


async def test_a_secret_that_was_mended_at_the_platform_is_found_out_within_the_hour(world):
    world.platform.faults.add("aibot_subscribe", "code", code=853000, times=3)
    replica = world.start()
    await world.until(lambda: replica.channel.connected, step=10 * SECOND)
    assert world.clock.now() - NOW <= timedelta(minutes=15)


async def test_after_too_many_subscriptions_minutes_go_by(world):
    world.platform.faults.add("aibot_subscribe", "code", code=45009)
    replica = world.start()
    await world.pass_by(3 * MINUTE - SECOND)
    assert not replica.channel.connected
    await world.until(lambda: replica.channel.connected, step=SECOND)


async def test_a_connection_that_is_not_subscribed_any_more_is_made_again(world):
    replica = await world.connected()
    world.platform.faults.add("aibot_send_msg", "code", code=846609)
    error = await failed(replica)
    assert (error.permanent, isinstance(error, SendUnknown), error.retry_after) == (False, False, 2 * SECOND)
    await world.until(lambda: not replica.channel.connected)
    await world.until(lambda: replica.channel.connected, step=SECOND)
    await replica.send("请补报")
    assert world.desk.screens.texts(GROUP) == ["请补报"]


@pytest.mark.parametrize(
    ("code", "permanent", "wait"),
    [
        (853000, False, timedelta(hours=1)), (846601, False, 2 * SECOND), (846602, False, 2 * SECOND),
        (846605, False, 2 * SECOND), (6000, False, SECOND), (93006, True, None), (40008, True, None),
    ],
)  # fmt: skip
async def test_each_code_of_its_own_has_its_decision(world, code, permanent, wait):
    replica = await world.connected()
    world.platform.faults.add("aibot_send_msg", "code", code=code)
    error = await failed(replica)
    assert (error.permanent, error.retry_after, error.code) == (permanent, wait, code)
    assert not isinstance(error, SendUnknown)
