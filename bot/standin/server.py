"""The stand-in platform over HTTP, under the platform's own paths; `api_base` of a channel points here.

The answer is HTTP 200 whatever happened, as the platform's is: only a fault changes that.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import quote

from aiohttp import BodyPartReader, parse_content_disposition, web

from bot.standin.faults import DOES_IT, Fault
from bot.standin.media import MOST_BYTES, Part, Upload
from bot.standin.platform import Answer, Platform, error

Work = Callable[[web.Request, Mapping[str, Any]], Answer]


class Api:
    """The HTTP side of one platform."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._stopping = asyncio.Event()

    def application(self) -> web.Application:
        """The routes of the platform, and /view with what everybody sees."""
        platform = self._platform
        application = web.Application(client_max_size=MOST_BYTES + 64 * 1024)
        application.add_routes(
            [
                web.get("/cgi-bin/gettoken", self.endpoint("gettoken", _gettoken(platform))),
                web.post(
                    "/cgi-bin/message/send",
                    self.endpoint("message/send", lambda r, p: platform.message_send(_token(r), p)),
                ),
                web.post(
                    "/cgi-bin/message/update_template_card",
                    self.endpoint("message/update_template_card", lambda r, p: platform.update_card(_token(r), p)),
                ),
                web.post(
                    "/cgi-bin/appchat/send",
                    self.endpoint("appchat/send", lambda r, p: platform.appchat_send(_token(r), p)),
                ),
                web.post(
                    "/cgi-bin/appchat/create",
                    self.endpoint("appchat/create", lambda r, p: platform.appchat_create(_token(r), p)),
                ),
                web.get(
                    "/cgi-bin/appchat/get",
                    self.endpoint(
                        "appchat/get", lambda r, _: platform.appchat_get(_token(r), r.query.get("chatid", ""))
                    ),
                ),
                web.post(
                    "/cgi-bin/appchat/update",
                    self.endpoint("appchat/update", lambda r, p: platform.appchat_update(_token(r), p)),
                ),
                web.post(
                    "/cgi-bin/media/upload",
                    self.endpoint("media/upload", lambda r, p: platform.media_upload(_token(r), _kind(r), p["part"])),
                ),
                web.get("/cgi-bin/media/get", self._download),
                web.post(
                    "/cgi-bin/webhook/send",
                    self.endpoint("webhook/send", lambda r, p: platform.webhook_send(_key(r), p)),
                ),
                web.post(
                    "/cgi-bin/webhook/upload_media",
                    self.endpoint(
                        "webhook/upload_media", lambda r, p: platform.webhook_upload(_key(r), _kind(r), p["part"])
                    ),
                ),
                web.get("/view", self._view),
            ]
        )
        application.on_shutdown.append(self.stop)
        return application

    def endpoint(self, name: str, work: Work) -> Callable[[web.Request], Any]:
        """A path's handler: `work` answers, unless a fault is waiting under that name."""

        async def respond(request: web.Request) -> web.StreamResponse:
            self._platform.calls[name] += 1
            fault = self._platform.faults.take(name)
            answer = None
            if fault is None or fault.kind in DOES_IT:
                answer = await self._answer(request, work)
            elif fault.kind == "code":
                answer = error(fault.code, "told to fail")
            if answer is not None:
                self._platform.answers.append((name, answer.get("errcode", 0)))
            if fault is not None and fault.kind != "code":
                return await self.broken(request, fault, answer or {})
            return web.json_response(answer)

        return respond

    async def _download(self, request: web.Request) -> web.StreamResponse:
        """A file as it is; an error is JSON with HTTP 200, as everywhere (reference: wecom 4.5)."""
        self._platform.calls["media/get"] += 1
        fault = self._platform.faults.take("media/get")
        given = self._platform.media_get(_token(request), request.query.get("media_id", ""))
        if fault is not None and fault.kind == "code":
            given = error(fault.code, "told to fail")
        elif fault is not None:
            return await self.broken(request, fault, {"errcode": 0})
        if not isinstance(given, Upload):
            return web.json_response(given)
        return web.Response(
            body=given.content,
            headers={"Content-Disposition": f"attachment; filename*=UTF-8''{quote(given.name, safe='')}"},
        )

    async def _answer(self, request: web.Request, work: Work) -> Answer:
        if request.method == "GET":
            return work(request, {})
        if request.content_type.startswith("multipart/"):
            return work(request, {"part": await _part(request)})
        try:
            payload = json.loads(await request.read())
        except ValueError:
            payload = None
        if not isinstance(payload, dict):
            return error(47001, "data format error")
        return work(request, {"part": None} | payload)

    async def broken(self, request: web.Request, fault: Fault, answer: Answer) -> web.StreamResponse:
        """What a call gets that goes wrong, instead of its answer."""
        whole = json.dumps(answer).encode()
        match fault.kind:
            case "hang":
                await self._stopping.wait()
                return web.Response(status=503)
            case "garbage":
                return web.Response(text="<html><body>维护中</body></html>", content_type="text/html")
            case "truncated":
                return web.Response(body=whole[: len(whole) // 2], content_type="application/json")
            case "empty":
                return web.Response()
            case "string":
                return web.json_response(answer | {"errcode": str(answer.get("errcode", 0))})
            case "busy":
                return web.json_response(error(-1, "system busy"))
            case "pieces":
                return await _in_pieces(request, whole)
            case "bad_gateway":
                return web.Response(status=502, text="Bad Gateway")
            case "redirect":
                return web.Response(status=302, headers={"Location": "http://127.0.0.1:9/elsewhere"})
            case _:
                if request.transport is not None:
                    request.transport.abort()
                return web.Response(status=503)

    async def stop(self, _application: web.Application) -> None:
        """Let the calls go that hang."""
        self._stopping.set()

    async def _view(self, _request: web.Request) -> web.Response:
        lines = [
            {
                "at": seen.at.isoformat(),
                "chat": seen.chat,
                "via": seen.via,
                "text": seen.text,
                "mentions": seen.mentions,
                "kind": seen.kind,
            }
            for seen in self._platform.seen
        ]
        return web.json_response(lines, dumps=lambda value: json.dumps(value, ensure_ascii=False))


def _gettoken(platform: Platform) -> Work:
    return lambda request, _: platform.gettoken(request.query.get("corpid", ""), request.query.get("corpsecret", ""))


def _token(request: web.Request) -> str:
    return request.query.get("access_token", "")


def _key(request: web.Request) -> str:
    return request.query.get("key", "")


def _kind(request: web.Request) -> str:
    return request.query.get("type", "")


async def _part(request: web.Request) -> Part | None:
    """The first part of an upload; None where there is none."""
    reader = await request.multipart()
    part = await reader.next()
    if not isinstance(part, BodyPartReader):
        return None
    told = parse_content_disposition(part.headers.get("Content-Disposition"))[1]
    return Part(part.name or "", told.get("filename", ""), bytes(await part.read()), told.get("filelength", ""))


async def _in_pieces(request: web.Request, whole: bytes) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "application/json"})
    await response.prepare(request)
    await response.write(whole[:10])
    for _ in range(20):  # let the reader have the first piece before the second is there
        await asyncio.sleep(0)
    await response.write(whole[10:])
    await response.write_eof()
    return response


@asynccontextmanager
async def standing_in(platform: Platform, *, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[str]:
    """Serve the platform inside the block; gives its base address. Calls that hang are let go at the end."""
    runner = web.AppRunner(Api(platform).application(), access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    site = web.TCPSite(runner, host, port)
    await site.start()
    try:
        yield f"http://{host}:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()
