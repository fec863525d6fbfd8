"""One row of the fault table: what was put in while something went wrong, and what people then saw of it.

Everything is counted on the stand-in's screens, not in the bot's own database: what nobody saw is lost.
"""

import re
import sqlite3
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from bot.messages import Attachment, Body, Destination, Outbound
from bot.standin.switches import SENDS, Switch
from faulty.world import World, town_world

MESSAGES = 6
TIMES = 2
WAIT = 120  # minutes that pass until the last of them must be there
OFFICER, GROUP, CLERK, UNIT = "u_duty", "ent", "u_e1", "e1"
_INVISIBLE = re.compile("[\u200b-\u200f\u2060-\u2064]")
_UNSURE = frozenset({"lost", "hang", "garbage", "truncated", "empty", "busy"})
"""Ways to go wrong after which nobody can know whether the message is out."""


@dataclass
class Row:
    """What became of the messages. `late`: minutes by the bot's clock. `told`: whom the bot told of what stays."""

    label: str
    put: int = 0
    seen: int = 0
    lost: int = 0
    doubled: int = 0
    late: float = 0.0
    held: int = 0
    told: str = ""
    may_double: bool = False
    remarks: list[str] = field(default_factory=list)

    @property
    def as_it_must_be(self) -> bool:
        return self.lost == 0 and (self.doubled == 0 or self.may_double)


@asynccontextmanager
async def fresh_world() -> AsyncIterator[World]:
    """A bot with an empty database."""
    with tempfile.TemporaryDirectory(prefix="gridbot-faults-") as folder:
        async with town_world(Path(folder)) as world:
            yield world


async def of_switch(switch: Switch) -> Row:
    """Six messages by the way that the switch breaks, the first two tries of which go wrong."""
    if switch.way == "callback":
        return await _of_callback(switch)
    async with fresh_world() as world:
        way = next((name for name, endpoint in SENDS.items() if endpoint == switch.endpoint), "app")
        await _warm(world, way)
        put = _posts(world, way, with_file=switch.endpoint == "media/upload")
        world.town.turn_on(switch.name, times=TIMES)
        async with world.app.store.unit_of_work() as uow:
            for one in put:
                uow.outbox.put(one)
            await uow.flush()
            await uow.commit()
        begun = world.clock.now()
        await world.settle(minutes=WAIT)
        row = await _counted(world, switch.label, [one.body.render() for one in put], begun)
        row.may_double = switch.kind in _UNSURE and way != "app"  # only the app has a check for duplicates
        return row


async def _warm(world: World, way: str) -> None:
    """A token is there, and the group that the app makes exists."""
    if way == "group":
        world.town.platform.chats.add("appgroup")
    await world.town.say(CLERK, "帮助")


def _posts(world: World, way: str, *, with_file: bool) -> list[Outbound]:
    """Reminders to one group or person; the last is of the kind that is never said twice."""
    to = {
        "robot": Destination(group=GROUP),
        "app": Destination(member=OFFICER, channel="app"),
        "group": Destination(group="appgroup", channel="app"),
    }[way]
    files = (Attachment("日报.xlsx", "application/octet-stream", b"PK-not-really"),) if with_file else ()
    return [
        Outbound(
            key=f"fault:{number}",
            kind="criticism" if number == MESSAGES else "alert",
            to=to,
            body=Body(f"第{number}条，共{MESSAGES}条"),
            due_at=world.clock.now(),
            redelivery="hold" if number == MESSAGES else "resend",
            attachments=files,
        )
        for number in range(1, MESSAGES + 1)
    ]


async def _counted(world: World, label: str, texts: list[str], begun: datetime) -> Row:
    """Look at the screens, then at what the bot says is still open."""
    row = Row(label, put=len(texts))
    shown = _shown(world)
    open_rows = await world.app.store.delivery.dead()
    for text in texts:
        at = [moment for moment, said in shown if text in said]
        row.seen += bool(at)
        row.doubled += max(0, len(at) - 1)
        row.late = max(row.late, (at[0] - begun).total_seconds() / 60 if at else 0.0)
        known = any(text in one.body.render() for one in open_rows)
        row.held += known
        row.lost += not at and not known
    await world.app.undelivered.run_due(world.clock.now())
    await world.settle(minutes=3)
    alarms = [said for _, said in _shown(world) if "未送达" in said or "管理员" in said or "密钥" in said]
    row.told = "值班员或管理员" if alarms else ""
    return row


def _shown(world: World) -> list[tuple[datetime, str]]:
    """What stands on the screens by now, without the marks that only the platform's duplicate check sees."""
    return [(seen.at, _INVISIBLE.sub("", seen.text)) for seen in world.town.platform.seen]


async def _of_callback(switch: Switch) -> Row:
    """Six reports, each of another figure; every second one comes as the switch says."""
    async with fresh_world() as world:
        row = Row(switch.label, put=MESSAGES)
        for number in range(MESSAGES):
            if number % 2:
                world.town.turn_on(switch.name)
            await world.town.say(CLERK, f"在岗{100 + number}人")
            world.clock.set(world.clock.now() + timedelta(minutes=1))
        await world.town.say(CLERK, "我今天报了吗")
        await _count_revisions(world, row, {100 + number for number in range(MESSAGES)})
        return row


async def _count_revisions(world: World, row: Row, wanted: set[int]) -> None:
    today = world.clock.now().astimezone(world.town.zone).date()
    async with world.app.store.unit_of_work() as uow:
        kept = [one.values["on_duty"] for one in await uow.reports.revisions("daily", UNIT, today)]
    row.seen = len(wanted & set(kept))
    row.lost = len(wanted - set(kept))
    row.doubled = len(kept) - len(set(kept))


async def slow_api() -> Row:
    """The platform's API hangs while members write: their callbacks must be answered all the same."""
    async with fresh_world() as world:
        world.town.turn_on("app-hang", times=50)
        row = Row("平台接口一直不回时，成员照常发消息", put=60)
        spent = []
        for number in range(row.put):
            begun = time.perf_counter()
            said = await world.town.say(CLERK, f"在岗{100 + number}人")
            spent.append(time.perf_counter() - begun)
            row.seen += said.acknowledged
        await _count_revisions(world, row, {100 + number for number in range(row.put)})
        slowest = sorted(spent)[int(len(spent) * 0.99) - 1]
        row.remarks.append(f"回调99%在{slowest * 1000:.0f}毫秒内应答")
        row.lost += slowest > 1.0
        return row


async def locked_database() -> Row:
    """Somebody else holds the SQLite file for a while: the platform repeats, and nothing is lost."""
    async with fresh_world() as world:
        row = Row("数据库被别的程序占住2秒", put=5)
        path = world.app.settings.store_url.removeprefix("sqlite:///")
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        release = world.release_later(other.rollback, seconds=2.0)
        for number in range(row.put):
            said = await world.town.say(CLERK, f"在岗{100 + number}人")
            row.seen += said.acknowledged
        await release
        other.close()
        await _count_revisions(world, row, {100 + number for number in range(row.put)})
        return row


async def stopped_half_way() -> Row:
    """The process ends with messages unsent, and another starts on the same database."""
    with tempfile.TemporaryDirectory(prefix="gridbot-faults-") as folder:
        async with town_world(Path(folder)) as world:
            put = _posts(world, "app", with_file=False)
            async with world.app.store.unit_of_work() as uow:
                for one in put:
                    uow.outbox.put(one)
                await uow.flush()
                await uow.commit()
            town = world.town
        async with town_world(Path(folder), town=town) as world:
            begun = world.clock.now()
            await world.settle(minutes=5)
            return await _counted(world, "还没发完就重启", [one.body.render() for one in put], begun)


SPECIAL: tuple[tuple[str, Callable[[], Awaitable[Row]]], ...] = (
    ("slow-api", slow_api),
    ("locked-database", locked_database),
    ("stopped-half-way", stopped_half_way),
)
