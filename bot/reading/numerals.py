"""One number at a place of a text: its value, its measure word, and why it may not be taken as a figure.

The recogniser is greedy over everything that belongs to the number (多, 左右, a range, 人), so that an
inexact number is never mistaken for the exact one inside it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from bot.directory.lexicon import Lexicon
from bot.reading.chinese_numbers import BIG, CHARS, TENS, UNITS, value_of
from bot.reading.meaning import ProblemCode
from bot.reading.measures import MeasureKind

LARGEST = 10**12
"""Longer numbers are codes; no field holds them."""

_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?!\d|,\d)")
_PLAIN = re.compile(r"\d+(?:\.\d+)?")
_SCALE = {"万": 10_000, "w": 10_000, "W": 10_000, "千": 1000, "k": 1000, "K": 1000, "百": 100, "亿": 100_000_000}
_TAILS = (
    "左右",
    "上下",
    "出头",
    "开外",
    "以上",
    "以下",
    "以内",
    "往上",
    "有余",
    "之多",
    "不到",
    "来去",
    "多",
    "余",
    "几",
    "+",
    "许",
)
_AFTER_MEASURE = (
    "左右",
    "上下",
    "出头",
    "以上",
    "以下",
    "以内",
    "开外",
    "往上",
    "不到",
    "不等",
    "有余",
    "吧",
    "多",
    "余",
    "+",
)
_TAIL_STARTS = frozenset(tail[0] for tail in (*_TAILS, *_AFTER_MEASURE)) | frozenset("来把好")
_RANGE = frozenset("-~至到—–～")
_UNIT_CHARS = frozenset(UNITS) | frozenset(BIG)
_TENTHS = tuple("0123456789零一二三四五六七八九")
_WEEKDAYS = tuple("一二三四五六日天末")
_COUNTED = frozenset("人个名只位例")


@dataclass(slots=True)
class Number:
    """A number with all that hangs on it. `value` is None when `code` says why it is no figure."""

    start: int
    end: int
    value: int | None
    code: ProblemCode | None = None
    measure: MeasureKind | None = None
    amount: Decimal | None = None
    core_end: int = 0  # where the digits end, before the measure word
    grouped: bool = False  # written 1,260: maybe two numbers
    heads: bool = False  # of people: 人, 名, 位; 个 counts anything


class NumberReader:
    """Recognises numbers. `stops(i)` says that a known word longer than one character begins at i."""

    __slots__ = ("_measures",)

    def __init__(self, measures: Lexicon[MeasureKind]) -> None:
        self._measures = measures

    def at(self, text: str, start: int, stops: Callable[[int], bool], *, wide_comma: Callable[[int], bool]) -> Number:
        """The number that begins at `start`, where a digit or a Chinese numeral stands."""
        number = self._core(text, start, stops, wide_comma)
        number.core_end = number.end
        self._tail(text, number, stops, _TAILS)
        self._measure(text, number, stops)
        self._tail(text, number, stops, _AFTER_MEASURE)
        self._range(text, number, stops, wide_comma)
        if number.value is not None and number.value >= LARGEST:
            number.value, number.code = None, "out_of_range"
        return number

    def _core(self, text: str, start: int, stops: Callable[[int], bool], wide_comma: Callable[[int], bool]) -> Number:
        if "0" <= text[start] <= "9":
            grouped = _GROUPED.match(text, start)
            if grouped and not any(wide_comma(i) for i in range(start, grouped.end()) if text[i] == ","):
                digits = grouped.group().replace(",", "")
                number = _plain(start, grouped.end(), digits)
                number.grouped = True
                return number
            plain = _PLAIN.match(text, start)
            assert plain is not None  # noqa: S101  # a digit stands here
            end = plain.end()
            if text[end : end + 1] not in _SCALE or stops(end):
                return _plain(start, end, plain.group())
            return self._scaled(text, start, end, plain.group(), stops)
        return self._chinese(text, start, stops)

    def _scaled(self, text: str, start: int, end: int, digits: str, stops: Callable[[int], bool]) -> Number:
        """1.2万, 2w, 3百, 1万5, 1万零500."""
        scale = text[end]
        if "." in digits or scale in "wWkK":
            if scale in "wWkK" and text[end + 1 : end + 2].isascii() and text[end + 1 : end + 2].isalnum():
                return _plain(start, end, digits)
            amount = Decimal(digits) * _SCALE[scale]
            return _amount(start, end + 1, amount)
        last = _run(text, end, stops)
        return _worded(start, last, text[start:last])

    def _chinese(self, text: str, start: int, stops: Callable[[int], bool]) -> Number:
        end = _run(text, start, stops)
        word = text[start:end]
        if text.startswith("分之", end):  # 三分之二, 百分之八十五
            last = end + 2
            while last < len(text) and (text[last] in CHARS or text[last] in "0123456789.点"):
                last += 1
            return Number(start, last, None, "fraction", measure="percent" if word == "百" else None)
        if text[end : end + 1] == "点" and text[end + 1 : end + 2] in CHARS:  # 一点二万
            last = _run(text, end + 1, stops)
            tail = text[end + 1 : last]
            if all(value_of(ch) in range(10) for ch in tail) and text[last : last + 1] in _COUNTED:  # 一百七十八点五人
                return Number(start, last, None, "fraction")
            if tail[-1] == "万" and len(tail) > 1:
                whole, part = value_of(word), [value_of(ch) for ch in tail[:-1]]
                if isinstance(whole, int) and all(isinstance(p, int) and p < 10 for p in part):
                    return _amount(start, last, Decimal(f"{whole}." + "".join(map(str, part))) * 10_000)
        return _worded(start, end, word)

    def _measure(self, text: str, number: Number, stops: Callable[[int], bool]) -> None:
        at = number.end
        while text[at : at + 1] == " ":
            at += 1
        found = self._measures.longest(text, at)
        if found is None or found[1] == "none":
            return
        end, kind = found
        if kind == "noise" and end == at + 1 and (stops(at) or (text[at] == '"' and text.count('"') > 1)):
            return  # 128不是126, "返岗328"
        if text[at] == "周" and end == at + 1 and text[end : end + 1] in _WEEKDAYS:
            return  # 在岗90周日在岗91
        if at > number.end and kind not in ("head", "piece", "percent", "temperature"):
            return
        if kind == "temperature" and text[end : end + 1] in _TENTHS:  # 36度5, 三十六度五
            end += 1
        number.measure, number.end = kind, end
        number.heads = (kind == "head" and text[at] != "个") or text.startswith("个人", at)

    def _tail(self, text: str, number: Number, stops: Callable[[int], bool], tails: tuple[str, ...]) -> None:
        if text[number.end : number.end + 1] not in _TAIL_STARTS:
            return
        for tail in tails:
            if text.startswith(tail, number.end) and not (len(tail) == 1 and tail != "+" and stops(number.end)):
                end = number.end + len(tail)
                if tail == "+" and ("0" <= text[end : end + 1] <= "9" or stops(end)):  # 180+外市85
                    return
                number.end = end
                number.value, number.code = None, "inexact_number"
                return
        here = text[number.end : number.end + 1]
        if here in ("来", "把", "好") and here and not stops(number.end):
            before, after = text[number.end - 1], text[number.end + 1 : number.end + 2]
            if after in _COUNTED or text.startswith("号人", number.end + 1) or (before in _UNIT_CHARS and here != "好"):
                number.end += 1
                number.value, number.code = None, "inexact_number"

    def _range(
        self, text: str, number: Number, stops: Callable[[int], bool], wide_comma: Callable[[int], bool]
    ) -> None:
        at = number.end
        if text[at : at + 1] not in _RANGE or text[at : at + 1] == "" or stops(at):
            return
        while text[at : at + 1] in _RANGE and text[at : at + 1]:
            at += 1
        after = text[at : at + 1]
        if not after or not ("0" <= after <= "9" or after in CHARS) or stops(at):
            return
        other = self._core(text, at, stops, wide_comma)
        self._measure(text, other, stops)
        self._tail(text, other, stops, _AFTER_MEASURE)
        number.end = other.end
        number.measure = number.measure or other.measure
        number.value, number.code = None, "inexact_number"


def _run(text: str, start: int, stops: Callable[[int], bool]) -> int:
    """The end of a run of numerals: digits may follow a unit, a unit may follow digits, a known word ends it."""
    at = start
    length = len(text)
    while at < length:
        ch = text[at]
        if "0" <= ch <= "9":
            if (
                at > start
                and text[at - 1] not in _UNIT_CHARS
                and text[at - 1] not in "零〇"
                and not text[at - 1].isascii()
            ):
                break
        elif ch in CHARS:
            if at > start and (stops(at) or (text[at - 1].isascii() and ch not in _UNIT_CHARS)):
                break
        else:
            break
        at += 1
    return at


def _plain(start: int, end: int, digits: str) -> Number:
    if len(digits) > 15:
        return Number(start, end, None, "out_of_range")
    if "." in digits:
        return _amount(start, end, Decimal(digits))
    return Number(start, end, int(digits), amount=None)


def _amount(start: int, end: int, amount: Decimal) -> Number:
    whole = int(amount)
    if amount == whole:
        return Number(start, end, whole, amount=amount)
    return Number(start, end, None, "fraction", amount=amount)


def _worded(start: int, end: int, word: str) -> Number:
    verdict = value_of(word) if len(word) <= 24 else "broken"
    if verdict == "inexact":
        return Number(start, end, None, "inexact_number")
    if verdict == "broken":
        return Number(start, end, None, "not_a_number")
    return Number(start, end, verdict)


STARTERS = frozenset("0123456789") | CHARS | frozenset(TENS) - {"念"}
"""Characters with which a number may begin."""
