"""The chat page's routes: the page and its parts, who is who, what is said, what is new, files.

Anyone on this page speaks as anyone: that is its purpose, on the machine where the bot is tried out, and
the reason why it is served to this machine only unless whoever runs it says otherwise.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote as percent
from zoneinfo import ZoneInfo

from aiohttp import web

from bot.channels.web_chat import WebChat
from bot.clock import Clock
from bot.directory.model import Directory
from bot.forms.definition import FormDef
from bot.media.signs import PICTURES
from bot.web.app import BODY_CAPS
from bot.web.callbacks import Submit
from bot.web.chat_live import Live
from bot.web.chat_people import People
from bot.web.chat_saying import MOST_FILE, Refused, Saying
from bot.web.same_origin import SameOrigin

SEND = "/chat/send"
STATIC = Path(__file__).parent / "static"
TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
FILE_TYPES = {"text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"} | PICTURES

AddRoutes = Callable[[web.Application], None]


def chat_pages(
    channel: WebChat,
    *,
    submit: Submit,
    directory: Callable[[], Directory],
    clock: Clock,
    zone: ZoneInfo,
    ids: Callable[[], str],
    bot_name: str = "网格助手",
    form: FormDef | None = None,
    remote: bool = False,
    hosts: Collection[str] = (),
) -> AddRoutes:
    """Mounts /chat for one channel. `submit` waits for the commit; `ids` gives a new random word each time.

    `form` is whose example clerks are offered. `remote` lets other machines in by address, `hosts`
    are names that they may use for this one (see `SameOrigin`).
    """
    page = _Page(
        channel=channel,
        submit=submit,
        people=_Snapshots(directory, channel.name, bot_name, form),
        clock=clock,
        zone=zone,
        ids=ids,
        guard=SameOrigin(remote=remote, hosts=hosts),
    )
    return page.add_routes


class _Snapshots:
    """The people of the directory as it stands, worked out once for each of its versions."""

    def __init__(self, directory: Callable[[], Directory], channel: str, bot_name: str, form: FormDef | None) -> None:
        self._directory = directory
        self._rest = (channel, bot_name, form)
        self._held = People(directory(), *self._rest)

    def __call__(self) -> People:
        now = self._directory()
        if now is not self._held.directory:
            self._held = People(now, *self._rest)
        return self._held


class _Page:
    """What all routes share. Static files are read once: a running bot shows one version of its page."""

    def __init__(
        self,
        *,
        channel: WebChat,
        submit: Submit,
        people: Callable[[], People],
        clock: Clock,
        zone: ZoneInfo,
        ids: Callable[[], str],
        guard: SameOrigin,
    ) -> None:
        self._channel = channel
        self._people = people
        self._guard = guard
        self._epoch = ids()[:12]  # numbers start anew with every process: pages must notice
        self._saying = Saying(channel, submit=submit, people=people, clock=clock, ids=ids)
        self._live = Live(channel, people=people, zone=zone, epoch=self._epoch)
        self._static = {file.name: file.read_bytes() for file in STATIC.iterdir() if file.suffix in TYPES}

    def add_routes(self, application: web.Application) -> None:
        application.add_routes(
            [
                web.get("/chat", self._html),
                web.get("/chat/static/{name}", self._file_of_page),
                web.get("/chat/directory", self._directory),
                web.get("/chat/examples", self._examples),
                web.get("/chat/live", self._follow, allow_head=False),
                web.get("/chat/file/{epoch}/{id}/{index}", self._attachment, allow_head=False),
                web.post("/chat/say", self._say),
                web.post("/chat/press", self._press),
                web.post(SEND, self._send),
            ]
        )
        application[BODY_CAPS][SEND] = MOST_FILE
        application.on_shutdown.append(self._live.stop)

    async def _html(self, request: web.Request) -> web.Response:
        self._guard.check(request)
        host = request.host
        policy = (
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
            f"connect-src 'self' ws://{host} wss://{host}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        )
        return self._static_response("chat.html", {"Content-Security-Policy": policy})

    async def _file_of_page(self, request: web.Request) -> web.Response:
        self._guard.check(request)
        return self._static_response(request.match_info["name"], {})

    def _static_response(self, name: str, headers: Mapping[str, str]) -> web.Response:
        body = self._static.get(name)
        if body is None:
            raise web.HTTPNotFound
        kind = TYPES[Path(name).suffix]
        return web.Response(
            body=body, content_type=kind, charset="utf-8", headers={"Cache-Control": "no-cache", **headers}
        )

    async def _directory(self, request: web.Request) -> web.Response:
        self._guard.check(request)
        return _json(self._people().page)

    async def _examples(self, request: web.Request) -> web.Response:
        self._guard.check(request)
        people = self._people()
        member = people.member(request.query.get("as", ""))
        return _json({"examples": people.examples(member) if member else []})

    async def _follow(self, request: web.Request) -> web.StreamResponse:
        self._guard.check_writing(request)
        return await self._live.follow(request)

    async def _say(self, request: web.Request) -> web.Response:
        return await self._handed_in(request, self._saying.say)

    async def _press(self, request: web.Request) -> web.Response:
        return await self._handed_in(request, self._saying.press)

    async def _handed_in(
        self, request: web.Request, take: Callable[[bytes], Awaitable[Mapping[str, Any]]]
    ) -> web.Response:
        self._guard.check_writing(request)
        if request.content_type != "application/json":
            raise web.HTTPUnsupportedMediaType(text="application/json only\n")
        try:
            return _json(await take(await request.read()))
        except Refused as refused:
            return _json({"error": str(refused)}, status=400)

    async def _send(self, request: web.Request) -> web.Response:
        """A file as bytes; ?as=USER&group=GROUP&name=NAME&nonce=WORD. No page of another origin may set that type."""
        self._guard.check_writing(request)
        if request.content_type != "application/octet-stream":
            raise web.HTTPUnsupportedMediaType(text="application/octet-stream only\n")
        try:
            return _json(await self._saying.send(dict(request.query), await request.read()))
        except Refused as refused:
            return _json({"error": str(refused)}, status=400)

    async def _attachment(self, request: web.Request) -> web.Response:
        """A file that the bot or a member sent, from memory, always as a download."""
        self._guard.check(request)
        asked = request.match_info
        entry = self._channel.log.entry(asked["id"]) if asked["epoch"] == self._epoch else None
        index = int(asked["index"]) if asked["index"].isdecimal() and len(asked["index"]) < 4 else -1
        if entry is None or not 0 <= index < len(entry.files):
            raise web.HTTPNotFound(text="这个文件已经不在了，请再导出一次。\n")
        file = entry.files[index]
        if not file.content:
            raise web.HTTPGone(text="这个文件已经不在了，请再导出一次。\n")
        return web.Response(
            body=file.content,
            content_type=file.media_type if file.media_type in FILE_TYPES else "application/octet-stream",
            headers={
                "Content-Disposition": f"attachment; filename*=UTF-8''{percent(file.name, safe='')}",
                "Content-Security-Policy": "sandbox",
                "Cache-Control": "no-store",
            },
        )


def _json(value: Mapping[str, Any], *, status: int = 200) -> web.Response:
    return web.json_response(value, status=status, headers={"Cache-Control": "no-store"})
