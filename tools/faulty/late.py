"""A smart bot's links, which live for minutes: late answers of the callback mode, files that nobody fetched in time.

An address for a late answer takes one, within an hour; a restart forgets it, for whoever has it can post with it.
"""

import io
from collections.abc import Awaitable, Callable

import openpyxl

from bot.media.subject import of_report
from bot.messages import Destination
from bot.standin.faults import FaultKind
from faulty.hearing import MINUTE, SECOND, connected, reports
from faulty.ledger import Fault, Row
from faulty.sending import Way, account, at_rest, held_rows, play, put_one
from faulty.stage import START, Stage
from faulty.together import picture

LATE = Way("智能机器人回调的补答", Destination(member="u0", channel="called"), "aibot:u0", "aibot/response")
FILES, DEAD = 6, 3
PlayOnStage = Callable[[Stage, Fault], Awaitable[Row]]


def by_kind(kind: FaultKind) -> PlayOnStage:
    """The call with the late answer fails in that way."""

    async def broken(stage: Stage, fault: Fault) -> Row:
        return await play(stage, fault, LATE, lambda _: stage.platform.faults.add(LATE.endpoint, kind))

    return broken


async def after_an_hour(stage: Stage, fault: Fault) -> Row:
    """The answer is ready when the address is over."""
    return await _answered(stage, fault, lambda: stage.pass_time(61 * MINUTE))


async def after_a_restart(stage: Stage, fault: Fault) -> Row:
    """The process that was called is gone, and the address with it."""

    async def again() -> None:
        await stage.stop("a")
        await stage.start("b")

    return await _answered(stage, fault, again)


async def _answered(stage: Stage, fault: Fault, meanwhile: Callable[[], Awaitable[object]]) -> Row:
    await stage.start()
    await stage.ask("u0")
    await meanwhile()
    for number in range(2):
        await put_one(stage, LATE, number, hold=bool(number))
    await at_rest(stage)
    return account(stage, fault, LATE, await held_rows(stage))


def workbook(unit: str, figure: int) -> bytes:
    """A table of the daily report with one line."""
    book, stream = openpyxl.Workbook(write_only=True), io.BytesIO()
    sheet = book.create_sheet()
    sheet.append(("单位", "在岗人数"))
    sheet.append((unit, figure))
    book.save(stream)
    return stream.getvalue()


async def _shared(stage: Stage, kind: str, made: Callable[[int], tuple[bytes, str]]) -> None:
    """Clerks send a file each to the smart bot; of half of them the message is on its way for six minutes."""
    for number in range(FILES):
        part = stage.files.shared(*made(number))
        if number < DEAD:
            await stage.pass_time(6 * MINUTE)
        await stage.until(lambda: bool(connected(stage)), most=10 * MINUTE, step=SECOND)
        await stage.desk.deliver(stage.desk.body(f"u{number}", kind, part))
        for _ in range(10):
            await stage.pass_time(SECOND)
            await stage.app.fetcher.run_due(stage.clock.now())
    for _ in range(30):
        await stage.pass_time(SECOND)


def _told(stage: Stage, word: str) -> int:
    return sum(any(word in text for text in stage.platform.chat(f"aibot:u{n}")) for n in range(FILES))


async def dead_pictures(stage: Stage, fault: Fault) -> Row:
    """Pictures beside reports, half of them with a link that is over when the message comes."""
    app = await stage.start()
    await stage.until(lambda: bool(connected(stage)), most=10 * MINUTE, step=SECOND)
    for number in range(FILES):
        await stage.line().say(f"u{number}", f"日报 在岗{number + 10}人")
    await _shared(stage, "image", lambda number: (picture(), f"{number}.png"))
    kept = 0
    async with app.store.unit_of_work() as uow:
        for number in range(FILES):
            files = await uow.files.of(of_report("daily", f"e{number}", START.date()).text)
            kept += sum(file.state == "kept" for file in files)
    told = _told(stage, "没有存下来")
    return Row(fault, FILES, kept, listed=told, lost=max(0, FILES - kept - told), told="发图的人，请他再发一次")


async def dead_tables(stage: Stage, fault: Fault) -> Row:
    """The day's reports as tables, half of them with a link that is over when the message comes."""
    await stage.start()
    await _shared(stage, "file", lambda number: (workbook(f"电子{number}厂", number + 10), "日报.xlsx"))
    found = await reports(stage)
    right = sum(found.get(f"e{number}") == [number + 10] for number in range(FILES))
    told = _told(stage, "没有登记任何数字")
    return Row(fault, FILES, right, listed=told, lost=max(0, FILES - right - told), told="发表的人，请他再发一次")
