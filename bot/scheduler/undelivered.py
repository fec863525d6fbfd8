"""Tells the duty officers of every post that was not delivered, once each: a list that nobody read is no list.

It asks the outbox, not the sender: whichever replica failed to send, and whenever, the row is there.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.directory.model import Directory
from bot.messages import Body, Destination, Outbound, PostKind
from bot.scheduler.ticker import Transactions
from bot.store.delivery import Delivery
from bot.store.records import OutboxRow
from bot.views.undelivered import alarm

TOLD_OF: tuple[PostKind, ...] = (
    "criticism",
    "retraction",
    "criticism_draft",
    "reminder",
    "overdue",
    "digest",
    "escalation",
    "case",
)
"""Replies are not among them: whoever misses an answer asks again."""
LOOK_BACK = timedelta(days=3)
EVERY = timedelta(seconds=10)
AT_ONCE = 100


class Undelivered:
    """Looks into the outbox now and then. The key of an alarm holds the row and how often it was sent anew."""

    def __init__(
        self,
        *,
        store: Transactions,
        delivery: Delivery,
        snapshot: Callable[[], Awaitable[Directory]],
        clock: Clock,
        on_posted: Callable[[], None] = lambda: None,
    ) -> None:
        self._store = store
        self._delivery = delivery
        self._snapshot = snapshot
        self._clock = clock
        self._on_posted = on_posted
        self._told: set[str] = set()
        self._looked_at: datetime | None = None

    async def next_due(self) -> datetime | None:
        """When something is to be told; None: nothing is."""
        now = self._clock.now()
        if not await self._fresh(now):
            return None
        return now if self._looked_at is None else max(now, self._looked_at + EVERY)

    async def run_due(self, now: datetime) -> int:
        """Tell what was not told yet; how many rows."""
        if self._looked_at is not None and timedelta() <= now - self._looked_at < EVERY:
            return 0
        self._looked_at = now
        fresh = await self._fresh(now)
        if not fresh:
            return 0
        directory = await self._snapshot()
        officers = [member for member in directory.members if member.role == "duty_officer"]
        async with self._store.unit_of_work() as uow:
            for row in fresh:
                for officer in officers:
                    uow.outbox.put(_alarm(row, officer.user_id, directory, now))
            await uow.flush()
            await uow.commit()
        self._told |= {_name(row) for row in fresh}
        self._on_posted()
        return len(fresh)

    async def _fresh(self, now: datetime) -> list[OutboxRow]:
        rows = await self._delivery.dead(limit=AT_ONCE)
        return [
            row
            for row in reversed(rows)
            if (row.kind in TOLD_OF or _is_an_alert(row))
            and row.due_at >= now - LOOK_BACK
            and _name(row) not in self._told
        ]


def _is_an_alert(row: OutboxRow) -> bool:
    """An alert that nobody got is told; one about an undelivered message is not, or it would never end."""
    return row.kind == "alert" and not row.key.startswith("undelivered:")


def _name(row: OutboxRow) -> str:
    return f"undelivered:{row.id}:{row.due_at.isoformat()}"


def _alarm(row: OutboxRow, officer: str, directory: Directory, now: datetime) -> Outbound:
    return Outbound(
        key=f"{_name(row)}:{officer}",
        kind="alert",
        to=Destination(member=officer),
        body=Body(alarm(row, directory)),
        due_at=now,
        priority=0,
    )
