"""A stand-in for WeCom: its tokens, limits, checks and error codes, and what each member and group would see.

Nothing here knows HTTP. It answers as the platform would (reference: wecom 3 and 4), also where that is
unkind: surplus messages to a member vanish without an error, identical ones within the interval too.
"""

import json
import re
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.clock import Clock
from bot.standin.cards import Cards, notice_refusal_of, refusal_of
from bot.standin.faults import Faults
from bot.standin.media import Part, Shelf, Upload, picture_refusal
from bot.standin.rooms import Rooms

TEXT_BYTES = 2048
MARKDOWN_BYTES = 4096
ROBOT_A_MINUTE = 20
MEMBER_A_MINUTE, MEMBER_AN_HOUR = 30, 1000
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
_MENTION = re.compile(r"<@([^<>]+)>")

Answer = dict[str, Any]


def ok(**more: Any) -> Answer:
    """The answer to a call that worked."""
    return {"errcode": 0, "errmsg": "ok", **more}


def error(code: int, text: str) -> Answer:
    """A refusal; the platform's texts change and hold hints, so that nobody should decide by them."""
    return {"errcode": code, "errmsg": f"{text}, hint: [stand-in], more info at the platform's pages"}


@dataclass(frozen=True, slots=True)
class Seen:
    """One message as it appears on the screens of a chat. `via`: app, robot, appchat or passive.

    A message of kind "file" has the file's name as its text.
    """

    at: datetime
    chat: str  # "member:zhangsan", "robot:KEY", "appchat:ID"
    text: str
    mentions: tuple[str, ...]
    via: str
    kind: str = "text"
    file: Upload | None = None


@dataclass(frozen=True)
class App:
    """The tenant's app, as its administrator's page shows it. `members` None: everybody is in its scope."""

    corp_id: str
    agent_id: int
    secret: str
    members: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """What one payload says. `same`: what the duplicate check compares."""

    kind: str
    text: str
    mentions: tuple[str, ...] = ()
    same: str = ""
    file: Upload | None = None


class Platform:
    """One tenant. `robots` are the keys of robots that sit in a group."""

    def __init__(
        self, app: App, *, clock: Clock, robots: Iterable[str] = (), token_lives: timedelta = timedelta(hours=2)
    ) -> None:
        self.app = app
        self.robots = set(robots)
        self.chats: set[str] = set()
        self.phones: dict[str, str] = {}  # members by their phone: a phone is nobody's user id
        self.rooms = Rooms(self.chats)
        self.faults = Faults()
        self.seen: list[Seen] = []
        self.calls: Counter[str] = Counter()
        self.answers: list[tuple[str, int]] = []
        self.dropped: list[Seen] = []
        self._clock = clock
        self._token_lives = token_lives
        self.shelf = Shelf()
        self.cards = Cards()
        self._token: tuple[str, datetime] | None = None
        self._tokens_made = 0
        self._arrivals: dict[str, deque[datetime]] = defaultdict(deque)
        self._recent: dict[tuple[str, str], datetime] = {}

    def chat(self, name: str) -> list[str]:
        """The texts that stand in one chat, oldest first."""
        return [seen.text for seen in self.seen if seen.chat == name]

    def expire_token(self) -> None:
        """Revoke the token before its time."""
        self._token = None

    def gettoken(self, corp_id: str, secret: str) -> Answer:
        if corp_id != self.app.corp_id:
            return error(40013, "invalid corpid")
        if secret != self.app.secret:
            return error(40001, "invalid credential")
        now = self._clock.now()
        if self._token is None or self._token[1] <= now:
            self._tokens_made += 1
            self._token = (f"stand-in-token-{self._tokens_made}" + "x" * 64, now + self._token_lives)
        value, until = self._token
        return ok(access_token=value, expires_in=int((until - now).total_seconds()))

    def message_send(self, token: str, payload: Mapping[str, Any]) -> Answer:
        if refusal := self.check_token(token):
            return refusal
        if payload.get("agentid") != self.app.agent_id:
            return error(301002, "agentid does not match the token")
        wanted = [user for user in str(payload.get("touser") or "").split("|") if user]
        if not wanted:
            return error(82001, "empty touser")
        if len(wanted) > 1000:
            return error(82002, "too many users")
        content, refusal = self._content("app", payload, ("text", "markdown", "file", "template_card"))
        if refusal:
            return refusal
        reached = [user for user in wanted if self._in_scope(user)]
        if not reached:
            return error(81013, "all users are invalid")
        for user in reached:
            self._to_member(user, content, payload)
        if content.kind == "template_card":
            code = self.cards.code_for(reached, str(payload["template_card"]["task_id"]), now=self._clock.now())
            return ok(invaliduser="|".join(user for user in wanted if user not in reached), response_code=code)
        return ok(invaliduser="|".join(user for user in wanted if user not in reached), msgid=f"m{len(self.seen)}")

    def update_card(self, token: str, payload: Mapping[str, Any]) -> Answer:
        """A card that was sent changes for some of those who got it: with its code, once."""
        if refusal := self.check_token(token):
            return refusal
        if payload.get("agentid") != self.app.agent_id:
            return error(301002, "agentid does not match the token")
        users, card = payload.get("userids"), payload.get("template_card")
        if not isinstance(users, list) or not users or not isinstance(card, dict):
            return error(40058, "invalid userids or template_card")
        why = self.cards.change(str(payload.get("response_code")), users, card, now=self._clock.now())
        return error(40058, why) if why else ok(invaliduser="")

    def appchat_send(self, token: str, payload: Mapping[str, Any]) -> Answer:
        if refusal := self.check_token(token):
            return refusal
        chat = str(payload.get("chatid") or "")
        if chat not in self.chats:
            return error(86003, "chat does not exist")
        content, refusal = self._content("app", payload, ("text", "markdown", "file"))
        if refusal:
            return refusal
        self._show(f"appchat:{chat}", replace(content, text=_cut(content.text)), via="appchat")
        return ok(msgid=f"m{len(self.seen)}")

    def appchat_create(self, token: str, payload: Mapping[str, Any]) -> Answer:
        return self.check_token(token) or _answer(self.rooms.create(payload), chatid=payload.get("chatid"))

    def appchat_get(self, token: str, chat: str) -> Answer:
        if refusal := self.check_token(token):
            return refusal
        info = self.rooms.info(chat)
        return error(86003, "chat does not exist") if info is None else ok(chat_info=info)

    def appchat_update(self, token: str, payload: Mapping[str, Any]) -> Answer:
        return self.check_token(token) or _answer(self.rooms.update(payload))

    def webhook_send(self, key: str, payload: Mapping[str, Any]) -> Answer:
        if key not in self.robots:
            return error(93000, "invalid webhook url")
        if not self._allowed(f"robot:{key}", ((ROBOT_A_MINUTE, MINUTE),)):
            return error(45009, "api freq out of limit")
        content, refusal = self._content(
            f"robot:{key}", payload, ("text", "markdown", "markdown_v2", "file", "image", "template_card")
        )
        if refusal:
            return refusal
        if len(content.text.encode()) > (MARKDOWN_BYTES if content.kind.startswith("markdown") else TEXT_BYTES):
            return error(40058, "content exceed max length")
        self._show(f"robot:{key}", content, via="robot")
        return ok()

    def media_upload(self, token: str, kind: str, part: Part | None) -> Answer:
        return self.check_token(token) or self._upload("app", kind, part)

    def media_get(self, token: str, media_id: str) -> Upload | Answer:
        """The file itself, or an answer that says why not."""
        if refusal := self.check_token(token):
            return refusal
        return self.shelf.get("app", media_id, now=self._clock.now()) or error(40007, "invalid media_id")

    def webhook_upload(self, key: str, kind: str, part: Part | None) -> Answer:
        if key not in self.robots:
            return error(93000, "invalid webhook url")
        return self._upload(f"robot:{key}", kind, part)

    def _upload(self, owner: str, kind: str, part: Part | None) -> Answer:
        if refusal := self.shelf.refusal(kind, part):
            return error(*refusal)
        assert part is not None  # noqa: S101  # refused otherwise
        media_id = self.shelf.put(owner, part, now=self._clock.now())
        return ok(type=kind, media_id=media_id, created_at=str(int(self._clock.now().timestamp())))

    def passive(self, user: str, text: str) -> None:
        """A member's screen after a passive answer."""
        self._show(f"member:{user}", Content("text", _cut(text)), via="passive")

    def check_token(self, token: str) -> Answer | None:
        if not token:
            return error(41001, "access_token missing")
        if self._token is None or token != self._token[0]:
            return error(40014, "invalid access_token")
        if self._token[1] <= self._clock.now():
            return error(42001, "access_token expired")
        return None

    def _in_scope(self, user: str) -> bool:
        return user != "@all" and (self.app.members is None or user in self.app.members)

    def _content(self, owner: str, payload: Mapping[str, Any], kinds: tuple[str, ...]) -> tuple[Content, Answer | None]:
        """What a payload says; beside it the refusal when it says nothing that the platform takes."""
        kind, nothing = str(payload.get("msgtype")), Content("", "")
        if kind not in kinds:
            return nothing, error(40008, "invalid message type")
        body = payload.get(kind)
        body = body if isinstance(body, dict) else {}
        if kind == "image":
            wrong = picture_refusal(body)
            return Content(kind, "［图片］", same=str(body.get("md5"))), error(*wrong) if wrong else None
        if kind == "template_card":
            if why := (notice_refusal_of(body) if owner.startswith("robot:") else refusal_of(body)):
                return nothing, error(40058, why)
            return Content(kind, str(body["main_title"]["title"]), same=json.dumps(body, sort_keys=True)), None
        if kind == "file":
            if not (media_id := body.get("media_id")):
                return nothing, error(41006, "media_id missing")
            if (held := self.shelf.get(owner, str(media_id), now=self._clock.now())) is None:
                return nothing, error(40007, "invalid media_id")
            return Content(kind, held.name, same=str(media_id), file=held), None
        text = body.get("content")
        if not isinstance(text, str) or not text.strip():
            return nothing, error(44004, "empty content")
        lists = [body.get(name, []) for name in ("mentioned_list", "mentioned_mobile_list")]
        if not all(isinstance(names, list) and all(isinstance(name, str) for name in names) for names in lists):
            return nothing, error(40058, "invalid mentioned_list")
        mentions = () if kind == "markdown_v2" else _mentions(body, text, self.phones)
        return Content(kind, text, mentions, same=text), None

    def _to_member(self, user: str, content: Content, payload: Mapping[str, Any]) -> None:
        now = self._clock.now()
        seen = Seen(now, f"member:{user}", _cut(content.text), (), "app", content.kind, content.file)
        if payload.get("enable_duplicate_check") == 1:
            interval = timedelta(seconds=min(int(payload.get("duplicate_check_interval", 1800)), 4 * 3600))
            before = self._recent.get((user, content.same))
            if before is not None and now - before < interval:
                self.dropped.append(seen)
                return
        self._recent[user, content.same] = now
        if self._allowed(f"member:{user}", ((MEMBER_A_MINUTE, MINUTE), (MEMBER_AN_HOUR, HOUR))):
            self.seen.append(seen)
            if content.kind == "template_card":
                self.cards.show(f"member:{user}", payload["template_card"])
        else:
            self.dropped.append(seen)

    def _show(self, chat: str, content: Content, *, via: str) -> None:
        self.seen.append(Seen(self._clock.now(), chat, content.text, content.mentions, via, content.kind, content.file))

    def _allowed(self, chat: str, rates: tuple[tuple[int, timedelta], ...]) -> bool:
        """Count an arrival in sliding windows, unless one of them is full."""
        now, arrivals = self._clock.now(), self._arrivals[chat]
        while arrivals and now - arrivals[0] >= HOUR:
            arrivals.popleft()
        for most, window in rates:
            if sum(1 for at in arrivals if now - at < window) >= most:
                return False
        arrivals.append(now)
        return True


def _answer(refusal: tuple[int, str] | None, **more: Any) -> Answer:
    return ok(**more) if refusal is None else error(*refusal)


def _mentions(body: Mapping[str, Any], text: str, phones: Mapping[str, str]) -> tuple[str, ...]:
    """Whose phones light up: the lists, and every `<@user>` that stands in the text."""
    by_id = [user for user in (*body.get("mentioned_list", ()), *_MENTION.findall(text)) if user not in phones]
    by_phone = [phones.get(phone, phone) for phone in body.get("mentioned_mobile_list", ())]
    return tuple(dict.fromkeys((*by_id, *by_phone)))


def _cut(text: str) -> str:
    return text.encode()[:TEXT_BYTES].decode(errors="ignore")
