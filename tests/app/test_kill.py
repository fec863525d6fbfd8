"""`kill -9` in the middle of a burst, over sockets: what was acknowledged is there once, and nothing is doubled."""

import asyncio
import re
from dataclasses import dataclass, field
from datetime import timedelta

from whole import a_district, a_line, running

from bot.clock import SystemClock
from bot.config import load_settings
from bot.standin.calls import Line
from bot.store.store import Store

REPORTS, TIPS, AT_ONCE = 180, 20, 24


@dataclass
class Burst:
    """What members say, and what the bot acknowledged of it."""

    line: Line
    waiting: dict[str, str]  # the message by its sender
    acknowledged: set[str] = field(default_factory=set)
    answers: dict[str, set[str]] = field(default_factory=dict)

    async def fire(self, *, until: int, enough: asyncio.Event) -> None:
        """Send everything that has no answer, many at once; `enough` is set when so many are acknowledged."""
        queue = list(self.waiting.items())

        async def clerk() -> None:
            while queue and not enough.is_set():
                sender, plain = queue.pop()
                said = await self.line.deliver(plain, sender)
                assert set(said.statuses) <= {0, 200}
                if said.acknowledged:
                    self.acknowledged.add(sender)
                    self.answers.setdefault(sender, set()).add(said.text or "")
                    self.waiting.pop(sender, None)
                    if len(self.acknowledged) >= until:
                        enough.set()

        async with asyncio.TaskGroup() as tasks:
            for _ in range(AT_ONCE):
                tasks.create_task(clerk())
        enough.set()


def a_burst(line: Line) -> Burst:
    at = line.clock.now()
    waiting = {
        f"u{n}": line.message(f"u{n}", f"日报 在岗{n + 10}人", number=9_000_000 + n, at=at) for n in range(REPORTS)
    }
    for n in range(TIPS):
        text = f"我要举报，1号网格建设路{n}号有店铺没有消毒"
        waiting[f"resident{n}"] = line.message(f"resident{n}", text, number=9_500_000 + n, at=at)
    return Burst(line, waiting)


async def waiting_posts(settings) -> list[str]:
    """The keys of what waits to be sent."""
    store = Store(settings.store_url)
    await store.open()
    found: list[str] = []
    try:
        later = SystemClock().now() + timedelta(days=1)
        while rows := await store.delivery.claim(now=later, limit=500, lease=timedelta(days=1), worker="test"):
            for row in rows:
                await store.delivery.settle(row.id, state="sent", at=later)
            found += [f"{row.kind} {row.key}" for row in rows]
    finally:
        await store.close()
    return found


async def stored(settings) -> tuple[dict[str, list[int]], int]:
    """The revisions of every unit's report of today, and the number of tip-offs."""
    store = Store(settings.store_url)
    await store.open()
    try:
        today = SystemClock().now().astimezone(settings.zone).date()
        async with store.unit_of_work() as uow:
            heads = (await uow.reports.heads_between("daily", today, today)).get(today, {})
            revisions = {
                f"u{unit[1:]}": [one.values["on_duty"] for one in await uow.reports.revisions("daily", unit, today)]
                for unit in heads
            }
            return revisions, len(await uow.tips.open_tips())
    finally:
        await store.close()


async def test_what_was_acknowledged_before_a_kill_is_there_once_and_the_rest_comes_again(tmp_path):
    config = a_district(tmp_path, clerks=REPORTS)
    settings = load_settings(config)
    line = a_line(SystemClock(), settings.port)
    burst = a_burst(line)
    first = dict(burst.waiting)
    try:
        for share in (60, 130):
            async with running(config, settings.port) as bot:
                enough = asyncio.Event()
                firing = asyncio.create_task(burst.fire(until=share, enough=enough))
                await enough.wait()
                await bot.kill()  # the rest of what is under way gets no answer
                await firing
            reports, tips = await stored(settings)
            clerks = {sender for sender in burst.acknowledged if sender.startswith("u")}
            assert clerks <= set(reports)
            assert tips >= len(burst.acknowledged) - len(clerks)
            assert share <= len(burst.acknowledged) < REPORTS + TIPS
        async with running(config, settings.port) as bot:
            await burst.fire(until=REPORTS + TIPS, enough=asyncio.Event())
            again = {sender: await line.deliver(first[sender], sender) for sender in ("u0", "u99", "resident0")}
            assert await bot.stop() == 0
    finally:
        await line.close()
    assert burst.waiting == {}
    assert {sender: {said.text} for sender, said in again.items()} == {s: burst.answers[s] for s in again}
    reports, tips = await stored(settings)
    assert reports == {f"u{n}": [n + 10] for n in range(REPORTS)}
    assert tips == TIPS
    numbers = [re.findall(r"T\d{4}", answer) for told in burst.answers.values() for answer in told]
    told = [number for found in numbers for number in dict.fromkeys(found)]
    assert len(told) == len(set(told)) == TIPS
    log = (tmp_path / "log.txt").read_text(encoding="utf-8")
    assert "Traceback" not in log
    for secret in ("CANARY", "建设路", "gridbotTOKEN2026"):
        assert secret not in log
    alerts = [re.fullmatch(r"alert reply:app:95000(\d\d):.*", post) for post in await waiting_posts(settings)]
    assert sorted(int(alert[1]) for alert in alerts) == list(range(TIPS))
