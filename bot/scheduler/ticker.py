"""The ticker: says what the schedule owes, each firing in one transaction, whoever wakes it and how often.

It never looks at timers. From the recorded mark of each post it walks to `now`; the row that `firings.record`
inserts decides which replica composes, and it is committed together with the messages or not at all.
"""

import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from bot.clock import Clock
from bot.directory.model import Directory
from bot.errors import StoreAway
from bot.scheduler.base import Desk, ScheduledPost
from bot.scheduler.due import Firing, firings_between, next_firing
from bot.scheduler.gate import put
from bot.scheduler.schedule import Schedule
from bot.store.records import AuditLine
from bot.store.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)

WHOLE = "*"  # the destination under which a firing as a whole is recorded
TRIES = 5  # of one firing; then it is given up, in the trail and in the log
PAUSE = timedelta(seconds=10)  # before a failed firing is tried again, doubled each time
SCHEDULER = "scheduler"  # who, in the trail


class Transactions(Protocol):
    """What the ticker needs of the store."""

    def unit_of_work(self) -> AbstractAsyncContextManager[UnitOfWork]: ...


@dataclass
class _Failing:
    """A post whose next firing went wrong: how often, and when it is tried again."""

    due_at: datetime
    tries: int
    again_at: datetime


class Ticker:
    """Everything that is said by the clock. `on_posted` is called when something went into the outbox.

    `snapshot` gives the current directory, `schedule` the current posts; without them those of the start stay.
    """

    def __init__(
        self,
        *,
        store: Transactions,
        posts: Sequence[ScheduledPost],
        desk: Desk,
        clock: Clock,
        snapshot: Callable[[], Awaitable[Directory]] | None = None,
        schedule: Schedule | None = None,
        on_posted: Callable[[], None] = lambda: None,
    ) -> None:
        self._store = store
        self._posts = tuple(posts)
        self._desk = desk
        self._clock = clock
        self._snapshot = snapshot
        self._schedule = schedule
        self.on_posted = on_posted
        self._marks: dict[str, datetime] = {}
        self._failing: dict[str, _Failing] = {}
        self.last_run_at: datetime | None = None

    async def next_due(self) -> datetime | None:
        """When the next post is due, or a failed one is to be tried again; None: nothing is scheduled."""
        await self._read_marks(self._clock.now())
        healthy = [post for post in self._posts if post.name not in self._failing]
        moments = [one.again_at for one in self._failing.values()]
        if (due_at := next_firing(healthy, self._marks)) is not None:
            moments.append(due_at)
        return min(moments, default=None)

    async def run_due(self, now: datetime) -> int:
        """Say what is due at `now`; how many firings were composed here. Raises StoreAway: try again later."""
        await self._look_again()
        await self._read_marks(now)
        self.last_run_at = now
        waiting = {name for name, one in self._failing.items() if one.again_at > now}
        posts = [post for post in self._posts if post.name not in waiting]
        if not firings_between(posts, self._marks, now):
            return 0
        await self._read_marks(now, again=True)  # another replica may have been here
        desk = self._desk if self._snapshot is None else replace(self._desk, directory=await self._snapshot())
        said, stuck = 0, set[str]()
        for firing in firings_between(posts, self._marks, now):
            if firing.post.name not in stuck:
                done = await self._attend(firing, desk, now)
                said += done is True
                if done is None:
                    stuck.add(firing.post.name)  # its later firings wait for this one
        if said:
            self.on_posted()
        return said

    async def _look_again(self) -> None:
        """The posts of the preset as it is now: a clock may have stood still."""
        if self._schedule is None:
            return
        await self._schedule.refresh()
        self._posts = self._schedule.posts
        if self._desk.preset is not self._schedule.preset:
            self._desk = replace(self._desk, preset=self._schedule.preset)

    async def _read_marks(self, now: datetime, *, again: bool = False) -> None:
        """High-water marks from the store; a post that was never seen begins now and says nothing of the past."""
        unknown = [post for post in self._posts if again or post.name not in self._marks]
        if not unknown:
            return
        async with self._store.unit_of_work() as uow:
            fresh = False
            for post in unknown:
                mark = await uow.firings.high_water(post.name)
                if mark is None:
                    await uow.firings.advance(post.name, now)
                    mark, fresh = now, True
                self._marks[post.name] = mark
            if fresh:
                await uow.flush()
                await uow.commit()

    async def _attend(self, firing: Firing, desk: Desk, now: datetime) -> bool | None:
        """True: composed here. False: skipped, or another replica did. None: it failed and is tried again."""
        name = firing.post.name
        try:
            done = await self._fire(firing, desk, now)
        except StoreAway:
            raise
        except Exception as error:  # noqa: BLE001  # one poisoned post must not silence the others
            return await self._failed(firing, now, error)
        self._failing.pop(name, None)
        self._marks[name] = max(self._marks[name], firing.due_at)
        return done

    async def _fire(self, firing: Firing, desk: Desk, now: datetime) -> bool:
        name = firing.post.name
        async with self._store.unit_of_work() as uow:
            first = await uow.firings.record(name, WHOLE, firing.due_at, now=now)
            if first and firing.skipped:
                log.warning("post skipped", extra={"post": name, "due_at": firing.due_at.isoformat()})
                self._note(uow, firing, "post_skipped", now, {"why": firing.skipped})
            elif first:
                composed = await firing.post.compose(uow, desk, firing.due_at)
                for outbound in composed:
                    await uow.firings.record(name, outbound.to.key, firing.due_at, now=now)
                await put(uow, desk, composed, now=now)
            await uow.firings.advance(name, firing.due_at)
            await uow.flush()
            await uow.commit()
        return first and not firing.skipped

    async def _failed(self, firing: Firing, now: datetime, error: Exception) -> bool | None:
        """Try again later, a bounded number of times; then give the firing up where people can see it."""
        name, what = firing.post.name, type(error).__name__
        before = self._failing.get(name)
        tries = before.tries + 1 if before is not None and before.due_at == firing.due_at else 1
        log.error("post failed", extra={"post": name, "error": what, "tries": tries}, exc_info=_bare(error))
        if tries < TRIES:
            self._failing[name] = _Failing(firing.due_at, tries, now + PAUSE * 2 ** (tries - 1))
            return None
        async with self._store.unit_of_work() as uow:
            if await uow.firings.record(name, WHOLE, firing.due_at, now=now):
                self._note(uow, firing, "post_failed", now, {"error": what, "tries": tries})
            await uow.firings.advance(name, firing.due_at)
            await uow.flush()
            await uow.commit()
        self._failing.pop(name, None)
        self._marks[name] = max(self._marks[name], firing.due_at)
        return False

    @staticmethod
    def _note(uow: UnitOfWork, firing: Firing, action: str, now: datetime, detail: dict[str, object]) -> None:
        about = {"due_at": firing.due_at.isoformat(), **detail}
        uow.audit.write(AuditLine(now, SCHEDULER, action, firing.post.name, about))


def _bare(error: Exception) -> Exception:
    """The same error without its message: a text of people must not reach a log."""
    bare = type("Failure", (Exception,), {})(type(error).__name__)
    return bare.with_traceback(error.__traceback__)  # type: ignore[no-any-return]  # a class made on the spot
