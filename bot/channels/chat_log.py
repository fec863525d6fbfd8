"""What a chat page shows: the last messages of every conversation, numbered, and who waits for news.

Nothing is queued for a page: it says up to which version it has seen and is given what changed since.
So a slow page costs no memory, and one that was away for an hour loses nothing that is still kept.
"""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from bot.messages import Attachment, Card, PostKind, Quote

PER_ROOM = 500
IN_ALL = 20_000
FILE_BYTES = 32 * 1024 * 1024

State = Literal["sending", "sent", "failed"]


@dataclass(frozen=True, slots=True)
class Room:
    """One conversation: a group by its platform's id, or the bot's private chat with a member."""

    kind: Literal["group", "member"]
    id: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One message as a page shows it. `sender` None: the bot said it, and `kind` says as what.

    `number` is its place and never changes; `version` moves whenever something about it does. Both
    are given by the log. A file whose bytes had to go keeps its name with empty `content`.
    """

    id: str
    room: Room
    sender: str | None
    text: str
    at: datetime
    kind: PostKind | None = None
    mentions: tuple[str, ...] = ()
    quote: Quote | None = None
    in_reply_to: str | None = None
    files: tuple[Attachment, ...] = ()
    card: Card | None = None
    state: State = "sent"
    number: int = 0
    version: int = 0


@dataclass(frozen=True, slots=True)
class Banner:
    """A strip above the conversations: words, and how far something has come; `total` 0: no measure."""

    text: str
    done: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class News:
    """What changed: the entries in the order of their versions, and the strip if it did."""

    version: int
    entries: tuple[Entry, ...]
    banner: Banner | None


@dataclass
class _Kept:
    """Everything in memory. `changed` maps versions to ids, oldest first."""

    by_id: dict[str, Entry] = field(default_factory=dict)
    changed: dict[int, str] = field(default_factory=dict)
    rooms: dict[Room, dict[str, None]] = field(default_factory=dict)
    with_files: dict[str, int] = field(default_factory=dict)


class ChatLog:
    """Bounded per room, in all, and in bytes of files; the oldest go first. For one event loop."""

    def __init__(self, *, per_room: int = PER_ROOM, in_all: int = IN_ALL, file_bytes: int = FILE_BYTES) -> None:
        self._per_room = per_room
        self._in_all = in_all
        self._most_bytes = file_bytes
        self._kept = _Kept()
        self._waiting: set[asyncio.Event] = set()
        self._banner: Banner | None = None
        self._banner_version = 0
        self.version = 0

    def put(self, entry: Entry) -> Entry:
        """Keep a new entry and wake the pages; one whose id is kept already is given back unchanged."""
        if (before := self._kept.by_id.get(entry.id)) is not None:
            return before
        entry = replace(entry, number=self._next(), version=self.version)
        self._write(entry)
        room = self._kept.rooms.setdefault(entry.room, {})
        room[entry.id] = None
        if size := sum(len(file.content) for file in entry.files):
            self._kept.with_files[entry.id] = size
        while len(room) > self._per_room:
            self._forget(next(iter(room)))
        while len(self._kept.by_id) > self._in_all:
            self._forget(next(iter(self._kept.by_id)))
        self._drop_old_files()
        self._wake()
        return entry

    def settle(self, entry_id: str, state: State) -> Entry | None:
        """Say how it stands with an entry now; None when it is no longer kept."""
        entry = self._kept.by_id.get(entry_id)
        if entry is None or entry.state == state:
            return entry
        entry = self._changed(replace(entry, state=state))
        self._wake()
        return entry

    def settle_card(self, entry_id: str, card: Card) -> None:
        """A card shows this from now on, where its message is still kept."""
        entry = self._kept.by_id.get(entry_id)
        if entry is not None and entry.card != card:
            self._changed(replace(entry, card=card))
            self._wake()

    def announce(self, banner: Banner) -> None:
        self._banner, self._banner_version = banner, self._next()
        self._wake()

    def entry(self, entry_id: str) -> Entry | None:
        return self._kept.by_id.get(entry_id)

    def since(self, version: int, sees: Callable[[Room], bool]) -> News:
        """What changed after `version` in the rooms that `sees` lets through; 0: everything kept."""
        found = []
        for changed_at in reversed(self._kept.changed):
            if changed_at <= version:
                break
            entry = self._kept.by_id[self._kept.changed[changed_at]]
            if sees(entry.room):
                found.append(entry)
        banner = self._banner if self._banner_version > version else None
        return News(self.version, tuple(reversed(found)), banner)

    @contextmanager
    def subscribe(self) -> Iterator[asyncio.Event]:
        """An event that is set at every change; whoever waits for it clears it before looking."""
        fresh = asyncio.Event()
        self._waiting.add(fresh)
        try:
            yield fresh
        finally:
            self._waiting.discard(fresh)

    @property
    def subscribers(self) -> int:
        return len(self._waiting)

    @property
    def sizes(self) -> Mapping[str, int]:
        """How much is kept, for tests and whoever wonders."""
        return {
            "entries": len(self._kept.by_id),
            "versions": len(self._kept.changed),
            "files": sum(self._kept.with_files.values()),
        }

    def _next(self) -> int:
        self.version += 1
        return self.version

    def _write(self, entry: Entry) -> None:
        self._kept.by_id[entry.id] = entry
        self._kept.changed[entry.version] = entry.id

    def _changed(self, entry: Entry) -> Entry:
        del self._kept.changed[entry.version]
        entry = replace(entry, version=self._next())
        self._write(entry)
        return entry

    def _forget(self, entry_id: str) -> None:
        entry = self._kept.by_id.pop(entry_id)
        del self._kept.changed[entry.version]
        self._kept.with_files.pop(entry_id, None)
        room = self._kept.rooms[entry.room]
        del room[entry_id]
        if not room:
            del self._kept.rooms[entry.room]

    def _drop_old_files(self) -> None:
        while sum(self._kept.with_files.values()) > self._most_bytes:
            oldest = next(iter(self._kept.with_files))
            del self._kept.with_files[oldest]
            entry = self._kept.by_id[oldest]
            self._changed(replace(entry, files=tuple(replace(file, content=b"") for file in entry.files)))

    def _wake(self) -> None:
        for fresh in self._waiting:
            fresh.set()
