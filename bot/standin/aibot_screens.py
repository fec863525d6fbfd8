"""What the smart bot's chats show on the stand-in, and how much may be said in one: shared by both modes.

Each frame of a stream replaces the text that stood in its place; a finished or an old stream takes no more.
"""

from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.clock import Clock
from bot.standin.cards import refusal_of
from bot.standin.platform import Answer, Platform, Seen, error, ok

TEXT_BYTES = 20_480
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
MEDIA = ("file", "image", "voice", "video")


@dataclass(frozen=True, slots=True)
class DeskRules:
    """What the platform allows; the documents and measurements do not agree about all of it."""

    a_minute: int = 30
    an_hour: int = 1000
    subscriptions_a_minute: int = 10
    stream_life: timedelta = timedelta(minutes=6)
    count_refreshes: bool = True  # cautious: every frame of a stream counts
    chunk_index_from: int = 0


@dataclass
class Stream:
    """A message that is being written: where it stands on the screen, and since when."""

    place: int
    since: datetime
    finished: bool = False


class BotScreens:
    """The chats of one bot; on `platform.seen` they are called "aibot:CHATID" and "aibot:USERID"."""

    def __init__(self, platform: Platform, *, owner: str, clock: Clock, rules: DeskRules) -> None:
        self._platform = platform
        self._owner = owner
        self._clock = clock
        self._rules = rules
        self._streams: dict[tuple[str, str], Stream] = {}
        self._arrivals: dict[str, deque[datetime]] = defaultdict(deque)

    def texts(self, chat: str) -> list[str]:
        """What stands in one chat, oldest first."""
        return self._platform.chat(f"aibot:{chat}")

    def write(self, req_id: str, chat: str, part: object) -> Answer:
        """One frame of a stream: its text replaces what stood there."""
        stream = part if isinstance(part, dict) else {}
        name, text = stream.get("id"), stream.get("content")
        if not isinstance(name, str) or not name or not isinstance(text, str):
            return error(40058, "invalid stream")
        now, key = self._clock.now(), (req_id, name)
        held = self._streams.get(key)
        if held is not None and (held.finished or now - held.since > self._rules.stream_life):
            return error(846608, "stream expired")
        if len(text.encode()) > TEXT_BYTES:
            return error(45002, "content exceed max length")
        if (held is None or self._rules.count_refreshes) and not self._allowed(chat):
            return error(45009, "api freq out of limit")
        seen = Seen(now, f"aibot:{chat}", text, (), "aibot answer", "stream")
        if held is None:
            held = self._streams[key] = Stream(len(self._platform.seen), now)
            self._platform.seen.append(seen)
        self._platform.seen[held.place] = seen
        held.finished = stream.get("finish") is True
        return ok()

    def say(self, chat: str, body: Mapping[str, Any], *, via: str) -> Answer:
        """One message of the bot."""
        kind = str(body.get("msgtype"))
        part = body.get(kind)
        part = part if isinstance(part, dict) else {}
        now = self._clock.now()
        text: Any = part.get("content")
        file = None
        if kind in MEDIA:
            file = self._platform.shelf.get(self._owner, str(part.get("media_id")), now=now)
            if file is None:
                return error(40007, "invalid media_id")
            text = file.name
        elif kind == "template_card":
            if why := refusal_of(part):
                return error(40058, why)
            text = part["main_title"]["title"]
        if not isinstance(text, str) or not text.strip():
            return error(44004, "empty content")
        if len(text.encode()) > TEXT_BYTES:
            return error(45002, "content exceed max length")
        if not self._allowed(chat):
            return error(45009, "api freq out of limit")
        if kind == "template_card" and not self._platform.cards.show(f"aibot:{chat}", part):
            return error(40058, "task_id was used before")
        self._platform.seen.append(Seen(now, f"aibot:{chat}", text, (), via, kind, file))
        return ok()

    def settle(self, chat: str, task: str, card: object) -> Answer:
        """A card after its press."""
        if why := refusal_of(card):
            return error(40058, why)
        assert isinstance(card, dict)  # noqa: S101  # refused otherwise
        if card["task_id"] != task or not self._platform.cards.update(f"aibot:{chat}", task, card):
            return error(40058, "invalid task_id")
        return ok()

    def button(self, chat: str, label: str) -> tuple[str, str]:
        """Task id and key of the newest button with that label. Raises LookupError where there is none."""
        return self._platform.cards.key_of(f"aibot:{chat}", label)

    def passive(self, chat: str, text: str) -> None:
        """A chat's screen after an answer in the call."""
        self._platform.seen.append(Seen(self._clock.now(), f"aibot:{chat}", text, (), "aibot answer", "stream"))

    def _allowed(self, chat: str) -> bool:
        """Count what the bot says in a chat, unless a window is full."""
        now, arrivals = self._clock.now(), self._arrivals[chat]
        while arrivals and now - arrivals[0] >= HOUR:
            arrivals.popleft()
        if (
            len(arrivals) >= self._rules.an_hour
            or sum(1 for at in arrivals if now - at < MINUTE) >= self._rules.a_minute
        ):
            return False
        arrivals.append(now)
        return True
