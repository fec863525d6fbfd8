"""`gridbot audit`: the trail of decisions, of some days or of one list, as lines to print or as CSV to file.

No line of the trail holds the words of a tip-off, so nothing of one can be printed here.
"""

import asyncio
import csv
import io
import re
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bot.commands.base import FINE, Command, with_config
from bot.commands.terminal import say
from bot.errors import UsageError
from bot.views.formulas import is_like_a_formula

if TYPE_CHECKING:
    from bot.config import Settings
    from bot.directory.model import Directory
    from bot.store.records import AuditLine

HEADS = (
    "时间 at", "谁 who", "姓名 name", "事项 action", "名称 called", "对象 subject", "单位 units", "说明 detail",
    "消息 message",
)  # fmt: skip
_NUMBER = re.compile(r"\d{4}-\d{1,3}")
_WITHHELD = ("message", "units", "reason", "appeal")


def arguments(parser: ArgumentParser) -> None:
    """Of which days or which list, and where to."""
    with_config(parser)
    parser.add_argument("--list", dest="number", metavar="0305-1", help="only what is about this list")
    parser.add_argument("--from", dest="first", metavar="D", help="the first day, such as 2020-03-01 (default: today)")
    parser.add_argument("--to", dest="last", metavar="D", help="the last day, inclusive (default: today)")
    parser.add_argument("--csv", action="store_true", help="comma-separated values instead of lines")
    parser.add_argument("-o", "--output", metavar="FILE", help="write a file instead of printing")


def run(args: Namespace) -> int:
    """Print the lines, or write them."""
    from bot.clock import SystemClock
    from bot.config import load_settings

    if args.number and not _NUMBER.fullmatch(args.number):
        raise UsageError(f"gridbot audit: {args.number!r} is no number of a list; write it as 0305-1")
    settings = load_settings(args.config)
    today = SystemClock().now().astimezone(settings.zone).date()
    span = _day("--from", args.first, date.min if args.number else today), _day("--to", args.last, today)
    if span[0] > span[1]:
        raise UsageError(f"gridbot audit: --from {span[0]} is after --to {span[1]}; change the two")
    lines, directory = asyncio.run(_read(settings, span, args.number))
    text = _csv(lines, directory, settings) if args.csv else _text(lines, directory, settings)
    if args.output is None:
        say(text.rstrip("\n") or "没有记录 no lines")
        return FINE
    target = Path(args.output)
    if not target.parent.is_dir():
        raise UsageError(f"{target.parent}: there is no such folder; make it first")
    target.write_bytes(text.encode("utf-8-sig" if args.csv else "utf-8", "replace"))
    say(f"{target}: {len(lines)} 行 lines")
    return FINE


def _day(name: str, value: str | None, otherwise: date) -> date:
    if value is None:
        return otherwise
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise UsageError(f"gridbot audit: {name} {value!r} is no day; write 2020-03-05") from None


async def _read(
    settings: "Settings", span: tuple[date, date], number: str | None
) -> "tuple[Sequence[AuditLine], Directory]":
    from bot.commands.stored import stored

    first = datetime.min.replace(tzinfo=UTC) if span[0] == date.min else _midnight(span[0], settings)
    before = _midnight(span[1] + timedelta(days=1), settings)
    async with stored(settings) as (store, known), store.unit_of_work() as uow:
        subject = f"list:{number}" if number else None
        return await uow.audit.between(first, before, subject=subject), known.directory


def _midnight(day: date, settings: "Settings") -> datetime:
    return datetime.combine(day, time(), tzinfo=settings.zone).astimezone(UTC)


def _text(lines: "Sequence[AuditLine]", directory: "Directory", settings: "Settings") -> str:
    from bot.views.posts import signature
    from bot.views.trail import trail_line

    def person(user: str) -> str:
        return signature(directory.member(user))

    def unit(one: str) -> str:
        return _unit(one, directory)

    told = (trail_line(line, person=person, unit=unit, zone=settings.zone) + f"  [{line.subject}]" for line in lines)
    return "".join(f"{one}\n" for one in told)


def _csv(lines: "Sequence[AuditLine]", directory: "Directory", settings: "Settings") -> str:
    from bot.views.trail import ACTIONS

    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(HEADS)
    for line in lines:
        more = [f"{key}={value}" for key, value in line.detail.items() if key not in _WITHHELD and value]
        parts = [str(line.detail.get("appeal") or ""), str(line.detail.get("reason") or ""), *more]
        row = (
            line.at.astimezone(settings.zone).isoformat(timespec="seconds"),
            line.who,
            directory.member(line.who).name,
            line.action,
            ACTIONS.get(line.action, ""),
            line.subject,
            "、".join(_unit(one, directory) for one in line.detail.get("units") or ()),
            "；".join(part for part in parts if part),
            str(line.detail.get("message") or ""),
        )
        writer.writerow([f"'{cell}" if is_like_a_formula(cell) else cell for cell in row])
    return stream.getvalue()


def _unit(one: str, directory: "Directory") -> str:
    known = directory.unit_by_id.get(one)
    return known.short_name if known else one


AUDIT = Command("audit", "the trail of decisions, as lines or CSV", arguments, run)
