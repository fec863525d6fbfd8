"""What a unit of work keeps of the attention of groups: officers' directives, what was said, what was set aside.

Directives are never deleted: one that was ended keeps the time that it held.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.messages import PostKind
from bot.store.records import Directive, DirectiveKind, OutboxRow

HEARTBEAT = "heartbeat"
"""How the key of the line begins that tells the fates: it does not count itself."""


class Attending(Protocol):
    """Directives, and the outbox as the attention rules see it. Flush the unit of work before reading."""

    async def add(self, directive: Directive) -> int:
        """Its id."""
        ...

    async def since(self, moment: datetime) -> tuple[Directive, ...]:
        """Those that may hold at or after that moment, by id; ended ones among them."""
        ...

    async def end(self, kind: DirectiveKind, *, area: str | None, by: str, at: datetime) -> tuple[Directive, ...]:
        """End those of the kind that hold at that moment (`area` None: of any area), as they were."""
        ...

    async def told_since(self, moment: datetime) -> tuple[tuple[str, datetime], ...]:
        """Destination and moment of everything that the clock said or will say from then on, each once."""
        ...

    async def fates(self, since: datetime, until: datetime) -> Mapping[str, int]:
        """What became of everything that the clock had to say from then until before then.

        By the state of each message; and by `post_skipped`, `post_failed` and `post_not_said` what was never put.
        """
        ...

    async def set_aside(self, keys: Sequence[str]) -> None:
        """What lies in the outbox under these keys is not sent until it is released."""
        ...

    async def aside(self, *, since: datetime, group: str = "") -> tuple[OutboxRow, ...]:
        """What was set aside and due since then, in a group or anywhere, the most urgent first."""
        ...

    async def release(self, ids: Sequence[int], *, now: datetime) -> int:
        """Send them now; how many could still be."""
        ...

    async def postpone(self, kinds: Sequence[PostKind], *, until: datetime) -> int:
        """What of these kinds waits to be sent before then waits until then."""
        ...

    async def hasten(self, kinds: Sequence[PostKind], *, until: datetime, now: datetime) -> int:
        """What of these kinds waits until exactly then goes now."""
        ...

    async def postpone_about(self, kinds: Sequence[PostKind], units: Collection[str], *, until: datetime) -> int:
        """What of these kinds waits to be sent before then and names some of these units waits until then with them.

        The others of a text go out in time: it is cut in two. What makes no sense any more by then is dropped.
        How many texts named any of them.
        """
        ...

    async def hasten_about(
        self, kinds: Sequence[PostKind], units: Collection[str], *, until: datetime, now: datetime
    ) -> int:
        """What of these kinds waits until exactly then and names nobody but these units goes now."""
        ...

    async def withdraw(self, key: str) -> bool:
        """What lies under the key is not said any more. False: it is not there, or it is too late."""
        ...
