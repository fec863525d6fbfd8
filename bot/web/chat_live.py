"""Keeps pages up to date: one socket a page, and on it only what changed since the page last heard.

A page that comes back says how far it had got. Numbers begin anew with every process, so they count only
together with the process's own word (`epoch`); a page with another one is told everything afresh.
"""

import asyncio
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import quote as percent
from zoneinfo import ZoneInfo

from aiohttp import WSCloseCode, web

from bot.channels.chat_log import Banner, Entry, News
from bot.channels.web_chat import WebChat
from bot.media.signs import PICTURES
from bot.messages import Card
from bot.web.chat_people import People

TICK_SECONDS = 20.0  # a page that hears nothing for longer takes the line for dead
MOST_PAGES = 200
AT_ONCE = 200  # entries in one message
WebSocket = web.WebSocketResponse


class Live:
    """The open pages of one channel."""

    def __init__(self, channel: WebChat, *, people: Callable[[], People], zone: ZoneInfo, epoch: str) -> None:
        self._log = channel.log
        self._people = people
        self._zone = zone
        self._epoch = epoch
        self._open: set[WebSocket] = set()

    async def follow(self, request: web.Request) -> web.StreamResponse:
        """?as=USER&after=EPOCH:VERSION; sends news until the page goes away."""
        member = self._people().member(request.query.get("as", ""))
        if member is None:
            raise web.HTTPNotFound(text="名册里没有这个人。\n")
        if len(self._open) >= MOST_PAGES:
            raise web.HTTPServiceUnavailable(text="打开的页面太多了。\n")
        socket = WebSocket(heartbeat=TICK_SECONDS, max_msg_size=1024)
        await socket.prepare(request)
        self._open.add(socket)
        try:
            async with asyncio.TaskGroup() as tasks:
                telling = tasks.create_task(self._tell(socket, member.user_id, self._seen(request)), name="chat page")
                async for _ in socket:  # a page has nothing to say here; this notices when it goes away
                    pass
                telling.cancel()
        finally:
            self._open.discard(socket)
        return socket

    async def stop(self, _application: web.Application) -> None:
        """The server stops: pages come back by themselves."""
        for socket in tuple(self._open):
            await socket.close(code=WSCloseCode.GOING_AWAY)

    def _seen(self, request: web.Request) -> int:
        epoch, _, version = request.query.get("after", "").partition(":")
        known = epoch == self._epoch and version.isdecimal() and len(version) < 16
        return int(version) if known else 0

    async def _tell(self, socket: WebSocket, user_id: str, seen: int) -> None:
        with self._log.subscribe() as fresh, suppress(ConnectionError):
            while True:
                fresh.clear()
                news = self._log.since(seen, lambda room: room.kind == "group" or room.id == user_id)
                for message in self._messages(news, fresh=seen == 0):
                    await socket.send_str(json.dumps(message, ensure_ascii=False))
                seen = news.version
                with suppress(TimeoutError):
                    async with asyncio.timeout(TICK_SECONDS):
                        await fresh.wait()

    def _messages(self, news: News, *, fresh: bool) -> Iterator[Mapping[str, Any]]:
        """The news in portions, so that a long past neither blocks the loop nor makes one huge message.

        Each says how far it reaches (`at`), and all but the last that there is `more`.
        """
        people = self._people()
        for start in range(0, max(len(news.entries), 1), AT_ONCE):
            portion = news.entries[start : start + AT_ONCE]
            more = start + AT_ONCE < len(news.entries)
            yield {
                "at": f"{self._epoch}:{portion[-1].version if more else news.version}",
                "fresh": fresh and start == 0,
                "more": more,
                "directory": people.directory.version,
                "banner": _banner(news.banner),
                "entries": [self._entry(entry, people) for entry in portion],
            }

    def _entry(self, entry: Entry, people: People) -> Mapping[str, Any]:
        local = entry.at.astimezone(self._zone)
        return {
            "id": entry.id,
            "n": entry.number,
            "room": people.group_at(entry.room.id) if entry.room.kind == "group" else None,
            "by": entry.sender,
            "text": entry.text,
            "day": local.date().isoformat(),
            "time": local.strftime("%H:%M"),
            "kind": entry.kind,
            "mentions": list(entry.mentions),
            "quote": {"name": people.name_of(entry.quote.sender), "text": entry.quote.text} if entry.quote else None,
            "re": entry.in_reply_to,
            "state": entry.state,
            "card": _card(entry.card),
            "files": [
                {
                    "name": file.name,
                    "size": len(file.content),
                    "picture": file.media_type in PICTURES,
                    "url": f"/chat/file/{self._epoch}/{percent(entry.id, safe='')}/{index}" if file.content else None,
                }
                for index, file in enumerate(entry.files)
            ],
        }


def _card(card: Card | None) -> Mapping[str, Any] | None:
    if card is None:
        return None
    buttons = [{"label": button.label, "style": button.style, "words": button.words} for button in card.buttons]
    return {"title": card.title, "lines": list(card.lines), "buttons": buttons}


def _banner(banner: Banner | None) -> Mapping[str, Any] | None:
    return None if banner is None else {"text": banner.text, "done": banner.done, "total": banner.total}
