"""The heads of a form's table: the template writes them, and a table that comes back is known by them.

A newcomer's usual mistake is to look for a label inside a head: 未返岗人数 holds 返岗. A head is a field's when the
whole of it is one of the field's names, apart from brackets, marks and words that only say that people are counted.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from bot.directory.characters import fold
from bot.forms.definition import FieldDef, FormDef
from bot.reading.sheet import Sheet

DAY: Final = "日期"
UNIT_ID: Final = "单位编号"
UNIT: Final = "单位"
EXAMPLE: Final = "示例"
"""How the unit of the template's example row begins: such rows are nobody's."""

_DAYS: Final = frozenset(
    "日期 填报日期 上报日期 报告日期 报送日期 报表日期 统计日期 所属日期 数据日期 报数日期 填表日期".split()
)
_UNIT_IDS: Final = frozenset("单位编号 单位编码 单位代码 单位id 编号 企业编号 单位ID".split())
_UNITS: Final = frozenset(
    "单位 单位名称 单位全称 单位简称 填报单位 上报单位 企业 企业名称 公司 公司名称 项目 项目名称 工地 工地名称 项目部 "
    "店名 店铺名称 商铺名称 学校 学校名称 酒店 酒店名称 社区 社区名称 名称".split()
)
_QUIET: Final = frozenset("序号 行号 网格 所属网格 状态 填报人 收到时间 版本".split())
"""Heads of our own exports and of any list: no figure of a report stands under them."""
_BRACKETED: Final = re.compile(r"[(\[【][^)\]】]*[)\]】]")
_BRACKETS: Final = re.compile(r"[()\[\]【】]")
_MARKS: Final = re.compile(r"[*:：/、,.。\"'“”‘’\-_]")
_COUNTING: Final = ("总人数", "人数", "数量", "数目", "数", "人", "情况")
_LOOKED_AT: Final = 20  # lines in which the heads are looked for


@dataclass(frozen=True, slots=True)
class Heads:
    """Where what stands in a sheet: columns from 0 on. `line` is the place of the heads in `Sheet.lines`.

    `unknown` are columns of no field, by their heads; `twice` two heads of one and the same field.
    """

    line: int
    fields: dict[int, str]
    day: int | None
    unit: int | None
    unit_id: int | None
    unknown: dict[int, str]
    twice: tuple[str, str] | None


def heads_of(sheet: Sheet, form: FormDef) -> Heads | None:
    """The first line that is a line of this form's heads: two fields at least, or one beside a unit or a day."""
    for line, (_, cells) in enumerate(sheet.lines[:_LOOKED_AT]):
        found = _heads(line, [(column, str(cell.value)) for column, cell in sorted(cells.items())], form)
        beside = (found.unit is not None or found.unit_id is not None) + (found.day is not None)
        if found.fields and len(found.fields) + beside >= 2:
            return found
    return None


def _heads(line: int, cells: Sequence[tuple[int, str]], form: FormDef) -> Heads:
    fields: dict[int, str] = {}
    places: dict[str, int] = {}
    unknown: dict[int, str] = {}
    said: dict[str, str] = {}
    twice: tuple[str, str] | None = None
    for column, words in cells:
        meant = _meant(words, form)
        if meant is None or (meant in ("unit", "unit_id") and meant in places):
            unknown[column] = words
        elif meant in said:
            twice = twice or (said[meant], words)
        elif meant in _KINDS:
            places[meant] = column
        else:
            fields[column] = meant
        if meant is not None and meant != "quiet":
            said.setdefault(meant, words)
    return Heads(line, fields, places.get("day"), places.get("unit"), places.get("unit_id"), unknown, twice)


_KINDS: Final = {"day": _DAYS, "unit_id": _UNIT_IDS, "unit": _UNITS, "quiet": _QUIET}


def _meant(words: str, form: FormDef) -> str | None:
    """The field's key or the kind that a head names."""
    known, others = _names(form)
    if others & {fold(words), _BRACKETS.sub("", fold(words))}:
        return None
    for way in _ways(words):
        if way in known:
            return known[way]
        if kind := next((kind for kind, names in _KINDS.items() if way in names), None):
            return kind
    return None


def _ways(words: str) -> Iterator[str]:
    """A head as it may be meant: whole, without brackets, without what stands in them, without 人数."""
    folded = fold(words)
    for way in dict.fromkeys((folded, _BRACKETS.sub("", folded), _BRACKETED.sub("", folded))):
        bare = _MARKS.sub("", way)
        for head in dict.fromkeys((way, bare, bare.removeprefix("其中"))):
            if head:
                yield head
                yield from (head[: -len(tail)] for tail in _COUNTING if head.endswith(tail) and len(head) > len(tail))


def _names(form: FormDef) -> tuple[dict[str, str], frozenset[str]]:
    named = tuple((field.key, (field.label, *field.aliases, *field.homophones)) for field in form.fields)
    return _names_of(named, tuple(word for field in form.fields for word in (*field.excluded, *field.unclear)))


@lru_cache(maxsize=16)
def _names_of(
    named: tuple[tuple[str, tuple[str, ...]], ...], others: tuple[str, ...]
) -> tuple[dict[str, str], frozenset[str]]:
    """Field keys by everything that names the field, and the words that look like it; made once for a form's words."""
    found: dict[str, str] = {}
    for key, names in named:
        found.setdefault(fold(names[0]), key)
    for key, names in named:
        for name in names:
            found.setdefault(fold(name), key)
    return found, frozenset(map(fold, others))


def head(field: FieldDef) -> str:
    """The head that the template gives a field: its label, and what is counted unless people: 口罩库存（只）."""
    measure = field.unit or {"temperature": "℃", "money": "元"}.get(field.kind, "")
    return f"{field.label}（{measure}）" if measure and measure not in field.label else field.label
