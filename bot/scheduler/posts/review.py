"""The words of last week that nobody understood, privately to every duty officer, Monday at nine.

It tells of whole days, up to the Sunday before it is due, so that it says the same however late it is composed.
"""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.directory.model import Directory, Member
from bot.messages import Body, Destination, Outbound
from bot.reading.learned import taught_preset
from bot.reading.review import review
from bot.rules.weekly import WeeklyTrigger
from bot.scheduler.base import Desk, ScheduledPost
from bot.store.unit_of_work import UnitOfWork
from bot.views.words import of_the_week

NAME = "words.review"
CATCH_UP = timedelta(hours=12)
KEPT = timedelta(days=366)
"""What was heard earlier is forgotten."""


def weekly_review(zone: ZoneInfo) -> ScheduledPost:
    """The post; it belongs to no form's ladder."""
    trigger = WeeklyTrigger(weekday=0, at=time(9), zone=zone)
    return ScheduledPost(name=NAME, trigger=trigger, catch_up=CATCH_UP, compose=compose, title="每周生词")


async def compose(uow: UnitOfWork, desk: Desk, due_at: datetime) -> Sequence[Outbound]:
    """One message an officer; none when every word is understood by now."""
    today = due_at.astimezone(desk.zone).date()
    first, last = today - timedelta(days=7), today - timedelta(days=1)
    await uow.words.forget_heard(today - KEPT)
    preset = taught_preset(desk.preset, await uow.words.learned())
    ignored = {one.word for one in await uow.words.ignored()}
    strange = review(await uow.words.seen(first, last), preset, desk.directory, ignored=ignored)
    text = of_the_week(strange, first, last)
    return [_message(member, text, due_at) for member in _officers(desk.directory)] if text else []


def _officers(directory: Directory) -> Sequence[Member]:
    """Who may teach words: the duty officers, where there is none the administrators."""
    found = [member for member in directory.members if member.role == "duty_officer"]
    return found or [member for member in directory.members if member.role == "admin"]


def _message(member: Member, text: str, due_at: datetime) -> Outbound:
    to = Destination(member=member.user_id)
    return Outbound(
        key=f"{NAME}:{due_at:%Y%m%d}:{to.key}",
        kind="digest",
        to=to,
        body=Body(text),
        due_at=due_at,
        expires_at=due_at + CATCH_UP,
        priority=9,
    )
