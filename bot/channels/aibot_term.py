"""Our turn at a connection that only one replica may have: taken, kept, and asked about before every act.

While the rows are out of reach nothing new is begun and nothing is sent, but a connection that stands is kept: what
is heard on it waits, and would be lost otherwise. Should another replica reach the rows all the same and take
over, the platform ends the older connection by itself.
"""

import asyncio
import logging
from collections.abc import Awaitable
from datetime import timedelta

from bot.channels.base import Lease
from bot.clock import Clock
from bot.errors import StoreError

log = logging.getLogger(__name__)


class Term:
    """One lease from its taking to its end. `seconds`: how long any question about it may take."""

    def __init__(self, lease: Lease, clock: Clock, *, every: timedelta, seconds: float) -> None:
        self._lease = lease
        self._clock = clock
        self._every = every
        self._seconds = seconds
        self.lost = False

    async def take(self) -> None:
        """Wait until it is ours. Once the rows are back, whoever held it has the first chance."""
        while not (mine := await self._said(self._lease.acquire())):
            wait = self._every if mine is False else 3 * self._every
            await self._clock.sleep_until(self._clock.now() + wait)

    async def keep(self) -> None:
        """Renew it until somebody else has it; then return."""
        while True:
            await self._clock.sleep_until(self._clock.now() + self._every)
            if await self._said(self._lease.renew()) is False:
                self.lost = True
                log.warning("the lease is lost", extra={"holder": self._lease.holder})
                return

    async def still_mine(self) -> bool:
        """Whether we may act now. A store that gives no answer is a no."""
        return await self._said(self._lease.still_mine()) is True

    async def end(self) -> None:
        """Give it back; where that fails it runs out by itself."""
        await self._said(self._lease.release())

    async def _said(self, answer: Awaitable[bool | None]) -> bool | None:
        """The answer; None: there was none in time."""
        try:
            async with asyncio.timeout(self._seconds):
                return await answer
        except (StoreError, TimeoutError) as error:
            log.warning("the lease cannot be asked about", extra={"error": type(error).__name__})
            return None
