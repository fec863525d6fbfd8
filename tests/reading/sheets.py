"""Tables as people's spreadsheets write them, a small district to report for, and a way to read one."""

import io
import re
import tomllib
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from openpyxl import Workbook

import bot
from bot.directory.model import Area, Directory, Member, Unit
from bot.forms.definition import FormDef
from bot.reading.meaning import Context
from bot.reading.sheet import Unreadable
from bot.reading.table_file import Table, read_table

MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHARED = (
    b'<Override PartName="/xl/sharedStrings.xml" '
    b'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>'
)
ZONE = ZoneInfo("Asia/Shanghai")
TODAY = date(2020, 3, 5)
DISTRICT = Directory(
    version=1,
    areas=(Area("g1", "1号网格", None, "grid", "industry", 1), Area("g2", "2号网格", None, "grid", "site", 2)),
    units=(
        Unit("e1", "河源中光电通讯技术有限公司", "enterprise", "g1", ("中光电",)),
        Unit("e2", "广东九明制药有限公司", "enterprise", "g1", ("九明制药",)),
        Unit("e3", "河源市华信电子有限公司", "enterprise", "g1", ("华信电子", "华信")),
        Unit("e4", "河源华信达电子有限公司", "enterprise", "g1", ("华信达电子", "华信")),
        Unit("s1", "滨江壹号项目部", "site", "g2", ("滨江壹号",)),
    ),
    members=(
        Member("clerk1", "赵一", "clerk", ("e1",)),
        Member("worker1", "周四", "grid_worker", (), ("g1",)),
        Member("duty", "冯八", "duty_officer"),
    ),
)


@cache
def daily() -> FormDef:
    """The preset's own daily form."""
    file = Path(bot.__file__).parent / "presets/heyuan-2020/forms/daily.toml"
    return FormDef.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))


def context(who: str = "worker1", *forms: FormDef) -> Context:
    """The circumstances of a file that `who` sends in the morning."""
    wanted = forms or (daily(),)
    return Context(
        sender=DISTRICT.member(who),
        group=None,
        now=datetime(2020, 3, 5, 9, 0, tzinfo=ZONE),
        zone=ZONE,
        directory=DISTRICT,
        form=wanted[0],
        forms=wanted,
        private=True,
    )


def xlsx(*rows: Sequence[Any], title: str = "日报", formats: Mapping[str, str] | None = None) -> bytes:
    """A workbook of one sheet; `formats` are number formats by cell."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    for place, number_format in (formats or {}).items():
        sheet[place].number_format = number_format
    return saved(book)


def saved(book: Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def repacked(raw: bytes, change: Callable[[str, bytes], bytes], *more: tuple[str, bytes]) -> bytes:
    """The same package with its parts changed, and more of them."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        for name, content in more:
            new.writestr(name, content)
    return stream.getvalue()


def as_spreadsheets_save_it(raw: bytes) -> bytes:
    """The same workbook with its words in a part of their own, where every spreadsheet program keeps them."""
    words: list[bytes] = []

    def kept(found: "re.Match[bytes]") -> bytes:
        words.append(found[2])
        return b'%s t="s"><v>%d</v></c>' % (found[1], len(words) - 1)

    def change(name: str, part: bytes) -> bytes:
        if name == "xl/worksheets/sheet1.xml":
            return re.sub(rb'(<c r="[A-Z]+\d+"[^>]*?) t="inlineStr"><is>(<t.*?</t>)</is></c>', kept, part)
        if name == "[Content_Types].xml":
            return part.replace(b"</Types>", SHARED + b"</Types>")
        return part

    changed = repacked(raw, change)
    table = b"".join(b"<si>%s</si>" % word for word in words)
    return repacked(
        changed, lambda _, part: part, ("xl/sharedStrings.xml", b'<sst xmlns="%s">%s</sst>' % (MAIN, table))
    )


def read(raw: bytes, name: str = "日报.xlsx", who: str = "worker1") -> Table:
    """The table in the file; fails where it is not read."""
    table = read_table(name, raw, context(who))
    assert isinstance(table, Table), table
    return table


def refused(raw: bytes, name: str = "日报.xlsx", who: str = "worker1") -> tuple[str, str]:
    """Why the file is not read, and what it is about."""
    found = read_table(name, raw, context(who))
    assert isinstance(found, Unreadable), found
    return found.why, found.detail


def values(table: Table) -> list[tuple[str | None, dict[str, object]]]:
    """Unit and figures of every row."""
    return [(row.reading.unit, dict(row.reading.as_mapping())) for row in table.rows]


def doubts(table: Table) -> list[tuple[str, str, str | None, str]]:
    """Every problem: its cell, code, field and words."""
    return [(p.cell, p.code, p.field, p.words) for row in table.rows for p in row.reading.problems]
