"""Our turn at a connection that only one replica may have: taken, kept, and asked about before every act.

The rows decide, but they can be out of reach; so the turn also ends here when it was not renewed for nine
tenths of its `ttl`, before anybody else can have taken it.
"""

import asyncio
import logging
from collections.abc import Awaitable
from datetime import timedelta

from bot.channels.base import Lease
from bot.clock import Clock
from bot.errors import StoreError

log = logging.getLogger(__name__)

TRUSTED = 0.9
"""Of a lease's `ttl`: closing a connection takes its time, and two clocks never run quite alike."""


class Term:
    """One lease from its taking to its end. `seconds`: how long any question about it may take."""

    def __init__(self, lease: Lease, clock: Clock, *, every: timedelta, seconds: float) -> None:
        self._lease = lease
        self._clock = clock
        self._every = every
        self._seconds = seconds
        self._good_until = clock.now()

    async def take(self) -> None:
        """Wait until it is ours."""
        while True:
            begun = self._clock.now()
            if await self._said(self._lease.acquire()):
                self._good_until = begun + self._lease.ttl * TRUSTED
                return
            await self._clock.sleep_until(begun + self._every)

    async def keep(self) -> None:
        """Renew it until it is lost; then return."""
        while True:
            await self._clock.sleep_until(min(self._clock.now() + self._every, self._good_until))
            begun = self._clock.now()
            mine = await self._renewed()
            if mine:
                self._good_until = begun + self._lease.ttl * TRUSTED
            elif mine is not None or not self.in_time:
                log.warning("the lease is lost", extra={"holder": self._lease.holder, "told": mine is not None})
                self._good_until = begun
                return

    @property
    def in_time(self) -> bool:
        """Whether nobody else can have it yet, as far as the clock says."""
        return self._clock.now() < self._good_until

    async def still_mine(self) -> bool:
        """Whether we may act now. A store that gives no answer is a no."""
        return self.in_time and await self._said(self._lease.still_mine()) is True

    async def end(self) -> None:
        """Give it back; where that fails it runs out by itself."""
        self._good_until = self._clock.now()
        await self._said(self._lease.release())

    async def _renewed(self) -> bool | None:
        """The answer to a renewal; None: there was none before the term was over."""
        asked = asyncio.ensure_future(self._said(self._lease.renew()))
        over = asyncio.ensure_future(self._clock.sleep_until(self._good_until))
        try:
            await asyncio.wait({asked, over}, return_when=asyncio.FIRST_COMPLETED)
            return asked.result() if asked.done() else None
        finally:
            asked.cancel()
            over.cancel()
            await asyncio.gather(asked, over, return_exceptions=True)

    async def _said(self, answer: Awaitable[bool | None]) -> bool | None:
        try:
            async with asyncio.timeout(self._seconds):
                return await answer
        except (StoreError, TimeoutError) as error:
            log.warning("the lease cannot be asked about", extra={"error": type(error).__name__})
            return None
