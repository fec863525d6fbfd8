"""The stand-in's uploads over the long connection: announced, taken chunk by chunk, checked, put on the shelf.

Chunks may come in any order and more than once; what was announced must be what came (reference: wecom 2.5).
"""

import base64
import binascii
import hashlib
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from bot.channels.aibot_frames import UPLOAD_CHUNK, UPLOAD_INIT
from bot.clock import Clock
from bot.standin.media import Part
from bot.standin.platform import Answer, Platform, error, ok

CHUNK = 512 * 1024
MOST_CHUNKS = 100
SESSION = timedelta(minutes=30)
A_MINUTE, AN_HOUR = 30, 1000
_KINDS = ("file", "image", "voice", "video")


@dataclass
class Session:
    """One upload that was announced."""

    name: str
    size: int
    chunks: int
    md5: str
    until: datetime
    held: dict[int, bytes] = field(default_factory=dict)


class Uploads:
    """The uploads of one bot. `index_from`: the number that the first chunk must have."""

    def __init__(self, platform: Platform, *, owner: str, clock: Clock, index_from: int) -> None:
        self._platform = platform
        self._owner = owner
        self._clock = clock
        self._index_from = index_from
        self._open: dict[str, Session] = {}
        self._numbers = count(1)
        self._arrivals: deque[datetime] = deque()

    def answer(self, cmd: str, body: Mapping[str, Any]) -> Answer:
        """The answer to one request of an upload."""
        if cmd == UPLOAD_INIT:
            return self._begin(body)
        session = self._open.get(str(body.get("upload_id")))
        if session is None or session.until <= self._clock.now():
            return error(40058, "invalid upload_id")
        return self._chunk(session, body) if cmd == UPLOAD_CHUNK else self._finish(session, str(body["upload_id"]))

    def _begin(self, body: Mapping[str, Any]) -> Answer:
        name, size, chunks, md5 = (body.get(key) for key in ("filename", "total_size", "total_chunks", "md5"))
        right = isinstance(name, str) and name and isinstance(md5, str) and len(md5) == 32
        if body.get("type") not in _KINDS or not right:
            return error(40058, "invalid parameter")
        if not isinstance(size, int) or not isinstance(chunks, int) or not 0 < chunks <= MOST_CHUNKS or size < 1:
            return error(40058, "invalid size")
        now = self._clock.now()
        while self._arrivals and now - self._arrivals[0] >= timedelta(hours=1):
            self._arrivals.popleft()
        recent = sum(1 for at in self._arrivals if now - at < timedelta(minutes=1))
        if recent >= A_MINUTE or len(self._arrivals) >= AN_HOUR:
            return error(45009, "api freq out of limit")
        self._arrivals.append(now)
        upload_id = f"UPLOAD-{next(self._numbers):04}"
        self._open[upload_id] = Session(str(name), size, chunks, str(md5), now + SESSION)
        return ok(body={"upload_id": upload_id})

    def _chunk(self, session: Session, body: Mapping[str, Any]) -> Answer:
        number, data = body.get("chunk_index"), body.get("base64_data")
        first = self._index_from
        if not isinstance(number, int) or not first <= number < first + session.chunks or not isinstance(data, str):
            return error(40058, "invalid chunk_index")
        try:
            content = base64.b64decode(data, validate=True)
        except binascii.Error:
            return error(40058, "invalid base64_data")
        if len(content) > CHUNK:
            return error(45001, "chunk too large")
        session.held[number] = content
        return ok()

    def _finish(self, session: Session, upload_id: str) -> Answer:
        content = b"".join(session.held[number] for number in sorted(session.held))
        md5 = hashlib.md5(content, usedforsecurity=False).hexdigest()
        if len(session.held) != session.chunks or len(content) != session.size or md5 != session.md5:
            return error(40058, "not what was announced")
        part = Part("media", session.name, content)
        if refusal := self._platform.shelf.refusal("file", part):
            return error(*refusal)
        del self._open[upload_id]
        now = self._clock.now()
        media_id = self._platform.shelf.put(self._owner, part, now=now)
        return ok(body={"type": "file", "media_id": media_id, "created_at": str(int(now.timestamp()))})
