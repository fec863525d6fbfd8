"""What a unit of work keeps of the watch: the lines of the roster, and who took a shift over.

A line is never changed or deleted: a later one covers it, so that the past stays what it was.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Shift:
    """A line of the roster: from then until just before then these people (user ids); nobody: it takes others away.

    `id` 0: not stored yet. `taken_by`: who said 接班.
    """

    from_at: datetime
    until_at: datetime
    people: tuple[str, ...]
    backup: tuple[str, ...]
    set_by: str
    set_at: datetime
    taken_by: str = ""
    taken_at: datetime | None = None
    id: int = 0


class Roster(Protocol):
    """The lines in force and those to come. Every call goes to the database at once."""

    async def add(self, shifts: Sequence[Shift]) -> None:
        """In this order: of two about the same hour the later one holds. One statement."""
        ...

    async def since(self, moment: datetime) -> tuple[Shift, ...]:
        """Those that end after that moment, the oldest first. One statement."""
        ...

    async def take(self, shift: int, *, by: str, at: datetime) -> bool:
        """False: somebody took it before."""
        ...
