"""The official account over HTTP, under its own paths on its own address, as api.weixin.qq.com is.

Faults are named "token", "message/custom/send" and "media/get".
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import quote

from aiohttp import web

from bot.standin.media import Upload
from bot.standin.official_desk import OfficialDesk
from bot.standin.platform import error
from bot.standin.server import Api

TOKEN, SEND, MEDIA = "token", "message/custom/send", "media/get"


class OfficialApi(Api):
    """The HTTP side of one account."""

    def __init__(self, desk: OfficialDesk) -> None:
        super().__init__(desk.platform)
        self._desk = desk

    def application(self) -> web.Application:
        desk = self._desk
        application = web.Application()
        application.add_routes(
            [
                web.get("/cgi-bin/token", self.endpoint(TOKEN, lambda r, _: desk.give_token(r.query, stable=False))),
                web.post("/cgi-bin/stable_token", self.endpoint(TOKEN, lambda _, p: desk.give_token(p, stable=True))),
                web.post(
                    "/cgi-bin/message/custom/send",
                    self.endpoint(SEND, lambda r, p: desk.send(r.query.get("access_token", ""), p)),
                ),
                web.get("/cgi-bin/media/get", self._media),
            ]
        )
        application.on_shutdown.append(self.stop)
        return application

    async def _media(self, request: web.Request) -> web.StreamResponse:
        """A file as it is; an error is JSON with HTTP 200."""
        platform = self._desk.platform
        platform.calls[MEDIA] += 1
        fault = platform.faults.take(MEDIA)
        if fault is not None and fault.kind != "code":
            return await self.broken(request, fault, {"errcode": 0})
        refusal = self._desk.refusal(request.query.get("access_token", ""))
        held = platform.shelf.get("app", request.query.get("media_id", ""), now=self._desk.clock.now())
        if fault is not None:
            refusal = error(fault.code, "told to fail")
        if refusal or not isinstance(held, Upload):
            return web.json_response(refusal or error(40007, "invalid media_id"))
        disposition = f"attachment; filename*=UTF-8''{quote(held.name, safe='')}"
        return web.Response(body=held.content, headers={"Content-Disposition": disposition})


@asynccontextmanager
async def standing_in_official(desk: OfficialDesk, *, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[str]:
    """Serve the account inside the block; gives the base address."""
    runner = web.AppRunner(OfficialApi(desk).application(), access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    await web.TCPSite(runner, host, port).start()
    try:
        yield f"http://{host}:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()
