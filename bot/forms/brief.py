"""A digest for a meeting, as data of preset.toml: when, about a day or a week, for whom, and what it shows.

It is about the last duty whose deadline is over when it is due, of each form; a group gets the units of its areas.
"""

from datetime import time, timedelta
from typing import Literal

from pydantic import Field, field_validator

from bot.forms.definition import Frozen
from bot.forms.moments import clock_time, duration

Section = Literal["coverage", "totals", "odd", "missing", "open"]
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class BriefDef(Frozen):
    """`at`: "08:00" daily, "mon 08:10" once a week. `to`: kinds of group or ids of groups. `forms` empty: every one.

    `identical_days`: a unit whose figures are the same on so many days in a row is odd; 0: never.
    """

    name: str
    title: str = ""
    at: str
    covers: Literal["day", "week"] = "day"
    to: tuple[str, ...] = Field(default=("command",), min_length=1)
    forms: tuple[str, ...] = ()
    shows: tuple[Section, ...] = Field(default=("coverage", "totals", "odd", "missing", "open"), min_length=1)
    identical_days: int = Field(default=5, ge=0, le=14)
    catch_up: str = "3h"

    @field_validator("at")
    @classmethod
    def _is_a_moment(cls, written: str) -> str:
        day, _, clock = written.rpartition(" ")
        if day and day not in WEEKDAYS:
            raise ValueError(f'"{day}" is no day of the week; write mon 08:00')
        if clock_time(clock) >= timedelta(days=1):
            raise ValueError('a digest at 24:00 belongs to the next day; write "00:00"')
        return written

    @field_validator("catch_up")
    @classmethod
    def _is_a_span(cls, written: str) -> str:
        duration(written)
        return written

    @property
    def weekday(self) -> int | None:
        """0 Monday; None: every day."""
        day = self.at.rpartition(" ")[0]
        return WEEKDAYS.index(day) if day else None

    @property
    def clock(self) -> time:
        minutes = int(clock_time(self.at.rpartition(" ")[2]).total_seconds()) // 60
        return time(minutes // 60, minutes % 60)
