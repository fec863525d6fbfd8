"""Smart bots before the stand-in, over real sockets, on a clock that only moves when a test moves it."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from bot.channels.aibot_options import BotOptions
from bot.channels.base import Address, Parcel
from bot.channels.wecom_bot_ws import WecomBotWs
from bot.clock import VirtualClock
from bot.errors import StoreAway
from bot.messages import Card, Inbound, Reply
from bot.standin.aibot_desk import BotDesk, DeskRules, SmartBot
from bot.standin.aibot_files import BotFiles
from bot.standin.aibot_server import standing_in_with_bot
from bot.standin.platform import App, Platform

NOW = datetime(2020, 3, 5, 1, 2, tzinfo=UTC)
BOT_ID, BOT_SECRET = "aibTEST000000001", "bot-secret-CANARY-3"
GROUP = "wrGROUP1"
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
TTL = timedelta(seconds=10)


@dataclass(frozen=True)
class Taken:
    """What became of a message, as the dispatcher tells it."""

    replies: tuple[Reply, ...] = ()
    passive: tuple[str, ...] = ()
    card: Card | None = None


@dataclass
class Ear:
    """Takes messages in, as the dispatcher would; `away`: the store cannot be reached."""

    heard: list[Inbound] = field(default_factory=list)
    answers: Callable[[Inbound], Taken] = lambda _inbound: Taken()
    away: bool = False
    tries: int = 0
    held: asyncio.Event | None = None

    async def submit(self, inbound: Inbound) -> Taken:
        self.tries += 1
        if self.held is not None:
            await self.held.wait()
        if self.away:
            raise StoreAway("away")
        self.heard.append(inbound)
        return self.answers(inbound)


@dataclass
class Rows:
    """The lease row that all replicas see, by one clock; `away`: nobody can reach it."""

    clock: VirtualClock
    holder: str | None = None
    until: datetime = NOW
    terms: list[str] = field(default_factory=list)
    away: set[str] = field(default_factory=set)
    hanging: set[str] = field(default_factory=set)


@dataclass
class RowLease:
    """One replica's view of the row."""

    rows: Rows
    holder: str
    ttl: timedelta = TTL

    async def acquire(self) -> bool:
        await self._reach()
        now = self.rows.clock.now()
        if self.rows.holder not in (None, self.holder) and self.rows.until > now:
            return False
        if self.rows.holder != self.holder or self.rows.until <= now:
            self.rows.terms.append(self.holder)
        self.rows.holder, self.rows.until = self.holder, now + self.ttl
        return True

    async def renew(self) -> bool:
        return await self.acquire()

    async def still_mine(self) -> bool:
        return await self.acquire()

    async def release(self) -> None:
        await self._reach()
        if self.rows.holder == self.holder:
            self.rows.holder = None

    async def _reach(self) -> None:
        if self.holder in self.rows.hanging:
            await asyncio.Event().wait()
        if self.holder in self.rows.away:
            raise StoreAway("away")


@dataclass
class Replica:
    """One process of the bot."""

    name: str
    channel: WecomBotWs
    ear: Ear
    lease: RowLease
    task: "asyncio.Task[None]"

    async def send(self, text: str, *, chat: str = GROUP, kind: str = "group", key: str = "k:0", **more: object):
        parcel = Parcel(to=Address(self.channel.name, kind, chat), kind="reply", text=text, key=key, **more)  # type: ignore[arg-type]
        return await self.channel.send(parcel)

    async def stop(self) -> None:
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)


@dataclass
class BotWorld:
    """The stand-in with one bot, and the replicas that want to be it."""

    base: str
    desk: BotDesk
    files: BotFiles
    clock: VirtualClock
    rows: Rows
    replicas: list[Replica] = field(default_factory=list)
    options: BotOptions = field(default_factory=lambda: BotOptions(answer_seconds=5.0, grace_seconds=1.0))

    @property
    def url(self) -> str:
        return self.base.replace("http:", "ws:") + "/aibot"

    @property
    def platform(self) -> Platform:
        return self.desk.platform

    def channel(self, *, secret: str = BOT_SECRET, seed: int = 7, url: str | None = None, **options: object):
        return WecomBotWs(
            name="bot",
            bot_id=BOT_ID,
            secret=secret,
            ws_url=url or self.url,
            clock=self.clock,
            rng=random.Random(seed),  # noqa: S311  # a seeded one is what is tested
            options=replace(self.options, **options),  # type: ignore[arg-type]
        )

    def start(self, name: str = "a", **more: object) -> Replica:
        """A replica that listens; it connects when it gets the lease."""
        channel, ear, lease = self.channel(**more), Ear(), RowLease(self.rows, name)  # type: ignore[arg-type]
        task = asyncio.create_task(channel.listen(ear.submit, lease), name=f"replica {name}")
        replica = Replica(name, channel, ear, lease, task)
        self.replicas.append(replica)
        return replica

    async def connected(self, name: str = "a", **more: object) -> Replica:
        replica = self.start(name, **more)
        await self.until(lambda: replica.channel.connected)
        return replica

    async def until(self, holds: Callable[[], bool], *, step: timedelta | None = None) -> None:
        """Let everything run until it holds; `step`: the clock moves on by so much each time nothing happens."""
        async with asyncio.timeout(10):
            while not holds():
                for _ in range(200 if step else 1):
                    await asyncio.sleep(0)
                    if holds():
                        return
                if step:
                    await self.clock.move_to(self.clock.now() + step)

    async def settle(self, rounds: int = 400) -> None:
        """Let everything run that can, the sockets too."""
        for _ in range(rounds):
            await asyncio.sleep(0)

    async def pass_by(self, span: timedelta, *, step: timedelta = SECOND) -> None:
        """Time goes by in steps, and everything has its chance after each."""
        end = self.clock.now() + span
        while self.clock.now() < end:
            await self.clock.move_to(min(end, self.clock.now() + step))
            await self.settle(60)

    def wire(self):
        assert self.desk.wire is not None
        return self.desk.wire


@asynccontextmanager
async def a_bot_world(rules: DeskRules | None = None) -> AsyncIterator[BotWorld]:
    clock = VirtualClock(NOW)
    platform = Platform(App("ww0123456789abcdef", 1000002, "corp-secret"), clock=clock)
    desk = BotDesk(platform, SmartBot(BOT_ID, BOT_SECRET), clock=clock, rules=rules)
    desk.spoken.add(GROUP)
    files = BotFiles(desk)
    async with standing_in_with_bot(desk, files) as base:
        world = BotWorld(base, desk, files, clock, Rows(clock))
        try:
            yield world
        finally:
            for replica in world.replicas:
                if replica.ear.held is not None:
                    replica.ear.held.set()
                await replica.stop()
                await replica.channel.close()
