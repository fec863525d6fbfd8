"""Records what would have been said instead of saying it: for rehearsals, trials and tests.

It behaves like a platform without limits unless it is given some; `fail_next` makes one send fail.
"""

from collections import deque

from bot.channels.base import Limits, Parcel, Receipt
from bot.errors import SendError

NO_LIMIT = Limits(text_bytes=1 << 30, cards="within")


class Transcript:
    """A sending channel whose `parcels` are everything sent so far, in order."""

    def __init__(self, *, name: str, limits: Limits = NO_LIMIT) -> None:
        self.name = name
        self.limits = limits
        self.parcels: list[Parcel] = []
        self._failures: deque[SendError] = deque()

    def fail_next(self, error: SendError) -> None:
        """The next send that has no failure yet raises `error` and records nothing."""
        self._failures.append(error)

    async def send(self, parcel: Parcel) -> Receipt:
        if self._failures:
            raise self._failures.popleft()
        self.parcels.append(parcel)
        return Receipt(reference=str(len(self.parcels)))

    async def close(self) -> None:
        """Nothing to close."""
