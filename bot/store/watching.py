"""What a unit of work keeps of the watch: the lines of the roster, who took a shift over, and what is urgent.

A line of the roster is never changed or deleted: a later one covers it, so that the past stays what it was.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.rules.urgent import UrgentKind, UrgentState


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


@dataclass(frozen=True, slots=True)
class Urgent:
    """Something that somebody on duty must take on. `text` may be shown in the command group: no tip-off words in it.

    (`kind`, `subject`) is unique among what is not closed. `rung`: how often it was told, `told_at`: when last,
    `next_at`: when it is told next, or when somebody who took it on is asked again.
    `told`: keys of the destinations that heard of it.
    """

    number: str
    kind: UrgentKind
    subject: str
    unit: str
    text: str
    state: UrgentState
    rung: int
    opened_at: datetime
    next_at: datetime
    told_at: datetime
    told: tuple[str, ...] = ()
    taken_by: str = ""
    taken_at: datetime | None = None
    closed_by: str = ""
    closed_at: datetime | None = None
    why: str = ""


class Urgents(Protocol):
    """Urgent items. Every call goes to the database at once; a change names the state that it follows."""

    async def open(self, *, kind: UrgentKind, subject: str, unit: str, text: str, at: datetime) -> tuple[Urgent, bool]:
        """The item about that subject that is not closed, with whether it is new. Takes the next number: A1, A2 ..."""
        ...

    async def get(self, number: str) -> Urgent | None: ...

    async def about(self, kind: UrgentKind, subject: str) -> Urgent | None:
        """The one that is not closed."""
        ...

    async def pending(self) -> tuple[Urgent, ...]:
        """Everything that is not closed, the oldest first. One statement."""
        ...

    async def seen(self, subjects: Sequence[str]) -> frozenset[tuple[UrgentKind, str]]:
        """Those of which there is or was an item, with its kind. One statement."""
        ...

    async def told(self, item: Urgent, *, rung: int, at: datetime, next_at: datetime, told: Sequence[str] = ()) -> bool:
        """It was told once more, or is waited for anew. False: it moved meanwhile, and nothing is to be sent."""
        ...

    async def reword(self, item: Urgent, text: str) -> None: ...

    async def take(self, item: Urgent, *, by: str, at: datetime, next_at: datetime) -> bool:
        """False: somebody was first, or it is closed."""
        ...

    async def close(self, item: Urgent, *, by: str, at: datetime, why: str) -> bool:
        """False: it was closed before."""
        ...


@dataclass(frozen=True, slots=True)
class Occasion:
    """A unit owes a form after something happened. (`form`, `unit`) is unique among what is not done.

    `cause` may be shown in the unit's own group. `by`: whose word or report it was.
    """

    form: str
    unit: str
    cause: str
    by: str
    opened_at: datetime
    due_at: datetime
    reminded_at: datetime | None = None
    done_at: datetime | None = None
    id: int = 0


class Occasions(Protocol):
    """What units owe after an event. Every call goes to the database at once."""

    async def open(self, occasion: Occasion) -> tuple[Occasion, bool]:
        """The one of that form and unit that is not done, with whether it is new."""
        ...

    async def about(self, form: str, unit: str) -> Occasion | None:
        """The one that is not done."""
        ...

    async def pending(self) -> tuple[Occasion, ...]:
        """Everything that is not done, what is due first. One statement."""
        ...

    async def reminded(self, occasion: Occasion, *, at: datetime) -> bool:
        """False: somebody reminded before."""
        ...

    async def done(self, occasion: Occasion, *, at: datetime) -> bool:
        """It was reported, or is not asked for any more. False: it was done before."""
        ...
