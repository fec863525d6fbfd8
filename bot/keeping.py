"""What the dispatcher does with the files of a message: rows in its own transaction, bytes on the shelf before them.

A file whose bytes came along is kept at once; one that must be fetched waits for the fetcher. A channel that can
fetch nothing leaves no row: nobody will ever see that file.
"""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.awaited import SAID, written
from bot.channels.base import Channel, Parcel
from bot.media.rules import MediaRules, Unfit, judged
from bot.media.subject import Subject, subject_of
from bot.messages import Attachment, Inbound, Media, Outcome
from bot.shelf import Shelf
from bot.store.records import KeptFile
from bot.store.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)
KEPT = ("image", "file", "video")
REMOVED = "（这个文件已过保存期，已经删除。）"
MOST = 9  # files of one message


@dataclass(frozen=True)
class Keeper:
    """Where files go, which are taken, and how they are got."""

    shelf: Shelf
    rules: MediaRules
    channels: Mapping[str, Channel]

    async def keep(self, uow: UnitOfWork, inbound: Inbound, outcome: Outcome, now: datetime) -> int:
        """Rows for the files of a message that belongs to something; how many."""
        if not inbound.media or (subject := subject_of(outcome)) is None:
            return 0
        wanted = [one for one in inbound.media if one.kind in KEPT and not one.detail.get("quoted")]
        rows = [row for one in wanted[:MOST] if (row := await self._row(inbound, one, subject, now)) is not None]
        if rows:
            await uow.files.add(rows)
        return len(rows)

    async def _row(self, inbound: Inbound, media: Media, subject: Subject, now: datetime) -> KeptFile | None:
        lives = getattr(self.channels.get(inbound.channel), "media_lives", None)
        if not media.content and not isinstance(lives, timedelta):
            return None
        waiting = KeptFile(
            id=0,
            subject=subject.text,
            kind=media.kind,
            name="" if subject.sealed else media.name[:120],
            state="waiting",
            channel=inbound.channel,
            detail={} if media.content else _needed(inbound, media, subject),
            sender="" if subject.sealed else inbound.sender,
            created_at=now,
            deadline=now + (lives if isinstance(lives, timedelta) else timedelta()),
            next_try_at=now,
        )
        return await self._put_down(waiting, media) if media.content else waiting

    async def _put_down(self, waiting: KeptFile, media: Media) -> KeptFile | None:
        found = judged(media.content, kind=media.kind, name=waiting.name or media.name, rules=self.rules)
        if isinstance(found, Unfit):
            return replace(waiting, state="refused", why=found.why)
        try:
            digest = await asyncio.to_thread(self.shelf.put, found.content)
        except OSError as error:  # the message itself is more than its picture
            log.warning("a file could not be written", extra={"error": type(error).__name__})
            return replace(waiting, state="lost", why="unwritten")
        return replace(
            waiting, state="kept", digest=digest, media_type=found.media_type, size=len(found.content),
            name="" if waiting.subject.startswith("tip:") else found.name,
        )  # fmt: skip

    async def read(self, parcel: Parcel) -> Parcel:
        """The parcel with the bytes of its kept files; one that was removed meanwhile is told of, not sent."""
        if not any(one.digest for one in parcel.attachments):
            return parcel
        found = [await self._read(one) for one in parcel.attachments]
        files = tuple(one for one in found if one is not None)
        return replace(parcel, attachments=files, text=parcel.text if files or parcel.text else REMOVED)

    async def _read(self, one: Attachment) -> Attachment | None:
        if not one.digest:
            return one
        try:
            content = await asyncio.to_thread(self.shelf.read, one.digest)
        except OSError:
            content = None
        return None if content is None else replace(one, content=content)


def _needed(inbound: Inbound, media: Media, subject: Subject) -> dict[str, Any]:
    """What its channel needs to fetch the file, and of a message that is read with it, what it was."""
    detail = {key: value for key, value in media.detail.items() if key != "name"}
    return detail | {SAID: written(inbound)} if subject.kind == "message" else detail
