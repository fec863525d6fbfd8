"""What a unit of work keeps of changes to the register that were asked and decided by message (R1, R2 ...).

Rows are never deleted: who asked, who decided and what was undone is the history of the register.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol

from bot.directory.changing import ChangeKind

ChangeState = Literal["asked", "accepted", "declined", "undone"]


@dataclass(frozen=True, slots=True)
class RegisterChange:
    """One change; `about` as bot/directory/changing.py says. `asked_group`: where it was asked for, "" in private."""

    number: int
    kind: ChangeKind
    about: Mapping[str, Any]
    state: ChangeState
    asked_by: str
    asked_group: str
    asked_at: datetime
    decided_by: str = ""
    decided_at: datetime | None = None
    why: str = ""


class Registering(Protocol):
    """Changes by their numbers."""

    async def next_number(self) -> int:
        """1, 2, 3 ... without gaps."""
        ...

    async def add(self, change: RegisterChange) -> None: ...

    async def get(self, number: int) -> RegisterChange | None: ...

    async def in_state(self, states: Sequence[ChangeState]) -> tuple[RegisterChange, ...]:
        """By number."""
        ...

    async def decide(self, change: RegisterChange, state: ChangeState, *, by: str, at: datetime, why: str = "") -> bool:
        """Compare-and-set from the state that `change` has. False: it moved meanwhile."""
        ...
