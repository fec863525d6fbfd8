"""How often a unit missed its duty, by what was written down at each cut-off; and whether that is enough to be listed.

A newcomer's usual mistake is to count days without a report: only a miss that was recorded with an accepted reminder
counts, never one that was excused, objected to, struck, corrected, or of a day on which we were not there. Pure.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.forms.definition import FormDef
from bot.forms.list_rule import ListRule
from bot.forms.preset import Preset
from bot.rules.duty import is_duty_day

WEEK = timedelta(days=7)
FARTHEST = 400  # days to look back for duties at most


@dataclass(frozen=True, slots=True)
class Grade:
    """Misses of one unit with this one: in a row, within seven days, and all that are not forgiven."""

    in_a_row: int
    in_week: int
    counted: int


FIRST = Grade(1, 1, 1)


def looked_at(form: FormDef, duty: date, preset: Preset) -> tuple[date, ...]:
    """The duties before this one that a grade hangs on, the newest first."""
    wanted = max(form.criticism.in_a_row, form.criticism.in_week, form.criticism.forgiven_after) * 2
    days = (duty - timedelta(days=back) for back in range(1, FARTHEST))
    found: list[date] = []
    for day in days:
        if form.starts_on is not None and day < form.starts_on:
            break
        if is_duty_day(form, day, preset):
            found.append(day)
            if len(found) == wanted:
                break
    return tuple(found)


def grade(rule: ListRule, duty: date, before: Sequence[date], missed: Collection[date]) -> Grade:
    """Of a unit that missed `duty`. `before`: the duties that are looked at, the newest first; `missed`: of those."""
    row, broken, good, counted = 1, False, 0, 1
    for day in before:
        if day in missed:
            row += not broken
            counted += 1
            good = 0
        else:
            broken, good = True, good + 1
            if good >= rule.forgiven_after:
                break
    week = 1 + sum(1 for day in before if day in missed and duty - day < WEEK)
    return Grade(row, week, counted)


def may_be_listed(rule: ListRule, found: Grade) -> bool:
    """Whether the misses are enough to be put before an approver."""
    return found.in_a_row >= rule.in_a_row or bool(rule.in_week and found.in_week >= rule.in_week)


def graded(
    form: FormDef, duty: date, units: Collection[str], *, preset: Preset, missed: Mapping[str, Collection[date]]
) -> Mapping[str, Grade]:
    """Every unit's grade. `missed`: the recorded misses that count, by unit."""
    before = looked_at(form, duty, preset) if missed else ()
    return {unit: grade(form.criticism, duty, before, missed[unit]) if unit in missed else FIRST for unit in units}
