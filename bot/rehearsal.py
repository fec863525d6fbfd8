"""Replays a chat log under a virtual clock and writes the transcript: the same log, the same bytes.

At one instant: posts, then messages, then sends. Nothing here knows a platform: every channel of the
settings is replaced by one that records, and the database is a fresh one.
"""

import asyncio
import random
import tempfile
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.app import App, build
from bot.channels.base import Limits, Parcel, Receipt
from bot.clock import VirtualClock
from bot.config import Settings
from bot.dispatch import Submitted
from bot.errors import SendError, UsageError
from bot.messages import Inbound, Media, Quote

CHANNEL = "rehearsal"
INSTANT = timedelta(microseconds=1)
ROUNDS = 10_000  # one instant that never comes to rest is a bug, not a long day

Line = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Record:
    """One line of the log: a message, or a stage direction (CONTRACT section 4)."""

    at: datetime
    action: str | None = None
    inbound: Inbound | None = None
    of: str = ""  # the id that a direction is about
    how: str = ""


def record_from(line: Line, *, number: int) -> Record:
    """A line of the log as a record. Raises UsageError naming the line and the mend."""
    try:
        at = datetime.fromisoformat(str(line["at"]))
    except (KeyError, ValueError):
        raise UsageError(f'line {number}: "at" is no moment; write "2020-03-05T09:02:00+08:00"') from None
    if at.tzinfo is None:
        raise UsageError(f'line {number}: "at" has no offset; write "{line["at"]}+08:00"')
    if "action" in line:
        action = str(line["action"])
        if action not in ACTIONS:
            raise UsageError(f"line {number}: unknown action {action!r}; known are {', '.join(ACTIONS)}")
        return Record(at, action=action, of=str(line.get("id", "")), how=str(line.get("how", "transient")))
    for key in ("from", "text", "id"):
        if not isinstance(line.get(key), str):
            raise UsageError(f'line {number}: "{key}" is missing or no text')
    return Record(at, inbound=inbound_from(line, at))


def inbound_from(line: Line, at: datetime) -> Inbound:
    """A message of the log as it would have come in."""
    quote = line.get("quote")
    return Inbound(
        channel=str(line.get("channel") or CHANNEL),
        message_id=line["id"],
        sender=line["from"],
        chat=line.get("group") or None,
        text=line["text"],
        sent_at=at,
        received_at=at,
        mentions_bot=line.get("mentions_bot"),
        quote=Quote(str(quote.get("from", "")), str(quote.get("text", ""))) if quote else None,
        media=tuple(
            Media(item["kind"], {k: v for k, v in item.items() if k != "kind"}) for item in line.get("media", ())
        ),
    )


class Recorder:
    """A channel that writes down what would be sent, and fails when it is told to."""

    def __init__(self, name: str, clock: VirtualClock, written: list[dict[str, Any]]) -> None:
        self.name = name
        self.limits = Limits(text_bytes=1 << 30)
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
        where = "group" if parcel.to.kind == "group" else "member"
        post = {"type": "post", "at": self._clock.now(), "kind": parcel.kind, "to": {where: parcel.to.id}}
        if parcel.in_reply_to:
            post["in_reply_to"] = parcel.in_reply_to
        post |= {
            "mentions": list(parcel.mentions),
            "text": parcel.text,
            "attachments": [attachment.name for attachment in parcel.attachments],
        }
        self._written.append(post)
        return Receipt(reference=str(len(self._written)))

    async def close(self) -> None:
        """Nothing to close."""


@dataclass
class Stage:
    """One rehearsal on its way: the replicas, the clock, what was written and what was heard."""

    settings: Settings
    clock: VirtualClock
    url: str
    seed: int
    recorder: Recorder
    written: list[dict[str, Any]]
    replicas: list[App] = field(default_factory=list)
    stacks: list[AsyncExitStack] = field(default_factory=list)
    heard: dict[str, Inbound] = field(default_factory=dict)
    missed: list[Inbound] = field(default_factory=list)  # came in while the process was down

    async def start(self) -> None:
        """One more replica over the same database."""
        stack = AsyncExitStack()
        settings = self.settings.with_store(self.url)
        app = await stack.enter_async_context(
            build(
                settings,
                clock=self.clock,
                rng=random.Random(self.seed + len(self.replicas)),
                channels=lambda _: self.recorder,
                running=False,
            )
        )
        self.stacks.append(stack)
        self.replicas.append(app)

    async def stop(self) -> None:
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
            moments.append(await app.ticker.next_due())
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

    async def send(self) -> None:
        for app in self.replicas:
            await app.sender.run_due(self.clock.now())


ACTIONS = ("advance", "restart", "stop", "fail_next_send", "duplicate", "second_replica")


async def rehearse(
    settings: Settings,
    records: Sequence[Record],
    *,
    seed: int = 20200305,
    on_progress: Callable[[int, int], None] = lambda _done, _total: None,
    at_end: Callable[[App], Any] | None = None,
) -> AsyncIterator[Line]:
    """Play the records in order and yield the transcript's lines as they come.

    `at_end` is awaited with the first replica before it is closed (totals, checks).
    Raises UsageError when the records are out of order.
    """
    if not records:
        return
    for number, (before, after) in enumerate(zip(records, records[1:], strict=False), start=2):
        if after.at < before.at:
            raise UsageError(f'record {number}: "at" goes back; the log must be in order of time')
    clock = VirtualClock(records[0].at - INSTANT)
    written: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory(prefix="gridbot-rehearsal-") as folder:
        url = f"sqlite:///{Path(folder) / 'rehearsal.db'}"
        stage = Stage(settings, clock, url, seed, Recorder(CHANNEL, clock, written), written)
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


def _drained(written: list[dict[str, Any]], settings: Settings) -> list[Line]:
    """What was written since the last call, with moments in the district's zone."""
    lines = [line | {"at": line["at"].astimezone(settings.zone).isoformat()} for line in written]
    written.clear()
    return lines
