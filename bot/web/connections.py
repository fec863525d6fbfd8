"""Guards connections: how many there may be, and how long a stranger may take to send a request's head.

aiohttp has neither limit, so 300 half-sent requests would be held for an hour. A guard stands between
the socket and aiohttp's own protocol and notes since when a head is awaited; one sweep looks at all.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import cast

from aiohttp import web
from aiohttp.http import HttpProcessingError

from bot.wordless import wordless

log = logging.getLogger(__name__)

HEAD_SECONDS = 5.0
BODY_SECONDS = 10.0
IDLE_SECONDS = 30.0
MOST_CONNECTIONS = 1000
SWEEP_SECONDS = 1.0
DRAIN_SECONDS = 2.0  # of the five that stopping may take in all: the sends under way need theirs


class OneLine(logging.LoggerAdapter[logging.Logger]):
    """Tells what aiohttp has to say of a request without what a stranger sent.

    Where the stranger is to blame it is one line, where we are, an error with its place.
    """

    def exception(self, msg: object, *args: object, exc_info: object = None, **_more: object) -> None:
        """Called by aiohttp for every request that it could not read or that our code failed at."""
        error = exc_info if isinstance(exc_info, BaseException) else None
        extra = {"error": type(error).__name__}
        if error is None or isinstance(error, HttpProcessingError):
            self.logger.info(msg, *args, extra=extra)
        else:
            self.logger.error(msg, *args, extra=extra, exc_info=wordless(error))

    def debug(self, msg: object, *args: object, **_more: object) -> None:
        """Nothing that aiohttp tells here is worth a stranger's words."""


class Guard(asyncio.Protocol):
    """Passes everything through. `deadline` (loop time) is when the awaited head must be whole."""

    def __init__(self, inner: asyncio.Protocol, guards: set["Guard"], *, most: int, head_seconds: float) -> None:
        self._inner = inner
        self._guards = guards
        self._most = most
        self._head_seconds = head_seconds
        self._loop = asyncio.get_running_loop()
        self.transport: asyncio.Transport | None = None
        self.busy = False
        self.deadline: float | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        self._inner.connection_made(transport)
        self._guards.add(self)
        self.deadline = self._loop.time() + self._head_seconds
        if len(self._guards) > self._most:
            self.transport.abort()

    def data_received(self, data: bytes) -> None:
        if self.deadline is None and not self.busy:
            self.deadline = self._loop.time() + self._head_seconds
        self._inner.data_received(data)

    def eof_received(self) -> bool | None:
        return self._inner.eof_received()

    def connection_lost(self, exc: Exception | None) -> None:
        self._guards.discard(self)
        self._inner.connection_lost(exc)

    def pause_writing(self) -> None:
        self._inner.pause_writing()

    def resume_writing(self) -> None:
        self._inner.resume_writing()

    def begin(self) -> None:
        """The head is whole: a handler has the request."""
        self.busy, self.deadline = True, None

    def end(self) -> None:
        self.busy = False


def guard_of(request: web.BaseRequest) -> Guard | None:
    """The guard of a request's connection; None where a test serves without one."""
    protocol = request.transport.get_protocol() if request.transport is not None else None
    return protocol if isinstance(protocol, Guard) else None


async def sweep(guards: set[Guard], now: Callable[[], float], *, every: float) -> None:
    """Close, again and again, the connections whose head is late."""
    while True:
        await asyncio.sleep(every)
        close_late(guards, now())


def close_late(guards: set[Guard], moment: float) -> int:
    """Close the connections whose deadline passed; how many."""
    late = [guard for guard in guards if guard.deadline is not None and guard.deadline < moment]
    for guard in late:
        if guard.transport is not None:
            guard.transport.abort()
    return len(late)


@asynccontextmanager
async def serving(
    application: web.Application,
    *,
    host: str,
    port: int,
    most: int = MOST_CONNECTIONS,
    head_seconds: float = HEAD_SECONDS,
) -> AsyncIterator[int]:
    """Serve inside the block; gives the port (0 asks for a free one). Leaving stops accepting, then drains.

    Raises OSError when the port is taken.
    """
    loop = asyncio.get_running_loop()
    runner = web.AppRunner(
        application,
        access_log=None,  # its lines hold query strings, and it halves the speed
        keepalive_timeout=IDLE_SECONDS,
        shutdown_timeout=DRAIN_SECONDS,
        auto_decompress=False,  # no platform compresses, and a small body must not become a large one
        lingering_time=0,  # what is over the cap is not read on
        logger=OneLine(log, {}),
    )
    await runner.setup()
    guards: set[Guard] = set()
    inner = runner.server
    assert inner is not None  # noqa: S101  # setup made it
    try:
        server = await loop.create_server(
            lambda: Guard(inner(), guards, most=most, head_seconds=head_seconds), host, port, backlog=512
        )
        every = min(SWEEP_SECONDS, head_seconds)
        sweeping = asyncio.create_task(sweep(guards, loop.time, every=every), name="late heads")
        try:
            yield int(server.sockets[0].getsockname()[1])
        finally:
            server.close()
            sweeping.cancel()
            await asyncio.gather(sweeping, return_exceptions=True)
    finally:
        await runner.cleanup()  # what is being answered is answered, for as long as the drain allows
