"""Customer service on the stand-in: what the public said, what is given out page by page, and what may be answered.

Nothing here knows sockets. It answers as the platform would (reference: wecom 5), also where that is unkind: a
message may be taken with code 0 and given back later, and asking without a fresh token is allowed rarely.
"""

from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.clock import Clock
from bot.standin.platform import TEXT_BYTES, Answer, Platform, Seen, error, ok

HISTORY = timedelta(days=3)
WINDOW, ALLOWANCE = timedelta(hours=48), 5
NUDGE_LIVES, WELCOME_LIVES = timedelta(minutes=10), timedelta(seconds=20)
MINUTE = timedelta(minutes=1)
CUSTOMER, SYSTEM, SERVICER = 3, 4, 5
_SENDABLE = ("text", "file", "image", "msgmenu")


@dataclass(frozen=True)
class KfRules:
    """What the platform allows, and how it gives out."""

    page: int = 1000  # items a page, whatever is asked for
    without_token: int = 5  # calls a minute
    takes_all: bool = False  # answers 0 to what is over the allowance, and gives it back as an event


@dataclass
class _Person:
    """One customer: when he last wrote, and how much was said to him since."""

    wrote_at: datetime | None = None
    answers: int = 0
    state: int = 0
    refuses: bool = False


@dataclass
class KfDesk:
    """One account. On `platform.seen` its chats are called "kf:EXTERNAL_USERID"."""

    platform: Platform
    account: str
    clock: Clock
    rules: KfRules = field(default_factory=KfRules)
    items: list[dict[str, Any]] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)  # every sync_msg that was let in
    _people: dict[str, _Person] = field(default_factory=lambda: defaultdict(_Person))
    _nudges: dict[str, datetime] = field(default_factory=dict)
    _welcomes: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    _bare: deque[datetime] = field(default_factory=deque)

    def texts(self, person: str) -> list[str]:
        """What the bot said to somebody, oldest first."""
        return self.platform.chat(f"kf:{person}")

    def person(self, name: str) -> _Person:
        return self._people[name]

    def say(self, person: str, text: str, **more: Any) -> str:
        """Somebody writes; the id of the message."""
        return self.put(person, "text", {"content": text}, **more)

    def put(self, person: str, kind: str, part: object, *, origin: int = CUSTOMER, **more: Any) -> str:
        """Any item from or about somebody."""
        if origin == CUSTOMER:
            held = self._people[person]
            held.wrote_at, held.answers = self.clock.now(), 0
        return self._add({"external_userid": person, "origin": origin, "msgtype": kind, kind: part, **more})

    def share(self, person: str, kind: str, content: bytes, *, name: str = "") -> str:
        """Somebody sends a picture, a voice or a file; its media id."""
        media_id = self.platform.shelf.shared(content, name or kind, now=self.clock.now())
        self.put(person, kind, {"media_id": media_id})
        return media_id

    def enter(self, person: str) -> str:
        """Somebody opens the chat; the code that lets the bot speak first."""
        code = f"welcome-code-{len(self._welcomes) + 1}"
        self._welcomes[code] = (person, self.clock.now() + WELCOME_LIVES)
        self.event("enter_session", person, welcome_code=code, scene="poster", scene_param="")
        return code

    def event(self, name: str, person: str = "", **more: Any) -> str:
        """The platform tells of something."""
        about = {"external_userid": person} if person else {}
        part = {"event_type": name, "open_kfid": self.account, **about, **more}
        return self._add({"origin": SYSTEM, "msgtype": "event", "event": part})

    def nudge(self) -> str:
        """A token as the next callback brings it."""
        token = f"ENC-nudge-{len(self._nudges) + 1}"
        self._nudges[token] = self.clock.now() + NUDGE_LIVES
        return token

    def sync(self, access: str, payload: Mapping[str, Any]) -> Answer:
        """One page from the cursor on."""
        if refusal := self.platform.check_token(access):
            return refusal
        if payload.get("open_kfid") != self.account:
            return error(95000, "invalid open_kfid")
        limit = payload.get("limit", 1000)
        if not isinstance(limit, int) or not 0 < limit <= 1000:
            return error(40058, "invalid limit")
        if refusal := self._with_token(payload.get("token")):
            return refusal
        self.asked.append(dict(payload))
        start = int(str(payload.get("cursor") or "cur-0").removeprefix("cur-"))
        end = min(start + min(limit, self.rules.page), len(self.items))
        oldest = (self.clock.now() - HISTORY).timestamp()
        given = [item for item in self.items[start:end] if item["send_time"] >= oldest]
        return ok(next_cursor=f"cur-{end}", has_more=int(end < len(self.items)), msg_list=given)

    def send(self, access: str, payload: Mapping[str, Any]) -> Answer:
        """One answer to somebody who wrote."""
        if refusal := self.platform.check_token(access):
            return refusal
        if payload.get("open_kfid") != self.account:
            return error(95000, "invalid open_kfid")
        text, file, refusal = self._content(payload)
        if refusal:
            return refusal
        number = str(payload.get("msgid") or f"kf-{len(self.platform.seen) + 1}")
        person = str(payload.get("touser") or "")
        held = self._people[person]
        if held.state not in (0, 1):
            return error(95018, "session status invalid")
        failed, code = self._over(held)
        if code and not self.rules.takes_all:
            return error(code, "over the window or the allowance")
        if failed:
            self.event("msg_send_fail", person, fail_msgid=number, fail_type=failed)
            return ok(msgid=number)
        held.answers += 1
        kind = str(payload["msgtype"])
        self.platform.seen.append(Seen(self.clock.now(), f"kf:{person}", text, (), "kf", kind, file))
        return ok(msgid=number)

    def send_on_event(self, access: str, payload: Mapping[str, Any]) -> Answer:
        """The first word to somebody who came in: with his code, once, within 20 seconds."""
        if refusal := self.platform.check_token(access):
            return refusal
        person, until = self._welcomes.pop(str(payload.get("code")), ("", self.clock.now()))
        if until <= self.clock.now():
            return error(40058, "invalid code")
        text, file, refusal = self._content(payload)
        if refusal:
            return refusal
        self.platform.seen.append(Seen(self.clock.now(), f"kf:{person}", text, (), "kf welcome", "text", file))
        return ok(msgid=f"kf-{len(self.platform.seen)}")

    def _over(self, held: _Person) -> tuple[int, int]:
        """Why a message does not reach somebody: the type of the event, and the code; (0, 0): it does."""
        if held.refuses:
            return 10, 0
        if held.wrote_at is None or self.clock.now() - held.wrote_at >= WINDOW:
            return 4, 95002
        if held.answers >= ALLOWANCE:
            return 6, 95001
        return 0, 0

    def _with_token(self, token: object) -> Answer | None:
        now = self.clock.now()
        if token:
            fresh = self._nudges.get(str(token), now) > now
            return None if fresh else error(95007, "invalid token")
        while self._bare and now - self._bare[0] >= MINUTE:
            self._bare.popleft()
        if len(self._bare) >= self.rules.without_token:
            return error(45009, "api freq out of limit")
        self._bare.append(now)
        return None

    def _content(self, payload: Mapping[str, Any]) -> tuple[str, Any, Answer | None]:
        kind = str(payload.get("msgtype"))
        part = payload.get(kind)
        part = part if isinstance(part, dict) else {}
        if kind not in _SENDABLE:
            return "", None, error(40008, "invalid message type")
        if kind in ("file", "image"):
            held = self.platform.shelf.get("app", str(part.get("media_id")), now=self.clock.now())
            return (held.name, held, None) if held else ("", None, error(40007, "invalid media_id"))
        text = part.get("content") if kind == "text" else part.get("head_content")
        if not isinstance(text, str) or not text.strip():
            return "", None, error(44004, "empty content")
        if len(text.encode()) > TEXT_BYTES:
            return "", None, error(45002, "content exceed max length")
        return text, None, None

    def _add(self, item: dict[str, Any]) -> str:
        number = f"KFMSG-{len(self.items) + 1:05}"
        now = int(self.clock.now().timestamp())
        self.items.append({"msgid": number, "open_kfid": self.account, "send_time": now} | item)
        return number
