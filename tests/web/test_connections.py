"""Strangers who are slow or many: dropped on deadline, while the others are served; stopping loses no answer."""

import asyncio
import socket

import aiohttp
import pytest
from edge_stage import an_edge

from bot.web.connections import Guard, close_late, serving

HALF_HEAD = b"POST /callback/app HTTP/1.1\r\nHost: x\r\nContent-Le"
HALF_BODY = b"POST %b HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n%b\r\nabc"
QUICK = 0.1


async def healthy(edge):
    async with aiohttp.ClientSession() as session, session.get(edge.url("/healthz")) as response:
        return response.status == 200


@pytest.mark.parametrize("data", [b"", b"P", HALF_HEAD])
async def test_a_head_that_does_not_come_is_not_waited_for(data):
    async with an_edge(head_seconds=QUICK) as edge:
        assert await edge.talk(data) == b""
        assert await healthy(edge)


async def test_two_hundred_half_heads_are_all_dropped_and_nobody_else_is_harmed():
    async with an_edge(head_seconds=0.5) as edge:
        talking = [asyncio.create_task(edge.talk(HALF_HEAD)) for _ in range(200)]
        assert (await edge.line.say("zhangsan", "日报 在岗12人")).acknowledged
        assert await asyncio.gather(*talking) == [b""] * 200


@pytest.mark.parametrize("path", [b"/callback/app", b"/callback/other", b"/nothing", b"/healthz"])
@pytest.mark.parametrize("more", [b"", b"Content-Type: multipart/form-data; boundary=x\r\n"])
async def test_a_body_that_does_not_come_is_not_waited_for(path, more):
    async with an_edge(body_seconds=QUICK) as edge:
        assert (await edge.talk(HALF_BODY % (path, more))).startswith(b"HTTP/1.1 408")


async def test_the_second_head_of_a_connection_has_a_deadline_too():
    async with an_edge(head_seconds=QUICK) as edge:
        reader, writer = await asyncio.open_connection("127.0.0.1", edge.port)
        for _ in range(2):
            writer.write(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
            assert b"ok\n" in await reader.readuntil(b"ok\n")
        writer.write(HALF_HEAD)
        async with asyncio.timeout(5):
            assert await broken_off(reader)
        writer.close()


async def broken_off(reader):
    try:
        return await reader.read() == b""
    except ConnectionError:
        return True


async def test_whoever_waits_for_a_slow_answer_is_not_late():
    async with an_edge(head_seconds=QUICK) as edge:
        edge.desk.gate = asyncio.Event()
        saying = asyncio.create_task(edge.line.say("zhangsan", "日报"))
        await edge.desk.begun.wait()
        await edge.talk(HALF_HEAD)  # takes as long as the deadline
        edge.desk.gate.set()
        assert (await saying).statuses == (200,)


async def test_beyond_the_cap_a_connection_is_dropped_and_a_free_place_is_given_again():
    async with an_edge(most=3) as edge:
        held = [await asyncio.open_connection("127.0.0.1", edge.port) for _ in range(3)]
        assert await edge.talk(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n") == b""
        held[0][1].close()
        await held[0][1].wait_closed()
        async with asyncio.timeout(5):
            while not await edge.talk(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"):
                pass
        for _, writer in held[1:]:
            writer.close()


async def test_more_bytes_do_not_buy_more_time():
    class Inner(asyncio.Protocol):
        """Takes everything."""

    class Wire:
        closed = False

        def abort(self):
            self.closed = True

    guards, wire = set(), Wire()
    guard = Guard(Inner(), guards, most=10, head_seconds=5.0)
    guard.connection_made(wire)
    asked = guard.deadline
    for _ in range(10):
        guard.data_received(b"x")
    assert guard.deadline == asked
    assert close_late(guards, asked - 0.1) == 0
    assert close_late(guards, asked + 0.1) == 1
    assert wire.closed
    guard.connection_lost(None)
    assert guards == set()


async def test_stopping_answers_what_is_under_way_and_takes_nothing_new():
    stopping = an_edge()
    edge = await stopping.__aenter__()
    edge.desk.gate = asyncio.Event()
    saying = asyncio.create_task(edge.line.say("zhangsan", "日报 在岗12人"))
    await edge.desk.begun.wait()
    edge.line, line = Nothing(), edge.line
    leaving = asyncio.create_task(stopping.__aexit__(None, None, None))
    for _ in range(20):
        await asyncio.sleep(0)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", edge.port), timeout=1).close()
    edge.desk.gate.set()
    assert (await saying).text == "已收到"
    await leaving
    await line.close()


class Nothing:
    async def close(self):
        """Nothing to close."""


async def test_a_taken_port_is_told_and_leaves_nothing_open():
    from aiohttp import web

    async with an_edge() as edge:
        with pytest.raises(OSError, match="in use"):
            async with serving(web.Application(), host="127.0.0.1", port=edge.port):
                pass
        assert await healthy(edge)
