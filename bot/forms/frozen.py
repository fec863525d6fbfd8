"""A duty whose clock stood still because we were not there: how far its moments move. Kept by the bot, in no file."""

from datetime import date, timedelta

from pydantic import BaseModel, ConfigDict


class FrozenDay(BaseModel):
    """Of the duty of `day`: its due moment moves by `due_by`, its grace lasts `grace_by` longer beyond that.

    `void`: we were away for so long that nothing of it can be judged; nobody is late for it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    day: date
    due_by: timedelta = timedelta()
    grace_by: timedelta = timedelta()
    void: bool = False
