"""One connection of the smart bot to the platform: requests with their answers, callbacks, and the heartbeat.

The heartbeat is a frame of the application; a ping of the WebSocket does not replace it. When the connection
ends, what was asked and not answered has an unknown outcome, and nothing of it is asked again here.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any

import aiohttp

from bot.channels.aibot_frames import PING, Frame, frame_of, written
from bot.channels.aibot_pace import Ending
from bot.clock import Clock
from bot.errors import SendError, SendUnknown

log = logging.getLogger(__name__)

MISSED = 2  # heartbeats without an answer: the connection is dead
SOON = timedelta(seconds=2)

Heard = Callable[[Frame], Awaitable[None]]


class Link:
    """A connection from its opening to its end. `patience`: seconds that an answer may take."""

    def __init__(
        self, socket: aiohttp.ClientWebSocketResponse, *, heard: Heard, ids: Callable[[str], str], patience: float
    ) -> None:
        self._socket = socket
        self._heard = heard
        self._ids = ids
        self._patience = patience
        self._waiting: dict[str, asyncio.Future[Frame]] = {}
        self._beats: set[str] = set()
        self._rubbish = 0
        self._ending = Ending.LOST
        self._over = False

    async def ask(self, cmd: str, body: Mapping[str, Any], *, req_id: str | None = None) -> Frame:
        """The answer to a request. Raises SendError (certainly not sent) or SendUnknown.

        Under one `req_id` only one request may wait at a time.
        """
        if self._over or self._socket.closed:
            raise SendError(f"{cmd}: the connection is closed", permanent=False, retry_after=SOON, counted=False)
        key = req_id or self._ids(cmd)
        answer: asyncio.Future[Frame] = asyncio.get_running_loop().create_future()
        self._waiting[key] = answer
        try:
            async with asyncio.timeout(self._patience):
                await self._socket.send_str(written(cmd, req_id=key, body=body))
                frame = await answer
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            raise SendUnknown(f"{cmd}: no answer ({type(error).__name__})") from None
        finally:
            del self._waiting[key]
        if frame.code is None:
            raise SendUnknown(f"{cmd}: an answer that is not the platform's")
        return frame

    async def read(self) -> Ending:
        """Read until the connection ends; says how. Everything that waits for an answer is let go then."""
        try:
            async for message in self._socket:
                if message.type is aiohttp.WSMsgType.TEXT:
                    await self._take(message.data)
                elif message.type is aiohttp.WSMsgType.ERROR:
                    log.warning("a frame broke the connection", extra={"error": type(message.data).__name__})
                    break
                else:
                    self._is_rubbish()
        finally:
            self._over = True
            for answer in self._waiting.values():
                if not answer.done():
                    answer.set_exception(SendUnknown("the connection ended before the answer"))
        return self._ending

    async def beat(self, clock: Clock, *, every: timedelta) -> None:
        """Send heartbeats until two in a row had no answer; then close the connection."""
        while not self._socket.closed:
            await clock.sleep_until(clock.now() + every)
            if len(self._beats) >= MISSED:
                log.warning("no answer to heartbeats, the connection is given up", extra={"missed": len(self._beats)})
                await self.close(Ending.LOST)
                return
            req_id = self._ids(PING)
            self._beats.add(req_id)
            try:
                async with asyncio.timeout(self._patience):
                    await self._socket.send_str(written(PING, req_id=req_id))
            except (TimeoutError, aiohttp.ClientError, OSError):
                continue  # the reader hears of the end, or the next beats do

    async def close(self, ending: Ending) -> None:
        """End it; `read` says how."""
        self._over, self._ending = True, ending
        await self._socket.close()

    async def drain(self, seconds: float) -> None:
        """Wait until everything that was asked is answered, but no longer than that."""
        if self._waiting:
            await asyncio.wait(list(self._waiting.values()), timeout=seconds)

    async def _take(self, text: str) -> None:
        frame = frame_of(text)
        if frame is None:
            self._is_rubbish()
        elif frame.cmd:
            await self._heard(frame)
        elif frame.req_id in self._beats:
            self._beats.clear()
        elif (answer := self._waiting.get(frame.req_id)) is not None and not answer.done():
            answer.set_result(frame)

    def _is_rubbish(self) -> None:
        """Left aside; said once a connection, without a word of it."""
        self._rubbish += 1
        if self._rubbish == 1:
            log.warning("a frame that is none was left aside")
