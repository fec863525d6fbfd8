"""The whole bot behind a smart bot's long connection: a group's report to its answer, and two replicas of it."""

import asyncio
import random
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from whole import a_district

from bot.app import build
from bot.clock import VirtualClock
from bot.config import load_settings
from bot.standin.aibot_desk import BotDesk, SmartBot
from bot.standin.aibot_server import standing_in_with_bot
from bot.standin.platform import App, Platform

NINE = datetime(2020, 3, 5, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
TENTH = timedelta(seconds=0.1)
GROUP = "wrEnterprises1"
BOT = """
[channels.bot]
kind = "wecom_bot_ws"
bot_id = "aib1"
secret = "bot-secret"
ws_url = "{url}"
"""


class Street:
    """The platform, and the replicas of the bot that run."""

    def __init__(self, desk, clock, settings, stack) -> None:
        self.desk, self.clock, self._settings, self._stack = desk, clock, settings, stack
        self.running = {}

    async def start(self, name, seed):
        rng = random.Random(seed)  # noqa: S311  # a seeded one names the replica
        app = await self._stack.enter_async_context(build(self._settings, clock=self.clock, rng=rng))
        self.running[name] = (app, asyncio.create_task(app.run()))
        self._stack.push_async_callback(self.stop, name)
        return app

    async def stop(self, name):
        _, task = self.running.pop(name, (None, None))
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def until(self, holds, *, step=timedelta(0)):
        """Time moves only while nothing is on its way: on a slow machine a call must not outlast its own clock."""
        async with asyncio.timeout(20):
            while not holds():
                if step and not any(app.sender.busy for app, _ in self.running.values()):
                    await self.clock.move_to(self.clock.now() + step)
                for _ in range(50):
                    await asyncio.sleep(0)

    def connected(self):
        return [name for name, (app, _) in self.running.items() if app.channels["bot"].connected]


@asynccontextmanager
async def a_street(tmp_path):
    clock = VirtualClock(NINE)
    desk = BotDesk(Platform(App("ww1", 1, "s"), clock=clock), SmartBot("aib1", "bot-secret"), clock=clock)
    async with AsyncExitStack() as stack:
        base = await stack.enter_async_context(standing_in_with_bot(desk))
        config = a_district(tmp_path / "district", clerks=3)
        url = base.replace("http:", "ws:") + "/aibot"
        config.write_text(config.read_text(encoding="utf-8") + BOT.format(url=url), encoding="utf-8")
        groups = config.parent / "directory" / "groups.csv"
        row = f"ent-1,1号网格企业群,enterprise,bot,{GROUP},bot,{GROUP},grid-1\n"
        groups.write_text(groups.read_text(encoding="utf-8") + row, encoding="utf-8")
        yield Street(desk, clock, load_settings(config), stack)


@pytest.fixture
async def street(tmp_path):
    async with a_street(tmp_path) as made:
        yield made


async def test_a_report_in_a_group_is_stored_and_answered_in_its_place(street):
    app = await street.start("a", 1)
    await street.until(street.connected)
    await street.desk.say("u0", "@网格助手 日报 在岗126人，口罩500只", chat=GROUP)
    await street.until(lambda: street.desk.screens.texts(GROUP))
    [seen] = street.desk.platform.seen
    assert "126" in seen.text
    assert (seen.via, seen.kind) == ("aibot answer", "stream")
    async with app.store.unit_of_work() as uow:
        head = await uow.reports.head("daily", "e0", NINE.date())
    assert (head.values["on_duty"], head.values["masks_stock"]) == (126, 500)


async def test_a_message_that_the_platform_gives_twice_is_answered_once(street):
    await street.start("a", 1)
    await street.until(street.connected)
    body = street.desk.body("u0", "text", {"content": "@网格助手 日报 在岗126人"}, chat=GROUP)
    await street.desk.deliver(body)
    await street.desk.deliver(body)
    await street.until(lambda: street.desk.screens.texts(GROUP))
    await street.desk.say("u1", "@网格助手 日报 在岗7人", chat=GROUP)
    await street.until(lambda: len(street.desk.screens.texts(GROUP)) > 1)
    assert len(street.desk.screens.texts(GROUP)) == 2


async def test_what_nobody_knows_is_kept_and_the_bot_goes_on(street):
    await street.start("a", 1)
    await street.until(street.connected)
    await street.desk.deliver(street.desk.body("u0", "hologram", {"x": 1}, chat=GROUP))
    await street.desk.deliver({"msgtype": "event", "event": {"eventtype": "of_next_year"}})
    await street.desk.say("u0", "日报 在岗126人")
    await street.until(lambda: street.desk.screens.texts("u0"))
    assert street.desk.screens.texts(GROUP) == []


async def test_of_two_replicas_one_is_connected_and_the_other_takes_over_what_is_unsaid(street):
    await street.start("a", 1)
    await street.until(street.connected)
    await street.start("b", 2)
    await street.desk.say("u0", "@网格助手 日报 在岗126人", chat=GROUP)
    await street.until(lambda: street.desk.screens.texts(GROUP), step=TENTH)
    assert street.connected() == ["a"]
    await street.stop("a")
    await street.until(lambda: street.connected() == ["b"], step=TENTH)
    await street.desk.say("u1", "@网格助手 日报 在岗7人", chat=GROUP)
    await street.until(lambda: len(street.desk.screens.texts(GROUP)) == 2, step=TENTH)
    assert street.desk.displaced == 0
    assert len(street.desk.subscriptions) == 2
