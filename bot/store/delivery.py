"""The sender's side of the outbox: claim, reserve a place in the rate window, settle.

Every method is a short transaction of its own. Order within one destination is kept: no row is claimed while
an earlier unfinished one has the same destination, except that an urgent one that is due goes before whatever
has not begun. What has begun, a part of it sent or being sent, is finished first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.messages import Outbound, Rate
from bot.store.records import OutboxRow, OutboxState

ALONE = 0
"""The `bundle` of a row that goes along with no other."""


@dataclass(frozen=True, slots=True)
class Window:
    """What counts together: one address, or all that goes out by one account. Without rates nothing is counted."""

    key: str
    rates: tuple[Rate, ...]


class Delivery(Protocol):
    """What the sender needs of the store."""

    async def claim(self, *, now: datetime, limit: int, lease: timedelta, worker: str) -> tuple[OutboxRow, ...]:
        """Take due rows (state due, or sending with a lease that ran out). Expired ones are closed, not returned.

        A row whose lease ran out was perhaps delivered: it comes back with `attempts` > 0 and its
        `redelivery` decides (resend with a mark, or hold).
        Rows come back with the state and the error that they had before: "sending" is one whose lease ran out.
        `attempts` counts this try too.
        """
        ...

    async def reserve(self, windows: Sequence[Window], *, now: datetime) -> datetime | None:
        """Take a place in every window, or in none, before a send happens. None: go; else: try again at."""
        ...

    async def give_back(self, windows: Sequence[Window], *, at: datetime) -> None:
        """The places that were taken at that moment: the platform certainly counted nothing."""
        ...

    async def settle(
        self, row_id: int, *, state: OutboxState, at: datetime, error: str = "", reference: str = "",
        part_done: int | None = None, next_try_at: datetime | None = None, also: Sequence[int] = (),
        alone: bool = False,
    ) -> None:  # fmt: skip
        """Record what became of a try, of the row and, in the same transaction, of those that went `also` in it.

        State "due" with `next_try_at` puts it back.

        State "sending" with `next_try_at` notes the parts done so far and renews the lease until then.
        `error` replaces what stood there. `alone`: from now on each of them goes by itself.
        """
        ...

    async def following(self, row: OutboxRow, *, now: datetime, limit: int) -> tuple[OutboxRow, ...]:
        """The unfinished rows of its destination that are due and come after it, in order."""
        ...

    async def members(self, row_id: int) -> tuple[OutboxRow, ...]:
        """The rows that were in the last message of that row, in order, whatever became of them."""
        ...

    async def join(self, row_id: int, ids: Sequence[int], *, until: datetime) -> tuple[OutboxRow, ...]:
        """Take these rows into the message of that row, which is being sent; those that are still to be had.

        They are claimed with it until then, and nobody claims them alone while it is unfinished.
        """
        ...

    async def next_due(self, now: datetime) -> datetime | None:
        """When the next unfinished row wants a try, by what is due at `now`; None: nothing waits."""
        ...

    async def post(self, outbounds: Sequence[Outbound]) -> None:
        """Put messages of the sender's own into the outbox; a key that was there before is put no second time."""
        ...

    async def dead(self, *, limit: int = 100) -> tuple[OutboxRow, ...]:
        """Refused, held and unknown rows, newest first."""
        ...

    async def row(self, row_id: int) -> OutboxRow | None:
        """One row as it stands."""
        ...

    async def waiting(self) -> tuple[int, datetime | None]:
        """How many rows are unfinished, and the earliest due moment of one."""
        ...

    async def bounced(self, reference: str, why: str) -> bool:
        """A row that counts as sent was not delivered after all: it is refused. False: none with that reference."""
        ...
