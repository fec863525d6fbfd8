"""One value given for one field, as a cell of a table or the answer to a number: the figure, or why it is none.

The field is known, so a bare 126 needs no label; everything else is read as if it stood behind the label in a message,
so that 无, 一百二十六 and 三十来人 mean here what they mean there. What is not wholly understood has no value.
"""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

from bot.directory.characters import fold, table
from bot.forms.definition import FieldDef
from bot.reading import token as t
from bot.reading.dates import RELATIVE, DateMention, date_at, relative_day
from bot.reading.frame import Frame
from bot.reading.meaning import Context, Figure, ProblemCode
from bot.reading.normalise import clean
from bot.reading.report import Reporter
from bot.reading.sheet import Cell, Scalar
from bot.reading.vocabulary import vocabulary_of
from bot.reading.words import NO, YES

LONGEST_NOTE: Final = 500
_LONGEST: Final = 60  # characters of a figure
_NUMBER: Final = re.compile(r"(-?)(\d{1,3}(?:,\d{3})+|\d{1,12})(?:\.(\d{1,9}))?")
_DIGITS: Final = re.compile(r"\d[\d,.]*")
_DOUBTFUL: Final = frozenset({t.DAY, "ask", "particle", "past", "plan", "delta", "compare", "heard"})
"""Beside them a figure is another day's, or nobody's yet."""
_NOTHING: Final = re.compile(r"[-—–_/\\]+")
_NUMBERS: Final = ("decimal", "temperature", "money")
_TRUE: Final[Mapping[str, bool]] = {"√": True, "✓": True, "✔": True, "×": False, "true": True, "false": False}


def says_nothing(words: str) -> bool:
    """Whether a cell only says that nothing stands in it: —, /."""
    return _NOTHING.fullmatch(fold(words)) is not None


class CellFigures:
    """Reads values for fields of one form. The same words for the same field are read once."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._vocabulary = vocabulary_of(context.form, context.directory)
        self._read: dict[tuple[str, str], tuple[Figure | None, ProblemCode]] = {}

    def of_cell(self, field: FieldDef, cell: Cell) -> tuple[Figure | None, ProblemCode]:
        """The value, or None and what is wrong with it."""
        if cell.fault:
            return None, "not_a_number"
        if isinstance(cell.value, str):
            return self.of_words(field, cell.value)
        return _in_limits(field, *_of_scalar(field, cell.value))

    def of_words(self, field: FieldDef, words: str) -> tuple[Figure | None, ProblemCode]:
        """The value that the words state for the field, or None and what is wrong with them."""
        asked = (field.key, words)
        if asked not in self._read:
            self._read[asked] = _in_limits(field, *self._of_words(field, words))
        return self._read[asked]

    def _of_words(self, field: FieldDef, words: str) -> tuple[Figure | None, ProblemCode]:
        folded = fold(words)
        if field.kind == "text":
            return words.strip(), "field_unclear"
        if len(words) > _LONGEST or not folded:
            return None, "not_a_number"
        if field.kind == "choice":
            return next((choice for choice in field.choices if fold(choice) == folded), None), "not_a_number"
        if field.kind == "date":
            day = day_in(words, self._context.today)
            return (day.isoformat() if isinstance(day, date) else None), "not_a_number"
        if field.kind == "yes_no":
            return _yes_no(field, folded), "not_a_number"
        bare = words.translate(table()).strip()  # 126 128 are two numbers
        if (number := _NUMBER.fullmatch(_without_measure(field, bare))) is not None:
            return _of_scalar(field, Decimal("".join((number[1], number[2].replace(",", ""), ".", number[3] or "0"))))
        if len(_DIGITS.findall(bare)) > 1 or bare.startswith("+"):
            return None, "not_a_number"
        if "?" in bare:
            return None, "field_unclear"
        return self._as_typed(field, words)

    def _as_typed(self, field: FieldDef, words: str) -> tuple[Figure | None, ProblemCode]:
        """Read behind the field's label: one value of this field and nothing beside it, else a question."""
        cleaned = clean(f"{field.label}：{' '.join(words.split())}")
        frame = Frame(spans=((0, len(cleaned.text)),))
        reporter = Reporter(cleaned, frame, self._vocabulary, self._context)
        draft = reporter.draft()
        said = {token.kind for run in draft.runs for token in run.tokens}
        if said & _DOUBTFUL or draft.carry is not None or any(c.field != field.key for c in draft.claims):
            return None, "field_unclear"
        readings = reporter.items(draft)
        problem = next((p for reading in readings for p in reading.problems if p.field == field.key), None)
        if problem is not None:
            return None, problem.code
        found = [value.value for reading in readings for value in reading.values]
        return (found[0], "not_a_number") if len(found) == 1 else (None, "not_a_number")


def day_in(words: str, today: date) -> date | ProblemCode:
    """The day that the words are, and nothing beside it: 3月5日, 2020/3/5, 昨天."""
    text = clean(words).text.strip()
    if text in RELATIVE:
        return relative_day(text, today)
    found: DateMention | None = date_at(text, 0, today) if text else None
    if found is None or text[found.end :].strip(" 0:") or found.weekday is not None:
        return "date_impossible"
    return found.day if found.day is not None else found.code or "date_impossible"


def _without_measure(field: FieldDef, words: str) -> str:
    """126人, 500 只: the field's own measure words say nothing more."""
    measure = next((fold(unit) for unit in (*field.units, field.unit) if unit and words.endswith(fold(unit))), "")
    return words.removesuffix(measure).rstrip() if measure else words


def _yes_no(field: FieldDef, folded: str) -> bool | None:
    if folded.lower() in _TRUE:
        return _TRUE[folded.lower()]
    for value, own, words in ((True, field.yes, YES), (False, field.no, NO)):
        if folded in words or any(fold(phrase) == folded for phrase in own):
            return value
    return None


def _of_scalar(field: FieldDef, value: Scalar) -> tuple[Figure | None, ProblemCode]:
    """A value that is no words."""
    if field.kind == "text":
        return ("是" if value else "否") if isinstance(value, bool) else str(value), "field_unclear"
    if field.kind == "yes_no":
        return (value if isinstance(value, bool) else None), "not_a_number"
    if field.kind == "date":
        return (value.isoformat() if isinstance(value, date) else None), "not_a_number"
    if field.kind == "choice" or isinstance(value, bool | date | str):
        return (str(value) if str(value) in field.choices else None), "not_a_number"
    if field.kind in _NUMBERS:
        return f"{Decimal(value).normalize():f}", "not_a_number"
    if value < 0:
        return None, "negative"
    return (int(value), "not_a_number") if value == int(value) else (None, "fraction")


def _in_limits(field: FieldDef, value: Figure | None, code: ProblemCode) -> tuple[Figure | None, ProblemCode]:
    """The value unless it is beyond what the field holds."""
    if value is None or isinstance(value, bool):
        return value, code
    if isinstance(value, str) and field.kind not in _NUMBERS:
        return (value, code) if len(value) <= LONGEST_NOTE else (None, "out_of_range")
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None, "not_a_number"
    beyond = (field.min is not None and number < field.min) or (field.max is not None and number > field.max)
    return (None, "negative" if number < 0 else "out_of_range") if beyond else (value, code)
