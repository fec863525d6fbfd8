"""Tells officers and administrators, by a channel that works, that a platform is away for long, and that it is back.

Away means away for every replica: one that reaches the platform ends the count for all. What a channel is refused
while it listens is told from here, too, for no message may ever be waiting to notice it.
"""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.channels.base import Address
from bot.channels.contact import GAP, Contact
from bot.clock import Clock
from bot.store.outages import Outage
from bot.troubles import Troubles
from bot.views.refusals import away, back

log = logging.getLogger(__name__)

EVERY = timedelta(seconds=10)


class Kept(Protocol):
    """What is needed of the store; every method may raise StoreError."""

    async def all(self) -> dict[str, Outage]: ...
    async def begin(self, channel: str, since: datetime) -> None: ...
    async def still(self, outage: Outage, at: datetime) -> None: ...
    async def anew(self, outage: Outage, begun: datetime) -> None: ...
    async def told(self, outage: Outage, at: datetime) -> None: ...
    async def end(self, outage: Outage) -> None: ...


class OutageNotice:
    """Looks now and then at what the channels noted. `after` None: nobody is told of a platform that is away."""

    def __init__(
        self,
        *,
        kept: Kept,
        contacts: Mapping[str, Contact],
        troubles: Callable[[], Troubles],
        clock: Clock,
        zone: ZoneInfo,
        after: timedelta | None,
        on_posted: Callable[[], None] = lambda: None,
    ) -> None:
        self._kept = kept
        self._contacts = contacts
        self._troubles = troubles
        self._clock = clock
        self._zone = zone
        self._after = after
        self._on_posted = on_posted
        self._noted: set[str] = set()
        self._looked_at: datetime | None = None

    @property
    def silent(self) -> frozenset[str]:
        """Channels whose last call did not arrive: no way for news."""
        return frozenset(name for name, contact in self._contacts.items() if contact.since is not None)

    async def next_due(self) -> datetime | None:
        """The heartbeat is often enough."""
        return None

    async def run_due(self, now: datetime) -> int:
        """Note, tell and end; how many things were told. Raises StoreError."""
        if not self._contacts or (self._looked_at is not None and timedelta() <= now - self._looked_at < EVERY):
            return 0
        self._looked_at = now
        told = await self._refusals()
        if self._after is not None:
            rows = await self._kept.all()
            for name, contact in self._contacts.items():
                told += await self._look(name, contact, rows.get(name), self._after)
        if told:
            self._on_posted()
        return told

    async def _refusals(self) -> int:
        told = 0
        for name, contact in self._contacts.items():
            if (refusal := contact.take_refusal()) is not None:
                await self._troubles().tell(name, *refusal, to=Address(name, "group", ""))
                told += 1
        return told

    async def _look(self, name: str, contact: Contact, row: Outage | None, after: timedelta) -> int:
        if contact.since is None or contact.missed_at is None:
            self._noted.discard(name)
            if row is None or contact.reached_at is None or contact.reached_at <= row.since:
                return 0
            return await self._over(row, contact.reached_at, after)
        if row is None:  # after a row of ours another replica reached the platform: it counts from now
            await self._kept.begin(name, self._clock.now() if name in self._noted else contact.since)
            self._noted.add(name)
            return 0
        self._noted.add(name)
        if row.told_at is None and contact.since - row.last_at > GAP:
            await self._kept.anew(row, contact.since)
            return 0
        if contact.missed_at > row.last_at:
            await self._kept.still(row, contact.missed_at)
        last = max(row.last_at, contact.missed_at)
        if row.told_at is not None or last - row.since < after:
            return 0
        return await self._tell(row, last)

    async def _tell(self, row: Outage, last: datetime) -> int:
        text = away(row.channel, row.since, last, self._zone)
        if not await self._troubles().outage(row.channel, "away", row.since, text):
            return 0  # every way is silent too: looked at again, and told when one of them is back
        await self._kept.told(row, self._clock.now())
        return 1

    async def _over(self, row: Outage, reached: datetime, after: timedelta) -> int:
        told = 0
        if row.told_at is not None or row.last_at - row.since >= after:
            text = back(row.channel, row.since, reached, self._zone)
            told += await self._troubles().outage(row.channel, "back", row.since, text)
        await self._kept.end(row)
        return told
