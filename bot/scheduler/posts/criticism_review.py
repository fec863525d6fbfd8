"""On the first of the month to the command groups: how many were named last month, how many wrongly, what was objected.

Naming must not become a habit that nobody counts; what was wrong, and what we answered too late, stands in it first.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.messages import Body, Destination, Outbound
from bot.rules.every_day import DailyTrigger
from bot.scheduler.base import Desk, ScheduledPost
from bot.store.unit_of_work import UnitOfWork

NAME = "criticism.review"
CATCH_UP = timedelta(hours=12)


def monthly_review(zone: ZoneInfo) -> ScheduledPost:
    """The post; it belongs to no form's ladder."""
    return ScheduledPost(NAME, DailyTrigger(time(9, 10), zone), CATCH_UP, compose, title="通报月报", pure=True)


async def compose(uow: UnitOfWork, desk: Desk, due_at: datetime) -> Sequence[Outbound]:
    """None on another day, and none of a month without lists and objections."""
    today = due_at.astimezone(desk.zone).date()
    if today.day != 1:
        return ()
    last = (today - timedelta(days=1)).replace(day=1)
    first, before = (datetime.combine(day, time(), tzinfo=desk.zone).astimezone(UTC) for day in (last, today))
    found = await uow.lists.published(since=first, before=before)
    every = await uow.appeals.in_state(("open", "accepted", "dismissed", "withdrawn", "moot"))
    appeals = [one for one in every if first <= one.asked_at < before]
    if not found.lists and not appeals:
        return ()
    counts = {state: sum(one.state == state for one in appeals) for state in ("accepted", "dismissed", "open")}
    late = sum((one.decided_at or due_at) > one.due_at for one in appeals if one.state != "withdrawn")
    text = (
        f"【通报月报】{last.month}月发布通报{found.lists}份、点名{found.names}家，其中更正{found.wrong}家"
        f"（{found.share:.1f}%）。申诉{len(appeals)}件：采纳{counts['accepted']}，维持{counts['dismissed']}，"
        f"未答复{counts['open']}；我们答复超期{late}件。"
    )
    return [
        Outbound(
            key=f"{NAME}:{last:%Y%m}:{group.id}",
            kind="digest",
            to=Destination(group=group.id),
            body=Body(text),
            due_at=due_at,
            expires_at=due_at + CATCH_UP,
            priority=8,
        )
        for group in desk.directory.command_groups
    ]
