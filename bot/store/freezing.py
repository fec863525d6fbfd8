"""What a unit of work keeps of our own absences: since when until when, of the bot itself or of one channel."""

from datetime import datetime
from typing import Protocol

from bot.store.records import Absence


class Absences(Protocol):
    """Rows are never deleted; one that goes on grows."""

    async def note(self, kind: str, from_at: datetime, until_at: datetime) -> None:
        """At once: a new one, or the one that began then lasts until then."""
        ...

    async def since(self, moment: datetime) -> tuple[Absence, ...]:
        """Those that ended at that moment or later, in order."""
        ...
