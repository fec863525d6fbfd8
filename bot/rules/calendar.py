"""Working days: the district's own list first, then the State Council's calendar, then Monday to Friday.

The published calendar ends: beyond its last year nobody knows the shifted days yet, so plain weekdays
stand in, and `is_guessed` lets whoever posts say so.
"""

from datetime import date, timedelta

import chinese_calendar

from bot.forms.preset import Preset


def is_working_day(day: date, preset: Preset) -> bool:
    """Whether people work on `day`: a local working day wins over a local holiday, both over the calendar."""
    if day in preset.working_days:
        return True
    if day in preset.holidays:
        return False
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:  # a year that its data does not hold
        return day.isoweekday() <= 5


def is_guessed(day: date, preset: Preset) -> bool:
    """Whether `is_working_day` had only the weekday to go by."""
    if day in preset.working_days or day in preset.holidays:
        return False
    try:
        chinese_calendar.is_workday(day)
    except NotImplementedError:
        return True
    return False


def working_day_after(day: date, number: int, preset: Preset) -> date:
    """The working day that is so many after `day`; of a calendar without any for a year, so many days later."""
    found, last = 0, day + timedelta(days=number + 366)
    later = day
    while found < number and later < last:
        later += timedelta(days=1)
        found += is_working_day(later, preset)
    return later if found == number else day + timedelta(days=number)
