"""Every morning: a draft that nobody decided for days lapses; the command groups are told that it will not be posted.

It is the one thing a clock decides about a list, and it only ever decides for silence.
"""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.messages import Body, Destination, Outbound
from bot.rules.every_day import DailyTrigger
from bot.scheduler.base import Desk, ScheduledPost
from bot.store.records import AuditLine, CriticismList
from bot.store.unit_of_work import UnitOfWork
from bot.views.appeals import moot_to_asker

NAME = "list.lapse"
AT = time(8, 40)
CATCH_UP = timedelta(hours=24)
HELD_FOR = timedelta(days=7)
"""A draft that somebody holds lapses only then."""


def held_key(number: str, period: object) -> str:
    """The meta value that says since when a draft is held."""
    return f"list_held:{number}:{period}"


def list_lapse(zone: ZoneInfo) -> ScheduledPost:
    """The post; it belongs to no form's ladder."""
    return ScheduledPost(NAME, DailyTrigger(AT, zone), CATCH_UP, compose, title="过期草稿作废", pure=True)


async def compose(uow: UnitOfWork, desk: Desk, due_at: datetime) -> Sequence[Outbound]:
    """One message for all that lapse; the units that objected are told that nothing comes of it."""
    lapsed, told = [], []
    for item in reversed(await uow.lists.in_state(("draft",))):
        if not await _is_over(uow, desk, item, due_at):
            continue
        if not await uow.lists.set_state(item.number, "lapsed", by="scheduler", at=due_at):
            continue
        lapsed.append(item.number)
        units = [entry.unit for entry in item.listed]
        uow.audit.write(AuditLine(due_at, "scheduler", "list_lapsed", f"list:{item.number}", {"units": units}))
        for appeal in await uow.appeals.of_list(item.number, item.period):
            if appeal.state == "open" and await uow.appeals.decide(appeal, "moot", by="scheduler", at=due_at):
                to = Destination(member=appeal.asked_by)
                told += [_message(f"S{appeal.number}", to, moot_to_asker(appeal), due_at)]
    if not lapsed:
        return ()
    text = f"通报草稿{'、'.join(lapsed)}过期没有人定，已作废，不会发布。"
    groups = [Destination(group=group.id) for group in desk.directory.command_groups]
    officers = [Destination(member=m.user_id) for m in desk.directory.members if m.role == "duty_officer"]
    return [*told, *(_message("", to, text, due_at) for to in groups or officers)]


async def _is_over(uow: UnitOfWork, desk: Desk, item: CriticismList, now: datetime) -> bool:
    held = await uow.meta(held_key(item.number, item.period))
    if held is not None:
        return datetime.fromisoformat(held) + HELD_FOR <= now
    return item.created_at + timedelta(days=desk.preset.criticism.lapse_after) <= now


def _message(about: str, to: Destination, text: str, due_at: datetime) -> Outbound:
    return Outbound(
        key=f"{NAME}:{due_at:%Y%m%d}:{about}:{to.key}",
        kind="digest",
        to=to,
        body=Body(text),
        due_at=due_at,
        expires_at=due_at + CATCH_UP,
        priority=6,
    )
