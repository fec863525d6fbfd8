"""The terms of a form that were in force earlier: a changed deadline applies from a day on and never rewrites the past.

A newcomer's usual mistake is to judge yesterday by today's file: who was on time stays on time. The bot keeps these
by itself when it starts with a changed file; nobody writes them.
"""

from datetime import date, timedelta
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from bot.forms.rhythm import Rhythm, first_day, last_day


class Terms(BaseModel):
    """When a form is owed. `times` on different days of a week; `every` so many days; the moments as written."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    period: Rhythm = "daily"
    times: int = Field(default=1, ge=1, le=7)
    every: int = Field(default=1, ge=1, le=31)
    calendar: Literal["every_day", "working_days"] = "every_day"
    opens: str = "00:00"
    due: str = "18:00"
    grace: str = "0m"
    expires: str = "7d"


class FormerTerms(Terms):
    """Terms that held up to and including the day `until`."""

    until: date


def applies_from(new: Terms, today: date) -> date:
    """The first day of new terms: tomorrow, and of another rhythm the next whole period."""
    tomorrow = today + timedelta(days=1)
    first = first_day(new.period, tomorrow)
    return tomorrow if first == tomorrow else last_day(new.period, first) + timedelta(days=1)
