"""A claim: some words state a value of a field. How a paired label and value become one, and what is wrong with it.

A claim is not yet a figure: whether it counts (`mood`), whether another denies it, and whose it is, is decided later.
"""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from bot.forms.definition import FieldDef
from bot.reading import token as t
from bot.reading.atoms import ABOUT, DASH, FILL, HELD_BACK, LEFT, MINUS, TENTATIVE, TOTAL, USE, Atom
from bot.reading.chinese_numbers import value_of
from bot.reading.meaning import Figure, ProblemCode
from bot.reading.numerals import Number
from bot.reading.runs import Run
from bot.reading.token import Token
from bot.reading.vocabulary import Vocabulary

AMOUNTS = frozenset({"decimal", "temperature", "money"})
"""Kinds of fields whose values may have decimals; they are kept as text."""
_AMOUNTED: Mapping[str, frozenset[str | None]] = {
    "temperature": frozenset({None, "temperature"}),
    "money": frozenset({None, "money"}),
    "decimal": frozenset({None, "temperature", "noise", "head", "piece"}),
}
"""Measures that a number of each kind may have; 度 is degrees and kilowatt-hours."""
_MORE = frozenset("一二三四五六七八九半点")
_STOCKED = re.compile("存|剩|余|储|现有|尚有|还有|结")
_TOTAL_WORDS = re.compile("累[计积记]|共|总|合计")
_TOTAL_LETTERS = frozenset("累共总合")
_TODAY_WORDS = ("今日", "今天", "当日", "当天", "本日")


class Claim:
    """`value` or the `code` that says why there is none, at cleaned text[start:end]; `mood` as in atoms.

    `part`: of a kind of the field only (居家隔离, 白班). `total`: said to be the sum. `torn`: might be another's.
    """

    __slots__ = (
        "at", "code", "dashed", "divided", "end", "field", "label", "link", "mood", "part", "qualified", "run", "start",
        "torn", "total", "unclear", "value", "voided",
    )  # fmt: skip

    def __init__(self, field: str, run: Run, *, label: Token | None, start: int, end: int) -> None:
        self.field = field
        self.run = run
        self.label = label
        self.start = start
        self.end = end
        self.at = start
        self.value: Figure | None = None
        self.code: ProblemCode | None = None
        self.mood = 0
        self.link = 0
        self.part = False
        self.total = False
        self.torn = False
        self.unclear = False
        self.dashed = False
        self.divided = False
        self.qualified = False
        self.voided = False

    @property
    def counts(self) -> bool:
        """Whether it speaks of the day at all: not planned, denied, of yesterday, or what was only added."""
        return not self.voided and not self.mood & HELD_BACK

    @property
    def is_sure(self) -> bool:
        """Nothing about it must be asked or weighed against others."""
        return self.code is None and not (self.part or self.torn or self.unclear)

    def __repr__(self) -> str:
        return f"<{self.field}={self.value!r} {self.code or ''} mood={self.mood} torn={self.torn} at {self.at}>"


def claim_of(
    label: Token, value: Atom, run: Run, vocabulary: Vocabulary, text: str, *, mood: int, link: int
) -> Claim | None:
    """The claim that a label and a value make, or None when they make none (a label and a time of day)."""
    field = vocabulary.fields[label.value]
    first, last = (label, value.token) if label.start <= value.token.start else (value.token, label)
    claim = Claim(field.key, run, label=label, start=first.start, end=last.end)
    claim.mood, claim.link = mood, link
    claim.torn = bool(mood & TENTATIVE) and not field.zero_report
    claim.part = label.kind == t.KIND_OF
    claim.unclear = label.kind == t.UNCLEAR
    words = text[label.start : label.end]
    claim.total = bool(link & TOTAL) or _says_total(words)
    if not _fill(claim, field, value, text):
        return None
    if (
        link & DASH
        and value.number is not None
        and text[value.token.start - 1] == "-"
        and label.end < value.token.start
    ):
        if link & ~(DASH | FILL):
            claim.value, claim.code = None, "negative"
        claim.dashed = True
    if field.unit not in ("", "人") and not link & LEFT and not _STOCKED.search(words):
        claim.voided = bool(mood & USE)
    return claim


def _says_total(words: str) -> bool:
    return not _TOTAL_LETTERS.isdisjoint(words) and _TOTAL_WORDS.search(words) is not None


def _fill(claim: Claim, field: FieldDef, value: Atom, text: str) -> bool:
    """Put the value or the trouble into the claim; False when the two do not belong together."""
    what = value.what
    if field.kind in AMOUNTS:
        return _fill_amount(claim, field, value, text)
    if what == "noise":
        return False
    if field.kind in ("yes_no", "choice"):
        return _fill_choice(claim, field, value)
    if field.kind in ("text", "date"):
        return False
    if what == "zero" and claim.mood & ABOUT:
        claim.code = "inexact_number"  # 口罩差不多用完了
        return True
    if what == "zero" or (what == "normal" and field.zero_report):
        claim.value = 0
        return True
    if what == "normal":
        return False
    if what == "vague":
        claim.code = "inexact_number"
        return True
    if what == "unknown":
        claim.code = "not_a_number"
        return True
    if value.number is None:
        return False
    return _fill_number(claim, field, value.number)


def _fill_choice(claim: Claim, field: FieldDef, value: Atom) -> bool:
    if field.kind == "yes_no" and value.what in ("yes", "no"):
        claim.value = value.what == "yes"
    elif field.kind == "yes_no" and value.what == "zero":
        claim.value = False
    elif value.what == "normal":
        return False
    else:
        claim.code = "not_a_number"
    return True


def _fill_number(claim: Claim, field: FieldDef, number: Number) -> bool:
    measure = number.measure
    if measure == "temperature":
        return False
    if measure == "percent":
        claim.code = "not_a_number"
    elif measure == "container" or not _suits(field, measure):
        claim.code = "inexact_number" if measure == "container" else "field_unclear"
    elif claim.mood & MINUS:
        claim.code = "negative"
    elif claim.mood & ABOUT:
        claim.code = "inexact_number"
    elif number.code is not None:
        claim.code = number.code
    else:
        claim.value = number.value
        if number.value is not None and not _within_limits(field, number.value):
            claim.code = "out_of_range"
    return True


def _fill_amount(claim: Claim, field: FieldDef, value: Atom, text: str) -> bool:
    """A number that may have decimals: 36度5, 12.5, 1.2万元. Its value is text, so that nothing is rounded."""
    number = value.number if value.number is not None else value.token.value
    if value.what in ("vague", "unknown"):
        claim.code = "inexact_number" if value.what == "vague" else "not_a_number"
    elif value.what == "zero":
        claim.value = "0"
    elif not isinstance(number, Number):
        return False
    elif number.measure not in _AMOUNTED[field.kind]:
        claim.code = "field_unclear"
    elif claim.mood & MINUS:
        claim.code = "negative"
    elif claim.mood & ABOUT or number.code == "inexact_number":
        claim.code = "inexact_number"
    elif (amount := _amount(number, text)) is None:
        claim.code = "not_a_number"
    elif _within_limits(field, amount):
        claim.value = f"{amount.normalize():f}"
    else:
        claim.code = "out_of_range"
    return True


def _amount(number: Number, text: str) -> Decimal | None:
    """The number with its decimals; None where something behind it may still belong to it (三十六度五)."""
    tenths = value_of(text[number.end - 1]) if text[number.end - 2] == "度" else None
    if isinstance(tenths, int) and number.value is not None:
        return Decimal(f"{number.value}.{tenths}")
    if text[number.end : number.end + 1] in _MORE:
        return None
    if number.amount is not None:
        return number.amount
    return None if number.value is None else Decimal(number.value)


def _within_limits(field: FieldDef, value: int | Decimal) -> bool:
    return (field.max is None or value <= field.max) and (field.min is None or value >= field.min)


def _suits(field: FieldDef, measure: str | None) -> bool:
    """People are not counted in pieces, nor masks in heads; 个 counts anything."""
    if measure == "piece":
        return field.unit not in ("", "人")
    return True


def settle_dashes(claims: Sequence[Claim]) -> None:
    """在岗-5 is less than nothing, unless all figures of the text stand behind such dashes."""
    dashed = [claim for claim in claims if claim.dashed]
    others = [
        claim for claim in claims if not claim.dashed and claim.label is not None and claim.value not in (None, 0)
    ]
    if dashed and (len(dashed) == 1 or others):
        for claim in dashed:
            claim.value, claim.code = None, "negative"


def says_today(claim: Claim, text: str) -> bool:
    """今日返岗: beside a cumulative figure it is the day's own."""
    if claim.label is None:
        return False
    start = claim.label.start
    return text.startswith(_TODAY_WORDS, start) or text[max(0, start - 2) : start] in _TODAY_WORDS
