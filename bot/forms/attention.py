"""How much a group is told by the clock, as data of preset.toml: quiet hours, posts a day, a window to merge within.

`groups` are kinds of group or ids of groups, "private" stands for messages to one person; empty: everywhere.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, field_validator

from bot.forms.definition import Frozen
from bot.forms.moments import clock_time, duration

PRIVATE = "private"


def _several(value: Any) -> Any:
    """[quiet] alone means the same as one [[quiet]]."""
    return (value,) if isinstance(value, dict) else value


class Quiet(Frozen):
    """From when to when nothing is said by the clock that can wait, past midnight where `to` is not after `from`."""

    begins: str = Field(alias="from")
    ends: str = Field(alias="to")
    groups: tuple[str, ...] = ()

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
        """Since midnight; at this moment it may be said again."""
        return clock_time(self.ends)


class Budget(Frozen):
    """How many messages by the clock a group gets a day (0: any number), and how long one waits for the next."""

    posts_a_day: int = Field(default=0, ge=0)
    merge: str = ""
    groups: tuple[str, ...] = ()

    @field_validator("merge")
    @classmethod
    def _is_a_span(cls, written: str) -> str:
        if written:
            duration(written)
        return written

    @property
    def window(self) -> timedelta:
        return duration(self.merge) if self.merge else timedelta()


Quiets = Annotated[tuple[Quiet, ...], BeforeValidator(_several)]
Budgets = Annotated[tuple[Budget, ...], BeforeValidator(_several)]


def fits(groups: Sequence[str], *, kind: str, group: str) -> bool:
    """Whether a rule written for `groups` holds for that group (`kind` "private": a single person)."""
    return not groups or kind in groups or group in groups
