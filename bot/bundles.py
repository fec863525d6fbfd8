"""Several messages of one kind that wait for one destination become one: ten reminders at once are a flood.

Every row stays a row of its own, with its evidence and its units: only what is sent is one message. Whatever a
person decides about (lists, approvals, alerts, answers) and whatever may have been read already goes alone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.channels.base import Address, Limits
from bot.messages import Body, PostKind
from bot.parcels import prepared
from bot.store.delivery import ALONE, Delivery
from bot.store.records import AGAIN, UNSURE, OutboxRow

KINDS: frozenset[PostKind] = frozenset({"reminder", "overdue", "digest", "escalation"})
MOST = 20
BETWEEN = "\n\n"


@dataclass(frozen=True, slots=True)
class Bundle:
    """What is sent for `first` and its `members`. `whole`: a repeat is the very message that was tried before."""

    first: OutboxRow
    members: tuple[OutboxRow, ...] = ()
    whole: bool = True

    @property
    def ids(self) -> tuple[int, ...]:
        """Of the members, without the first."""
        return tuple(row.id for row in self.members)

    @property
    def row(self) -> OutboxRow:
        """The first row saying it all: the texts in order, everybody mentioned once."""
        return joined((self.first, *self.members))


async def gathered(
    first: OutboxRow, delivery: Delivery, limits: Limits, address: Address, *, now: datetime, until: datetime
) -> Bundle:
    """The row with those that go along, which are ours until then as it is. Raises StoreError.

    A row whose last try had no answer takes those along that were in that try, and no others.
    """
    if not _may_go_along(first):
        return Bundle(first)
    if _is_unsure(first):
        before = await delivery.members(first.id)
        open_ids = [row.id for row in before if row.state in ("due", "sending")]
        members = await delivery.join(first.id, open_ids, until=until) if open_ids else ()
        return Bundle(first, members, whole=len(members) == len(before))
    chosen = fitting(first, await delivery.following(first, now=now, limit=MOST - 1), limits, address)
    if not chosen:
        return Bundle(first)
    return Bundle(first, await delivery.join(first.id, [row.id for row in chosen], until=until))


def fitting(
    first: OutboxRow, following: Iterable[OutboxRow], limits: Limits, address: Address
) -> tuple[OutboxRow, ...]:
    """The rows right behind the first that make one message with it, up to the first that does not."""
    rows = [first]
    for row in following:
        if not _goes_with(first, row) or not _is_one_message([*rows, row], limits, address):
            break
        rows.append(row)
    return tuple(rows[1:])


def joined(rows: Sequence[OutboxRow]) -> OutboxRow:
    """The first row with the texts of all; itself where it is the only one."""
    if len(rows) == 1:
        return rows[0]
    texts = [text for row in rows if (text := row.body.render().strip())]
    mentions = dict.fromkeys(user for row in rows for user in (*row.mentions, *row.body.mentions))
    each = min((row.body.mentions_each for row in rows if row.body.mentions_each), default=0)
    return replace(rows[0], body=Body(BETWEEN.join(texts), mentions_each=each), mentions=tuple(mentions))


def _may_go_along(row: OutboxRow) -> bool:
    return (
        row.kind in KINDS
        and row.part_done == 0
        and row.bundle != ALONE
        and row.card is None
        and not row.attachments
        and row.in_reply_to is None
    )


def _goes_with(first: OutboxRow, row: OutboxRow) -> bool:
    return (
        _may_go_along(row)
        and not _is_unsure(row)
        and row.state == "due"
        and (row.kind, row.priority, row.redelivery) == (first.kind, first.priority, first.redelivery)
    )


def _is_unsure(row: OutboxRow) -> bool:
    return row.error.startswith((UNSURE, AGAIN))


def _is_one_message(rows: Sequence[OutboxRow], limits: Limits, address: Address) -> bool:
    return len(prepared(joined(rows), limits, address, marked=False).parts) == 1
