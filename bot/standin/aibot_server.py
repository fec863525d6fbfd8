"""The stand-in's WebSocket door for the smart bot, beside the platform's HTTP paths, with every way to fail.

`ws_url` of a channel is the base with ws: and /aibot. Faults are named by the command of the request that goes
wrong; "aibot/connect" is the opening of a connection, "aibot/response" the address of a late answer.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import WSMsgType, web

from bot.channels.aibot_frames import Frame, frame_of
from bot.standin.aibot_desk import BotDesk
from bot.standin.aibot_files import BotFiles
from bot.standin.faults import DOES_IT, Fault
from bot.standin.platform import Answer, error
from bot.standin.server import Api

CONNECT, RESPONSE = "aibot/connect", "aibot/response"
_TEXT, _CONTINUED, _FINAL = 0x1, 0x0, 0x80


class BotWire:
    """One WebSocket of the bot. What tests do to it: `rubbish`, `half`, `cut`."""

    def __init__(self, socket: web.WebSocketResponse, request: web.Request) -> None:
        self._socket = socket
        self._request = request

    async def push(self, frame: Mapping[str, Any]) -> None:
        """Send a frame; to somebody who is gone it is lost."""
        await self.rubbish(json.dumps(frame, ensure_ascii=False))

    async def rubbish(self, text: str) -> None:
        """Send whatever it is."""
        if not self._socket.closed:
            try:
                await self._socket.send_str(text)
            except ConnectionError:
                self.cut()

    def raw(self, *pieces: bytes) -> None:
        """A text in pieces, each in a frame of its own; none is masked, all are shorter than 126 bytes."""
        transport = self._request.transport
        for number, piece in enumerate(pieces):
            first = (_TEXT if number == 0 else _CONTINUED) | (_FINAL if number + 1 == len(pieces) else 0)
            if transport is not None:
                transport.write(bytes([first, len(piece)]) + piece)

    def half(self) -> None:
        """The head of a frame of a hundred bytes, ten of them, and the end of the connection."""
        transport = self._request.transport
        if transport is not None:
            transport.write(bytes([_TEXT | _FINAL, 100]) + b'{"headers"')
            transport.close()

    def cut(self) -> None:
        """End it without a word."""
        if self._request.transport is not None:
            self._request.transport.abort()

    async def end(self, code: int = 1000) -> None:
        await self._socket.close(code=code)


class BotApi(Api):
    """The platform's HTTP side, and the bot's WebSocket, late answers and files with it."""

    def __init__(self, desk: BotDesk, files: BotFiles) -> None:
        super().__init__(desk.platform)
        self._desk = desk
        self._files = files
        self._wires: set[BotWire] = set()

    def application(self) -> web.Application:
        """The routes of the platform with those of the bot."""
        application = super().application()
        application.add_routes(
            [
                web.get("/aibot", self._connect),
                web.post("/cgi-bin/aibot/response", self.endpoint(RESPONSE, self._late_answer)),
                web.get("/aibot/media/{id}", self._files.serve),
            ]
        )
        application.on_shutdown.append(self._close)
        return application

    async def _connect(self, request: web.Request) -> web.StreamResponse:
        platform = self._desk.platform
        platform.calls[CONNECT] += 1
        if (fault := platform.faults.take(CONNECT)) is not None:
            return await self.broken(request, fault, error(fault.code, "told to fail"))
        socket = web.WebSocketResponse(max_msg_size=8 * 1024 * 1024, timeout=1.0)
        await socket.prepare(request)
        wire = BotWire(socket, request)
        self._wires.add(wire)
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    await self._take(wire, message.data)
        finally:
            self._wires.discard(wire)
            self._desk.left(wire)
        return socket

    async def _take(self, wire: BotWire, text: str) -> None:
        frame = frame_of(text)
        if frame is None or not frame.cmd:
            await wire.push({"headers": {"req_id": ""}, **error(40058, "invalid frame")})
            return
        platform = self._desk.platform
        platform.calls[frame.cmd] += 1
        fault = platform.faults.take(frame.cmd)
        answer: Answer = {}
        if fault is None or fault.kind in DOES_IT:
            answer = await self._desk.answer(wire, frame)
        elif fault.kind == "code":
            answer = error(fault.code, "told to fail")
        if answer:
            platform.answers.append((frame.cmd, answer["errcode"]))
        if fault is None or fault.kind == "code":
            await wire.push({"headers": {"req_id": frame.req_id}, **answer})
        else:
            await _broken(wire, frame, fault, answer)

    def _late_answer(self, request: web.Request, payload: Mapping[str, Any]) -> Answer:
        return self._files.late_answer(request.query.get("response_code", ""), payload)

    async def _close(self, _application: web.Application) -> None:
        await asyncio.gather(*(wire.end(1001) for wire in list(self._wires)))


async def _broken(wire: BotWire, frame: Frame, fault: Fault, answer: Answer) -> None:
    """What comes instead of the answer."""
    whole = json.dumps({"headers": {"req_id": frame.req_id}, **answer})
    match fault.kind:
        case "hang":
            return
        case "garbage":
            await wire.rubbish("<html><body>维护中</body></html>")
        case "truncated":
            await wire.rubbish(whole[: len(whole) // 2])
        case "empty":
            await wire.rubbish("")
        case "string":
            await wire.rubbish(json.dumps({"headers": {"req_id": frame.req_id}, "errcode": str(answer["errcode"])}))
        case "busy":
            await wire.push({"headers": {"req_id": frame.req_id}, **error(-1, "system busy")})
        case "pieces":
            short = json.dumps({"headers": {"req_id": frame.req_id}, "errcode": answer["errcode"]}).encode()
            wire.raw(short[:10], short[10:])
        case "bad_gateway" | "redirect":
            await wire.end(1011)
        case _:
            wire.cut()


@asynccontextmanager
async def standing_in_with_bot(
    desk: BotDesk, files: BotFiles | None = None, *, host: str = "127.0.0.1", port: int = 0
) -> AsyncIterator[str]:
    """Serve platform and bot inside the block; gives the base address."""
    held = files or BotFiles(desk)
    runner = web.AppRunner(BotApi(desk, held).application(), access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    await web.TCPSite(runner, host, port).start()
    base = f"http://{host}:{runner.addresses[0][1]}"
    held.base = base
    try:
        yield base
    finally:
        await runner.cleanup()
