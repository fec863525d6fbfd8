"""Since when a platform is not reached: what counts as a miss, what does not, over real sockets."""

import socket
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web

from bot.channels.calling import Caller
from bot.channels.contact import GAP, Contact
from bot.clock import VirtualClock
from bot.errors import SendError

NOW = datetime(2020, 3, 5, 1, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def clock():
    return VirtualClock(NOW)


@pytest.fixture
def contact(clock):
    return Contact(clock)


async def called(base, contact, *, seconds=5.0):
    async with Caller(base, connect=seconds, total=seconds, contact=contact) as caller:
        try:
            return await caller.post("/x", query={}, payload={})
        except SendError as error:
            return error


@pytest.fixture
async def answering():
    """A server that answers what it is told to: status and body."""
    said = {"status": 200, "text": '{"errcode": 0}'}

    async def answer(_request):
        return web.Response(**said)

    application = web.Application()
    application.router.add_route("*", "/x", answer)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield said, f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


@pytest.mark.parametrize("text", ['{"errcode": 0}', '{"errcode": 40001}', '{"errcode": -1}', '{"errcode": "45009"}'])
async def test_whatever_the_platform_says_it_was_reached(answering, contact, text):
    said, base = answering
    said["text"] = text
    contact.missed()
    await called(base, contact)
    assert (contact.since, contact.reached_at) == (None, NOW)


@pytest.mark.parametrize(
    ("status", "text"), [(502, "<html>"), (200, "<html>log in to the wireless</html>"), (302, ""), (404, ""), (200, "")]
)
async def test_who_answers_in_its_place_is_not_the_platform(answering, contact, status, text):
    said, base = answering
    said.update(status=status, text=text)
    await called(base, contact)
    assert contact.since == NOW
    assert contact.reached_at is None


async def test_refused_and_unresolved_are_misses(contact):
    await called("http://127.0.0.1:9", contact)
    assert contact.since == NOW
    contact.reached()
    await called("http://gridbot-nowhere.invalid", contact)
    assert contact.since == NOW


async def test_silence_is_a_miss(contact):
    with socket.socket() as silent:  # the kernel takes the connection, and nobody reads
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        await called(f"http://127.0.0.1:{silent.getsockname()[1]}", contact, seconds=0.1)
    assert contact.since == NOW


def test_the_first_miss_counts_until_a_call_arrives(clock, contact):
    for _ in range(5):
        contact.missed()
        clock.advance(15 * MINUTE)
    assert (contact.since, contact.missed_at) == (NOW, NOW + 60 * MINUTE)
    contact.reached()
    contact.missed()
    assert contact.since == NOW + 75 * MINUTE


def test_after_a_long_silence_it_counts_anew(clock, contact):
    contact.missed()
    clock.advance(GAP + MINUTE)
    contact.missed()
    assert contact.since == NOW + GAP + MINUTE


def test_a_refusal_is_taken_once(contact):
    contact.refused("address", 60020)
    assert [contact.take_refusal(), contact.take_refusal()] == [("address", 60020), None]
