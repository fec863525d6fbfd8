"""On the last day of an excuse, at nine: who reports again from tomorrow, in the group that is reminded about it.

An excuse that ends in silence makes tomorrow's missing unit say that nobody told it.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.messages import Outbound
from bot.rules.audience import audience, to_group
from bot.rules.every_day import DailyTrigger
from bot.rules.excusing import ending_on
from bot.scheduler.base import Desk, ScheduledPost
from bot.store.unit_of_work import UnitOfWork
from bot.views.excuses import ending
from bot.views.posts import listing

NAME = "excuse.ending"
CATCH_UP = timedelta(hours=8)
GROUPS = ("enterprise", "grid")


def excuse_ending(zone: ZoneInfo) -> ScheduledPost:
    """The post; it belongs to no form's ladder."""
    return ScheduledPost(NAME, DailyTrigger(time(9), zone), CATCH_UP, compose, title="免报到期提示", pure=True)


async def compose(uow: UnitOfWork, desk: Desk, due_at: datetime) -> Sequence[Outbound]:  # noqa: ARG001  # the interface
    """One message a group, its units mentioned; none where nothing ends."""
    today = due_at.astimezone(desk.zone).date()
    units = [unit for unit, _ in ending_on(desk.directory, (form.id for form in desk.preset.forms), today)]
    told = []
    for group, named in audience(units, GROUPS, desk.directory).by_group.items():
        head, tail = ending([unit.id for unit in named], today)
        to = to_group(group)
        told.append(
            Outbound(
                key=f"{NAME}:{today.isoformat()}:{to.key}",
                kind="reminder",
                to=to,
                body=listing(named, desk.directory, head=head, tail=tail, mention=True, gaps={}),
                due_at=due_at,
                expires_at=(due_at + CATCH_UP).astimezone(UTC),
            )
        )
    return told
