"""How the watch is kept, as data of preset.toml: names of shifts, what is urgent, and the chain that it climbs.

`chain` are the rungs that an urgent matter climbs, each `within` after the last, until somebody says 收到; the last one
is repeated after `repeat`, then twice as long each time, two hours at most. A rung without anybody new is passed over.
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
    """`ahead`: how early a gap of the roster is told. `settle`: what was taken on and is not done is asked for again.

    `tip_taken_up`, `tip_closed`: a tip-off that nobody took up, or that is not closed, so long after it came is urgent;
    `take_over`: so is a watch that nobody took over so long after it began. Empty: never. `questions`: whether in a
    command group every question that is not understood goes to the person on duty, or only what is said to the bot.
    """

    ahead: str = "12h"
    shifts: tuple[ShiftName, ...] = ()
    within: str = "10m"
    repeat: str = "30m"
    settle: str = "24h"
    chain: tuple[Rung, ...] = Field(
        default=("on_duty", "next_on_duty", "duty_officers", "leader", "command"), min_length=1
    )
    tip_taken_up: str = ""
    tip_closed: str = ""
    take_over: str = ""
    questions: Literal["all", "called"] = "all"

    @field_validator("ahead", "within", "repeat", "settle")
    @classmethod
    def _is_some_time(cls, written: str) -> str:
        if duration(written) < timedelta(minutes=1):
            raise ValueError('this is no time at all; write "10m" or "12h"')
        return written

    @field_validator("tip_taken_up", "tip_closed", "take_over")
    @classmethod
    def _is_a_span_or_nothing(cls, written: str) -> str:
        if written and duration(written) < timedelta(minutes=1):
            raise ValueError('this is no time at all; write "2h", or "" for never')
        return written

    @model_validator(mode="after")
    def _nothing_twice(self) -> "WatchRules":
        names = [one.name for one in self.shifts]
        if twice := {name for name in names if names.count(name) > 1}:
            raise ValueError(f"two shifts have the same name: {', '.join(sorted(twice))}; keep one of them")
        if len(set(self.chain)) < len(self.chain):
            raise ValueError("the chain names a rung twice; the last one is repeated anyway")
        return self
