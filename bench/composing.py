"""All posts of a day's ladder composed against the number of units: time, and statements, which must not grow."""

import asyncio
import tempfile
import time
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table
from sqlalchemy import event
from sqlalchemy.engine import Engine

from bot.directory.model import Area, Directory, Group, Unit
from bot.forms.load import load_preset
from bot.scheduler.base import Desk
from bot.scheduler.posts.brief import brief_posts
from bot.scheduler.pretence import Pretence
from bot.scheduler.registry import ladder_posts
from bot.store.records import StoredReport
from bot.store.store import Store

SIZES = (500, 50_000, 1_000_000)
ZONE = ZoneInfo("Asia/Shanghai")
DAY = date(2020, 3, 5)
GRIDS = 24
EVERY = 10  # one unit in so many has reported: the long texts are the hard ones
SLICE = 10_000


def district(size: int) -> Directory:
    """Enterprises in 24 grids, with an enterprise group, a command group and a group a grid."""
    numbers = range(1, GRIDS + 1)
    areas = [Area("z", "高新区", kind="zone")]
    areas += [Area(f"g{n}", f"{n}号网格", "z", "grid", "industry", n) for n in numbers]
    units = tuple(Unit(f"u{n}", f"第{n}精密制造有限公司", "enterprise", f"g{n % GRIDS + 1}") for n in range(size))
    groups = [Group(name, name, name, "c", name, "c", name) for name in ("enterprise", "command")]
    groups += [Group(f"grid{n}", f"{n}号网格群", "grid", "c", f"grid{n}", "c", f"grid{n}", (f"g{n}",)) for n in numbers]
    return Directory(1, tuple(areas), units, (), tuple(groups))


async def report(store: Store, size: int) -> None:
    """At eight in the morning."""
    at = datetime(DAY.year, DAY.month, DAY.day, 8, tzinfo=ZONE)
    values = {"on_duty": 120}
    numbers = range(0, size, EVERY)
    for start in range(0, len(numbers), SLICE):
        async with store.unit_of_work() as uow:
            for n in numbers[start : start + SLICE]:
                uow.reports.add(
                    StoredReport(
                        form="daily", unit=f"u{n}", period=DAY, revision=1, kind="report", values=values,
                        stated=values, complete=True, status="on_time", reporter="x", channel="c",
                        message_id=f"m{n}", received_at=at, completed_at=at,
                    )
                )  # fmt: skip
            await uow.commit()


async def composed(size: int, folder: Path) -> dict[str, tuple[float, int, int]]:
    """By step: seconds, statements, messages."""
    preset = load_preset("heyuan-2020")
    store = Store(f"sqlite:///{folder / f'{size}.db'}")
    statements: list[str] = []

    def noted(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        statements.append(statement)

    await store.open()
    event.listen(Engine, "before_cursor_execute", noted)
    try:
        await store.upgrade()
        await report(store, size)
        desk = Desk(district(size), preset, ZONE, "网格助手")
        found = {}
        async with store.unit_of_work() as uow:
            briefs = brief_posts(preset.briefs, ZONE)
            for post in (*ladder_posts(preset, ZONE), *briefs):
                begins = DAY if post not in briefs else DAY + timedelta(days=1)  # they tell of the day before
                due_at = post.trigger.next_after(datetime(begins.year, begins.month, begins.day, tzinfo=ZONE))
                if due_at is not None:
                    before, begun = len(statements), time.perf_counter()
                    outbounds = await post.compose(Pretence(uow), desk, due_at)
                    found[post.name] = time.perf_counter() - begun, len(statements) - before, len(outbounds)
        return found
    finally:
        event.remove(Engine, "before_cursor_execute", noted)
        await store.close()


def run(console: Console) -> None:
    """One table; a step whose statements grow with the units stops the run."""
    view = Table(title="Posts of a day's ladder composed, one unit in ten has reported (aim: statements do not grow)")
    view.add_column("step")
    for size in SIZES:
        view.add_column(f"{size:,} units, s", justify="right")
    view.add_column("statements", justify="right")
    view.add_column("messages", justify="right")
    with tempfile.TemporaryDirectory(prefix="gridbot-bench-") as folder:
        measured = [asyncio.run(composed(size, Path(folder))) for size in SIZES]
    for name in measured[0]:
        rows = [one[name] for one in measured]
        counts = {asked for _, asked, _ in rows}
        if len(counts) > 1:
            raise SystemExit(f"{name}: the statements grow with the units: {sorted(counts)}")
        view.add_row(name, *(f"{seconds:.3f}" for seconds, _, _ in rows), str(rows[0][1]), str(rows[-1][2]))
    console.print(view)
