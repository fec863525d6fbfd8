"""The whole bot before the stand-in's town: real doors, real encryption, a small district, time that a test moves."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.app import App, build
from bot.clock import StageClock, SystemClock
from bot.config import load_settings
from bot.directory.files import read_directory
from bot.serving import at_work, doors
from bot.standin.page import standing_in_town
from bot.standin.tenant import Tenant, channels_toml, write_directory
from bot.standin.town import Town
from bot.web.metrics import Metrics

SOURCE = Path(__file__).parents[2] / "tests/rehearsals/district/directory"
MORNING = datetime(2020, 3, 5, 9, 12, tzinfo=ZoneInfo("Asia/Shanghai"))


@dataclass
class World:
    """The bot, the town before it, and the address of the town's page."""

    app: App
    town: Town
    clock: StageClock
    page: str

    async def settle(self, *, minutes: int = 0) -> None:
        """Let everything that is due be sent, and time pass minute by minute."""
        for _ in range(minutes + 1):
            for _ in range(4):
                await self.app.sender.run_due(self.clock.now())
                await asyncio.sleep(0)
            self.clock.set(self.clock.now() + timedelta(minutes=1))

    def release_later(self, work: Callable[[], None], *, seconds: float) -> "asyncio.Future[None]":
        """Do it after some real time."""
        loop, done = asyncio.get_running_loop(), asyncio.get_running_loop().create_future()

        def release() -> None:
            work()
            done.set_result(None)

        loop.call_later(seconds, release)
        return done

    def bot_said(self, place: str) -> list[str]:
        """What the bot made appear in a group or in somebody's chat, oldest first."""
        return [line["text"] for line in self.town.lines() if line["place"] == place and not line["who"]]


@asynccontextmanager
async def town_world(folder: Path, *, engines: bool = False, town: Town | None = None) -> AsyncIterator[World]:
    """`engines`: everything runs by itself, as in service; else a test lets it send. `town`: one of before."""
    async with AsyncExitStack() as stack:
        known = town.clock if town is not None else None
        clock = known if isinstance(known, StageClock) else StageClock(MORNING, SystemClock())
        town = town or Town(read_directory(SOURCE), Tenant(), clock)
        page = await stack.enter_async_context(standing_in_town(town))
        write_directory(town.directory, SOURCE, folder / "directory")
        config = folder / "config.toml"
        config.write_text(
            '[store]\nurl = "sqlite:///bot.db"\n[directory]\npath = "directory"\n[preset]\nname = "heyuan-2020"\n'
            f"{channels_toml(town.tenant, town.files.base)}",
            encoding="utf-8",
        )
        rng = random.Random(1)  # the same waits every time
        app = await stack.enter_async_context(build(load_settings(config), clock=clock, rng=rng))
        if engines:
            await stack.enter_async_context(at_work(app))
        else:
            tasks = await stack.enter_async_context(asyncio.TaskGroup())
            dispatching = tasks.create_task(app.dispatcher.run())
            stack.callback(dispatching.cancel)
        port = await stack.enter_async_context(doors(app, Metrics(), rng=rng, host="127.0.0.1", port=0))
        town.connect(f"http://127.0.0.1:{port}")
        yield World(app, town, clock, page)
