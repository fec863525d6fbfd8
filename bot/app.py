"""The composition root: every part is made here, once, from settings, a clock and a source of randomness.

Nothing runs until `App.run`: a rehearsal and a test drive the very same parts by hand.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from bot.channels.base import Channel
from bot.channels.registry import build_channel
from bot.clock import Clock
from bot.config import ChannelSettings, Settings
from bot.directory.files import sync_directory
from bot.dispatch import Dispatcher
from bot.forms.load import load_preset
from bot.forms.preset import Preset
from bot.handlers.registry import VERBS
from bot.reading.reader import read
from bot.scheduler.base import Desk
from bot.scheduler.registry import posts_of
from bot.scheduler.runner import Runner
from bot.scheduler.ticker import Ticker
from bot.sender import Sender
from bot.snapshot import Snapshot
from bot.store.store import Store

ChannelMaker = Callable[[ChannelSettings], Channel]


@dataclass
class App:
    """The parts of one running bot. `run` serves until it is cancelled."""

    settings: Settings
    clock: Clock
    store: Store
    snapshot: Snapshot
    preset: Preset
    channels: Mapping[str, Channel]
    dispatcher: Dispatcher
    ticker: Ticker
    sender: Sender
    runner: Runner

    async def run(self) -> None:
        """Take messages, tell the time and send, until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self.dispatcher.run(), name="dispatcher")
            tasks.create_task(self.run_outbound(), name="outbound")

    async def run_outbound(self) -> None:
        """Posts and sends by the clock, until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self.sender.run(), name="sender")
            tasks.create_task(self.runner.run(), name="runner")


@asynccontextmanager
async def build(
    settings: Settings, *, clock: Clock, rng: random.Random, channels: ChannelMaker | None = None
) -> AsyncIterator[App]:
    """Open the store, bring the schema and the directory up to date, and put the parts together.

    `channels` replaces every channel of the settings (a rehearsal records instead of sending).
    Raises ConfigError when preset or directory are wrong, StoreAway when the database is away.
    """
    preset = load_preset(settings.preset)
    async with AsyncExitStack() as stack:
        store = Store(settings.store_url)
        await store.open()
        stack.push_async_callback(store.close)
        await store.upgrade()
        await sync_directory(store, settings, now=clock.now())
        snapshot = Snapshot(store)
        await snapshot()
        made = {
            name: channels(wanted) if channels else build_channel(wanted, clock=clock, rng=rng, store=store)
            for name, wanted in settings.channels.items()
        }
        for channel in dict.fromkeys(made.values()):
            stack.push_async_callback(channel.close)
        desk = Desk(directory=snapshot.held, preset=preset, zone=settings.zone, bot_name=settings.bot_name)
        yield App(
            settings=settings,
            clock=clock,
            store=store,
            snapshot=snapshot,
            preset=preset,
            channels=made,
            dispatcher=Dispatcher(
                store=store,
                snapshot=snapshot,
                preset=preset,
                verbs=VERBS,
                read=read,
                clock=clock,
                zone=settings.zone,
                bot_name=settings.bot_name,
            ),
            ticker=Ticker(store=store, posts=posts_of(preset, settings.zone), desk=desk, clock=clock),
            sender=Sender(store=store, channels=made, snapshot=snapshot, clock=clock, rng=rng),
            runner=Runner(clock=clock),
        )
