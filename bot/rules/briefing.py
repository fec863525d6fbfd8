"""What a digest compares: the duty it is about and those before, totals against yesterday, and what is odd. Pure.

Totals of two days are only alike where the same units reported: the difference is told for those who did on both.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from bot.directory.model import Unit
from bot.forms.checks import violations
from bot.forms.definition import FormDef
from bot.forms.preset import Preset
from bot.reading.meaning import Figure
from bot.rules.anomaly import oddities
from bot.rules.duty import is_duty_day
from bot.rules.tally import SUMMED, Head

FARTHEST = 400  # days to look back for a duty
ROUND, ROUND_LEAST = 100, 2  # so many figures of a hundred or more, all of them whole hundreds
OddKind = Literal["jump", "same", "round", "sum"]


def last_duty(form: FormDef, at: datetime, preset: Preset, zone: ZoneInfo) -> date | None:
    """The newest duty whose deadline is over at that moment; None: there is none."""
    today = at.astimezone(zone).date()
    for back in range(FARTHEST):
        day = today - timedelta(days=back)
        if is_duty_day(form, day, preset) and form.due_at(day, zone) <= at:
            return day
    return None


def duties_before(form: FormDef, duty: date, preset: Preset, count: int) -> tuple[date, ...]:
    """The duties before that one, the nearest first, `count` at most."""
    found: list[date] = []
    for back in range(1, FARTHEST):
        if len(found) == count:
            break
        day = duty - timedelta(days=back)
        if is_duty_day(form, day, preset):
            found.append(day)
    return tuple(found)


def duties_between(form: FormDef, first: date, last: date, preset: Preset) -> tuple[date, ...]:
    """Every duty of the span, in order."""
    days = (first + timedelta(days=offset) for offset in range((last - first).days + 1))
    return tuple(day for day in days if is_duty_day(form, day, preset))


@dataclass(frozen=True, slots=True)
class Change:
    """A total with how many units gave it; `moved` of the `both` units that gave it on the day before, too."""

    field: str
    total: int
    units: int
    moved: int
    both: int


def changes(
    form: FormDef, units: Collection[str], heads: Mapping[str, Head], before: Mapping[str, Head]
) -> tuple[Change, ...]:
    """Of the fields of the form's digest that anybody gave."""
    found = []
    for key in form.digest_fields:
        if form.field(key).kind not in SUMMED:
            continue
        now, then = _given(units, heads, key), _given(units, before, key)
        if now:
            both = now.keys() & then.keys()
            moved = sum(now[unit] - then[unit] for unit in both)
            found.append(Change(key, sum(now.values()), len(now), moved, len(both)))
    return tuple(found)


def _given(units: Collection[str], heads: Mapping[str, Head], key: str) -> dict[str, int]:
    return {
        unit: int(value)
        for unit, head in heads.items()
        if unit in units and head.counts and isinstance(value := head.values.get(key), int)
    }


@dataclass(frozen=True, slots=True)
class Odd:
    """Something about a unit's report that a person should look at. `days`: of identical figures."""

    unit: Unit
    kind: OddKind
    field: str = ""
    before: int = 0
    now: int = 0
    message: str = ""
    days: int = 0


def odd_reports(
    form: FormDef, units: Iterable[Unit], history: Sequence[Mapping[str, Head]], *, identical_days: int
) -> tuple[Odd, ...]:
    """Of the first day of `history` (newest first), unit by unit: broken sums, jumps, sameness, roundness."""
    today = history[0] if history else {}
    found: list[Odd] = []
    for unit in units:
        head = today.get(unit.id)
        if head is None or not head.counts:
            continue
        values = head.values
        found += [Odd(unit, "sum", one.fields[0], message=one.message) for one in violations(form, values)]
        last = next((day[unit.id] for day in history[1:] if unit.id in day and day[unit.id].counts), None)
        jumped = oddities(form, values, last.values if last else None, among=values)
        found += [Odd(unit, "jump", one.field, one.before, one.now, one.message) for one in jumped]
        if identical_days and (days := _same_for(unit.id, history, identical_days)) >= identical_days:
            found.append(Odd(unit, "same", days=days))
        elif is_round(form, values):
            found.append(Odd(unit, "round"))
    return tuple(found)


def is_round(form: FormDef, values: Mapping[str, Figure]) -> bool:
    """Several large figures, every one of them whole hundreds: written down rather than counted."""
    large = [
        value
        for field in form.fields
        if field.kind == "count" and isinstance(value := values.get(field.key), int) and value >= ROUND
    ]
    return len(large) >= ROUND_LEAST and all(value % ROUND == 0 for value in large)


def _same_for(unit: str, history: Sequence[Mapping[str, Head]], wanted: int) -> int:
    """On how many days in a row the figures were the same, of those that tell something; 0: nothing but noughts."""
    first = _telling(history[0][unit].values)
    if not any(isinstance(value, int) and not isinstance(value, bool) and value for value in first.values()):
        return 0
    days = 0
    for heads in history[:wanted]:
        head = heads.get(unit)
        if head is None or not head.counts or _telling(head.values) != first:
            break
        days += 1
    return days


def _telling(values: Mapping[str, Figure]) -> dict[str, Figure]:
    """Remarks are no figures."""
    return {key: value for key, value in values.items() if not isinstance(value, str)}
