"""One number at a place of a text: its value, its measure word, and why it may not be taken as a figure.

The recogniser is greedy over everything that belongs to the number (多, 左右, a range, 人), so that an
inexact number is never mistaken for the exact one inside it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from bot.directory.lexicon import Lexicon
from bot.reading.chinese_numbers import BIG, CHARS, TENS, UNITS, value_of
from bot.reading.meaning import ProblemCode
from bot.reading.measures import MeasureKind

LARGEST = 10**12
"""Longer numbers are codes; no field holds them."""

_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+")
_GOES_ON = re.compile(r",?\d")
_PLAIN = re.compile(r"\d+(?:\.\d+)?")
_SCALE = {"万": 10_000, "w": 10_000, "W": 10_000, "千": 1000, "k": 1000, "K": 1000, "百": 100, "亿": 100_000_000}
_TAILS = (
    "左右",
    "上下",
    "出头",
    "出点头",
    "挂零",
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
    """Recognises the numbers of one text, from its begin to its end."""

    __slots__ = ("_grouping", "_label_end", "_measures", "_stops", "_text", "_wide_comma")

    def __init__(
        self,
        text: str,
        measures: Lexicon[MeasureKind],
        *,
        stops: Callable[[int], bool],
        wide_comma: Callable[[int], bool],
        label_end: Callable[[int], int],
    ) -> None:
        """`stops(i)`: a known word longer than one character begins at i. `wide_comma(i)`: that comma is full-width.

        `label_end(i)`: where the form's label that begins at i ends, 0 for none.
        """
        self._text = text
        self._label_end = label_end
        self._measures = measures
        self._stops = stops
        self._wide_comma = wide_comma
        self._grouping = _Grouping(0, 0, 0)

    def at(self, start: int) -> Number:
        """The number that begins at `start`, where a digit or a Chinese numeral stands."""
        number = self._core(start)
        number.core_end = number.end
        self._tail(number, _TAILS)
        self._measure(number)
        self._tail(number, _AFTER_MEASURE)
        self._range(number)
        if number.value is not None and number.value >= LARGEST:
            number.value, number.code = None, "out_of_range"
        return number

    def _core(self, start: int) -> Number:
        text = self._text
        if not "0" <= text[start] <= "9":
            return self._chinese(start)
        plain = _PLAIN.match(text, start)
        assert plain is not None  # noqa: S101  # a digit stands here
        end = plain.end()
        if text[end : end + 1] == "," and (last := self._grouped(start)) > end:
            number = _plain(start, last, text[start:last].replace(",", ""))
            number.grouped = True
            return number
        if text[end : end + 1] not in _SCALE or self._stops(end):
            return _plain(start, end, plain.group())
        return self._scaled(start, end, plain.group())

    def _grouped(self, start: int) -> int:
        """The end of 1,260 or 1,234,567; 0 where the commas part numbers. A long row of them is looked at once."""
        text, known = self._text, self._grouping
        if not (known.start < start < known.end and text[start - 1] == ","):
            found = _GROUPED.match(text, start)
            if found is None:
                return 0
            known = self._grouping = self._grouping_of(start, found.end())
        return known.end if known.whole and start > known.wide_comma else 0

    def _grouping_of(self, start: int, end: int) -> "_Grouping":
        text = self._text
        wide = next((at for at in range(end - 1, start, -1) if text[at] == "," and self._wide_comma(at)), -1)
        parted = text.startswith(",", end) and self._wide_comma(end)  # 1,000，37.3℃以上
        return _Grouping(start, end, wide, parted or _GOES_ON.match(text, end) is None)

    def _scaled(self, start: int, end: int, digits: str) -> Number:
        """1.2万, 2w, 3百, 1万5, 1万零500."""
        text = self._text
        scale = text[end]
        if "." in digits or scale in "wWkK":
            if scale in "wWkK" and text[end + 1 : end + 2].isascii() and text[end + 1 : end + 2].isalnum():
                return _plain(start, end, digits)
            amount = Decimal(digits) * _SCALE[scale]
            return _amount(start, end + 1, amount)
        last = self._run(end)
        return _worded(start, last, text[start:last])

    def _chinese(self, start: int) -> Number:
        text = self._text
        end = self._run(start)
        word = text[start:end]
        if text.startswith("分之", end):  # 三分之二, 百分之八十五
            last = end + 2
            while last < len(text) and (text[last] in CHARS or text[last] in "0123456789.点"):
                last += 1
            return Number(start, last, None, "fraction", measure="percent" if word == "百" else None)
        if text[end : end + 1] == "点" and text[end + 1 : end + 2] in CHARS:  # 一点二万
            last = self._run(end + 1)
            tail = text[end + 1 : last]
            if all(value_of(ch) in range(10) for ch in tail) and text[last : last + 1] in _COUNTED:  # 一百七十八点五人
                return Number(start, last, None, "fraction")
            if tail[-1] == "万" and len(tail) > 1:
                whole, part = value_of(word), [value_of(ch) for ch in tail[:-1]]
                if isinstance(whole, int) and all(isinstance(p, int) and p < 10 for p in part):
                    return _amount(start, last, Decimal(f"{whole}." + "".join(map(str, part))) * 10_000)
        return _worded(start, end, word)

    def _measure(self, number: Number) -> None:
        text, at = self._text, number.end
        while text[at : at + 1] == " ":
            at += 1
        found = self._measures.longest(text, at)
        if found is None or found[1] == "none":
            return
        end, kind = found
        if kind == "noise" and end == at + 1 and (self._stops(at) or (text[at] == '"' and _is_quoted(text, at))):
            return  # 128不是126, "返岗328"
        if at > number.end and self._label_end(at) >= end:
            return  # 车辆186 人员274, 企业25 个体户45: a label with a figure of its own
        if text[at] == "周" and end == at + 1 and text[end : end + 1] in _WEEKDAYS:
            return  # 在岗90周日在岗91
        if at > number.end and kind not in ("head", "piece", "percent", "temperature"):
            return
        if kind == "temperature" and text[end : end + 1] in _TENTHS:  # 36度5, 三十六度五
            end += 1
        number.measure, number.end = kind, end
        number.heads = (kind == "head" and text[at] != "个") or text.startswith("个人", at)

    def _tail(self, number: Number, tails: tuple[str, ...]) -> None:
        text = self._text
        here = text[number.end : number.end + 1]
        if here not in _TAIL_STARTS:
            return
        for tail in tails:
            if text.startswith(tail, number.end) and not (len(tail) == 1 and tail != "+" and self._stops(number.end)):
                end = number.end + len(tail)
                if tail == "+" and ("0" <= text[end : end + 1] <= "9" or self._stops(end)):  # 180+外市85
                    return
                number.end = end
                number.value, number.code = None, "inexact_number"
                return
        if here in ("来", "把", "好") and not self._stops(number.end):
            before, after = text[number.end - 1], text[number.end + 1 : number.end + 2]
            if after in _COUNTED or text.startswith("号人", number.end + 1) or (before in _UNIT_CHARS and here != "好"):
                number.end += 1
                number.value, number.code = None, "inexact_number"

    def _range(self, number: Number) -> None:
        text, at = self._text, number.end
        if text[at : at + 1] not in _RANGE or self._stops(at):
            return
        while text[at : at + 1] in _RANGE:
            at += 1
        after = text[at : at + 1]
        if not after or not ("0" <= after <= "9" or after in CHARS) or self._stops(at):
            return
        other = self._core(at)
        self._measure(other)
        self._tail(other, _AFTER_MEASURE)
        number.end = other.end
        number.measure = number.measure or other.measure
        number.value, number.code = None, "inexact_number"

    def _run(self, start: int) -> int:
        """The end of a run of numerals: digits may follow a unit, a unit may follow digits, a known word ends it."""
        text, at = self._text, start
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
                if at > start and (self._stops(at) or (text[at - 1].isascii() and ch not in _UNIT_CHARS)):
                    break
            else:
                break
            at += 1
        return at


class _Grouping(NamedTuple):
    """Groups of three digits with commas between them at text[start:end]; `wide_comma`: the last full-width one."""

    start: int
    end: int
    wide_comma: int
    whole: bool = False  # no more digits behind them


def _is_quoted(text: str, at: int) -> bool:
    """Whether the quotation mark at `at` has a companion."""
    return text.find('"', at + 1) >= 0 or text.rfind('"', 0, at) >= 0


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
