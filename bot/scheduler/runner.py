"""APScheduler as an alarm clock: it wakes the ticker at the next due moment and every second, and decides nothing.

Its jobs only ring a bell. The work runs in `run`, so that stopping finishes the firing under way: APScheduler's
own `shutdown(wait=True)` would cancel a coroutine in the middle.
"""

import asyncio
import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.clock import Clock
from bot.errors import StoreError
from bot.scheduler.base import Timed

log = logging.getLogger(__name__)

HEARTBEAT = 1  # seconds; a step of the wall clock is noticed within it (hazards 2)


class Runner:
    """Runs whatever waits for a moment. `run` until cancelled; a firing that was begun is finished first."""

    def __init__(self, *, clock: Clock, timed: Sequence[Timed]) -> None:
        self._clock = clock
        self._timed = tuple(timed)
        self._bell = asyncio.Event()
        self._alarm_at: datetime | None = None

    async def run(self) -> None:
        """Ring, run, set the next alarm."""
        alarms = AsyncIOScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1}
        )
        alarms.add_job(self._ring, "interval", seconds=HEARTBEAT, id="heartbeat")
        alarms.start()
        try:
            while True:
                self._bell.clear()
                work = asyncio.ensure_future(self._tick())
                try:
                    due_at = await asyncio.shield(work)
                except asyncio.CancelledError:
                    await work
                    raise
                self._set_alarm(alarms, due_at)
                await self._bell.wait()
        finally:
            alarms.shutdown(wait=False)

    async def _ring(self) -> None:
        self._bell.set()

    async def _tick(self) -> datetime | None:
        """Run what is due; the next moment. A database that is away is waited for: the heartbeat comes again."""
        moments = []
        for timed in self._timed:
            try:
                await timed.run_due(self._clock.now())
                moments.append(await timed.next_due())
            except StoreError as error:
                log.warning("schedule not run, the store is away", extra={"error": type(error).__name__})
        return min((moment for moment in moments if moment is not None), default=None)

    def _set_alarm(self, alarms: Any, due_at: datetime | None) -> None:
        """One alarm at the next moment. A moment already rung for is left to the heartbeat: no spinning."""
        if due_at is None or due_at == self._alarm_at:
            return
        self._alarm_at = due_at
        alarms.add_job(self._ring, "date", run_date=due_at, id="alarm", replace_existing=True)
