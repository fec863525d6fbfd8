"""The stand-in's own page beside the platform's paths: every chat as people see it, the wire, and what can go wrong.

It is for whoever tries the bot out on his own machine, so it asks for no password; `serve` binds it to loopback.
"""

import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from importlib.resources import files
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.standin.aibot_server import BotApi
from bot.standin.kf_server import kf_routes
from bot.standin.switches import SWITCHES
from bot.standin.town import Call, Town

NEWEST = 400  # lines told at once
MOST_TEXT = 20_000  # characters said at once
_PLATFORMS = ("/cgi-bin/", "/aibot")
_STATIC = {"standin.css": "text/css", "standin.js": "text/javascript"}


class TownApi(BotApi):
    """The platform of a town, and its page."""

    def __init__(self, town: Town) -> None:
        super().__init__(town.desk, town.files)
        self._town = town

    def application(self) -> web.Application:
        """The platform's routes with the page's; every call of the bot is noted."""
        application = super().application()
        application.middlewares.append(self._noted)
        application.add_routes(kf_routes(self, self._town.service))
        application.add_routes(
            [
                web.get("/", self._page),
                web.get("/standin/{name}", self._file),
                web.get("/town/state", self._state),
                web.post("/town/say", self._say),
                web.post("/town/press", self._press),
                web.post("/town/switch", self._switch),
            ]
        )
        return application

    @web.middleware
    async def _noted(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if not request.path.startswith(_PLATFORMS):
            return await handler(request)
        begun = self._town.ticks()
        code = "断开"
        try:
            response = await handler(request)
            code = _code_of(response)
            return response
        finally:
            what = request.path.removeprefix("/cgi-bin/")
            spent = round((self._town.ticks() - begun) * 1000)
            self._town.calls.append(Call(self._town.clock.now(), what, code, spent, to_bot=False))

    async def _page(self, _request: web.Request) -> web.Response:
        return web.Response(text=_static("standin.html"), content_type="text/html")

    async def _file(self, request: web.Request) -> web.Response:
        kind = _STATIC.get(request.match_info["name"])
        if kind is None:
            return web.Response(status=404)
        return web.Response(text=_static(request.match_info["name"]), content_type=kind)

    async def _state(self, request: web.Request) -> web.Response:
        """Everything from line `since` on; the people and groups too where it is 0."""
        town = self._town
        lines = town.lines()
        since = _number(request.query.get("since", ""))
        told: dict[str, Any] = {
            "now": town.local(town.clock.now()),
            "announced": town.announced,
            "first": max(since, len(lines) - NEWEST),
            "total": len(lines),
            "lines": lines[max(since, len(lines) - NEWEST) :],
            "cards": self._cards(),
            "calls": [
                {"at": town.local(call.at), "toBot": call.to_bot, "what": call.what, "code": call.code, "ms": call.ms}
                for call in list(town.calls)[-40:]
            ],
        }
        if not since:
            told["groups"] = [{"id": group.id, "name": group.name} for group in town.directory.groups]
            told["people"] = [{"id": m.user_id, "name": m.name, "role": m.role} for m in town.directory.members]
            told["switches"] = [{"name": one.name, "label": one.label, "does": one.does} for one in SWITCHES]
            told["bot"] = town.bot_name
        return _json(told)

    def _cards(self) -> list[Mapping[str, Any]]:
        """The cards as they stand now, by the chat that they stand in."""
        return [
            {
                "place": self._town.place_of(chat),
                "title": card["main_title"]["title"],
                "below": card.get("sub_title_text", ""),
                "buttons": [] if card.get("replace_text") else [button["text"] for button in card["button_list"]],
                "done": card.get("replace_text", ""),
            }
            for chat, card in self._town.platform.cards.standing()
        ]

    async def _say(self, request: web.Request) -> web.Response:
        return await self._done(
            request, lambda told: self._town.say(_text(told, "user"), _text(told, "text"), group=_place(told))
        )

    async def _press(self, request: web.Request) -> web.Response:
        return await self._done(
            request, lambda told: self._town.press(_text(told, "user"), _text(told, "label"), group=_place(told))
        )

    async def _switch(self, request: web.Request) -> web.Response:
        async def turned(told: Mapping[str, Any]) -> None:
            self._town.turn_on(_text(told, "name"), times=max(1, min(_number(str(told.get("times", 1))), 1000)))

        return await self._done(request, turned)

    async def _done(self, request: web.Request, work: Callable[[Mapping[str, Any]], Any]) -> web.Response:
        """Do it with what the page sent; what cannot be done is one clear line."""
        if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
            return _json({"error": "只能从本页操作。"}, status=403)
        try:
            await work(_object(await request.text()))
        except (ValueError, TypeError):
            return _json({"error": "没看懂这个请求。"}, status=400)
        except LookupError:
            return _json({"error": "没有这个按钮、开关，或者机器人还没有连上。"}, status=404)
        return _json({})


@asynccontextmanager
async def standing_in_town(town: Town, *, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[str]:
    """Serve the town inside the block; gives the address of its page."""
    runner = web.AppRunner(TownApi(town).application(), access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    await web.TCPSite(runner, host, port).start()
    town.files.base = f"http://{host}:{runner.addresses[0][1]}"
    try:
        yield f"{town.files.base}/"
    finally:
        await town.close()
        await runner.cleanup()


def _object(text: str) -> Mapping[str, Any]:
    told = json.loads(text)
    if not isinstance(told, dict):
        raise TypeError(text[:20])
    return told


def _static(name: str) -> str:
    return files("bot.standin").joinpath("static").joinpath(name).read_text(encoding="utf-8")


def _code_of(response: web.StreamResponse) -> str:
    """The platform's errcode, else the HTTP status."""
    body = response.body if isinstance(response, web.Response) else None
    if isinstance(body, bytes) and response.content_type == "application/json":
        try:
            answer = json.loads(body)
        except ValueError:
            return "半个回答"
        if isinstance(answer, dict) and "errcode" in answer:
            return str(answer["errcode"])
    return f"HTTP {response.status}"


def _json(told: Mapping[str, Any], *, status: int = 200) -> web.Response:
    return web.json_response(told, status=status, dumps=lambda value: json.dumps(value, ensure_ascii=False))


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def _text(told: Mapping[str, Any], name: str) -> str:
    value = told.get(name)
    if not isinstance(value, str) or not value.strip() or len(value) > MOST_TEXT:
        raise ValueError(name)
    return value


def _place(told: Mapping[str, Any]) -> str | None:
    """The group's id; None for his own chat with the app."""
    value = told.get("place")
    return value if isinstance(value, str) and value and not value.startswith("@") else None
