"""Fields that are answered by words instead of numbers, a day or one of several: what stands behind their label.

They are taken out before anything is paired: the day of 复工日期：3月10日 is not the report's, and 天气：台风 must be
asked about although no number in it is unclear.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from bot.forms.definition import FieldDef
from bot.reading import token as t
from bot.reading.claims import Claim
from bot.reading.meaning import ProblemCode
from bot.reading.runs import Run
from bot.reading.token import Token
from bot.reading.vocabulary import Vocabulary

_BETWEEN: Final = frozenset({"fill", t.COLON, t.DASH, t.CELL})
_ENDS: Final = frozenset(
    {t.COMMA, t.NEWLINE, t.STOP, t.QUESTION, t.ENUM, t.LIST, t.OPEN, t.CLOSE, t.LABEL, t.KIND_OF, t.UNIT}
)


@dataclass(frozen=True, slots=True)
class Given:
    """What was given for a field: a day or choice, or the code that says why it is none."""

    field: str
    label: Token
    end: int
    value: str | None
    code: ProblemCode | None

    def claim(self, runs: Sequence[Run]) -> Claim:
        """The same as a claim among those of the text."""
        run = next((run for run in reversed(runs) if run.start <= self.label.start), runs[0] if runs else _alone(self))
        claim = Claim(self.field, run, label=self.label, start=self.label.start, end=self.end)
        claim.value, claim.code = self.value, self.code
        return claim


def take_given(tokens: Sequence[Token], vocabulary: Vocabulary) -> tuple[list[Token], list[Given]]:
    """The tokens without what was given for such fields, and what that was."""
    if not vocabulary.worded:
        return list(tokens), []
    left: list[Token] = []
    given: list[Given] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        field = vocabulary.fields.get(token.value) if token.kind == t.LABEL else None
        found = _given(field, tokens, at, vocabulary) if field is not None else None
        if found is None:
            left.append(token)
            at += 1
            continue
        one, at = found
        given.append(one)
        left.append(Token(t.COMMA, one.label.start, one.end))
    return left, given


def _given(field: FieldDef, tokens: Sequence[Token], at: int, vocabulary: Vocabulary) -> tuple[Given, int] | None:
    """What stands behind the label at `at` and the place behind it; None: nothing, or what others read."""
    if field.key not in vocabulary.worded:
        return None
    first = at + 1
    while first < len(tokens) and tokens[first].kind in _BETWEEN:
        first += 1
    if first >= len(tokens) or tokens[first].kind in _ENDS:
        return None
    answer = tokens[first]
    if answer.kind == t.STATE and answer.value[0] == field.key:
        return Given(field.key, tokens[at], answer.end, str(answer.value[1]), None), first + 1
    if field.kind == "date" and answer.kind == t.DAY:
        day: date | None = answer.value.day
        code: ProblemCode | None = None if day is not None else answer.value.code or "date_impossible"
        return Given(field.key, tokens[at], answer.end, day.isoformat() if day else None, code), first + 1
    last = first
    while last < len(tokens) and tokens[last].kind not in _ENDS:
        last += 1
    return Given(field.key, tokens[at], tokens[last - 1].end, None, "not_a_number"), last


def _alone(given: Given) -> Run:
    """A run for a text that holds nothing else."""
    run = Run("", line=0, sentence=0, depth=0, host=None)
    run.tokens.append(given.label)
    return run
