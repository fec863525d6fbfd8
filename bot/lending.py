"""What the store lends to channels, in the shapes that channels know: turns, tokens, cursors.

A channel may be cancelled at any await, its questions have time limits of their own: what changes the database
is finished all the same, or a connection would go back to the pool in the middle of a statement.
"""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from bot.channels.base import Address, Cursor, KeptToken, Limits
from bot.errors import StoreError
from bot.messages import URGENT
from bot.rates import windows_of
from bot.store.store import Store
from bot.store.unbroken import unbroken

TURN = timedelta(seconds=6)  # of a connection that only one replica may hold: taken over so long after a death


@dataclass(frozen=True)
class Turn:
    """A leader's term of the store as a `Lease`."""

    store: Store
    name: str
    holder: str
    ttl: timedelta = TURN

    async def acquire(self) -> bool:
        return await unbroken(self.store.lease(self.name, holder=self.holder, ttl=self.ttl)) is not None

    async def renew(self) -> bool:
        return await self.acquire()

    async def still_mine(self) -> bool:
        """Only looks, by the database's clock: asked before every act, it must not queue behind who writes."""
        return await unbroken(self.store.has_lease(self.name, holder=self.holder))

    async def release(self) -> None:
        await unbroken(self.store.end_lease(self.name, holder=self.holder))


@dataclass(frozen=True)
class LentTokens:
    """The store's tokens as a `TokenStore`."""

    store: Store

    async def load(self, account: str) -> KeptToken:
        return KeptToken(**asdict(await unbroken(self.store.tokens.load(account))))

    async def begin(self, account: str, *, version: int, now: datetime, until: datetime) -> bool:
        return await unbroken(self.store.tokens.begin(account, version=version, now=now, until=until))

    async def save(
        self, account: str, *, version: int, value: str, good_until: datetime, forced_at: datetime | None
    ) -> bool:
        told = self.store.tokens.save(account, version=version, value=value, good_until=good_until, forced_at=forced_at)
        return await unbroken(told)

    async def failed(
        self, account: str, *, version: int, tries: int, wrong: int, code: int | None, not_before: datetime
    ) -> None:
        told = self.store.tokens.failed(
            account, version=version, tries=tries, wrong=wrong, code=code, not_before=not_before
        )
        await unbroken(told)


@dataclass(frozen=True)
class LentCursors:
    """The store's cursors as `Cursors`."""

    store: Store

    async def load(self, name: str) -> Cursor:
        held = await unbroken(self.store.cursors.load(name))
        return Cursor(*held) if held else Cursor()

    async def move(self, name: str, *, was: str, to: str, at: datetime) -> bool:
        return await unbroken(self.store.cursors.move(name, was=was, to=to, at=at))


@dataclass(frozen=True)
class LentPlaces:
    """The sender's rate windows as `Places`. What a channel says by itself is said now: it may use the last tenth."""

    store: Store

    async def take(self, to: Address, limits: Limits, *, now: datetime) -> bool:
        windows = windows_of(to, limits, priority=URGENT)
        try:
            return await unbroken(self.store.delivery.reserve(windows, now=now)) is None
        except StoreError:
            return True
