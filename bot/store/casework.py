"""What a unit of work keeps of cases: how each stands, what happened to it, and what was posted about it.

Whoever changes a case says which one he knew: of two that move the same case at once the second changes nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from bot.store.records import OutboxRow

POSTS = "case:"
"""How the key of everything begins that the clock says about a case: case:Z0012:3:1:user."""


@dataclass(frozen=True, slots=True)
class Case:
    """One case. `moves` counts its changes. `step`: of its deadline's ladder the one that is due at `next_at`.

    `items`: the proof of each, by key. `into`: the case that it is a duplicate of. `text` is masked.
    """

    number: str
    type: str
    unit: str
    state: str
    text: str
    opened_by: str
    opened_at: datetime
    moved_by: str
    moved_at: datetime
    closed: bool = False
    moves: int = 0
    due_at: datetime | None = None
    step: int = 0
    next_at: datetime | None = None
    holder: str = ""
    into: str = ""
    items: Mapping[str, str] = field(default_factory=dict)
    days: Mapping[str, date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CaseEvent:
    """Something that happened to a case; `words` are masked, `who` a user id or the clock."""

    number: str
    at: datetime
    who: str
    action: str
    from_state: str
    to_state: str
    words: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CaseCount:
    """So many cases of a unit in a state; `merged`: they are duplicates of others."""

    unit: str
    state: str
    merged: bool
    count: int


class Casework(Protocol):
    """Cases and their events. Every call goes to the database at once."""

    async def next_number(self, prefix: str) -> str:
        """Z0001, Z0002 ... without gaps."""
        ...

    async def add(self, case: Case, event: CaseEvent) -> None: ...

    async def get(self, number: str) -> Case | None: ...

    async def change(self, before: Case, after: Case, event: CaseEvent) -> bool:
        """Compare-and-set on `moves`, which goes up by one. False: it moved meanwhile, and nothing is written."""
        ...

    async def stepped(self, case: Case, *, step: int, next_at: datetime | None, event: CaseEvent) -> bool:
        """The clock said the step that was next. False: it was said, or the case moved meanwhile."""
        ...

    async def note(self, event: CaseEvent) -> None:
        """Something that changes nothing of the case."""
        ...

    async def events(self, number: str) -> tuple[CaseEvent, ...]:
        """In order."""
        ...

    async def still_open(self, type: str = "", *, unit: str = "") -> tuple[Case, ...]:  # noqa: A002  # the type's id
        """Those that are not closed, of a type or of all, of a unit or of all, by number. One statement."""
        ...

    async def of_unit(self, unit: str, *, type: str) -> tuple[Case, ...]:  # noqa: A002  # the type's id
        """All of them, closed ones too, the newest first."""
        ...

    async def tally(self, type: str) -> tuple[CaseCount, ...]:  # noqa: A002  # the type's id
        """How many there are of each unit in each state, closed ones too. One statement."""
        ...

    async def touched_last(self, who: str, *, since: datetime) -> str | None:
        """The number of the case that this person said something about last."""
        ...

    async def due(self, now: datetime, *, limit: int) -> tuple[Case, ...]:
        """Those whose next step is due, the longest due first."""
        ...

    async def posts(self, number: str) -> tuple[OutboxRow, ...]:
        """What the clock said about it, in the order in which it was put."""
        ...

    async def drop_posts(self, number: str) -> int:
        """What was put about it and lies unsent is not said any more; how many."""
        ...

    async def next_due(self) -> datetime | None:
        """When the next step of any case is due."""
        ...


def delivered(posts: Sequence[OutboxRow], *, since: datetime) -> tuple[datetime, ...]:
    """When a platform accepted each reminder to those whose turn it was, from that moment on: evidence."""
    told = (one for one in posts if one.kind in ("reminder", "overdue") and one.state == "sent" and one.due_at >= since)
    return tuple(sorted({one.sent_at for one in told if one.sent_at is not None}))
