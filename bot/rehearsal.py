"""Replays a chat log under a virtual clock and writes the transcript: the same log, the same bytes.

At one instant: posts, then messages, then sends. Nothing here knows a platform: every channel of the
settings is replaced by one that records, and the database is a fresh one.
"""

import asyncio
import random
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from bot.app import App, build
from bot.channels.base import Channel, Limits, Parcel, Receipt
from bot.chatlog import CHANNEL, Line, Record
from bot.clock import VirtualClock
from bot.config import Settings
from bot.directory.model import Directory
from bot.dispatch import Submitted
from bot.errors import SendError, UsageError
from bot.messages import Inbound
from bot.store.store import Store

INSTANT = timedelta(microseconds=1)
ROUNDS = 10_000  # one instant that never comes to rest is a bug, not a long day


class Recorder:
    """A channel that writes down what would be sent, and fails when it is told to."""

    def __init__(self, name: str, clock: VirtualClock, written: list[dict[str, Any]]) -> None:
        self.name = name
        self.limits = Limits(text_bytes=1 << 30, cards="within")
        self.fail_next: str | None = None
        self._clock = clock
        self._written = written

    async def send(self, parcel: Parcel) -> Receipt:
        if self.fail_next:
            permanent = self.fail_next == "permanent"
            self.fail_next = None
            raise SendError(
                "told to fail", permanent=permanent, retry_after=None if permanent else timedelta(seconds=5)
            )
        where = parcel.to.id if parcel.destination is None else parcel.destination.group or parcel.destination.member
        post = {"type": "post", "at": self._clock.now(), "kind": parcel.kind, "to": {parcel.to.kind: where}}
        if parcel.in_reply_to:
            post["in_reply_to"] = parcel.in_reply_to
        post |= {
            "mentions": list(parcel.mentions),
            "text": parcel.text,
            "attachments": [attachment.name for attachment in parcel.attachments],
        }
        if parcel.card is not None:
            post["card"] = {
                "title": parcel.card.title,
                "lines": list(parcel.card.lines),
                "buttons": [{"label": button.label, "words": button.words} for button in parcel.card.buttons],
            }
        self._written.append(post)
        return Receipt(reference=str(len(self._written)))

    async def close(self) -> None:
        """Nothing to close."""


class Everywhere(Mapping[str, Channel]):
    """One recorder for whatever channel a message goes to."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder

    def __getitem__(self, name: str) -> Channel:
        if not name:
            raise KeyError(name)
        return self._recorder

    def __iter__(self) -> Iterator[str]:
        return iter((CHANNEL,))

    def __len__(self) -> int:
        return 1


@dataclass
class Stage:
    """One rehearsal on its way: the replicas, the clock, what was written and what was heard."""

    settings: Settings
    clock: VirtualClock
    url: str
    seed: int
    recorder: Recorder
    written: list[dict[str, Any]]
    imported: Directory | None = None  # where no file holds the directory
    replicas: list[App] = field(default_factory=list)
    stacks: list[AsyncExitStack] = field(default_factory=list)
    heard: dict[str, Inbound] = field(default_factory=dict)
    missed: list[Inbound] = field(default_factory=list)  # came in while the process was down

    async def start(self) -> None:
        """One more replica over the same database."""
        stack = AsyncExitStack()
        app = await stack.enter_async_context(
            build(
                self.settings.with_store(self.url),
                clock=self.clock,
                rng=random.Random(self.seed + len(self.replicas)),  # noqa: S311  # seeded, so that a day repeats
                channels=Everywhere(self.recorder),
                sequential=True,
            )
        )
        for running in self.replicas[:1]:
            await running.pulse.beat(self.clock.now())  # in a rehearsal time passes without a pulse
        await app.pulse.run_due(self.clock.now())
        if self.imported is not None and not self.stacks:
            await app.store.save_directory(self.imported, source="rehearsal", now=self.clock.now())
            await app.snapshot()
        self.stacks.append(stack)
        self.replicas.append(app)

    async def stop(self) -> None:
        for app in self.replicas[:1]:
            await app.pulse.beat(self.clock.now())
        for stack in reversed(self.stacks):
            await stack.aclose()
        self.stacks.clear()
        self.replicas.clear()

    async def say(self, inbound: Inbound) -> None:
        """Hand a message to the first replica; with none running the platform will try again."""
        self.heard[inbound.message_id] = inbound
        if not self.replicas:
            self.missed.append(inbound)
            return
        inbound = replace(inbound, received_at=self.clock.now())
        [submitted] = await self.replicas[0].dispatcher.handle([inbound])
        self.written.append(self._outcome(inbound, submitted))

    def _outcome(self, inbound: Inbound, submitted: Submitted) -> dict[str, Any]:
        outcome = submitted.outcome
        return {
            "type": "outcome",
            "id": inbound.message_id,
            "at": self.clock.now(),
            "kind": outcome.kind,
            "data": outcome.data,
        }

    async def direct(self, record: Record) -> None:
        """Carry out a stage direction."""
        match record.action:
            case "restart":
                await self.stop()
                await self.start()
                missed, self.missed = self.missed, []
                for inbound in missed:
                    await self.say(inbound)
            case "stop":
                await self.stop()
            case "second_replica":
                await self.start()
            case "fail_next_send":
                self.recorder.fail_next = record.how
            case "duplicate":
                if record.of not in self.heard:
                    raise UsageError(f"duplicate: no message {record.of!r} was heard before")
                await self.say(self.heard[record.of])
            case _:
                pass  # advance: time passes by itself

    async def next_due(self, *, sends: bool) -> datetime | None:
        """The next moment at which a post or (with `sends`) a send wants to run."""
        moments = []
        for app in self.replicas:
            moments += [await one.next_due() for one in (app.ticker, app.undelivered, app.watchman, app.case_clock)]
            if sends:
                moments.append(await app.sender.next_due())
        return min((moment for moment in moments if moment is not None), default=None)

    async def settle(self, moment: datetime) -> None:
        """Run everything due up to `moment` in order of time; at one instant posts go before sends."""
        for _ in range(ROUNDS):
            due = await self.next_due(sends=True)
            if due is None or due > moment:
                break
            if due > self.clock.now():
                self.clock.set(due)
            await self.post()
            await self.send()
        else:
            raise UsageError(f"the rehearsal does not come to rest at {self.clock.now().isoformat()}")
        self.clock.set(max(moment, self.clock.now()))

    async def post(self) -> None:
        for app in self.replicas:
            await app.ticker.run_due(self.clock.now())
            await app.undelivered.run_due(self.clock.now())
            await app.watchman.run_due(self.clock.now())
            await app.case_clock.run_due(self.clock.now())

    async def send(self) -> None:
        for app in self.replicas:
            await app.sender.run_due(self.clock.now())


async def rehearse(
    settings: Settings,
    records: Sequence[Record],
    *,
    seed: int = 20200305,
    on_progress: Callable[[int, int], None] = lambda _done, _total: None,
    at_end: Callable[[App], Awaitable[None]] | None = None,
) -> AsyncIterator[Line]:
    """Play the records in order and yield the transcript's lines as they come.

    `at_end` is awaited with the first replica before it is closed (totals, checks).
    Raises UsageError when the records are out of order.
    """
    if not records:
        return
    for number, (before, after) in enumerate(pairwise(records), start=2):
        if after.at < before.at:
            raise UsageError(f'record {number}: "at" goes back; the log must be in order of time')
    clock = VirtualClock(records[0].at - INSTANT)
    written: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory(prefix="gridbot-rehearsal-") as folder:
        url = f"sqlite:///{Path(folder) / 'rehearsal.db'}"
        imported = await _imported(settings) if settings.directory_path is None else None
        stage = Stage(settings, clock, url, seed, Recorder(CHANNEL, clock, written), written, imported)
        await stage.start()
        try:
            for done, record in enumerate(records, start=1):
                await stage.settle(record.at - INSTANT)
                clock.set(record.at)
                await stage.post()
                if record.inbound is not None:
                    await stage.say(record.inbound)
                else:
                    await stage.direct(record)
                if done == len(records) or records[done].at > record.at:
                    await stage.send()
                    await stage.settle(record.at)
                on_progress(done, len(records))
                for line in _drained(written, settings):
                    yield line
                await asyncio.sleep(0)
            if at_end is not None and stage.replicas:
                await at_end(stage.replicas[0])
        finally:
            await stage.stop()


async def _imported(settings: Settings) -> Directory:
    """The directory as it stands in the district's own database, which is otherwise left alone."""
    store = Store(settings.store_url)
    await store.open()
    try:
        await store.upgrade()
        return await store.load_directory()
    finally:
        await store.close()


def _drained(written: list[dict[str, Any]], settings: Settings) -> list[Line]:
    """What was written since the last call, with moments in the district's zone."""
    lines: list[Line] = [line | {"at": line["at"].astimezone(settings.zone).isoformat()} for line in written]
    written.clear()
    return lines
