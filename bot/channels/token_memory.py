"""Tokens of this process alone: for a bot without a store, as the channels' own tests run it.

It keeps the same rules as the store does, so that a test of one is a test of the other.
"""

from dataclasses import replace
from datetime import datetime

from bot.channels.base import KeptToken


class MemoryTokens:
    """`TokenStore` in a dictionary."""

    def __init__(self) -> None:
        self._kept: dict[str, KeptToken] = {}
        self._held_until: dict[str, datetime] = {}

    async def load(self, account: str) -> KeptToken:
        return self._kept.get(account, KeptToken())

    async def begin(self, account: str, *, version: int, now: datetime, until: datetime) -> bool:
        kept = await self.load(account)
        held = self._held_until.get(account)
        if kept.version != version or (held is not None and held > now):
            return False
        self._held_until[account] = until
        return True

    async def save(
        self, account: str, *, version: int, value: str, good_until: datetime, forced_at: datetime | None = None
    ) -> bool:
        kept = await self.load(account)
        if kept.version != version:
            return False
        self._kept[account] = KeptToken(version + 1, value, good_until, forced_at)
        self._held_until.pop(account, None)
        return True

    async def failed(
        self, account: str, *, version: int, tries: int, wrong: int, code: int | None, not_before: datetime
    ) -> None:
        kept = await self.load(account)
        if kept.version == version:
            self._kept[account] = replace(kept, tries=tries, wrong=wrong, code=code, not_before=not_before)
            self._held_until.pop(account, None)
