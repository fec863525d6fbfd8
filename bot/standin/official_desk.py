"""A WeChat official account on the stand-in: its followers, its tokens, and how much may be said to whom.

Nothing here knows sockets. It answers as the platform would (reference: wecom 6), also where that is unkind: a
new token kills the one before, and a call that is not answered rightly shows the follower an error.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.clock import Clock
from bot.standin.platform import TEXT_BYTES, Answer, Platform, Seen, error, ok

WINDOW, ALLOWANCE = timedelta(hours=48), 5
CLICK_WINDOW, CLICK_ALLOWANCE = timedelta(minutes=1), 3
TOKEN_LIVES = timedelta(hours=2)
OUT_OF_ORDER = "该公众号提供的服务出现故障，请稍后再试"


@dataclass
class _Follower:
    wrote_at: datetime | None = None
    answers: int = 0
    clicked_at: datetime | None = None
    after_click: int = 0

    def take(self, now: datetime) -> int:
        """Count one message to them; 0: it may go, else the code of the refusal."""
        wrote = self.wrote_at is not None and now - self.wrote_at < WINDOW
        clicked = self.clicked_at is not None and now - self.clicked_at < CLICK_WINDOW
        if wrote and self.answers < ALLOWANCE:
            self.answers += 1
        elif clicked and self.after_click < CLICK_ALLOWANCE:
            self.after_click += 1
        else:
            return 45047 if wrote or clicked else 45015
        return 0


@dataclass
class OfficialDesk:
    """One account. On `platform.seen` its chats are called "official:OPENID"; faults and calls are the platform's."""

    platform: Platform
    app_id: str
    secret: str
    clock: Clock
    account: str = "gh_standin0001"
    _followers: dict[str, _Follower] = field(default_factory=dict)
    _token: tuple[str, datetime] | None = None
    _made: int = 0

    def texts(self, person: str) -> list[str]:
        """What stands in somebody's chat, oldest first."""
        return self.platform.chat(f"official:{person}")

    def wrote(self, person: str) -> None:
        """Somebody wrote: five answers within 48 hours are allowed."""
        self._followers[person] = _Follower(self.clock.now())

    def clicked(self, person: str) -> None:
        """Somebody pressed the menu, subscribed or scanned: three answers within a minute are allowed."""
        held = self._followers.setdefault(person, _Follower())
        held.clicked_at, held.after_click = self.clock.now(), 0

    def left(self, person: str) -> None:
        """Somebody follows no longer."""
        self._followers.pop(person, None)

    def show(self, person: str, text: str, *, via: str) -> None:
        self.platform.seen.append(Seen(self.clock.now(), f"official:{person}", text, (), via))

    def expire_token(self) -> None:
        """Somebody else's system took a token too: ours is dead."""
        self._token = None

    @property
    def token(self) -> str:
        """The living one; empty: none."""
        return self._token[0] if self._token else ""

    def give_token(self, asked: Mapping[str, Any], *, stable: bool) -> Answer:
        """A new one, which kills the one before; `stable`: the same while it lives. No error code beside it."""
        if asked.get("grant_type") != "client_credential":
            return error(40002, "invalid grant_type")
        if asked.get("appid") != self.app_id:
            return error(40013, "invalid appid")
        if asked.get("secret") != self.secret:
            return error(40125, "invalid appsecret")
        now = self.clock.now()
        if not (stable and self._token is not None and self._token[1] > now):
            self._made += 1
            self._token = (f"official-token-{self._made}" + "y" * 64, now + TOKEN_LIVES)
        value, until = self._token
        return {"access_token": value, "expires_in": int((until - now).total_seconds())}

    def send(self, token: str, payload: Mapping[str, Any]) -> Answer:
        """One customer service message."""
        if refusal := self.refusal(token):
            return refusal
        if payload.get("msgtype") != "text":
            return error(40008, "invalid message type")
        part = payload.get("text")
        text = part.get("content") if isinstance(part, dict) else None
        if not isinstance(text, str) or not text.strip():
            return error(44004, "empty content")
        if len(text.encode()) > TEXT_BYTES:
            return error(45002, "content size out of limit")
        person = str(payload.get("touser"))
        follower = self._followers.get(person)
        if code := follower.take(self.clock.now()) if follower is not None else 45015:
            return error(code, "out of the time limit or the count, or the subscription is canceled")
        self.show(person, text, via="official")
        return ok()

    def refusal(self, token: str) -> Answer | None:
        """Why a call with that token is not served."""
        if not token:
            return error(41001, "access_token missing")
        if self._token is None or token != self._token[0]:
            return error(40001, "invalid credential, access_token is invalid or not latest")
        if self._token[1] <= self.clock.now():
            return error(42001, "access_token expired")
        return None
