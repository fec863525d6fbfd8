"""Every way a platform can fail, over real sockets, and the one decision that follows from it."""

import asyncio
import socket
from datetime import timedelta

import pytest
from channel_doors import NETWORKED, OVER_HTTP, WITH_FILES, a_file

from bot.channels.base import Address, Parcel
from bot.channels.wecom_errors import WINDOWS
from bot.errors import SendError, SendUnknown

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
REACHED = {"lost", "hang", "garbage", "truncated", "empty", "busy"}


@pytest.fixture(params=NETWORKED)
def door(request, world):
    return world.door(request.param)


@pytest.fixture(params=OVER_HTTP)
def over_http(request, world):
    return world.door(request.param)


@pytest.fixture(params=WITH_FILES)
def with_files(request, world):
    return world.door(request.param)


async def failed(door):
    with pytest.raises(SendError) as caught:
        await door.send("请补报")
    return caught.value


@pytest.mark.parametrize("kind", ["cut", "lost", "hang", "garbage", "truncated", "empty", "busy", "bad_gateway"])
async def test_without_an_answer_of_the_platform_the_outcome_is_unknown(door, kind):
    door.platform.faults.add(door.endpoint, kind)
    assert isinstance(await failed(door), SendUnknown)
    assert len(door.shown()) == (1 if kind in REACHED else 0)


@pytest.mark.parametrize("kind", ["pieces", "string"])
async def test_an_answer_in_pieces_or_with_its_code_as_a_string_is_an_answer(door, kind):
    door.platform.faults.add(door.endpoint, kind)
    await door.send("请补报")
    assert len(door.shown()) == 1


async def test_a_redirect_is_not_followed_and_nothing_was_sent(over_http):
    over_http.platform.faults.add(over_http.endpoint, "redirect")
    error = await failed(over_http)
    assert not isinstance(error, SendUnknown)
    assert not error.permanent
    assert error.retry_after == MINUTE
    assert over_http.shown() == []


@pytest.mark.parametrize(
    ("code", "wait"),
    [
        (45009, WINDOWS[0]),
        (40001, HOUR),
        (40013, HOUR),
        (301002, HOUR),
        (50003, HOUR),
        (60020, 5 * MINUTE),
        (48002, 10 * MINUTE),
        (60011, 10 * MINUTE),
    ],
)
async def test_what_ends_by_itself_or_by_an_administrator_waits(door, code, wait):
    if door.name.startswith("official") and code == 40001:
        pytest.skip("to an official account this code means a dead token: test_official_account")
    door.platform.faults.add(door.endpoint, "code", code=code)
    error = await failed(door)
    assert (error.permanent, error.code, error.retry_after) == (False, code, wait)
    assert door.shown() == []


async def test_too_many_at_once_waits_a_moment_and_at_a_robot_the_whole_window(door):
    door.platform.faults.add(door.endpoint, "code", code=45033)
    error = await failed(door)
    assert error.retry_after == (WINDOWS[0] if door.name.startswith("robot") else SECOND)


@pytest.mark.parametrize(
    "code",
    [81013, 82001, 60111, 40008, 40058, 44004, 45002, 40063, 93000, 93004, 93008, 86001, 86003, 86008, 86201, 86220],
)
async def test_what_no_retry_can_mend_is_permanent(door, code):
    door.platform.faults.add(door.endpoint, "code", code=code)
    error = await failed(door)
    assert (error.permanent, error.code) == (True, code)


@pytest.mark.parametrize("code", [-1, 1, 99999, 2**40])
async def test_a_busy_platform_or_a_code_that_nobody_knows_leaves_the_outcome_unknown(door, code):
    door.platform.faults.add(door.endpoint, "code", code=code)
    error = await failed(door)
    assert isinstance(error, SendUnknown)
    assert error.code == code


async def test_while_a_block_lasts_the_platform_is_left_alone(door):
    door.platform.faults.add(door.endpoint, "code", code=45009)
    await failed(door)
    error = await failed(door)
    assert error.retry_after == MINUTE
    assert door.platform.calls[door.endpoint] == 1


async def test_each_block_in_a_row_is_waited_for_longer_and_a_success_forgets_them(world, door):
    for window in WINDOWS:
        door.platform.faults.add(door.endpoint, "code", code=45009)
        assert (await failed(door)).retry_after == window
        world.clock.advance(window)
    await door.send("请补报")
    door.platform.faults.add(door.endpoint, "code", code=45009)
    assert (await failed(door)).retry_after == WINDOWS[0]


async def test_several_calls_told_at_once_are_one_block(world):
    door = world.door("app to a member")
    await door.send("先取令牌")
    door.platform.faults.add(door.endpoint, "code", code=45009, times=5)
    errors = await asyncio.gather(*(door.send("请补报", key=f"k:{n}") for n in range(5)), return_exceptions=True)
    assert {error.retry_after for error in errors} == {MINUTE}


async def test_a_blocked_robot_does_not_stop_another(world):
    world.platform.robots.add("second")
    hook = world.door("robot in text")
    hook.platform.faults.add("webhook/send", "code", code=45009)
    await failed(hook)
    await hook.channel.send(Parcel(to=Address("hook", "group", "second"), kind="reply", text="在"))
    assert world.platform.chat("robot:second") == ["在"]


async def test_a_platform_that_nobody_reaches_has_certainly_not_sent(world):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        nowhere = f"http://127.0.0.1:{probe.getsockname()[1]}"
    hook, app = world.door("robot in text"), world.door("app to a member")
    hook.channel, app.channel = world.webhook(base=nowhere), world.app(world.api(base=nowhere))
    for door in (hook, app):
        error = await failed(door)
        assert not isinstance(error, SendUnknown)
        assert not error.permanent
        assert error.retry_after is not None


async def test_an_address_that_hangs_from_the_first_byte_is_left_in_time(world):
    async def silent(reader, writer):
        await reader.read()
        writer.close()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    async with server:
        hook = world.door("robot in text")
        hook.channel = world.webhook(base=f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
        assert isinstance(await failed(hook), SendUnknown)


@pytest.mark.parametrize("kind", ["cut", "lost", "hang", "garbage", "truncated", "bad_gateway", "busy"])
async def test_an_upload_without_an_answer_has_reached_nobody(with_files, kind):
    with_files.platform.faults.add(with_files.upload, kind)
    with pytest.raises(SendError) as caught:
        await with_files.send("", attachments=(a_file(),))
    assert not isinstance(caught.value, SendUnknown)
    assert not caught.value.permanent
    assert caught.value.retry_after is not None
    assert with_files.shown() == []


@pytest.mark.parametrize("kind", ["lost", "hang", "truncated"])
async def test_a_file_whose_send_has_no_answer_is_unknown(with_files, kind):
    with_files.platform.faults.add(with_files.endpoint, kind)
    with pytest.raises(SendUnknown):
        await with_files.send("", attachments=(a_file(),))
    assert [shown.file for shown in with_files.shown()] == [a_file().content]


async def test_a_platform_that_answers_with_a_flood_is_not_read_to_its_end(world):
    async def flood(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
        try:
            while True:
                writer.write(b" " * 65_536)
                await writer.drain()
        except ConnectionError:
            done.set()
        finally:
            writer.close()

    done = asyncio.Event()
    server = await asyncio.start_server(flood, "127.0.0.1", 0)
    async with server:
        hook = world.door("robot in text")
        hook.channel = world.webhook(base=f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
        assert isinstance(await failed(hook), SendUnknown)
        async with asyncio.timeout(5):
            await done.wait()
