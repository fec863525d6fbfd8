"""One Feishu app on the stand-in: its token, its groups and members, what it was told to say, and files.

Nothing here knows sockets. It answers as that platform would (reference: wecom 8.2): every answer has a `code`, and a
second message of the same uuid within an hour is the first one.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.clock import Clock
from bot.standin.media import Upload
from bot.standin.platform import Answer, Platform, Seen

TOKEN_LIVES, REMEMBERS = timedelta(hours=2), timedelta(hours=1)
TEXT_BYTES, FILE_BYTES = 150 * 1024, 30 * 1024 * 1024
TARGETS = ("chat_id", "user_id", "open_id")
_AT = re.compile(r'<at user_id="([^"]*)"></at>')


def told(code: int, text: str = "success", **more: Any) -> Answer:
    """An answer of this platform."""
    return {"code": code, "msg": text, **more}


@dataclass
class FeishuDesk:
    """One app. On `platform.seen` its chats are "feishu:ID"; faults and calls are the platform's."""

    platform: Platform
    app_id: str
    secret: str
    clock: Clock
    chats: set[str] = field(default_factory=set)
    members: set[str] = field(default_factory=set)
    _token: tuple[str, datetime] | None = None
    _made: int = 0
    _said: dict[str, tuple[datetime, str]] = field(default_factory=dict)

    @property
    def token(self) -> str:
        """The living one; empty: none."""
        return self._token[0] if self._token else ""

    def expire_token(self) -> None:
        self._token = None

    def give_token(self, payload: Mapping[str, Any]) -> Answer:
        if payload.get("app_id") != self.app_id:
            return told(10003, "invalid app_id")
        if payload.get("app_secret") != self.secret:
            return told(10014, "app secret invalid")
        now = self.clock.now()
        if self._token is None or self._token[1] - now < timedelta(minutes=30):
            self._made += 1
            self._token = (f"t-feishu-token-{self._made}", now + TOKEN_LIVES)
        value, until = self._token
        return told(0, "ok", tenant_access_token=value, expire=int((until - now).total_seconds()))

    def refusal(self, token: str) -> Answer | None:
        """Why a call with that token is not served."""
        if not token:
            return told(99991661, "missing access token")
        if self._token is None or token != self._token[0] or self._token[1] <= self.clock.now():
            return told(99991663, "invalid access token")
        return None

    def send(self, token: str, target: str, payload: Mapping[str, Any]) -> Answer:
        """One message to a group or a member."""
        if refusal := self.refusal(token):
            return refusal
        to, kind, uuid = str(payload.get("receive_id")), payload.get("msg_type"), str(payload.get("uuid") or "")
        content = _object(payload.get("content"))
        if target not in TARGETS or content is None or len(uuid) > 50:
            return told(230001, "invalid request parameters")
        if target == "chat_id" and to not in self.chats:
            return told(230002, "bot is not in the group")
        if target != "chat_id" and to not in self.members:
            return told(230013, "user is out of the availability of the app")
        seen = self._seen(to, kind, content)
        if not isinstance(seen, Seen):
            return seen
        now = self.clock.now()
        before = self._said.get(uuid) if uuid else None
        if before is not None and now - before[0] < REMEMBERS:
            return told(0, data={"message_id": before[1]})
        self.platform.seen.append(seen)
        message_id = f"om_standin{len(self.platform.seen):04}"
        if uuid:
            self._said[uuid] = (now, message_id)
        return told(0, data={"message_id": message_id})

    def upload(self, token: str, form: Mapping[str, Any]) -> Answer:
        """A file for later messages. `form`: the parts by name, the file's as its bytes."""
        if refusal := self.refusal(token):
            return refusal
        content, name = form.get("file"), str(form.get("file_name") or "")
        if not isinstance(content, bytes) or not name or form.get("file_type") != "stream":
            return told(234001, "invalid request parameters")
        if not content or len(content) > FILE_BYTES:
            return told(234006 if content else 234010, "file size")
        key = self.platform.shelf.shared(content, name, now=self.clock.now())
        return told(0, data={"file_key": key})

    def resource(self, token: str, key: str) -> Upload | Answer:
        """A file that somebody sent, or that was uploaded here."""
        if refusal := self.refusal(token):
            return refusal
        held = self.platform.shelf.get("app", key, now=self.clock.now())
        return held if held is not None else told(234003, "file not in message")

    def _seen(self, to: str, kind: object, content: Mapping[str, Any]) -> Seen | Answer:
        chat, now = f"feishu:{to}", self.clock.now()
        if kind == "file":
            held = self.platform.shelf.get("app", str(content.get("file_key")), now=now)
            return (
                told(230001, "invalid file_key")
                if held is None
                else Seen(now, chat, held.name, (), "feishu", "file", held)
            )
        text = content.get("text")
        if kind != "text" or not isinstance(text, str) or not text.strip():
            return told(230001, "invalid request parameters")
        if len(text.encode()) > TEXT_BYTES:
            return told(230025, "message content is too long")
        return Seen(now, chat, _AT.sub("", text).rstrip("\n"), tuple(_AT.findall(text)), "feishu")


def _object(content: object) -> Mapping[str, Any] | None:
    try:
        parsed = json.loads(content) if isinstance(content, str) else None
    except ValueError:
        return None
    return parsed if isinstance(parsed, dict) else None
