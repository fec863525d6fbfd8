"""Every morning: objections that are due today or overdue, to the command groups; the overdue also to each leader.

A clock never decides one: what nobody answers stays open, out of every list, and counts against us.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.directory.model import Directory
from bot.messages import Body, Destination, Outbound
from bot.rules.every_day import DailyTrigger
from bot.scheduler.base import Desk, ScheduledPost
from bot.store.records import Appeal
from bot.store.unit_of_work import UnitOfWork
from bot.views.appeals import chase
from bot.views.posts import unit_names

NAME = "appeal.due"
AT = time(8, 50)
CATCH_UP = timedelta(hours=10)


def appeal_due(zone: ZoneInfo) -> ScheduledPost:
    """The post; it belongs to no form's ladder."""
    return ScheduledPost(NAME, DailyTrigger(AT, zone), CATCH_UP, compose, title="申诉待答复", pure=True)


async def compose(uow: UnitOfWork, desk: Desk, due_at: datetime) -> Sequence[Outbound]:
    """None where nothing is due by tonight."""
    tonight = datetime.combine(due_at.astimezone(desk.zone).date() + timedelta(days=1), time(), tzinfo=desk.zone)
    due = [one for one in await uow.appeals.in_state(("open",)) if one.due_at < tonight.astimezone(UTC)]
    over = [one for one in due if one.due_at < due_at]
    groups = [Destination(group=group.id) for group in desk.directory.command_groups]
    officers = [Destination(member=m.user_id) for m in desk.directory.members if m.role == "duty_officer"]
    leaders = [Destination(member=m.user_id) for m in desk.directory.members if m.role == "leader"]
    told = [(to, due) for to in groups or officers] + [(to, over) for to in leaders]
    return [_message(to, appeals, desk, due_at) for to, appeals in told if appeals]


def _message(to: Destination, appeals: Sequence[Appeal], desk: Desk, due_at: datetime) -> Outbound:
    names = _names(appeals, desk.directory)
    text = chase([(one, names.get(one.unit, one.unit)) for one in appeals], now=due_at, zone=desk.zone)
    return Outbound(
        key=f"{NAME}:{due_at:%Y%m%d}:{to.key}",
        kind="digest",
        to=to,
        body=Body(text),
        due_at=due_at,
        expires_at=due_at + CATCH_UP,
        priority=4,
    )


def _names(appeals: Sequence[Appeal], directory: Directory) -> dict[str, str]:
    known = directory.unit_by_id
    return unit_names([known[one.unit] for one in appeals if one.unit in known], directory)
