"""How public criticism is kept fair in a district, as data of preset.toml: `[criticism]`.

Days are working days of the district's calendar; what is not written keeps the careful default.
"""

from datetime import timedelta

from pydantic import Field, field_validator

from bot.forms.definition import Frozen
from bot.forms.moments import duration


class Fairness(Frozen):
    """`object_within`: so long after a list was posted a unit may object. `decide_within`: so long until it is
    answered. `freeze_after`: an outage of ours that lasts so long stops the clocks.

    `lapse_after`: a draft that nobody decided for so many days lapses. `pause_over`: once more than so many of a
    hundred published names were wrong, and `pause_least` at least, nothing is published until somebody looked into it.
    """

    object_within: int = Field(default=3, ge=1, le=30)
    decide_within: int = Field(default=3, ge=1, le=30)
    freeze_after: str = "10m"
    lapse_after: int = Field(default=2, ge=1, le=30)
    pause_over: float = Field(default=2.0, ge=0, le=100)
    pause_least: int = Field(default=2, ge=1)

    @field_validator("freeze_after")
    @classmethod
    def _is_a_span(cls, written: str) -> str:
        if duration(written) < timedelta(minutes=2):
            raise ValueError("the clocks cannot stop for less than two minutes; write 10m")
        return written
