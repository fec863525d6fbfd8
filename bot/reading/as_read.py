"""Which figures of a message were not simply written down, so that the receipt says which words gave them.

Plain is a label of the form beside one number in digits, or beside 无; everything else (一百二十六, 在刚126,
126不对128, 其余均为0) can be misread, and who wrote it is the one who would notice.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Final

from bot.directory.characters import fold
from bot.forms.definition import FieldDef, FormDef
from bot.reading.meaning import Figure, Value

_NUMBER: Final = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\d,])|\d+(?:\.\d+)?")
_DIGITS: Final = re.compile(r"[0-9]+")
_SAYS_NOTHING: Final = dict.fromkeys(map(ord, "0123456789 :：=,，、.。\t\n人名个位只例片为是有共现今日天已()（）"))
_ZERO: Final = re.compile("没有|未有|暂无|均无|都无|为零|正常|无|没|零|冇")
_NUMERALS: Final = frozenset("一二三四五六七八九十百千万亿两廿卅壹贰叁肆伍陆柒捌玖拾佰仟几多余来")
_TAKEN_BACK: Final = re.compile("不对|不是|更正|说错|写错|打错|应该是|应为|改成|改为|哦不|纠正")
_BEFORE: Final = 12  # characters in front of a bare number in which the speaker may have corrected himself
_LOOSE: Final = 6  # characters beside a label and a number that say nothing


@dataclass(frozen=True, slots=True)
class AsRead:
    """The words, and the fields that they gave a value."""

    words: str
    fields: tuple[str, ...]


def as_read(form: FormDef, values: Iterable[Value], text: str) -> tuple[AsRead, ...]:
    """What of a reading of `text` is worth showing, in the order of the text; mostly nothing."""
    found: dict[tuple[int, int], tuple[str, list[str]]] = {}
    for value in values:
        field = form.field(value.field)
        words = _told(value, text)
        if words is not None and not _is_plain(field, value.value, words):
            found.setdefault((value.start, value.end), (words, []))[1].append(value.field)
    return tuple(AsRead(words, tuple(fields)) for _, (words, fields) in sorted(found.items()))


def _told(value: Value, text: str) -> str | None:
    """The words of a value; of a bare number also what was taken back before it. None: a bare number as asked for."""
    folded = fold(value.words)
    if _NUMBER.fullmatch(folded.rstrip("人名个位只例片")):
        start = max(0, value.start - _BEFORE)
        before = text[start : value.start]
        cut = max(before.rfind(mark) for mark in "\n。；;") + 1
        return text[start + cut : value.end] if _TAKEN_BACK.search(before[cut:]) else None
    return value.words


def _is_plain(field: FieldDef, figure: Figure, words: str) -> bool:
    """Whether the words are a label of the field and its value, and hardly anything beside."""
    if isinstance(figure, bool) or field.kind in ("text", "choice", "date", "yes_no"):
        return True
    labels, known, phrases = _names(field.label, field.aliases, field.parts, field.nil)
    if _DIGITS.findall(words) == [str(figure)] and words.translate(_SAYS_NOTHING) in known:
        return True  # as nearly all are
    folded = fold(words)
    if figure == 0 and any(phrase in folded for phrase in phrases):
        return True
    label = next((label for label in labels if label in folded), None)
    if label is None:
        return False
    if figure == 0 and _ZERO.search(folded) and not _NUMBER.search(folded):
        return True
    rest = folded.replace(label, "", 1)
    numbers = _NUMBER.findall(rest)
    if len(numbers) != 1 or not _equals(numbers[0], figure) or _NUMERALS & set(rest):
        return False
    return figure == 0 or len(rest) - len(numbers[0]) <= _LOOSE


def _equals(number: str, figure: Figure) -> bool:
    try:
        return Decimal(number.replace(",", "")) == Decimal(figure)
    except InvalidOperation:
        return False


@lru_cache(maxsize=256)
def _names(
    label: str, aliases: Sequence[str], parts: Sequence[str], nil: Sequence[str]
) -> tuple[tuple[str, ...], frozenset[str], frozenset[str]]:
    """The field's right names, longest first; the same as words that say nothing leave them; phrases for its zero."""
    names = {fold(name) for name in (label, *aliases, *parts)}
    known = frozenset(name.translate(_SAYS_NOTHING) for name in names)
    return tuple(sorted(names, key=len, reverse=True)), known, frozenset(map(fold, nil))
