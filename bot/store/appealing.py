"""What a unit of work keeps of objections to being listed.

Rows are never deleted: what was asked and how it was decided is part of a list for as long as the list is kept.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from bot.store.records import Appeal, AppealState


class Appealing(Protocol):
    """Appeals by their numbers (S1, S2 ...) and by the list that they are about."""

    async def next_number(self) -> int:
        """1, 2, 3 ... without gaps."""
        ...

    async def add(self, appeal: Appeal) -> None: ...

    async def get(self, number: int) -> Appeal | None: ...

    async def in_state(self, states: Sequence[AppealState]) -> tuple[Appeal, ...]:
        """By number."""
        ...

    async def of_list(self, list_number: str, period: date) -> tuple[Appeal, ...]:
        """Every one about a list, by number."""
        ...

    async def of_day(self, period: date) -> tuple[Appeal, ...]:
        """Every one about any list of that day, by number."""
        ...

    async def decide(self, appeal: Appeal, state: AppealState, *, by: str, at: datetime, why: str = "") -> bool:
        """Compare-and-set from "open". False: it was decided meanwhile."""
        ...
