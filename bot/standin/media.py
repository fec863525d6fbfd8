"""The stand-in's shelf of uploaded files: what it takes, under which id, for whom, and for how long.

An upload reaches nobody: only a message that names its id does, and only of the same app or robot.
"""

import hashlib
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

LEAST_BYTES = 6  # "more than 5 bytes" (reference: wecom 3, 4.5)
MOST_BYTES = 20 * 1024 * 1024
ROBOT_PICTURE = 2 * 1024 * 1024
LIVES = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a multipart body, as it came."""

    name: str
    filename: str
    content: bytes
    told_length: str = ""


@dataclass(frozen=True, slots=True)
class Upload:
    """One file on the shelf."""

    owner: str
    name: str
    content: bytes
    until: datetime


class Shelf:
    """Files by media id."""

    def __init__(self) -> None:
        self._held: dict[str, Upload] = {}

    def refusal(self, kind: str, part: Part | None) -> tuple[int, str] | None:
        """Why the platform would not take it: its error code and a word; None: it would."""
        if kind != "file":
            return 40004, "invalid media type"
        if part is None or part.name != "media" or not part.filename:
            return 41005, "media data missing"
        if part.told_length and part.told_length != str(len(part.content)):
            return 40058, "filelength does not match"
        if len(part.content) < LEAST_BYTES:
            return 44001, "empty media data"
        if len(part.content) > MOST_BYTES:
            return 45001, "media size out of limit"
        return None

    def put(self, owner: str, part: Part, *, now: datetime) -> str:
        media_id = f"MEDIA-{len(self._held) + 1:04}"
        self._held[media_id] = Upload(owner, part.filename, part.content, now + LIVES)
        return media_id

    def get(self, owner: str, media_id: str, *, now: datetime) -> Upload | None:
        held = self._held.get(media_id)
        return held if held is not None and held.owner == owner and now < held.until else None

    def shared(self, content: bytes, name: str, *, now: datetime) -> str:
        """The media id of what a member sent to an app."""
        media_id = f"SHARED-{len(self._held) + 1:04}"
        self._held[media_id] = Upload("app", name, content, now + LIVES)
        return media_id

    def lose(self) -> None:
        """Forget every file before its time."""
        self._held = {media_id: Upload("", "", b"", held.until) for media_id, held in self._held.items()}


def picture_refusal(body: Mapping[str, Any]) -> tuple[int, str] | None:
    """Why a robot's picture is not taken: it comes in base 64 with the MD5 of its bytes."""
    try:
        content = b64decode(str(body.get("base64")), validate=True)
    except ValueError:
        return 40058, "invalid base64"
    if len(content) > ROBOT_PICTURE:
        return 45001, "picture too large"
    if not content.startswith((b"\xff\xd8\xff", b"\x89PNG")):
        return 40058, "invalid picture"
    digest = hashlib.md5(content, usedforsecurity=False).hexdigest()  # as the platform compares
    return None if digest == body.get("md5") else (40058, "invalid md5")
