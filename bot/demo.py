"""Plays a recorded day through the running bot, and lets the visitor go on where it ends.

The messages go through the same door as a visitor's own: submitted to the dispatcher, or with a stand-in platform
before the bot as its callbacks; and they are answered by the sender. Only the clock is on a stage; after the last
record it runs on in real time.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Protocol

from bot.app import App, build
from bot.channels.web_chat import WebChat
from bot.chatlog import Record, read_log
from bot.clock import Clock, StageClock
from bot.config import Settings, load_settings
from bot.directory.files import read_directory
from bot.forms.load import preset_folder
from bot.messages import Inbound
from bot.rules.tally import in_scope, said_yes, totals
from bot.serving import doors
from bot.standin.page import standing_in_town
from bot.standin.tenant import Tenant, channels_toml, write_directory
from bot.standin.town import Town
from bot.views.figures import figure, rate
from bot.web.metrics import Metrics

LONGEST_WAIT = 1.5  # seconds between two messages, however quiet the hour was
CHANNEL = "chat"
CHAT = "http://127.0.0.1:{port}/chat"
Row = tuple[str, str]


@dataclass(frozen=True)
class Show:
    """What the command wants: where, how fast, and whom to tell. `speed` 0: as fast as possible."""

    folder: Path  # an empty one, for the database
    port: int
    speed: float
    real: Clock
    on_open: Callable[[str], None]  # with the page's address
    on_message: Callable[[Record, int, int], None]
    on_end: Callable[[Sequence[Row]], None]
    preset: str = "heyuan-2020"
    wecom: bool = False  # through the stand-in platform, over encrypted callbacks


class Stage(Protocol):
    """Where the day is played: how a message reaches the bot, and who is told how far the day is."""

    async def hear(self, bot: App, inbound: Inbound) -> None: ...

    def announce(self, text: str, done: int, total: int) -> None: ...


@dataclass(frozen=True)
class ChatStage:
    """The chat page: messages are handed in as the page hands in a visitor's."""

    page: WebChat

    async def hear(self, bot: App, inbound: Inbound) -> None:
        self.page.heard(inbound)
        await bot.dispatcher.submit(inbound)

    def announce(self, text: str, done: int, total: int) -> None:
        self.page.announce(text, done, total)


@dataclass
class TownStage:
    """The stand-in platform: messages come as signed, encrypted callbacks."""

    town: Town

    async def hear(self, bot: App, inbound: Inbound) -> None:  # noqa: ARG002  # as the protocol has it
        said = await self.town.say(inbound.sender, inbound.text, group=inbound.chat or None)
        if not said.acknowledged:
            raise ConnectionError(f"the bot did not take a callback: {said.statuses}")

    def announce(self, text: str, done: int, total: int) -> None:
        self.town.announced = f"{text}（{done}/{total}）"


async def show(wanted: Show, *, stop: asyncio.Event) -> None:
    """Play the preset's recorded day on the chat page or the stand-in, tell the totals, stay until `stop`."""
    with (preset_folder(wanted.preset) / "day.jsonl").open(encoding="utf-8") as file:
        records = read_log(file, name="day.jsonl")
    clock = StageClock(records[0].at - timedelta(minutes=5), wanted.real)
    metrics = Metrics()
    async with AsyncExitStack() as stack:
        rng = random.SystemRandom()
        town = await stack.enter_async_context(_town(wanted, clock)) if wanted.wecom else None
        settings = _settings(wanted, town)
        app = await stack.enter_async_context(build(settings, clock=clock, rng=rng))
        tasks = await stack.enter_async_context(asyncio.TaskGroup())
        engines = [tasks.create_task(app.dispatcher.run()), tasks.create_task(app.sender.run())]
        stack.callback(lambda: [engine.cancel() for engine in engines])
        port = await stack.enter_async_context(doors(app, metrics, rng=rng, host=settings.host, port=settings.port))
        if town is not None:
            town.connect(f"http://{settings.host}:{port}")
        wanted.on_open(town.page if town is not None else CHAT.format(port=port))
        stage = ChatStage(_page(app)) if town is None else TownStage(town)
        await play(app, clock, records, stage, speed=wanted.speed, real=wanted.real, on_message=wanted.on_message)
        wanted.on_end(await totals_of(app, records[-1]))
        clock.flow()
        engines.append(tasks.create_task(app.runner.run()))
        await stop.wait()


def _page(app: App) -> WebChat:
    page = app.channels[CHANNEL]
    if not isinstance(page, WebChat):
        raise TypeError("the demo's channel is the chat page")
    return page


@asynccontextmanager
async def _town(wanted: Show, clock: Clock) -> AsyncIterator[Town]:
    """The preset's district on the stand-in platform, with its page."""
    directory = read_directory(preset_folder(wanted.preset) / "directory")
    town = Town(directory, Tenant(), clock)
    async with standing_in_town(town, port=wanted.port) as town.page:
        yield town


def _settings(wanted: Show, town: Town | None) -> Settings:
    config = wanted.folder / "config.toml"
    source = preset_folder(wanted.preset) / "directory"
    directory, channels, port = str(source), f'[channels.{CHANNEL}]\nkind = "web_chat"\n', wanted.port
    if town is not None:
        write_directory(town.directory, source, wanted.folder / "directory")
        directory, channels, port = "directory", channels_toml(town.tenant, town.files.base), 0
    config.write_text(
        f'[store]\nurl = "sqlite:///demo.db"\n[directory]\npath = {directory!r}\n'
        f'[preset]\nname = "{wanted.preset}"\n[web]\nport = {port}\n{channels}',
        encoding="utf-8",
    )
    return load_settings(config)


async def play(
    app: App,
    clock: StageClock,
    records: Sequence[Record],
    stage: Stage,
    *,
    speed: float,
    real: Clock,
    on_message: Callable[[Record, int, int], None] = lambda _record, _done, _total: None,
) -> None:
    """Play the records at `speed` times real time; 0: as fast as possible. Needs a running dispatcher."""
    for done, record in enumerate(records, start=1):
        if speed:
            gap = (record.at - clock.now()).total_seconds() / speed
            await real.sleep_until(real.now() + timedelta(seconds=min(max(gap, 0.0), LONGEST_WAIT)))
        await _catch_up(app, clock, record)
        if record.inbound is not None:
            await stage.hear(app, replace(record.inbound, channel=CHANNEL, received_at=clock.now()))
            await app.sender.run_due(clock.now())
        local = record.at.astimezone(app.settings.zone)
        ended = done == len(records)
        stage.announce("回放结束，轮到您了" if ended else f"正在回放 {local:%Y-%m-%d %H:%M}", done, len(records))
        on_message(record, done, len(records))
        await asyncio.sleep(0)
    while await app.sender.run_due(clock.now()):
        pass


async def _catch_up(app: App, clock: StageClock, record: Record) -> None:
    """Posts and sends that fall due before the next message, each at its own time."""
    while True:
        wanted = [due for due in (await app.ticker.next_due(), await app.sender.next_due()) if due is not None]
        if not wanted or min(wanted) > record.at:
            break
        clock.set(max(min(wanted), clock.now()))
        await app.ticker.run_due(clock.now())
        await app.sender.run_due(clock.now())
        await asyncio.sleep(0)
    clock.set(record.at)


async def totals_of(app: App, last: Record) -> list[Row]:
    """The day's own totals over the enterprises that work again, as rows of label and figure."""
    form, directory = app.preset.forms[0], app.snapshot.held
    day = last.at.astimezone(app.settings.zone).date()
    async with app.store.unit_of_work() as uow:
        heads = await uow.reports.heads_of(form, day)
    rows: list[Row] = []
    working: set[str] = set()
    for wanted in form.digest_rates:
        register = in_scope(directory.units, wanted.of or None)
        yes = said_yes(register, heads, wanted.field)
        working |= {unit.id for unit in yes}
        rows.append((wanted.label, rate(len(yes), len(register))))
    for total in totals(form, [heads[unit].values for unit in sorted(working)]):
        field = form.field(total.field)
        if field.kind == "count":
            rows.append((field.label, f"{figure(total.total)}{field.unit}（{total.units}家填报）"))
    return rows
