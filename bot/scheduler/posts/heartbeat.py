"""Late every evening to each duty officer: 今日应发12条，已发12条, and what was not sent and why.

It comes also when all is well: on a day without it the clock itself has stopped, and that is what it is for.
"""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.messages import URGENT, Body, Destination, Outbound
from bot.rules.every_day import DailyTrigger
from bot.scheduler.base import Desk, ScheduledPost
from bot.store.attending import HEARTBEAT
from bot.store.unit_of_work import UnitOfWork
from bot.views.heartbeat import heartbeat_text

NAME = HEARTBEAT
AT = time(23, 30)
CATCH_UP = timedelta(hours=10)
SPAN = timedelta(days=1)


def heartbeat(zone: ZoneInfo) -> ScheduledPost:
    """The post; it belongs to no form's ladder."""
    return ScheduledPost(NAME, DailyTrigger(AT, zone), CATCH_UP, compose, title="今日应发已发")


async def compose(uow: UnitOfWork, desk: Desk, due_at: datetime) -> Sequence[Outbound]:
    """Of everything that the clock had to say since the last one; to nobody where there is no duty officer."""
    day = due_at.astimezone(desk.zone).date()
    text = heartbeat_text(await uow.attention.fates(due_at - SPAN, due_at))
    return [
        Outbound(
            key=f"{NAME}:{day.isoformat()}:{officer.user_id}",
            kind="digest",
            to=Destination(member=officer.user_id),
            body=Body(text),
            due_at=due_at,
            expires_at=due_at + CATCH_UP,
            priority=URGENT,  # quiet hours do not keep it: a day without it means that the clock stopped
        )
        for officer in desk.directory.members
        if officer.role == "duty_officer"
    ]
