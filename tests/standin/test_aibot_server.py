"""The stand-in's WebSocket door, talked to by a bare client: frames, faults and the ways to break a connection."""

import json
from datetime import UTC, datetime

import aiohttp
import pytest

from bot.clock import VirtualClock
from bot.standin.aibot_desk import BotDesk, SmartBot
from bot.standin.aibot_server import standing_in_with_bot
from bot.standin.platform import App, Platform

NOW = datetime(2020, 3, 5, 1, 2, tzinfo=UTC)
SUBSCRIBE = {"cmd": "aibot_subscribe", "headers": {"req_id": "s"}, "body": {"bot_id": "aib1", "secret": "secret"}}
PING = {"cmd": "ping", "headers": {"req_id": "p"}}


@pytest.fixture
async def served():
    clock = VirtualClock(NOW)
    desk = BotDesk(Platform(App("ww1", 1, "s"), clock=clock), SmartBot("aib1", "secret"), clock=clock)
    async with standing_in_with_bot(desk) as base, aiohttp.ClientSession(base) as session:
        yield desk, session


async def asked(socket, frame):
    await socket.send_str(frame if isinstance(frame, str) else json.dumps(frame))
    return json.loads(await socket.receive_str(timeout=5))


async def test_an_answer_repeats_the_id_and_has_no_command(served):
    desk, session = served
    async with session.ws_connect("/aibot") as socket:
        assert await asked(socket, SUBSCRIBE) == {"headers": {"req_id": "s"}, "errcode": 0, "errmsg": "ok"}
        assert (await asked(socket, PING))["headers"] == {"req_id": "p"}
        assert desk.platform.calls == {"aibot/connect": 1, "aibot_subscribe": 1, "ping": 1}
        assert desk.platform.answers == [("aibot_subscribe", 0), ("ping", 0)]


@pytest.mark.parametrize("frame", ["", "nonsense", "[]", '{"headers":{}}'])
async def test_what_is_no_frame_is_told_so(served, frame):
    _, session = served
    async with session.ws_connect("/aibot") as socket:
        assert (await asked(socket, frame))["errcode"] == 40058


async def test_a_bot_that_goes_away_is_not_connected_any_more(served):
    desk, session = served
    async with session.ws_connect("/aibot") as socket:
        await asked(socket, SUBSCRIBE)
        assert desk.wire is not None
    async with session.ws_connect("/aibot") as socket:
        await asked(socket, PING)
    assert desk.wire is None


async def test_everybody_may_look_at_what_the_bot_said(served):
    desk, session = served
    desk.spoken.add("wrX")
    message = {"chatid": "wrX", "msgtype": "markdown", "markdown": {"content": "在"}}
    async with session.ws_connect("/aibot") as socket:
        await asked(socket, SUBSCRIBE)
        await asked(socket, {"cmd": "aibot_send_msg", "headers": {"req_id": "m"}, "body": message})
    async with session.get("/view") as answer:
        [line] = await answer.json()
    assert (line["chat"], line["text"], line["via"]) == ("aibot:wrX", "在", "aibot")


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("garbage", "<html><body>维护中</body></html>"),
        ("empty", ""),
        ("string", '{"headers": {"req_id": "p"}, "errcode": "0"}'),
        ("pieces", '{"headers": {"req_id": "p"}, "errcode": 0}'),
    ],
)
async def test_a_fault_comes_instead_of_an_answer(served, kind, told):
    desk, session = served
    async with session.ws_connect("/aibot") as socket:
        await asked(socket, SUBSCRIBE)
        desk.platform.faults.add("ping", kind)
        await socket.send_json(PING)
        assert await socket.receive_str(timeout=5) == told


@pytest.mark.parametrize(("kind", "answers"), [("code", 40001), ("busy", -1)])
async def test_a_fault_may_be_an_answer_of_its_own(served, kind, answers):
    desk, session = served
    desk.platform.faults.add("aibot_subscribe", kind, code=40001)
    async with session.ws_connect("/aibot") as socket:
        assert (await asked(socket, SUBSCRIBE))["errcode"] == answers
        assert (desk.wire is not None) == (kind == "busy")


@pytest.mark.parametrize(("kind", "done"), [("cut", False), ("lost", True), ("bad_gateway", False)])
async def test_a_fault_may_end_the_connection_before_or_after_the_work(served, kind, done):
    desk, session = served
    desk.platform.faults.add("aibot_subscribe", kind)
    async with session.ws_connect("/aibot") as socket:
        await socket.send_json(SUBSCRIBE)
        message = await socket.receive(timeout=5)
    assert message.type in (aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.ERROR)
    assert bool(desk.subscriptions) == done


async def test_half_a_frame_never_becomes_a_message(served):
    desk, session = served
    async with session.ws_connect("/aibot") as socket:
        await asked(socket, SUBSCRIBE)
        desk.wire.half()
        message = await socket.receive(timeout=5)
    assert message.type is not aiohttp.WSMsgType.TEXT


@pytest.mark.parametrize(("kind", "status"), [("bad_gateway", 502), ("redirect", 302)])
async def test_an_opening_may_fail(served, kind, status):
    desk, session = served
    desk.platform.faults.add("aibot/connect", kind)
    async with session.get("/aibot", allow_redirects=False) as answer:
        assert answer.status == status
