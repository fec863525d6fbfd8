"""`gridbot export`: the reports of a span as a workbook or CSV, the form's empty template, or the register.

Who owed and did not report stands in it too. Text that a spreadsheet would run as a formula is made inert.
"""

import asyncio
import csv
import io
import os
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.commands.base import FINE, Command, with_config
from bot.commands.terminal import say
from bot.errors import UsageError
from bot.nearest import meant
from bot.progress import progress
from bot.views.formulas import is_like_a_formula

if TYPE_CHECKING:
    from bot.config import Settings
    from bot.forms.definition import FormDef
    from bot.forms.preset import Preset

Row = Sequence[Any]
ENDINGS = (".xlsx", ".csv")
SLICE = timedelta(days=31)  # days read from the database at once
MOST_ROWS = 1_000_000  # a sheet holds no more


def arguments(parser: ArgumentParser) -> None:
    """What, of which days, and where to."""
    with_config(parser)
    parser.add_argument("--form", metavar="F", help="the form's id, such as daily")
    parser.add_argument("--from", dest="first", metavar="D", help="the first day, such as 2020-03-01")
    parser.add_argument("--to", dest="last", metavar="D", help="the last day; inclusive")
    parser.add_argument("-o", "--output", required=True, metavar="FILE", help="where to; .xlsx or .csv")
    parser.add_argument("--template", action="store_true", help="an empty table of the form to be filled in")
    parser.add_argument(
        "--register", action="store_true", help="the register with what was changed by message, to be imported again"
    )


def run(args: Namespace) -> int:
    """Write the file; says how many rows it has."""
    from bot.config import load_settings
    from bot.forms.load import load_preset

    target = Path(args.output)
    if target.suffix.lower() not in ENDINGS:
        raise UsageError(f"{target}: the ending says what it becomes; write .xlsx or .csv")
    if not target.parent.is_dir():
        raise UsageError(f"{target.parent}: there is no such folder; make it first")
    settings = load_settings(args.config)
    if args.register:
        return _register(settings, target)
    if args.form is None:
        raise UsageError("gridbot export: --form is missing; write --form daily, or --register")
    first, last = _span(args)
    preset = load_preset(settings.preset)
    form = _form(preset, args.form)
    write = _workbook if target.suffix.lower() == ".xlsx" else _csv
    if args.template:
        count, content = asyncio.run(_template(settings, form, first, target))
    else:
        columns, rows = asyncio.run(_reports(settings, preset, form, first, last))
        count, content = len(rows), write(target.name, form.name, columns, rows)
    part = target.with_name(f"{target.name}.part")
    try:
        part.write_bytes(content)
        os.replace(part, target)  # noqa: PTH105  # one step, where a reader sees the old file or the new one
    finally:
        part.unlink(missing_ok=True)
    say(f"{target}: {count} 行 rows")
    return FINE


def _register(settings: "Settings", target: Path) -> int:
    """Everything as `gridbot import` reads it; who is in it and what it changed stay the same when it is imported."""
    from bot.commands.district import registered
    from bot.directory.files import write_directory

    if target.suffix.lower() != ".xlsx":
        raise UsageError(f"{target}: the register has several tables; write a name that ends in .xlsx")
    directory = asyncio.run(registered(settings))
    write_directory(directory, target)
    say(f"{target}: {len(directory.units)} 家单位 units，{len(directory.members)} 人 members")
    return FINE


def _span(args: Namespace) -> tuple[date, date]:
    """The days that were asked for. A template needs none."""
    days = []
    for name, value in (("--from", args.first), ("--to", args.last)):
        if value is None and not args.template:
            raise UsageError(f"gridbot export: {name} is missing; write {name} 2020-03-05")
        try:
            days.append(date.fromisoformat(value) if value else date.max)
        except ValueError:
            raise UsageError(f"gridbot export: {name} {value!r} is no day; write 2020-03-05") from None
    if days[0] > days[1]:
        raise UsageError(f"gridbot export: --from {days[0]} is after --to {days[1]}; change the two")
    return days[0], days[1]


def _form(preset: "Preset", name: str) -> "FormDef":
    known = [form.id for form in preset.forms]
    if name not in known:
        raise UsageError(f"gridbot export: no form {name!r} in {preset.name}; {meant(name, known)}")
    return preset.form(name)


async def _template(settings: "Settings", form: "FormDef", day: date, target: Path) -> tuple[int, bytes]:
    """The empty table with a row for every unit that the form is about, as 模板 gives it in chat; how many rows."""
    from bot.commands.district import directory_of
    from bot.reading.sheet import MOST_ROWS
    from bot.views import template

    units = template.about(form, (await directory_of(settings)).units)
    if len(units) > MOST_ROWS:
        raise UsageError(f"gridbot export: {len(units)} units; a table of more than {MOST_ROWS} is not read back")
    when = None if day == date.max else day
    if target.suffix.lower() == ".xlsx":
        return len(units), template.template(form, units, day=when, name=target.name).content
    return len(units), _csv("", "", template.heads(form), template.rows(form, units, when))


async def _reports(
    settings: "Settings", preset: "Preset", form: "FormDef", first: date, last: date
) -> tuple[list[str], list[Row]]:
    """The reports of the span, slice by slice."""
    from bot.commands.district import database_is_there
    from bot.directory.changing import changed_directory
    from bot.handlers.questions.export import columns_of, rows_of
    from bot.handlers.questions.scope import Scope
    from bot.store.store import Store

    if not database_is_there(settings):
        raise UsageError(f"{settings.file}: the database does not exist yet; nothing was ever reported")
    store = Store(settings.store_url)
    await store.open()
    try:
        if not await store.is_current():
            raise UsageError(f"{settings.file}: the database is of another version; run gridbot db upgrade -c ...")
        directory = changed_directory(await store.load_directory(), (await store.load_changes())[1])
        rows: list[Row] = []
        days = (last - first).days + 1
        with progress("exporting") as advance:
            for begin in _slices(first, last):
                end = min(last, begin + SLICE - timedelta(days=1))
                async with store.unit_of_work() as uow:
                    found = await uow.reports.heads_between(form.id, begin, end)
                scope = Scope(form, directory.units, begin, end, form.name)
                rows += rows_of(scope, found, directory=directory, preset=preset, zone=settings.zone)
                if len(rows) > MOST_ROWS:
                    raise UsageError(f"gridbot export: more than {MOST_ROWS} rows; export fewer days at a time")
                advance((end - first).days + 1, days)
        return columns_of(form), rows
    finally:
        await store.close()


def _slices(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        if date.max - first < SLICE:
            return
        first += SLICE


def _workbook(name: str, title: str, columns: Sequence[str], rows: Iterable[Row]) -> bytes:
    from bot.views.workbook import workbook

    return workbook(name, title, columns, rows).content


def _csv(_name: str, _title: str, columns: Sequence[str], rows: Iterable[Row]) -> bytes:
    """UTF-8 with the mark by which spreadsheets know it."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow([_cell(column) for column in columns])
    writer.writerows([_cell(value) for value in row] for row in rows)
    return stream.getvalue().encode("utf-8-sig", "replace")


def _cell(value: Any) -> Any:
    """A cell that no spreadsheet runs: text that begins like a formula gets an apostrophe before it."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, str) and is_like_a_formula(value):
        return f"'{value}"
    return value


EXPORT = Command("export", "the reports of a span as .xlsx or .csv", arguments, run)
