"""Clocks: the only file that may ask the time.

Everything else takes `now` as an argument. `VirtualClock` stands still until somebody sets it,
which is what makes a rehearsal deterministic.
"""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """What may be asked of a clock. Moments are aware and in UTC."""

    def now(self) -> datetime: ...

    async def sleep_until(self, moment: datetime) -> None: ...


class SystemClock:
    """The wall clock. Sleeps in slices of a second, so that a step of the wall clock is noticed."""

    def now(self) -> datetime:
        return datetime.now(UTC)  # noqa: TID251  # the one place that may

    async def sleep_until(self, moment: datetime) -> None:
        while (left := (moment - self.now()).total_seconds()) > 0:  # noqa: ASYNC110  # no event tells of a clock step
            await asyncio.sleep(min(left, 1.0))


class VirtualClock:
    """A clock that is set by hand; `sleep_until` returns when it has been set that far."""

    def __init__(self, start: datetime) -> None:
        self._now = start.astimezone(UTC)
        self._moved = asyncio.Condition()

    def now(self) -> datetime:
        return self._now

    def set(self, moment: datetime) -> None:
        """Move to `moment`. Moving backward is allowed: a wall clock can do it too."""
        self._now = moment.astimezone(UTC)

    def advance(self, span: timedelta) -> None:
        self.set(self._now + span)

    async def move_to(self, moment: datetime) -> None:
        """Move and wake whoever sleeps."""
        async with self._moved:
            self.set(moment)
            self._moved.notify_all()

    async def sleep_until(self, moment: datetime) -> None:
        async with self._moved:
            await self._moved.wait_for(lambda: self._now >= moment)


class StageClock:
    """A clock for a played day: it stands where it was set, and `flow` lets it run on with real time."""

    def __init__(self, start: datetime, real: Clock) -> None:
        self._anchor = start.astimezone(UTC)
        self._real = real
        self._flowing_since: datetime | None = None

    def now(self) -> datetime:
        if self._flowing_since is None:
            return self._anchor
        return self._anchor + (self._real.now() - self._flowing_since)

    def set(self, moment: datetime) -> None:
        self._anchor = moment.astimezone(UTC)
        if self._flowing_since is not None:
            self._flowing_since = self._real.now()

    def flow(self) -> None:
        """From here on one second is one second."""
        self._flowing_since = self._real.now()

    async def sleep_until(self, moment: datetime) -> None:
        while (left := (moment - self.now()).total_seconds()) > 0:  # noqa: ASYNC110  # it may be set at any time
            await asyncio.sleep(min(left, 0.2))
