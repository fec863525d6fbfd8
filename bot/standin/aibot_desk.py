"""The smart bot's side of the stand-in platform: who is connected, what may be said where, and what it shows.

Nothing here knows sockets. It answers as the platform would (reference: wecom 2.3 to 2.6), also where that is
unkind: a newer connection displaces the older one, and what is heard while nobody is connected is lost.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any, Protocol

from bot.channels import aibot_frames as frames
from bot.clock import Clock
from bot.standin.aibot_screens import MEDIA, BotScreens, DeskRules
from bot.standin.aibot_uploads import Uploads
from bot.standin.platform import Answer, Platform, error, ok

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
AT_ONCE = timedelta(seconds=5)
_RESPOND = ("stream", "template_card", "stream_with_template_card", "markdown", *MEDIA)
_SEND = ("markdown", "template_card", *MEDIA)


class Wire(Protocol):
    """One connection, as the desk sees it."""

    async def push(self, frame: Mapping[str, Any]) -> None: ...

    async def end(self) -> None: ...


@dataclass(frozen=True, slots=True)
class SmartBot:
    """A bot as its administrator's page shows it, in long-connection mode."""

    bot_id: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Callback:
    """A callback that may be answered under its req_id, by the connection that got it."""

    wire: Wire
    chat: str
    kind: str  # "message", or the event's type
    at: datetime
    task: str = ""  # of the pressed card


class BotDesk:
    """One bot of one tenant, with at most one connection."""

    def __init__(self, platform: Platform, bot: SmartBot, *, clock: Clock, rules: DeskRules | None = None) -> None:
        self.platform = platform
        self.bot = bot
        self.clock = clock
        self.rules = rules or DeskRules()
        self.wire: Wire | None = None
        self.spoken: set[str] = set()
        self.subscriptions: list[tuple[datetime, int]] = []
        self.displaced = 0
        self.lost: list[Mapping[str, Any]] = []
        owner = f"aibot:{bot.bot_id}"
        self.screens = BotScreens(platform, owner=owner, clock=clock, rules=self.rules)
        self.uploads = Uploads(platform, owner=owner, clock=clock, index_from=self.rules.chunk_index_from)
        self._callbacks: dict[str, Callback] = {}
        self._numbers = count(1)

    # --- what members do ------------------------------------------------------------------------------

    def body(self, user: str, kind: str, part: Mapping[str, Any], *, chat: str | None = None, **more: Any) -> Answer:
        """A message's body as the platform writes it; saying something opens the chat for the bot's own messages."""
        self.spoken.add(chat or user)
        return {**self._envelope(user, chat), "msgtype": kind, kind: dict(part), **more}

    def event(self, kind: str, *, user: str = "", chat: str | None = None, **inside: Any) -> Answer:
        """An event's body; an event opens no chat."""
        seconds = int(self.clock.now().timestamp())
        about = {"msgtype": "event", "event": {"eventtype": kind, **inside}, "create_time": seconds}
        return {**self._envelope(user, chat), **about}

    def _envelope(self, user: str, chat: str | None) -> Answer:
        where = {"chatid": chat, "chattype": "group"} if chat else {"chattype": "single"}
        return {
            "msgid": f"MSG-{next(self._numbers):06}",
            "aibotid": self.bot.bot_id,
            **where,
            "from": {"userid": user},
        }

    async def deliver(self, body: Mapping[str, Any]) -> bool:
        """Hand a callback to whoever is connected; nobody: it is lost, and never comes again."""
        wire = self.wire
        if wire is None:
            self.lost.append(body)
            return False
        is_event = body.get("msgtype") == "event"
        kind = str(body["event"]["eventtype"]) if is_event else "message"
        req_id = f"CB-{next(self._numbers)}"
        user = body.get("from", {}).get("userid", "")
        task = str(body["event"].get("template_card_event", {}).get("task_id", "")) if is_event else ""
        self._callbacks[req_id] = Callback(wire, str(body.get("chatid") or user), kind, self.clock.now(), task)
        cmd = frames.EVENT if is_event else frames.MESSAGE
        await wire.push({"cmd": cmd, "headers": {"req_id": req_id}, "body": body})
        return True

    async def say(self, user: str, text: str, *, chat: str | None = None) -> str:
        """A member says something to the bot; the id of what was said."""
        body = self.body(user, "text", {"content": text}, chat=chat)
        await self.deliver(body)
        return str(body["msgid"])

    async def press(self, user: str, label: str, *, chat: str | None = None) -> str:
        """A member presses the newest button with that label; the id of the event."""
        body = self.pressing(user, label, chat=chat)
        await self.deliver(body)
        return str(body["msgid"])

    def pressing(self, user: str, label: str, *, chat: str | None = None) -> Answer:
        """The event of a press. Raises LookupError where there is no such button."""
        task, key = self.screens.button(chat or user, label)
        return self.press_event(user, task=task, key=key, chat=chat)

    def press_event(self, user: str, *, task: str, key: str, chat: str | None = None) -> Answer:
        """The event of a press with whatever stands in it."""
        inside = {"card_type": "button_interaction", "event_key": key, "task_id": task}
        return self.event("template_card_event", user=user, chat=chat, template_card_event=inside)

    # --- what the bot does ----------------------------------------------------------------------------

    async def answer(self, wire: Wire, frame: frames.Frame) -> Answer:
        """The answer to one request of a connection."""
        if frame.cmd == frames.SUBSCRIBE:
            return await self._subscribe(wire, frame.body)
        if wire is not self.wire:
            return error(846609, "not subscribed")
        match frame.cmd:
            case frames.PING:
                return ok()
            case frames.RESPOND:
                return self._respond(wire, frame)
            case frames.WELCOME:
                return self._at_once(wire, frame, "enter_chat", ("text", "template_card"))
            case frames.UPDATE:
                return self._at_once(wire, frame, "template_card_event", ("update_template_card",))
            case frames.SEND:
                return self._send(frame.body)
            case frames.UPLOAD_INIT | frames.UPLOAD_CHUNK | frames.UPLOAD_FINISH:
                return self.uploads.answer(frame.cmd, frame.body)
        return error(40058, "invalid command")

    def left(self, wire: Wire) -> None:
        """A connection is gone."""
        if self.wire is wire:
            self.wire = None

    async def displace(self) -> None:
        """What the older connection gets to hear when a newer one took over."""
        wire, self.wire = self.wire, None
        if wire is not None:
            self.displaced += 1
            body = self.event(frames.DISCONNECTED)
            body = {key: value for key, value in body.items() if key not in ("from", "chattype")}
            await wire.push({"cmd": frames.EVENT, "headers": {"req_id": f"CB-{next(self._numbers)}"}, "body": body})
            await wire.end()

    async def _subscribe(self, wire: Wire, body: Mapping[str, Any]) -> Answer:
        now = self.clock.now()
        recent = sum(1 for at, _ in self.subscriptions if now - at < MINUTE)
        known = body.get("bot_id") == self.bot.bot_id
        secret = frames.utf8(str(body.get("secret")))
        if recent >= self.rules.subscriptions_a_minute:
            answer = error(45009, "api freq out of limit")
        elif not known or not hmac.compare_digest(secret.encode(), self.bot.secret.encode()):
            answer = error(853000, "invalid bot_id or secret")
        else:
            answer = ok()
            if wire is not self.wire:
                await self.displace()
                self.wire = wire
        self.subscriptions.append((now, answer["errcode"]))
        return answer

    def _respond(self, wire: Wire, frame: frames.Frame) -> Answer:
        callback = self._callbacks.get(frame.req_id)
        if callback is None or callback.wire is not wire or callback.kind != "message":
            return error(846605, "invalid req_id")
        if self.clock.now() - callback.at > DAY:
            return error(846605, "req_id expired")
        kind = frame.body.get("msgtype")
        if kind not in _RESPOND:
            return error(40008, "invalid message type")
        if kind == "stream":
            return self.screens.write(frame.req_id, callback.chat, frame.body.get("stream"))
        return self.screens.say(callback.chat, frame.body, via="aibot answer")

    def _at_once(self, wire: Wire, frame: frames.Frame, kind: str, takes: tuple[str, ...]) -> Answer:
        """An answer that is taken within five seconds, once, for one kind of event."""
        callback = self._callbacks.pop(frame.req_id, None)
        if callback is None or callback.wire is not wire or callback.kind != kind:
            return error(846605, "invalid req_id")
        if self.clock.now() - callback.at > AT_ONCE:
            return error(846605, "req_id expired")
        told = frame.body.get("msgtype") or frame.body.get("response_type")
        if told not in takes:
            return error(40008, "invalid message type")
        if told == "update_template_card":
            return self.screens.settle(callback.chat, callback.task, frame.body.get("template_card"))
        return self.screens.say(callback.chat, frame.body, via="aibot answer") if told == "text" else ok()

    def _send(self, body: Mapping[str, Any]) -> Answer:
        chat = body.get("chatid")
        if not isinstance(chat, str) or chat not in self.spoken:
            return error(93006, "invalid chatid")
        if body.get("msgtype") not in _SEND:
            return error(40008, "invalid message type")
        return self.screens.say(chat, body, via="aibot")

    def late_answer(self, chat: str, body: Mapping[str, Any]) -> Answer:
        """The one answer at a message's response_url: markdown or a card."""
        if body.get("msgtype") not in ("markdown", "template_card"):
            return error(40008, "invalid message type")
        return self.screens.say(chat, body, via="aibot late answer")
