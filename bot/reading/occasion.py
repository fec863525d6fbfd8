"""Reads an officer's word that units report something by then: 布置 处置情况 六顺食品 24小时; and its 取消布置."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from bot.directory.model import Directory
from bot.forms.definition import FormDef
from bot.reading.called import said_plainly
from bot.reading.chinese_numbers import value_of
from bot.reading.excuse import units_in
from bot.reading.vocabulary import names_of

LONGEST = 400
_ORDER = re.compile(r"(?P<back>取消|撤回|撤销)?(?:限时)?布置[\s:：,，]*(?P<rest>.+)", re.DOTALL)
_SPAN = re.compile(r"(?P<n>\d{1,3}|[一二两三四五六七八九十]{1,3})\s*(?:个)?(?P<u>小时|天|日)(?:内|之内|以内)?")
_HOURS = {"小时": 1, "天": 24, "日": 24}


@dataclass(frozen=True, slots=True)
class OccasionOrder:
    """What a message says. `within` None: as the form has it. `several`: what an unclear name fits."""

    action: Literal["ask", "take_back"]
    form: str
    units: tuple[str, ...] = ()
    several: tuple[str, ...] = ()
    within: timedelta | None = None
    reason: str = ""


def read_occasion(text: str, *, forms: Sequence[FormDef], directory: Directory) -> OccasionOrder | None:
    """The order, or None where the message is none: it names a form that is owed after an event."""
    if len(text) > LONGEST:
        return None
    plain = said_plainly(text)
    found = _ORDER.fullmatch(plain)
    if found is None:
        return None
    rest = found["rest"]
    named = [
        (word, form.id)
        for form in forms
        if form.event is not None
        for word in (form.name, *form.aliases)
        if word in rest
    ]
    if not named:
        return None
    word, form_id = max(named, key=lambda one: len(one[0]))
    rest = rest.replace(word, " ", 1)
    within = None
    if (span := _SPAN.search(rest)) is not None:
        number = int(span["n"]) if span["n"].isdigit() else value_of(span["n"])
        within = timedelta(hours=number * _HOURS[span["u"]]) if isinstance(number, int) and number > 0 else None
        rest = f"{rest[: span.start()]} {rest[span.end() :]}"
    units, several, rest = units_in(rest, names_of(directory))
    reason = re.sub(r"^(?:原因|因为|因)[\s:：]*", "", rest.strip(" \n,，、。;；:：前报"))
    return OccasionOrder("take_back" if found["back"] else "ask", form_id, units, several, within, reason.strip())
