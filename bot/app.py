"""The composition root: every part is made here, once, from settings, a clock and a source of randomness.

Nothing runs until `App.run`: a rehearsal and a test drive the very same parts by hand.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from typing import TypeGuard

from bot.channels.base import Channel, ListeningChannel
from bot.channels.contact import Contact
from bot.channels.registry import build_channel
from bot.clock import Clock
from bot.config import Settings
from bot.directory.files import sync_directory
from bot.dispatch import Dispatcher
from bot.errors import ConfigError, StoreError, Trouble
from bot.fetcher import Fetcher
from bot.forms.history import with_history
from bot.forms.load import load_preset
from bot.forms.preset import Preset
from bot.handlers.registry import VERBS
from bot.keeping import Keeper
from bot.lending import LentCursors, LentPlaces, LentTokens, Turn
from bot.outages import OutageNotice
from bot.reading.choice import read_among
from bot.reading.vocabulary import vocabulary_of
from bot.scheduler.base import Desk
from bot.scheduler.case_clock import CaseClock
from bot.scheduler.pulse import Pulse
from bot.scheduler.registry import posts_of
from bot.scheduler.runner import Runner
from bot.scheduler.schedule import Schedule
from bot.scheduler.ticker import Ticker
from bot.scheduler.undelivered import Undelivered
from bot.scheduler.watchman import Watchman
from bot.sender import Observe, Sender
from bot.shelf import Shelf
from bot.snapshot import Snapshot
from bot.store.store import Store


@dataclass
class App:
    """The parts of one running bot. `run` serves until it is cancelled. `replica` is its name among several."""

    replica: str
    settings: Settings
    clock: Clock
    store: Store
    snapshot: Snapshot
    preset: Preset
    channels: Mapping[str, Channel]
    dispatcher: Dispatcher
    ticker: Ticker
    pulse: Pulse
    undelivered: Undelivered
    watchman: Watchman
    outages: OutageNotice
    contacts: Mapping[str, Contact]
    case_clock: CaseClock
    sender: Sender
    fetcher: Fetcher
    runner: Runner

    async def run(self) -> None:
        """Take messages, tell the time and send, until cancelled. Who listens stops first: he hands messages in."""
        with suppress(StoreError):  # the runner asks again
            await self.pulse.run_due(self.clock.now())  # before anybody is judged by a clock that stood still
        async with asyncio.TaskGroup() as engines:
            engines.create_task(self.dispatcher.run(), name="dispatcher")
            engines.create_task(self.sender.run(), name="sender")
            engines.create_task(self.fetcher.run(), name="fetcher")
            engines.create_task(self.runner.run(), name="runner")
            async with asyncio.TaskGroup() as ears:
                for name, channel in self.channels.items():
                    if _listens(channel):
                        lease = Turn(self.store, f"channel:{name}", self.replica)
                        ears.create_task(channel.listen(self.dispatcher.submit, lease), name=name)
                await asyncio.Event().wait()


@asynccontextmanager
async def build(
    settings: Settings,
    *,
    clock: Clock,
    rng: random.Random,
    channels: Mapping[str, Channel] | None = None,
    sequential: bool = False,
    observe: Observe = lambda _channel, _result: None,
) -> AsyncIterator[App]:
    """Open the store, bring the schema and the directory up to date, and put the parts together.

    `channels` replaces every channel of the settings (a rehearsal records instead of sending), `sequential`
    sends one message after the other. Raises ConfigError when preset, directory or a channel are wrong,
    StoreAway when the database is away.
    """
    preset = load_preset(settings.preset)
    posts_of(preset, settings.zone)  # what is wrong with it is said before anything is opened
    async with AsyncExitStack() as stack:
        store = Store(settings.store_url)
        await store.open()
        stack.push_async_callback(store.close)
        await store.upgrade()
        now = clock.now()
        await sync_directory(store, settings, now=now)
        terms = {form.id: form.terms for form in preset.forms}
        preset = with_history(
            preset, await store.terms.keep(terms, today=now.astimezone(settings.zone).date(), now=now)
        )
        snapshot = Snapshot(store, preset, zone=settings.zone)
        known = await snapshot.known()
        directory = known.directory
        schedule = Schedule(snapshot.known, lambda one: posts_of(one, settings.zone), known.preset)
        for form in known.preset.forms:  # now, not while the first sender waits
            vocabulary_of(form, directory)
        contacts = {name: Contact(clock) for name in settings.channels} if channels is None else {}
        pulse = Pulse(store=store, known=snapshot.known, clock=clock, zone=settings.zone, contacts=contacts)
        made = _channels(settings, clock=clock, store=store, contacts=contacts) if channels is None else channels
        for channel in dict.fromkeys(made.values()):
            stack.push_async_callback(channel.close)
        shelf = Shelf(settings.media_path)
        keeper = Keeper(shelf, settings.media, made)
        outages = OutageNotice(
            kept=store.outages,
            contacts=contacts,
            troubles=lambda: sender.troubles,
            clock=clock,
            zone=settings.zone,
            after=settings.away_after,
            on_posted=lambda: sender.wake(),  # noqa: PLW0108  # it is made below
        )
        sender = Sender(
            delivery=store.delivery,
            channels=made,
            snapshot=snapshot,
            clock=clock,
            rng=rng,
            sequential=sequential,
            observe=_both(observe, pulse.heard),
            read_files=keeper.read,
            silent=lambda: outages.silent,
        )
        dispatcher = Dispatcher(
            store=store,
            snapshot=snapshot.known,
            verbs=VERBS,
            read=read_among,
            clock=clock,
            zone=settings.zone,
            bot_name=settings.bot_name,
            schedule=lambda: schedule.posts,
        )
        desk = Desk(directory=directory, preset=preset, zone=settings.zone, bot_name=settings.bot_name)
        ticker = Ticker(
            store=store,
            posts=schedule.posts,
            desk=desk,
            clock=clock,
            snapshot=snapshot,
            schedule=schedule,
            on_posted=sender.wake,
        )
        undelivered = Undelivered(
            store=store, delivery=store.delivery, snapshot=snapshot, clock=clock, on_posted=sender.wake
        )
        watchman = Watchman(
            store=store, look=store.watch, desk=desk, snapshot=snapshot, clock=clock, on_posted=sender.wake
        )
        case_clock = CaseClock(
            store=store, look=store.cases, desk=desk, snapshot=snapshot, clock=clock, on_posted=sender.wake
        )
        dispatcher.wake_sender = pulse.on_posted = sender.wake
        dispatcher.keep_files = keeper.keep
        yield App(
            replica=f"{rng.getrandbits(64):016x}",
            settings=settings,
            clock=clock,
            store=store,
            snapshot=snapshot,
            preset=preset,
            channels=made,
            dispatcher=dispatcher,
            ticker=ticker,
            pulse=pulse,
            undelivered=undelivered,
            watchman=watchman,
            outages=outages,
            contacts=contacts,
            case_clock=case_clock,
            sender=sender,
            fetcher=Fetcher(
                store, made, shelf, settings.media, clock, rng, on_posted=sender.wake, submit=dispatcher.submit
            ),
            runner=Runner(clock=clock, timed=[pulse, ticker, undelivered, watchman, outages, case_clock]),
        )


def _both(first: Observe, second: Observe) -> Observe:
    def tell(channel: str, result: str) -> None:
        first(channel, result)
        second(channel, result)

    return tell


def _listens(channel: Channel) -> TypeGuard[ListeningChannel]:
    return hasattr(channel, "listen")


def _channels(settings: Settings, *, clock: Clock, store: Store, contacts: Mapping[str, Contact]) -> dict[str, Channel]:
    """The channels of the settings, the local page last. Raises ConfigError with every one that cannot be made.

    A private message takes the first that reaches members: it must not end on a page that nobody looks at.
    """
    made, troubles = {}, []
    for name, wanted in sorted(settings.channels.items(), key=lambda item: item[1].kind == "web_chat"):
        try:
            made[name] = build_channel(
                wanted,
                clock=clock,
                tokens=LentTokens(store),
                cursors=LentCursors(store),
                bounces=store.delivery,
                contact=contacts[name],
                places=LentPlaces(store),
            )
        except ValueError as error:
            troubles.append(Trouble(str(settings.file), f"channels.{name}", str(error)))
    if troubles:
        raise ConfigError(troubles)
    return made
