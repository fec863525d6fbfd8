"""The fetcher: gets the files that messages only name, while their links live, and clears away what is too old.

Leased rows, like the sender's: a crash, a second replica or a slow platform fetch a file twice at worst, and the shelf
keeps it once.
"""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.awaited import SAID, with_file
from bot.channels.base import Channel
from bot.clock import Clock
from bot.errors import MediaLost, StoreError
from bot.handlers.tip_file_sender import teller_of
from bot.media.rules import MediaRules, Unfit, judged
from bot.media.subject import MESSAGE
from bot.messages import Attachment, Body, Destination, Inbound, Media, MediaKind, Outbound, PostKind
from bot.reading.sheet import MOST_BYTES as TABLE_BYTES
from bot.scheduler.ticker import Transactions
from bot.shelf import Shelf
from bot.store.records import KeptFile
from bot.store.unit_of_work import UnitOfWork
from bot.views.kept_files import not_kept

log = logging.getLogger(__name__)

AT_ONCE = 4
FETCH_SECONDS = 25.0
LEASE = timedelta(seconds=40)
FIRST_WAIT, LONGEST_WAIT = 2.0, 60.0  # seconds of backoff
LONGEST_PAUSE = 2.0
TIDY_EVERY = timedelta(hours=6)
ORPHAN = timedelta(days=1)
TIDIED_AT_ONCE = 200
_KINDS: Mapping[str, MediaKind] = {"image": "image", "file": "file", "video": "video"}


@dataclass
class Fetcher:
    """`run_due` tries everything that is due once; `run` keeps doing it until cancelled."""

    store: Transactions
    channels: Mapping[str, Channel]
    shelf: Shelf
    rules: MediaRules
    clock: Clock
    rng: random.Random
    on_posted: Callable[[], None] = lambda: None
    submit: Callable[[Inbound], Awaitable[object]] | None = None  # takes in a message that waited for its file
    tidied_at: datetime | None = None

    async def run(self) -> None:
        """Until cancelled. A database that is away is asked again."""
        wake = asyncio.Event()
        while True:
            try:
                now = self.clock.now()
                if await self.run_due(now) == AT_ONCE:
                    continue
                await self.tidy(now)
            except StoreError as error:
                log.warning("files cannot be fetched now", extra={"error": type(error).__name__})
            with suppress(TimeoutError):
                async with asyncio.timeout(LONGEST_PAUSE):
                    await wake.wait()

    async def run_due(self, now: datetime) -> int:
        """Try what is due; how many files. Raises StoreError."""
        async with self.store.unit_of_work() as uow:
            due = await uow.files.next_due()
            if due is None or due > now:
                return 0
            files = await uow.files.claim(now=now, until=now + LEASE, limit=AT_ONCE)
            await uow.commit()
        async with asyncio.TaskGroup() as tasks:
            for file in files:
                tasks.create_task(self._try(file))
        return len(files)

    async def _try(self, file: KeptFile) -> None:
        channel = self.channels.get(file.channel)
        most = TABLE_BYTES if file.subject.startswith(MESSAGE) else self.rules.most.get(file.kind)
        if most is None:
            await self._settle(file, "refused", why="kind")
        elif channel is None or not hasattr(channel, "fetch"):
            await self._settle(file, "lost", why="gone")
        else:
            try:
                async with asyncio.timeout(FETCH_SECONDS):
                    found = await channel.fetch(Media(_KINDS[file.kind], dict(file.detail)), most=most)
            except MediaLost as error:
                await self._missed(file, error.why)
            except TimeoutError:
                await self._missed(file, "away")
            else:
                if file.subject.startswith(MESSAGE):
                    await self._read(file, found)
                else:
                    await self._put_down(file, found.content, found.name)

    async def _read(self, file: KeptFile, found: Attachment) -> None:
        """Hand the message in with its file; nothing is kept of it here."""
        said, now = file.detail.get(SAID), self.clock.now()
        if self.submit is None or not isinstance(said, Mapping):
            await self._settle(file, "lost", why="gone")
            return
        named = replace(found, name=file.name or found.name)
        try:
            await self.submit(with_file(said, named, channel=file.channel, sender=file.sender, now=now))
        except StoreError:
            await self._missed(file, "away")
            return
        async with self.store.unit_of_work() as uow:
            await uow.files.settle(file, "read")
            await uow.commit()

    async def _missed(self, file: KeptFile, why: str) -> None:
        now = self.clock.now()
        wait = self.rng.uniform(0.1, min(LONGEST_WAIT, FIRST_WAIT * 2.0 ** min(file.tries, 10)))
        then = now + timedelta(seconds=wait)
        if why == "away" and then < file.deadline:
            async with self.store.unit_of_work() as uow:
                await uow.files.again(file, at=then, why=why)
                await uow.commit()
        else:
            await self._settle(file, "refused" if why == "too_big" else "lost", why=why)

    async def _put_down(self, file: KeptFile, content: bytes, name: str) -> None:
        sealed = file.subject.startswith("tip:")
        found = judged(content, kind=file.kind, name=file.name or name, rules=self.rules)
        if isinstance(found, Unfit):
            await self._settle(file, "refused", why=found.why)
            return
        try:
            digest = await asyncio.to_thread(self.shelf.put, found.content)
        except OSError as error:
            log.warning("a file could not be written", extra={"error": type(error).__name__})
            await self._missed(file, "away")
            return
        async with self.store.unit_of_work() as uow:
            await uow.files.settle(
                file, "kept", digest=digest, media_type=found.media_type, size=len(found.content),
                name="" if sealed else found.name,
            )  # fmt: skip
            await uow.commit()

    async def _settle(self, file: KeptFile, state: str, *, why: str) -> None:
        """It will not be kept: its sender is told once, a teller through the sealed table."""
        async with self.store.unit_of_work() as uow:
            changed = await uow.files.settle(file, "refused" if state == "refused" else "lost", why=why)
            to = await self._sender_of(uow, file) if changed else None
            if to is not None:
                now = self.clock.now()
                text = not_kept(replace(file, why=why), self.rules)
                kind: PostKind = "case" if file.subject.startswith("tip:") else "reply"  # a case to a member is sealed
                uow.outbox.put(Outbound(f"media:{file.id}", kind, to, Body(text), now))
            await uow.commit()
        self.on_posted()

    async def _sender_of(self, uow: UnitOfWork, file: KeptFile) -> Destination | None:
        if file.subject.startswith("tip:"):
            return await teller_of(uow, file.subject.removeprefix("tip:"))
        return Destination(member=file.sender, channel=file.channel) if file.sender else None

    async def tidy(self, now: datetime) -> int:
        """Clear away what was kept long enough, and bytes that no row speaks of; how many files went."""
        if self.tidied_at is not None and now - self.tidied_at < TIDY_EVERY:
            return 0
        self.tidied_at = now
        gone = 0
        async with self.store.unit_of_work() as uow:
            old = () if self.rules.keep is None else await uow.files.older_than(
                now - self.rules.keep, limit=TIDIED_AT_ONCE
            )  # fmt: skip
            alone = [file.digest for file in old if await uow.files.remove(file)]
            await uow.commit()
        for digest in alone:
            await asyncio.to_thread(self.shelf.remove, digest)
            gone += 1
        async with self.store.unit_of_work() as uow:
            known = await uow.files.digests()
        with suppress(OSError):
            gone += await asyncio.to_thread(self.shelf.sweep, known, before=now - ORPHAN)
        if len(old) == TIDIED_AT_ONCE:
            self.tidied_at = None  # more of them wait
        return gone
