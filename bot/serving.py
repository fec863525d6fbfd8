"""Runs the bot with its doors open: web server outside, engines inside, stopped in the order that loses nothing.

Stopping closes the doors first (what is being answered is answered), then the batch and the sends under
way are finished, then the database is closed.
"""

import asyncio
import gc
import random
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import date, timedelta

from bot.app import App, build
from bot.channels.web_chat import WebChat
from bot.clock import SystemClock
from bot.config import Settings
from bot.errors import StoreError
from bot.pulse import Pulse
from bot.views.board import Board, board
from bot.views.figures import clock as clock_time
from bot.web.app import AddRoutes, WebParts, build_web
from bot.web.board import board_pages
from bot.web.chat import chat_pages
from bot.web.connections import serving
from bot.web.metrics import Metrics

TICKS_WITHIN = timedelta(seconds=30)  # a scheduler silent for longer is not ready
SENT_WITHIN = timedelta(minutes=15)  # what is due for longer is stuck
LOOPBACK = ("127.0.0.1", "::1", "localhost")


async def serve(settings: Settings, *, stop: asyncio.Event, on_ready: Callable[[int], None]) -> None:
    """Serve until `stop` is set. Raises ConfigError, StoreAway, OSError (the port is taken)."""
    metrics = Metrics()
    rng = random.SystemRandom()
    async with build(settings, clock=SystemClock(), rng=rng, observe=metrics.send) as app:  # noqa: SIM117  # stopped one by one
        async with at_work(app):
            async with doors(app, metrics, rng=rng, host=settings.host, port=settings.port) as port:
                spare_what_stays()
                on_ready(port)
                await stop.wait()


def spare_what_stays() -> None:
    """Let the collector pass over what was built at the start and lives for ever: it cost the slowest answers 40 ms."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@asynccontextmanager
async def at_work(app: App) -> AsyncIterator[None]:
    """The engines run inside the block; one that dies takes the block with it."""
    async with asyncio.TaskGroup() as tasks:
        work = tasks.create_task(app.run(), name="engines")
        pulse = Pulse(app.settings.pulse, ailing=lambda: ailing(app), clock=app.clock)
        beating = tasks.create_task(pulse.run(), name="pulse")
        try:
            yield
        finally:
            beating.cancel()
            work.cancel()


@asynccontextmanager
async def doors(app: App, metrics: Metrics, *, rng: random.Random, host: str, port: int) -> AsyncIterator[int]:
    """The web server with every callback and page of the app; gives its port."""

    async def checks() -> Mapping[str, bool]:
        return await readiness(app)

    parts = WebParts(app.channels, app.dispatcher.submit, checks, metrics)
    async with serving(build_web(parts, pages_of(app, rng=rng, host=host)), host=host, port=port) as bound:
        yield bound


def pages_of(app: App, *, rng: random.Random, host: str) -> list[AddRoutes]:
    """The board and the chat page of every web_chat channel; both stay on this machine."""
    settings = app.settings
    pages = [
        chat_pages(
            channel,
            submit=app.dispatcher.submit,
            directory=lambda: app.snapshot.held,
            clock=app.clock,
            zone=settings.zone,
            ids=lambda: f"{rng.getrandbits(128):032x}",
            bot_name=settings.bot_name,
            form=app.preset.forms[0],
        )
        for channel in app.channels.values()
        if isinstance(channel, WebChat) and host in LOOPBACK
    ]
    return [*pages, board_pages(lambda day: board_of(app, day))]


async def board_of(app: App, day: date | None) -> tuple[Board, str]:
    """The board of a day (None: today), and when it was counted."""
    now, zone = app.clock.now(), app.settings.zone
    form, directory = app.preset.forms[0], await app.snapshot()
    period = form.duty_of(day or now.astimezone(zone).date())
    async with app.store.unit_of_work() as uow:
        heads = await uow.reports.heads_of(form, period)
    return board(form, period, directory=directory, preset=app.preset, heads=heads), clock_time(now, zone)


async def readiness(app: App) -> dict[str, bool]:
    """Database reachable, migrations current, scheduler ticking."""
    try:
        current = await app.store.is_current()
    except StoreError:
        return {"database": False, "migrations": False, "scheduler": _ticks(app)}
    return {"database": True, "migrations": current, "scheduler": _ticks(app)}


async def ailing(app: App) -> str:
    """Why not all is well: not ready, or something waits to be sent for longer than it should; "" when all is."""
    try:
        wrong = [name for name, held in (await readiness(app)).items() if not held]
        if wrong:
            return ", ".join(wrong)
        now = app.clock.now()
        due_at = await app.store.delivery.next_due(now)
    except StoreError:
        return "database"
    return "sender" if due_at is not None and due_at < now - SENT_WITHIN else ""


def _ticks(app: App) -> bool:
    last = app.ticker.last_run_at
    return last is not None and app.clock.now() - last < TICKS_WITHIN
