"""Make readings of shares: one value a field, or a problem that says why there is none.

Several claims of a field must agree. The exceptions are language, not guesses: a sum over its parts, the cumulative
figure beside the day's own, and the last one of a speaker who corrected himself (settled before, in corrections.py).
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from bot.reading.claims import Claim, says_today
from bot.reading.days import Calendar
from bot.reading.meaning import Context, Problem, ProblemCode, UnitReading, Value
from bot.reading.normalise import Clean
from bot.reading.note import Note
from bot.reading.ownership import Share
from bot.reading.vocabulary import Vocabulary


class Assembly:
    """Turns the shares of one text into readings."""

    def __init__(self, clean: Clean, vocabulary: Vocabulary, context: Context) -> None:
        self.clean = clean
        self.vocabulary = vocabulary
        self.context = context

    def reading(self, share: Share, calendar: Calendar, note: Note | None) -> UnitReading:
        """The reading of one share; the note, if it comes with it."""
        unit, problems = self._unit(share)
        day = share.day
        if day is not None and day.code is not None:
            problems.append(self.problem(day.code, None, day.at, day.end))
        if calendar.clash:
            problems.append(self.problem("date_ambiguous", None, calendar.clash[0].at, calendar.clash[-1].end))
        values, more = self._settled(share)
        if note is not None and self.vocabulary.note is not None:
            begin, end, words = self._words(note.start, note.end)
            if words.strip():
                values.append(Value(self.vocabulary.note, words.strip(), begin, end, words))
        named = share.named is not None and share.named.unit is not None
        return UnitReading(
            unit,
            day.day if day is not None else None,
            tuple(values),
            (*problems, *more),
            _carry(share, values),
            named,
            self._words(share.named.at, share.named.end)[2] if share.named is not None and named else "",
        )

    def problem(self, code: ProblemCode, key: str | None, start: int, end: int) -> Problem:
        """A problem with the words text[start:end]."""
        begin, stop, words = self._words(start, end)
        return Problem(code, key, None, words, begin, stop)

    def _words(self, start: int, end: int) -> tuple[int, int, str]:
        clean = self.clean
        begin, stop = clean.span(start, end)
        return begin, stop, clean.original[begin:stop]

    def _unit(self, share: Share) -> tuple[str | None, list[Problem]]:
        named = share.named
        if named is not None:
            return named.unit, [named.problem] if named.problem is not None else []
        own = self.context.directory.units_of(self.context.sender)
        return (own[0].id, []) if len(own) == 1 else (None, [Problem("unit_missing")])

    def _settled(self, share: Share) -> tuple[list[Value], list[Problem]]:
        """The values and problems of one unit and day, in the form's order."""
        by_field: dict[str, list[Claim]] = {}
        for claim in share.claims:
            by_field.setdefault(claim.field, []).append(claim)
        values: list[Value] = []
        problems: list[Problem] = []
        for key in self.vocabulary.fields:
            if claims := by_field.get(key):
                outcome = self._one(key, claims)
                if isinstance(outcome, Value):
                    values.append(outcome)
                else:
                    problems.append(outcome)
        if share.zeros:
            known = {value.field for value in values} | {problem.field for problem in problems}
            begin, end, words = self._words(share.zeros[0].start, share.zeros[0].end)
            values.extend(Value(key, 0, begin, end, words) for key in self.vocabulary.zeros if key not in known)
        return values, problems

    def _one(self, key: str, claims: list[Claim]) -> Value | Problem:
        """What several claims of one field come to."""
        if len(claims) == 1 and (only := claims[0]).value is not None and only.is_sure:
            begin, end, words = self._words(only.start, only.end)
            return Value(key, only.value, begin, end, words)
        sure = [claim for claim in claims if not (claim.part or claim.torn or claim.unclear)] or _lone_part(claims)
        if not sure:
            return self.problem("field_unclear", key, claims[0].start, claims[0].end)
        sure = _without_the_days_own(sure, self.clean.text)
        if any(claim.qualified and claim.at < sure[0].at for claim in claims) and not any(c.total for c in sure):
            return self.problem("field_unclear", key, sure[0].start, sure[0].end)  # 管理人员在岗8人，工人在岗80人
        if bad := next((claim for claim in sure if claim.code is not None), None):
            return self.problem(bad.code or "not_a_number", key, bad.start, bad.end)
        if any(c.torn and not (c.part or c.qualified or c.divided) and c.value != sure[-1].value for c in claims):
            return self.problem("field_unclear", key, sure[-1].start, sure[-1].end)  # 上班310人，但实到只有256
        if len({claim.value for claim in sure}) > 1:
            total = _sum_of(claims)
            if total is None:
                last = sure[-1]
                problem = self.problem("contradiction", key, last.start, last.end)
                return replace(problem, candidates=tuple(_shown(claim.value) for claim in sure))
            sure = [total]
        claim = sure[-1]
        assert claim.value is not None  # noqa: S101  # a claim without a code has a value
        begin, end, words = self._words(claim.start, claim.end)
        return Value(key, claim.value, begin, end, words)


def _carry(share: Share, values: Sequence[Value]) -> Literal["rest", "all"] | None:
    """同昨日 beside figures is about the rest, whatever else it says."""
    if share.carry is None:
        return None
    return "all" if share.carry == "all" and not values else "rest"


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value)


def _lone_part(claims: Sequence[Claim]) -> list[Claim]:
    """A part alone stands for the field: 居家隔离2人. Several do when all are none."""
    parts = [claim for claim in claims if claim.part and not claim.torn and not claim.unclear]
    return parts if len(parts) == 1 or {claim.value for claim in parts} == {0} else []


def _without_the_days_own(claims: list[Claim], text: str) -> list[Claim]:
    """今日返岗15人，累计返岗140人: the cumulative one is the field's."""
    if len({claim.value for claim in claims}) == 1 or not any(claim.total for claim in claims):
        return claims
    return [claim for claim in claims if claim.total or not says_today(claim, text)]


def _sum_of(claims: Sequence[Claim]) -> Claim | None:
    """The one said to be the sum, when the others add up to it."""
    totals = [claim for claim in claims if claim.total]
    others = [claim.value for claim in claims if not claim.total]
    if len({claim.value for claim in totals}) != 1:
        return None
    numbers = [value for value in others if isinstance(value, int)]
    return totals[-1] if len(numbers) == len(others) and sum(numbers) == totals[-1].value else None
