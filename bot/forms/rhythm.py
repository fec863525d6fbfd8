"""How often a form is owed: which day names a period, and how far into it a written moment falls. Pure.

A period is named by its first day: a week by its Monday, a month by its first. A newcomer's usual mistake is to add
days to a moment: months differ in length, so "last 18:00" and "31 18:00" are worked out for each of them.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from bot.forms.moments import clock_time

Rhythm = Literal["daily", "weekly", "monthly"]
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LAST = 31
"""The last day of any month, whatever its length."""
LONGEST = {"daily": 1, "weekly": 7, "monthly": 31}
"""Days of a period at most."""
EXAMPLES = {"daily": "18:00", "weekly": "fri 18:00", "monthly": "25 18:00 or last 18:00"}


@dataclass(frozen=True, slots=True)
class Within:
    """A moment inside a period: the day of it (0: the first), and the time of that day since midnight."""

    day: int
    clock: timedelta


def first_day(rhythm: Rhythm, day: date) -> date:
    """The day that names the period of `day`."""
    if rhythm == "weekly":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if rhythm == "monthly" else day


def last_day(rhythm: Rhythm, first: date) -> date:
    """The last day of the period that `first` names."""
    if rhythm == "weekly":
        return first + timedelta(days=6)
    return first.replace(day=monthrange(first.year, first.month)[1]) if rhythm == "monthly" else first


def within(text: str, rhythm: Rhythm) -> Within:
    """ "18:00", "fri 18:00", "25 18:00", "last 18:00"; without a day the first one. Raises ValueError."""
    day, _, clock = text.strip().rpartition(" ")
    if not day or rhythm == "daily":
        clock = text if rhythm == "daily" else clock
        return Within(0, clock_time(clock))
    if rhythm == "weekly" and day in WEEKDAYS:
        return Within(WEEKDAYS.index(day), clock_time(clock))
    if rhythm == "monthly" and (day == "last" or (day.isdigit() and 1 <= int(day) <= LAST)):
        return Within((LAST if day == "last" else int(day)) - 1, clock_time(clock))
    raise ValueError(f"not a moment of a {rhythm} form: {text!r}; write {EXAMPLES[rhythm]}")


def into(moment: Within, rhythm: Rhythm, first: date) -> timedelta:
    """How far after the local midnight of `first` it is, by the calendar; a month's missing day is its last one."""
    days = min(moment.day, (last_day(rhythm, first) - first).days)
    return timedelta(days=days) + moment.clock
