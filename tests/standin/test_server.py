"""The stand-in over HTTP: the platform's own paths, HTTP 200 whatever happened, and a line for its members."""

import asyncio
from datetime import UTC, datetime

import aiohttp
import pytest
from aiohttp import web

from bot.channels.codec import Codec, encrypted_part
from bot.clock import VirtualClock
from bot.standin.calls import Line
from bot.standin.platform import App, Platform
from bot.standin.server import standing_in

NOW = datetime(2020, 3, 5, 1, 2, tzinfo=UTC)
APP = App("ww0123456789abcdef", 1000002, "secret")
TOKEN, KEY = "gridbotTOKEN2026", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"


@pytest.fixture
async def served():
    platform = Platform(APP, clock=VirtualClock(NOW), robots=["robot"])
    async with standing_in(platform) as base, aiohttp.ClientSession(base) as session:
        yield platform, session


async def test_an_error_comes_with_http_200(served):
    _, session = served
    async with session.get("/cgi-bin/gettoken", params={"corpid": "x", "corpsecret": "y"}) as answer:
        assert (answer.status, (await answer.json())["errcode"]) == (200, 40013)


@pytest.mark.parametrize("body", [b"", b"nonsense", b"[]", b"7", b"\xff"])
async def test_a_body_that_is_no_object_is_a_format_error(served, body):
    _, session = served
    async with session.post("/cgi-bin/webhook/send", params={"key": "robot"}, data=body) as answer:
        assert (await answer.json())["errcode"] == 47001


async def test_everybody_may_look_at_what_everybody_sees(served):
    platform, session = served
    payload = {"msgtype": "text", "text": {"content": "日报", "mentioned_list": ["lisi"]}}
    async with session.post("/cgi-bin/webhook/send", params={"key": "robot"}, json=payload) as answer:
        assert (await answer.json())["errcode"] == 0
    async with session.get("/view") as answer:
        [line] = await answer.json()
    assert (line["chat"], line["text"], line["mentions"], line["via"]) == ("robot:robot", "日报", ["lisi"], "robot")
    assert platform.answers == [("webhook/send", 0)]


async def a_bot(answer):
    """A bot that answers every call with what `answer` gives; its port and how often it was called."""
    calls = []

    async def respond(request):
        calls.append(encrypted_part(await request.read()))
        return await answer(request)

    application = web.Application()
    application.router.add_post("/callback", respond)
    runner = web.AppRunner(application)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    return runner, runner.addresses[0][1], calls


def a_line(port, **more):
    platform, codec = Platform(APP, clock=VirtualClock(NOW)), Codec(token=TOKEN, aes_key=KEY, receive_id=APP.corp_id)
    url = f"http://127.0.0.1:{port}/callback"
    return Line(platform=platform, codec=codec, token=TOKEN, url=url, clock=VirtualClock(NOW), **more)


async def cut(request):
    request.transport.abort()
    return web.Response()


async def broken(request):
    return web.Response(status=500)


async def fine(request):
    return web.Response()


@pytest.mark.parametrize(
    ("answer", "statuses"), [(cut, (0, 0, 0)), (broken, (500,)), (fine, (200,))], ids=["cut", "broken", "fine"]
)
async def test_only_a_call_without_an_answer_is_repeated_three_times_in_all(answer, statuses):
    runner, port, calls = await a_bot(answer)
    line = a_line(port)
    try:
        said = await line.say("zhangsan", "日报")
    finally:
        await line.close()
        await runner.cleanup()
    assert said.statuses == statuses
    assert said.acknowledged == (statuses == (200,))
    assert len(set(calls)) == len(calls) == len(statuses)  # each try is encrypted anew


async def test_a_bot_that_does_not_answer_in_time_is_called_again():
    async def slow(request):
        await request.content.read()
        await asyncio.Event().wait()

    runner, port, calls = await a_bot(slow)
    line = a_line(port, answer_seconds=0.05)
    try:
        said = await line.say("zhangsan", "日报")
    finally:
        await line.close()
        await runner.shutdown()
        runner._shutdown_timeout = 0.05
        await runner.cleanup()
    assert said.statuses == (0, 0, 0)
    assert len(calls) == 3
