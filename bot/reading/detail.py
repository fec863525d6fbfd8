"""Reads the questions that lead from a figure to its reports: 明细 在岗人数 3月5日 3号网格, 异常, 哪几家有发烧的.

Only the whole message counts. A field is named by its label or by any other word of it, the longest one that fits.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.directory.model import Directory
from bot.forms.definition import FormDef
from bot.reading.called import said_plainly
from bot.reading.question_scope import find_grid
from bot.reading.steering import day_in

LONGEST = 60
_DETAIL = re.compile(r"(?:看|查)?(?:一下)?(?:明细|逐家明细|各家明细)[\s:：]*(?P<behind>.+)|(?P<before>.+?)的?明细")
_ODD = re.compile(
    r"(?P<before>.{0,20}?)(?:异常|可疑)(?:数据|单位|情况)?(?:有哪些|清单|名单)?(?P<behind>[\s\d月日号.\-/今昨前天网格全区]*)"
)
_UNITS = r"(?:哪(?:些|几|一)?(?:家|个|间)?(?:单位|企业|公司|工地|店|学校|酒店|社区)?|谁家)"
_WHO_HAS = re.compile(
    rf"(?P<before>.{{0,20}}?){_UNITS}(?:里|还|今天|现在)?(?:有|出现了?|报了)(?P<behind>.{{2,20}})"
    rf"|(?:有)?(?P<of>.{{2,24}}?)(?:的)?(?:都)?(?:是|有|在){_UNITS}"
)
"""哪几家有发烧的, 3号网格哪些单位有隔离, 发热的是哪家."""
_OF_PEOPLE = re.compile(r"(?:的)?(?:人员?|员工|病人|情况|人数)?(?:的|了|呢|啊)*$")
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
    some: bool = False
    """Only those that gave more than none are asked for."""


def read_detail(text: str, *, forms: Sequence[FormDef], directory: Directory, today: date) -> DetailQuestion | None:
    """The question, or None where the message is none."""
    if len(text) > LONGEST or "\n" in text.strip():
        return None
    plain = _TAIL.sub("", said_plainly(text))
    asks: Literal["detail", "odd"] = "detail"
    some = False
    if found := _DETAIL.fullmatch(plain):
        rest = f"{found['before'] or ''} {found['behind'] or ''}".strip()
    elif found := _WHO_HAS.fullmatch(plain):
        rest, some = f"{found['before'] or ''} {found['behind'] or ''} {found['of'] or ''}".strip(), True
    elif found := _ODD.fullmatch(plain):
        asks, rest = "odd", f"{found['before'] or ''} {found['behind'] or ''}".strip()
    else:
        return None
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
    named = _field(rest, forms) or (_field(_OF_PEOPLE.sub("", rest), forms) if some else None)
    return None if named is None else DetailQuestion("detail", *named, day, wrong, area, some)


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
