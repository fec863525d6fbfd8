"""Whom a form's praise draft names, as data of the form: `[praise]`.

A draft is all that comes of it: what is posted is decided by a named officer, as with blame.
"""

from datetime import time

from pydantic import BaseModel, ConfigDict, Field, field_validator

from bot.forms.moments import clock_time

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class PraiseRule(BaseModel):
    """`in_a_row`: so many duties in a row on time (0: no praise draft). `at`: the weekday and time of the draft."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    in_a_row: int = Field(default=0, ge=0, le=60)
    at: str = "fri 17:00"

    @field_validator("at")
    @classmethod
    def _is_a_day_and_a_time(cls, written: str) -> str:
        day, _, clock = written.partition(" ")
        if day not in DAYS:
            raise ValueError("not a weekday and a time; write fri 17:00")
        clock_time(clock)
        return written

    @property
    def weekday(self) -> int:
        """0: Monday."""
        return DAYS.index(self.at.partition(" ")[0])

    @property
    def clock(self) -> time:
        minutes = int(clock_time(self.at.partition(" ")[2]).total_seconds()) // 60
        return time(minutes // 60 % 24, minutes % 60)
