"""Since when a channel's platform has not been reached: told by whoever calls it, read by who tells the officers.

A call that is refused with the platform's own code reached it; a page of a gateway, a redirect, no name, no
connection and no answer did not. Without calls nothing is known, so a long silence begins anew.
"""

from datetime import datetime, timedelta

from bot.clock import Clock
from bot.errors import Need

GAP = timedelta(minutes=40)  # between two calls that failed; waiting messages are tried every quarter of an hour


class Contact:
    """What the last calls of one channel came to. Every moment is None where there was none."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.since: datetime | None = None  # the first miss after the last call that reached it
        self.missed_at: datetime | None = None
        self.reached_at: datetime | None = None
        self.refusal: tuple[Need, int | None] | None = None

    def reached(self) -> None:
        """It answered, whatever it said."""
        self.since, self.reached_at = None, self._clock.now()

    def missed(self) -> None:
        """It did not answer, or somebody else did."""
        now = self._clock.now()
        if self.since is None or self.missed_at is None or now - self.missed_at > GAP:
            self.since = now
        self.missed_at = now

    def refused(self, need: Need, code: int | None) -> None:
        """It does not let us hear, and only an administrator can mend it; nobody who sends may ever notice."""
        self.refusal = need, code

    def take_refusal(self) -> tuple[Need, int | None] | None:
        """The refusal, once."""
        refusal, self.refusal = self.refusal, None
        return refusal
