"""A folder of files named by their digest, beside the database: written whole or not at all, once each.

A file is there before the row that speaks of it is committed, never after: a crash in between leaves a file that
nobody asks for, which `sweep` takes away.
"""

import hashlib
import os
import tempfile
from collections.abc import Container
from datetime import datetime
from pathlib import Path

SUFFIX = ".part"


class Shelf:
    """Every method may raise OSError. All of them block: call them in a thread."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, content: bytes) -> str:
        """Keep the bytes; their SHA-256 in hexadecimal. What is there already is not written again."""
        digest = hashlib.sha256(content).hexdigest()
        place = self._place(digest)
        if place.exists():
            return digest
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.NamedTemporaryFile(dir=place.parent, suffix=SUFFIX, delete=False) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(file.name).replace(place)
        _settle(place.parent)
        return digest

    def read(self, digest: str) -> bytes | None:
        """The bytes; None: they are not there, or not what they were."""
        try:
            content = self._place(digest).read_bytes()
        except FileNotFoundError:
            return None
        return content if hashlib.sha256(content).hexdigest() == digest else None

    def remove(self, digest: str) -> None:
        """What is not there is removed already."""
        self._place(digest).unlink(missing_ok=True)

    def sweep(self, known: Container[str], *, before: datetime) -> int:
        """Remove older files that no row speaks of; how many."""
        gone = 0
        for place in self.folder.glob("??/*"):
            if place.name not in known and place.stat().st_mtime < before.timestamp():
                place.unlink(missing_ok=True)
                gone += 1
        return gone

    def trouble(self) -> str:
        """Why nothing could be written there; "" when it could. Makes nothing."""
        place = self.folder
        while not place.exists() and place != place.parent:
            place = place.parent
        if not place.is_dir():
            return f"{place} is no folder"
        return "" if os.access(place, os.W_OK | os.X_OK) else f"{place} is not open to writing"

    def _place(self, digest: str) -> Path:
        return self.folder / digest[:2] / digest


def _settle(folder: Path) -> None:
    """Let the new name survive a power cut; not every system lets a folder be opened."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
