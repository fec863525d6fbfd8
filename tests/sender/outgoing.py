"""An outbox on the real store, a channel that does as it is told, and a sender between them."""

import asyncio
import random
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.channels.base import Limits, Parcel, Receipt
from bot.clock import VirtualClock
from bot.directory.model import Directory, Group
from bot.errors import StoreAway
from bot.messages import Body, Destination, Outbound
from bot.sender import Sender
from bot.store.delivery import Delivery
from bot.store.records import OutboxRow
from bot.store.store import Store

NOW = datetime(2020, 3, 5, 10, 0, tzinfo=UTC)
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
PLAIN = Limits(text_bytes=2048)
WORK = Group("work", "工作群", "work", "hook", "chat-1", "hook", "robot-1")
OTHER = Group("other", "企业群", "enterprise", "hook", "chat-2", "hook", "robot-2")
DIRECTORY = Directory(version=1, groups=(WORK, OTHER))


class Scripted:
    """A channel whose next calls end as told: an exception is raised, anything else is a success."""

    def __init__(self, clock: VirtualClock, *, name: str = "hook", limits: Limits = PLAIN) -> None:
        self.name = name
        self.limits = limits
        self.parcels: list[Parcel] = []
        self.times: list[datetime] = []
        self.script: deque[Exception | None] = deque()
        self.gate: asyncio.Event | None = None  # while there is one, a call waits for it
        self.called = asyncio.Event()
        self._clock = clock

    async def send(self, parcel: Parcel) -> Receipt:
        self.parcels.append(parcel)
        self.times.append(self._clock.now())
        self.called.set()
        if self.gate is not None:
            await self.gate.wait()
        error = self.script.popleft() if self.script else None
        if error is not None:
            raise error
        return Receipt(reference=f"r{len(self.parcels)}")

    async def close(self) -> None:
        """Nothing to close."""

    @property
    def texts(self) -> list[str]:
        return [parcel.text for parcel in self.parcels]


class Flaky:
    """The store's own delivery, away where it is told to be."""

    def __init__(self, inner: Delivery) -> None:
        self._inner = inner
        self.away: set[str] = set()

    def __getattr__(self, name: str) -> Callable[..., Any]:
        real = getattr(self._inner, name)

        async def call(*args: object, **more: object) -> object:
            if name in self.away:
                raise StoreAway("away")
            return await real(*args, **more)

        return call


@dataclass
class Post:
    """Everything around one sender."""

    store: Store
    clock: VirtualClock
    channel: Scripted
    delivery: Flaky
    observed: list[tuple[str, str]]
    directory: Directory = DIRECTORY

    @classmethod
    def on(cls, store: Store, *, limits: Limits = PLAIN) -> "Post":
        clock = VirtualClock(NOW)
        return cls(store, clock, Scripted(clock, limits=limits), Flaky(store.delivery), [])

    def sender(self, *, seed: int = 1, worker: str = "sender") -> Sender:
        async def snapshot() -> Directory:
            return self.directory

        return Sender(
            delivery=self.delivery,  # type: ignore[arg-type]  # it passes every call on
            channels={"hook": self.channel},
            snapshot=snapshot,
            clock=self.clock,
            rng=random.Random(seed),  # noqa: S311  # seeded, so that a test repeats
            worker=worker,
            observe=lambda channel, result: self.observed.append((channel, result)),
        )

    async def put(self, *texts: str, to: Destination | None = None, **more: Any) -> None:
        """Put texts into the outbox; their keys are list:t:<text>."""
        base = Outbound(
            "", more.pop("kind", "case"), to or Destination(group="work"), Body(""), self.clock.now(), **more
        )
        async with self.store.unit_of_work() as uow:
            for text in texts:
                uow.outbox.put(replace(base, key=f"list:t:{text[:40]}", body=Body(text)))
            await uow.commit()

    async def rows(self) -> Sequence[OutboxRow]:
        async with self.store.unit_of_work() as uow:
            return await uow.outbox.about_list("t")

    async def row(self) -> OutboxRow:
        [row] = await self.rows()
        return row

    async def states(self) -> list[str]:
        return [row.state for row in await self.rows()]

    async def play(self, sender: Sender, *, until: timedelta = timedelta(days=3)) -> None:
        """Move the clock from one due moment to the next until nothing waits."""
        end = self.clock.now() + until
        for _ in range(2000):
            due = await sender.next_due()
            if due is None or due > end:
                return
            self.clock.set(max(due, self.clock.now()))
            await sender.run_due(self.clock.now())
        raise AssertionError("the outbox does not come to rest")
