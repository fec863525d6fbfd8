"""Whether a unit is later than usual: who always reports by ten is not nagged at nine. Pure.

Arrivals are counted from the deadline, not from midnight, so that one rule holds for days, weeks and months and over
a changed deadline. A newcomer's usual mistake is to trust few arrivals: below five nobody has a habit.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from statistics import median
from zoneinfo import ZoneInfo

from bot.directory.model import Unit
from bot.forms.definition import FormDef

LAST = 14  # arrivals that are looked at
LEAST = 5  # with fewer there is no habit
MARGIN = timedelta(minutes=30)  # after the usual moment; only then is somebody late for himself
BACK: Mapping[str, int] = {"daily": 21, "weekly": 98, "monthly": 440}
"""Days to look back for so many arrivals."""


def usual(arrivals: Sequence[timedelta]) -> timedelta | None:
    """When reports usually come, counted from the deadline (before it: negative), of arrivals from old to new."""
    last = arrivals[-LAST:]
    return None if len(last) < LEAST else timedelta(seconds=median(one.total_seconds() for one in last))


def is_early(moment: timedelta, arrivals: Sequence[timedelta]) -> bool:
    """Whether it is too early to remind at `moment` (counted from the deadline).

    Only who is usually on time is spared, and only until half an hour after his usual moment.
    """
    habit = usual(arrivals)
    return habit is not None and habit <= timedelta() and moment < habit + MARGIN


def later_than_usual(
    units: Iterable[Unit],
    arrived: Mapping[str, Mapping[date, datetime]],
    *,
    form: FormDef,
    day: date,
    at: datetime,
    zone: ZoneInfo,
) -> tuple[Unit, ...]:
    """The units to be reminded of `day` at `at`. `arrived`: moments of earlier periods by unit id."""
    due: dict[date, datetime] = {day: form.due_at(day, zone)}
    for periods in arrived.values():
        for period in periods:
            if period not in due:
                due[period] = form.due_at(period, zone)
    moment = at - due[day]

    def arrivals(unit: Unit) -> list[timedelta]:
        return [when - due[period] for period, when in sorted(arrived.get(unit.id, {}).items())]

    return tuple(unit for unit in units if not is_early(moment, arrivals(unit)))


def habitual(form: FormDef) -> Collection[str]:
    """Names of the steps that spare who is not later than usual: who says so, else the first of several reminders.

    With a single reminder before the deadline nobody is spared: it is the only warning there is.
    """
    if form.times > 1 or form.every > 1:
        return frozenset()
    naming = [step for step in form.steps if step.kind == "reminder" and step.about == "missing"]
    first = naming[0].name if len(naming) > 1 else ""
    return frozenset(one.name for one in form.steps if (one.name == first if one.habit is None else one.habit))
