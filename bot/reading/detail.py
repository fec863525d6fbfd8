"""Reads the questions that lead from a figure of a digest to its reports: 明细 在岗人数 3月5日 3号网格, 异常 3月5日.

Only the whole message counts. A field is named by its label or by any other word of it, the longest one that fits.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.directory.characters import table
from bot.directory.model import Directory
from bot.forms.definition import FormDef
from bot.reading.question_scope import find_grid
from bot.reading.steering import day_in

LONGEST = 60
_CALL = re.compile(r"^(?:\s*@[^\s\u2005@]{1,24}[\s\u2005]+|\s+)+")
_DETAIL = re.compile(r"(?:看|查)?(?:一下)?(?:明细|逐家明细|各家明细)[\s:：]*(?P<behind>.+)|(?P<before>.+?)的?明细")
_ODD = re.compile(
    r"(?P<before>.{0,20}?)(?:异常|可疑)(?:数据|单位|情况)?(?:有哪些|清单|名单)?(?P<behind>[\s\d月日号.\-/今昨前天网格全区]*)"
)
_TAIL = re.compile(r"[\s。.!！?？~的]+$")


@dataclass(frozen=True, slots=True)
class DetailQuestion:
    """`day` None: today. `wrong_day`: there is no such day. `area` "": everything that the asker may see."""

    asks: Literal["detail", "odd"]
    form: str
    field: str = ""
    day: date | None = None
    wrong_day: bool = False
    area: str = ""


def read_detail(text: str, *, forms: Sequence[FormDef], directory: Directory, today: date) -> DetailQuestion | None:
    """The question, or None where the message is none."""
    if len(text) > LONGEST or "\n" in text.strip():
        return None
    plain = _TAIL.sub("", _CALL.sub("", text.translate(table())).strip())
    asks: Literal["detail", "odd"] = "detail"
    found = _DETAIL.fullmatch(plain)
    if found is None:
        asks, found = "odd", _ODD.fullmatch(plain)
    if found is None:
        return None
    rest = f"{found['before'] or ''} {found['behind'] or ''}".strip()
    area = ""
    if (grid := find_grid(rest, directory)) is not None and grid.area is not None:
        area, rest = grid.area.id, f"{rest[: grid.start]} {rest[grid.end :]}"
    day, wrong = None, False
    if (said := day_in(rest, today)) is not None:
        day, wrong = said[2], said[2] is None
        rest = f"{rest[: said[0]]} {rest[said[1] :]}"
    rest = rest.replace("全区", "").strip(" ,，:：的")
    if asks == "odd":
        return DetailQuestion("odd", forms[0].id, "", day, wrong, area) if not rest else None
    named = _field(rest, forms)
    return None if named is None else DetailQuestion("detail", *named, day, wrong, area)


def _field(words: str, forms: Sequence[FormDef]) -> tuple[str, str] | None:
    """The form and the field that the words name, by the longest of its own words."""
    known = [
        (len(word), form.id, field.key)
        for form in forms
        for field in form.fields
        for word in (field.label, *field.aliases)
        if word == words
    ]
    return max(known, key=lambda one: one[0])[1:] if known else None
