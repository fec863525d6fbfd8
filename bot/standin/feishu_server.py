"""The Feishu app over HTTP, under that platform's own paths; refusals come as HTTP 400 with a code inside.

Faults are named "feishu/token", "feishu/send", "feishu/files" and "feishu/resources".
"""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import quote

from aiohttp import BodyPartReader, web

from bot.standin.faults import DOES_IT, Fault
from bot.standin.feishu_desk import FILE_BYTES, FeishuDesk, told
from bot.standin.media import Upload
from bot.standin.platform import Answer
from bot.standin.server import Api

TOKEN, SEND, FILES, RESOURCES = "feishu/token", "feishu/send", "feishu/files", "feishu/resources"

Told = Callable[[web.Request], Awaitable[Answer]]


class FeishuApi(Api):
    """The HTTP side of one app."""

    def __init__(self, desk: FeishuDesk) -> None:
        super().__init__(desk.platform)
        self._desk = desk

    def application(self) -> web.Application:
        application = web.Application(client_max_size=FILE_BYTES + 64 * 1024)
        messages = "/open-apis/im/v1/messages"
        application.add_routes(
            [
                web.post("/open-apis/auth/v3/tenant_access_token/internal", self._told(TOKEN, self._token)),
                web.post(messages, self._told(SEND, self._send)),
                web.post("/open-apis/im/v1/files", self._told(FILES, self._file)),
                web.get(messages + "/{message}/resources/{key}", self._resource),
            ]
        )
        application.on_shutdown.append(self.stop)
        return application

    def _told(self, name: str, work: Told) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        """A path's handler: `work` answers, unless a fault is waiting under that name."""

        async def respond(request: web.Request) -> web.StreamResponse:
            platform = self._desk.platform
            platform.calls[name] += 1
            fault = platform.faults.take(name)
            answer: Answer | None = None
            if fault is None or fault.kind in DOES_IT:
                answer = await work(request)
            elif fault.kind == "code":
                answer = told(fault.code, "told to fail")
            if answer is not None:
                platform.answers.append((name, answer["code"]))
            if fault is not None and fault.kind != "code":
                return await self.broken(request, fault, answer or {})
            assert answer is not None  # noqa: S101  # only other faults leave none
            return web.json_response(answer, status=400 if answer["code"] else 200)

        return respond

    async def broken(self, request: web.Request, fault: Fault, answer: Answer) -> web.StreamResponse:
        match fault.kind:
            case "busy":
                return web.json_response(told(-1, "system busy"))
            case "string":
                return web.json_response(answer | {"code": str(answer["code"])})
            case _:
                return await super().broken(request, fault, answer)

    async def _token(self, request: web.Request) -> Answer:
        return self._desk.give_token(await _payload(request))

    async def _send(self, request: web.Request) -> Answer:
        target = request.query.get("receive_id_type", "")
        return self._desk.send(_bearer(request), target, await _payload(request))

    async def _file(self, request: web.Request) -> Answer:
        if not request.content_type.startswith("multipart/"):
            return told(234001, "invalid request parameters")
        form: dict[str, Any] = {}
        async for part in await request.multipart():
            if isinstance(part, BodyPartReader) and part.name:
                content = bytes(await part.read())
                form[part.name] = content if part.name == "file" else content.decode()
        return self._desk.upload(_bearer(request), form)

    async def _resource(self, request: web.Request) -> web.StreamResponse:
        """A file as it is; an error is JSON."""
        platform = self._desk.platform
        platform.calls[RESOURCES] += 1
        fault = platform.faults.take(RESOURCES)
        if fault is not None and fault.kind != "code":
            return await self.broken(request, fault, told(0))
        given: Upload | Answer = self._desk.resource(_bearer(request), request.match_info["key"])
        if fault is not None:
            given = told(fault.code, "told to fail")
        if not isinstance(given, Upload):
            return web.json_response(given, status=400)
        return web.Response(
            body=given.content,
            headers={"Content-Disposition": f"attachment; filename*=UTF-8''{quote(given.name, safe='')}"},
        )


async def _payload(request: web.Request) -> Mapping[str, Any]:
    try:
        payload = json.loads(await request.read())
    except ValueError:
        return {}
    return payload if isinstance(payload, dict) else {}


def _bearer(request: web.Request) -> str:
    return request.headers.get("Authorization", "").removeprefix("Bearer ")


@asynccontextmanager
async def standing_in_feishu(desk: FeishuDesk, *, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[str]:
    """Serve the app inside the block; gives the base address."""
    runner = web.AppRunner(FeishuApi(desk).application(), access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    await web.TCPSite(runner, host, port).start()
    try:
        yield f"http://{host}:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()
