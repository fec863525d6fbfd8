"""When a connection may be tried again: pure, and never more than two subscriptions within a minute.

The platform counts subscriptions and blocks who repeats them; and two processes that both come back at once
after having been displaced knock each other out for ever.
"""

import random
from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

MINUTE = timedelta(minutes=1)


class Ending(Enum):
    """How a try to be connected ended."""

    UNREACHED = "unreached"  # no connection, or no answer to the subscription
    LOST = "lost"  # was connected; closed, silent, or not subscribed any more
    DISPLACED = "displaced"  # a newer connection of the same bot took over
    REFUSED = "refused"  # bot id or secret are wrong
    TOO_OFTEN = "too often"  # the platform wants no more subscriptions for now


@dataclass(frozen=True, slots=True)
class Waits:
    """The first wait after each ending and the longest; each in a row is twice the last one."""

    unreached: tuple[timedelta, timedelta] = (timedelta(seconds=1), timedelta(seconds=30))
    lost: tuple[timedelta, timedelta] = (timedelta(seconds=1), timedelta(seconds=30))
    displaced: tuple[timedelta, timedelta] = (timedelta(minutes=1), timedelta(minutes=10))
    refused: tuple[timedelta, timedelta] = (timedelta(minutes=1), timedelta(hours=1))
    too_often: tuple[timedelta, timedelta] = (timedelta(minutes=3), timedelta(minutes=30))
    steady: timedelta = timedelta(minutes=10)  # who was connected for so long begins anew
    a_minute: int = 2
    tries_here: int = 3  # unreached so often, another replica may try

    def of(self, ending: Ending) -> tuple[timedelta, timedelta]:
        return {
            Ending.UNREACHED: self.unreached,
            Ending.LOST: self.lost,
            Ending.DISPLACED: self.displaced,
            Ending.REFUSED: self.refused,
            Ending.TOO_OFTEN: self.too_often,
        }[ending]


class Pace:
    """The tries of one bot in this process."""

    def __init__(self, waits: Waits, rng: random.Random) -> None:
        self._waits = waits
        self._rng = rng
        self._in_a_row: dict[Ending, int] = {}
        self._tried: deque[datetime] = deque(maxlen=waits.a_minute)
        self._connected_at: datetime | None = None
        self._not_before: datetime | None = None

    def next_at(self, now: datetime) -> datetime:
        """The earliest moment for the next try."""
        full = len(self._tried) == self._waits.a_minute
        room = self._tried[0] + MINUTE if full else now
        return max(now, room, self._not_before or now)

    def trying(self, now: datetime) -> None:
        """A subscription is about to be sent."""
        self._tried.append(now)

    def connected(self, now: datetime) -> None:
        """The platform took it."""
        self._connected_at = now
        for ending in (Ending.UNREACHED, Ending.REFUSED, Ending.TOO_OFTEN):
            self._in_a_row.pop(ending, None)

    def ended(self, ending: Ending, now: datetime) -> None:
        """It ended so: the next wait is longer, and spread a little."""
        if self._connected_at is not None and now - self._connected_at >= self._waits.steady:
            self._in_a_row.clear()
        self._connected_at = None
        before = self._in_a_row.get(ending, 0)
        self._in_a_row[ending] = before + 1
        first, most = self._waits.of(ending)
        wait = min(most, first * 2 ** min(before, 20))
        self._not_before = now + wait * self._rng.uniform(1.0, 1.5)

    def is_first(self, ending: Ending) -> bool:
        """Whether the last ending was the first of its kind in a row: worth a line in the log."""
        return self._in_a_row.get(ending, 0) == 1

    def gives_way(self, ending: Ending) -> bool:
        """Whether another replica should try instead: what failed may be wrong with this one alone."""
        tries = self._in_a_row.get(ending, 0)
        return ending is Ending.REFUSED or (ending is Ending.UNREACHED and tries >= self._waits.tries_here)
