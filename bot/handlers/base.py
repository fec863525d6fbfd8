"""What a chat verb is: a name, who may say it, and one run that turns a request into an answer.

A verb returns messages and never sends; it writes through `request.uow` only, so that its rows, its
outcome and its replies are committed together or not at all.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.directory.model import Directory, Group, Member, Role
from bot.forms.preset import Preset
from bot.messages import Answer, Inbound
from bot.reading.meaning import Meaning
from bot.scheduler.base import ScheduledPost
from bot.store.records import Draft
from bot.store.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Request:
    """One inbound message with everything that a verb may use. `now` is when it was taken in."""

    inbound: Inbound
    member: Member
    group: Group | None
    directory: Directory
    preset: Preset
    meaning: Meaning
    uow: UnitOfWork
    now: datetime
    zone: ZoneInfo
    bot_name: str
    drafts: tuple[Draft, ...] = ()  # what was last asked of the sender here, newest first
    schedule: tuple[ScheduledPost, ...] = ()  # everything that the clock says

    @property
    def today(self) -> date:
        """The day the message was sent, in the district's zone."""
        return self.inbound.sent_at.astimezone(self.zone).date()

    @property
    def private(self) -> bool:
        return self.inbound.chat is None


@dataclass(frozen=True)
class Verb:
    """One thing people can say. The first verb of the registry whose `takes` says yes runs.

    `roles` None: everybody. `run` refuses politely itself when the role does not fit.
    """

    name: str
    help: str  # one line for 帮助, empty: not listed
    takes: Callable[[Request], bool]
    run: Callable[[Request], Awaitable[Answer]]
    roles: frozenset[Role] | None = None
