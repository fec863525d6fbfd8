"""What an operator's monitor sees: alive, ready, and the counters."""

import asyncio

import aiohttp
import pytest

from bot.web.health import Readiness
from bot.web.metrics import Metrics


async def got(edge, path, method="GET"):
    async with aiohttp.ClientSession() as session, session.request(method, edge.url(path)) as response:
        return response.status, await response.text()


async def json_of(edge, path):
    async with aiohttp.ClientSession() as session, session.get(edge.url(path)) as response:
        return response.status, await response.json()


async def test_a_living_bot_says_so(edge):
    assert await got(edge, "/healthz") == (200, "ok\n")
    assert (await got(edge, "/healthz", "HEAD"))[0] == 200


async def test_ready_is_when_every_check_holds(edge):
    held = {"database": True, "migrations": True, "scheduler": True}
    assert await json_of(edge, "/readyz") == (200, {"ready": True, "checks": held})


@pytest.mark.parametrize("check", ["database", "migrations", "scheduler"])
async def test_one_check_that_fails_is_enough_to_be_not_ready_but_alive(edge, check):
    edge.held[check] = False
    status, told = await json_of(edge, "/readyz")
    assert (status, told["ready"], told["checks"][check]) == (503, False, False)
    assert (await got(edge, "/healthz"))[0] == 200
    assert f'gridbot_ready{{check="{check}"}} 0.0' in (await got(edge, "/metrics"))[1]


async def test_checks_that_hang_are_not_waited_for():
    async def never():
        await asyncio.Event().wait()
        return {}

    readiness = Readiness(never, Metrics(), patience=0.05)
    async with asyncio.timeout(2):
        response = await readiness.respond(None)
    assert response.status == 503


async def test_callbacks_are_counted_by_what_became_of_them(edge):
    await edge.line.check_url()
    await edge.line.say("zhangsan", "日报 在岗12人")
    async with aiohttp.ClientSession() as session:
        for query in ({}, {"msg_signature": "x", "timestamp": "1", "nonce": "n"}):
            async with session.post(edge.url("/callback/app"), params=query, data=b"<Encrypt>QUJD</Encrypt>") as answer:
                await answer.read()
    _, told = await got(edge, "/metrics")
    for result, count in (("checked", 1), ("answered", 1), ("malformed", 1), ("forged", 1)):
        assert f'gridbot_callbacks_total{{channel="app",result="{result}"}} {count}.0' in told
    assert 'gridbot_messages_total{channel="app",outcome="report"} 1.0' in told
    assert "gridbot_callback_seconds_count 1.0" in told


async def test_a_stranger_cannot_make_up_labels(edge):
    await got(edge, "/callback/made-up")
    assert "made-up" not in (await got(edge, "/metrics"))[1]


def test_two_bots_in_one_process_count_apart():
    one, other = Metrics(), Metrics()
    one.send("hook", "sent")
    assert other.registry.get_sample_value("gridbot_sends_total", {"channel": "hook", "result": "sent"}) is None
