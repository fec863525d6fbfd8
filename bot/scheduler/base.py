"""What a scheduled post is: a trigger, how late it may still be said, and a pure-in-time compose.

`compose` works from `due_at`, never from now: replaying it next week gives the same list.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.directory.model import Directory
from bot.forms.preset import Preset
from bot.messages import Outbound
from bot.store.unit_of_work import UnitOfWork


class Trigger(Protocol):
    """When a post is due, purely: the first moment after `moment`, or None."""

    def next_after(self, moment: datetime) -> datetime | None: ...


@dataclass(frozen=True)
class Desk:
    """What a post may use to compose."""

    directory: Directory
    preset: Preset
    zone: ZoneInfo
    bot_name: str


@dataclass(frozen=True)
class ScheduledPost:
    """One thing that is said by the clock. `catch_up`: the longest delay at which it still makes sense.

    `says_until` replaces it where the last moment hangs on something else: a reminder's on its deadline.
    `title`: what officers call it. `pure`: composing it writes nothing but what a pretence takes.
    """

    name: str
    trigger: Trigger
    catch_up: timedelta
    compose: Callable[[UnitOfWork, Desk, datetime], Awaitable[Sequence[Outbound]]]
    says_until: Callable[[datetime], datetime] | None = None
    title: str = ""
    pure: bool = False

    def last_call(self, due_at: datetime) -> datetime:
        """The last moment at which what was due at `due_at` may be said."""
        return due_at + self.catch_up if self.says_until is None else self.says_until(due_at)


class Timed(Protocol):
    """Everything that waits: says when it is next due and does what is due at a given moment."""

    async def next_due(self) -> datetime | None: ...

    async def run_due(self, now: datetime) -> int: ...
