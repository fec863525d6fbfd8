"""How the watch is kept, as data of preset.toml: the names of shifts, how early a gap is told, who is told of what.

`chain` are the rungs that an urgent matter climbs until somebody says 收到; the last one is repeated.
"""

from datetime import timedelta
from typing import Literal

from pydantic import Field, field_validator, model_validator

from bot.forms.definition import Frozen
from bot.forms.moments import clock_time, duration

Rung = Literal["on_duty", "next_on_duty", "duty_officers", "leader", "command"]


class ShiftName(Frozen):
    """A shift by its name, past midnight where `to` is not after `from`: 夜班 20:00 to 8:00."""

    name: str
    begins: str = Field(alias="from")
    ends: str = Field(alias="to")

    @field_validator("begins", "ends")
    @classmethod
    def _is_a_time_of_day(cls, written: str) -> str:
        clock_time(written)
        return written

    @property
    def first(self) -> timedelta:
        """Since midnight."""
        return clock_time(self.begins)

    @property
    def last(self) -> timedelta:
        """Since midnight of the same day, also where it is over on the next."""
        return clock_time(self.ends)


class WatchRules(Frozen):
    """`ahead`: how early a gap of the roster is told. The spans of the chain: see `docs/表单与时刻.md`."""

    ahead: str = "12h"
    shifts: tuple[ShiftName, ...] = ()

    @field_validator("ahead")
    @classmethod
    def _is_a_span(cls, written: str) -> str:
        if written and duration(written) <= timedelta():
            raise ValueError('this is no time at all; write "12h"')
        return written

    @model_validator(mode="after")
    def _no_name_twice(self) -> "WatchRules":
        names = [one.name for one in self.shifts]
        if twice := {name for name in names if names.count(name) > 1}:
            raise ValueError(f"two shifts have the same name: {', '.join(sorted(twice))}; keep one of them")
        return self
