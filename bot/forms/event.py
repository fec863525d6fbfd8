"""A form that is owed after something happened, unit by unit: 24 hours after an alarm, or after an officer's word.

It has no day on which everybody owes it, so it has no ladder, and stands in no rate and on no list.
"""

from datetime import timedelta
from typing import Literal

from pydantic import BaseModel, ConfigDict, field_validator

from bot.forms.moments import duration


class EventDef(BaseModel):
    """`on`: an alarm of another form (of one of `fields`, any where there are none), or only 布置 by an officer.

    `within`: how long after it the report is due; `remind`: so long before that who has not reported is reminded.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    on: Literal["alarm", "word"] = "word"
    fields: tuple[str, ...] = ()
    within: str = "24h"
    remind: str = "2h"

    @field_validator("within", "remind")
    @classmethod
    def _is_some_time(cls, written: str) -> str:
        if duration(written) < timedelta(minutes=1):
            raise ValueError('this is no time at all; write "24h"')
        return written

    @property
    def span(self) -> timedelta:
        return duration(self.within)

    @property
    def warned(self) -> timedelta:
        """Before the end, and never before the beginning."""
        return min(duration(self.remind), self.span)
