"""The database is locked, gone for a while, or its disk is full: nothing is acknowledged that is not stored."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from runpy import run_path

from bot.app import App
from bot.standin.calls import Line
from faulty.hearing import SECOND, of_reports
from faulty.ledger import Fault, Row
from faulty.sending import WAYS, account, at_rest, held_rows, put_one
from faulty.stage import Stage

GROUP = "数据库"
POSTGRES = Path(__file__).resolve().parents[2] / "tests" / "store" / "postgres_server.py"


@asynccontextmanager
async def shut(app: App) -> AsyncIterator[None]:
    """Inside the block another process has the SQLite file for itself."""
    file = app.settings.store_url.removeprefix("sqlite:///")
    other = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    try:
        await asyncio.to_thread(other.execute, "BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")
    finally:
        other.close()


async def written(line: Line, plain: dict[str, str]) -> list[str]:
    """Who was not acknowledged."""
    said = await asyncio.gather(*(line.deliver(text, who) for who, text in plain.items()))
    return [who for who, one in zip(plain, said, strict=True) if not one.acknowledged]


def messages(line: Line) -> dict[str, str]:
    """A report of each of ten clerks."""
    return {f"u{n}": line.message(f"u{n}", f"日报 在岗{n + 10}人", number=900 + n) for n in range(10)}


async def locked(stage: Stage, fault: Fault) -> Row:
    """Another process holds the file; the platform calls three times in vain, and again afterwards."""
    app = await stage.start()
    line = stage.line(answer_seconds=0.3)
    plain = messages(line)
    async with shut(app):
        missed = await written(line, plain)
    line.answer_seconds = 5.0
    await written(line, plain)
    row = await of_reports(stage, fault, {f"e{n}": n + 10 for n in range(10)})
    falsely = len(plain) - len(missed)
    told = "锁着的时候一条也没有向平台确认" if not falsely else f"锁着的时候确认了{falsely}条"
    return Row(fault, put=10, sent=row.sent, lost=row.lost + falsely, doubled=row.doubled, told=told)


async def locked_while_sending(stage: Stage, fault: Fault) -> Row:
    """The message is out, and that cannot be written down for a while."""
    app = await stage.start()
    robot = WAYS[2]
    for number in range(2):
        seen = len(stage.platform.seen)
        await put_one(stage, robot, number, hold=bool(number))
        while len(stage.platform.seen) == seen:  # noqa: ASYNC110  # the platform tells nobody
            await asyncio.sleep(0)
        async with shut(app):
            await asyncio.sleep(0.5)
        await at_rest(stage)
    return account(stage, fault, robot, await held_rows(stage))


async def full(stage: Stage, fault: Fault) -> Row:
    """SQLite is told that its file may not grow: the same error as a full disk; later there is room again."""
    app = await stage.start()
    line = stage.line(answer_seconds=0.5)
    plain = messages(line)
    async with app.store.unit_of_work() as uow:
        connection = uow.reports._connection  # type: ignore[attr-defined]  # noqa: SLF001  # no public way to a pragma
        await connection.once(_pragma("PRAGMA max_page_count = 1"))
    missed = await written(line, plain)
    async with app.store.unit_of_work() as uow:
        connection = uow.reports._connection  # type: ignore[attr-defined]  # noqa: SLF001  # no public way to a pragma
        await connection.once(_pragma("PRAGMA max_page_count = 1073741823"))
    line.answer_seconds = 5.0
    await written(line, plain)
    row = await of_reports(stage, fault, {f"e{n}": n + 10 for n in range(10)})
    return Row(
        fault, put=10, sent=row.sent, lost=row.lost, doubled=row.doubled, told=f"满的时候{len(missed)}条没有确认"
    )


def _pragma(text: str) -> object:
    from sqlalchemy import text as statement

    return statement(text)


async def broken_off(stage: Stage, fault: Fault) -> Row:
    """PostgreSQL ends without a word while reports come in and messages wait, and starts again."""
    server = run_path(str(POSTGRES))["Postgres"]()
    try:
        server.sql("CREATE DATABASE faults;")
        settings = stage.settings.with_store(server.url("faults"))
        await stage.start(settings=settings)
        line = stage.line(answer_seconds=0.5)
        plain = messages(line)
        first = dict(list(plain.items())[:5])
        await written(line, first)
        await asyncio.to_thread(server.break_off)
        missed = await written(line, plain)
        await asyncio.to_thread(server.start)
        line.answer_seconds = 5.0
        for _ in range(20):
            if not await written(line, plain):
                break
            await stage.pass_time(SECOND)
        row = await of_reports(stage, fault, {f"e{n}": n + 10 for n in range(10)})
        await stage.stop("a")
        await stage.stack.aclose()
        told = f"停着的时候{len(missed)}条都没有确认" if len(missed) == 10 else "停着的时候有确认"
        return Row(fault, put=10, sent=row.sent, lost=row.lost, doubled=row.doubled, told=told)
    finally:
        server.stop()
