"""From a member's phone to the group's screen: real sockets and encryption both ways, one clock for everybody."""

import asyncio
import io
import random
import sqlite3
from contextlib import AsyncExitStack, asynccontextmanager, closing, suppress
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from whole import AGENT, CORP, ROBOT, SECRET, a_district, a_line

from bot.app import build
from bot.clock import VirtualClock
from bot.config import load_settings
from bot.messages import Inbound
from bot.serving import doors
from bot.standin.platform import App, Platform
from bot.standin.server import standing_in
from bot.web.metrics import Metrics

NINE = datetime(2020, 3, 5, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
MB = 1_000_000


class Whole:
    """The bot, the platform beside it, and the line between them."""

    def __init__(self, app, platform, line, clock) -> None:
        self.app, self.platform, self.line, self.clock = app, platform, line, clock

    async def sent(self):
        """Let everything go that is due in the next ten minutes."""
        for _ in range(60):
            await self.app.sender.run_due(self.clock.now())
            self.clock.advance(timedelta(seconds=10))

    async def report(self, unit="e0"):
        async with self.app.store.unit_of_work() as uow:
            return await uow.reports.head("daily", unit, NINE.date())


@asynccontextmanager
async def a_whole_bot(tmp_path, monkeypatch):
    monkeypatch.setenv("GRIDBOT_ROBOT", ROBOT)
    clock = VirtualClock(NINE)
    platform = Platform(App(CORP, AGENT, SECRET), clock=clock, robots=[ROBOT])
    async with AsyncExitStack() as stack:
        base = await stack.enter_async_context(standing_in(platform))
        settings = load_settings(a_district(tmp_path / "district", clerks=20, base=base))
        app = await stack.enter_async_context(build(settings, clock=clock, rng=random.Random(1)))  # noqa: S311  # seeded
        engine = asyncio.create_task(app.dispatcher.run())
        stack.push_async_callback(stopped, engine)
        port = await stack.enter_async_context(
            doors(app, Metrics(), rng=random.Random(1), host="127.0.0.1", port=0)  # noqa: S311  # seeded
        )
        line = a_line(clock, port)
        line.platform = platform
        stack.push_async_callback(line.close)
        yield Whole(app, platform, line, clock)


async def stopped(task):
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


@pytest.fixture
async def whole(tmp_path, monkeypatch):
    async with a_whole_bot(tmp_path, monkeypatch) as made:
        yield made


async def test_a_report_is_stored_and_answered_in_the_same_call(whole):
    said = await whole.line.say("u0", "日报 在岗126人，口罩500只")
    assert said.statuses == (200,)
    assert "126" in said.text
    head = await whole.report()
    assert (head.values["on_duty"], head.values["masks_stock"]) == (126, 500)
    assert whole.platform.chat("member:u0") == [said.text]


async def test_a_tip_is_answered_with_its_number_and_the_duty_officer_hears_of_it_privately(whole):
    said = await whole.line.say("resident", "我要举报，1号网格建设路8号有店铺没有消毒，我电话13800001111")
    assert "T0001" in said.text
    await whole.sent()
    [alert] = whole.platform.chat("member:duty")
    assert "T0001" in alert
    assert "13800001111" not in alert
    assert "resident" not in alert
    assert whole.platform.chat(f"robot:{ROBOT}") == []


async def test_a_table_asked_for_arrives_as_a_file_behind_its_words(whole):
    await whole.line.say("u0", "日报 在岗126人")
    said = await whole.line.say("duty", "导出今天的日报")
    await whole.sent()
    shown = [seen for seen in whole.platform.seen if seen.chat == "member:duty"]
    assert [seen.kind for seen in shown] == ["text", "file"], said
    book = openpyxl.load_workbook(io.BytesIO(shown[-1].file.content))
    assert 126 in [cell.value for sheet in book for row in sheet.iter_rows() for cell in row]


async def test_the_platforms_repeat_changes_nothing_and_gets_the_same_answer(whole):
    plain = whole.line.message("u0", "日报 在岗126人", number=5)
    first = await whole.line.deliver(plain, "u0")
    again = await whole.line.deliver(plain, "u0")
    assert first.text == again.text
    assert (await whole.report()).revision == 1


async def test_while_the_database_is_locked_nothing_is_acknowledged_and_afterwards_nothing_is_lost_or_doubled(whole):
    plain = whole.line.message("u0", "日报 在岗126人", number=6)
    file = whole.app.settings.store_url.removeprefix("sqlite:///")
    whole.line.answer_seconds = 0.2
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert (await whole.line.deliver(plain, "u0")).statuses == (0, 0, 0)
        other.execute("ROLLBACK")
    whole.line.answer_seconds = 5.0
    said = await whole.line.deliver(plain, "u0")
    assert (said.statuses, "126" in said.text) == ((200,), True)
    assert (await whole.report()).revision == 1


async def test_whoever_comes_in_is_heard_and_nothing_breaks(whole):
    event = (
        whole.line.message("u0", "", number=7)
        .replace("text", "event")
        .replace("<Content><![CDATA[]]></Content>", "<Event>enter_agent</Event><EventKey></EventKey>")
    )
    assert (await whole.line.deliver(event, "u0")).statuses == (200,)


ABSURD = {
    "control characters": "\t\r\n" * 500 + "\x7f\x85\u2028" * 500,
    "a thousand labels": "日报 " + "在岗人数：5 口罩库存：" * 1000,
    "a thousand figures": "日报 在岗12人 " + "3 " * 5000,
    "digits without end": "在岗" + "9" * 20_000,
    "numerals without end": "在岗" + "一百二十" * 5000,
    "brackets": "(" * 20_000,
    "mentions": "@" * 20_000,
    "a list without end": "\n".join(f"{n}. 电子{n}厂 在岗{n}人" for n in range(1500)),
    "one line of names": "电子0厂" * 5000,
    "blank": " \u3000\u200b" * 5000,
    "combining": "日报" + "\u0301" * 20_000,
    "questions": "未报？" * 5000,
}


async def test_absurd_messages_are_answered_once_each_and_soon(whole):
    for number, (kind, text) in enumerate(ABSURD.items()):
        sender = f"u{number}"
        async with asyncio.timeout(4):  # of the five seconds that the platform waits
            said = await whole.line.deliver(whole.line.message(sender, text, number=number), sender)
        assert said.statuses == (200,), kind
        await whole.sent()
        told = whole.platform.chat(f"member:{sender}")
        assert len(told) == 1, kind
        assert len(told[0].encode()) <= 2048, kind


async def test_characters_that_no_platform_can_send_are_refused_at_the_door(whole):
    for text in map(chr, (0, 1, 8, 11, 31, 0xFFFE)):
        assert (await whole.line.say("u0", f"日报{text}在岗12人")).statuses == (400,)


async def test_a_message_of_a_megabyte_is_refused_at_the_door(whole):
    said = await whole.line.say("u0", "日报 在岗12人" + "x" * MB)
    assert said.statuses == (413,)
    assert await whole.report() is None


async def test_a_megabyte_that_came_in_another_way_is_bounded_too(whole):
    inbound = Inbound(
        "app", "big", "u0", None, "日报 在岗12人 " + "口罩" * (MB // 2), NINE, NINE, digest="d", passive=True
    )
    async with asyncio.timeout(5):
        [submitted] = await whole.app.dispatcher.handle([inbound])
    assert submitted.outcome.data["code"] == "too_long"
    assert len(submitted.passive) == 1
