"""An outbox message as a row of its table and back."""

from typing import Any

from sqlalchemy import Row, case, literal_column

from bot.messages import Destination, Outbound
from bot.store.records import OutboxRow, OutboxState
from bot.store.shapes import attachment_from, attachment_shape, body_from, body_shape, card_from, card_shape
from bot.store.tables import outbox

COLUMNS = tuple(
    outbox.c[name]
    for name in (
        "id", "key", "kind", "to_group", "to_member", "to_channel", "body", "mentions", "state", "due_at",
        "expires_at", "redelivery", "priority", "attempts", "next_try_at", "in_reply_to", "attachments", "sent_at",
        "error", "part_done", "form", "period", "card", "bundle",
    )
)  # fmt: skip

FRESH = {
    "state": "'due'", "state_before": "'due'", "attempts": "0", "part_done": "0", "worker": "''", "error": "''",
    "reference": "''", "sent_at": "NULL", "bundle": "NULL",
}  # fmt: skip
"""What every message begins with, as SQL: `row_of` leaves it out."""


def row_of(outbound: Outbound, *, sealed: bool) -> dict[str, Any]:
    """Column values of a message that nobody has tried to send; `sealed`: it would tell who told."""
    return {
        "key": outbound.key,
        "kind": outbound.kind,
        "destination": outbound.to.key,
        "to_group": outbound.to.group,
        "to_member": outbound.to.member,
        "to_channel": outbound.to.channel,
        "body": body_shape(outbound.body),
        "mentions": outbound.mentions,
        "attachments": [attachment_shape(one) for one in outbound.attachments],
        "card": None if outbound.card is None else card_shape(outbound.card),
        "form": outbound.form,
        "period": outbound.period,
        "in_reply_to": outbound.in_reply_to,
        "drop_when_done": outbound.drop_when_done,
        "redelivery": outbound.redelivery,
        "priority": outbound.priority,
        "sealed": sealed,
        "due_at": outbound.due_at,
        "expires_at": outbound.expires_at,
        "next_try_at": outbound.due_at,
    }


_unsaid = {"to_member": "'(sealed)'", "destination": "'(sealed)'", "in_reply_to": "NULL", "mentions": "'[]'"}
FORGOTTEN = {name: case((outbox.c.sealed, literal_column(sql)), else_=outbox.c[name]) for name, sql in _unsaid.items()}
"""What a change to a last state does to a sealed message: the address of somebody who told is not kept."""


def destination_from(row: Row[Any]) -> Destination:
    """Where it goes, of any row that has the three columns."""
    return Destination(group=row.to_group, member=row.to_member, channel=row.to_channel)


def outbox_row(row: Row[Any], *, state: OutboxState | None = None) -> OutboxRow:
    """`state`: what to say of its state instead of what it is now."""
    return OutboxRow(
        id=row.id,
        key=row.key,
        kind=row.kind,
        to=destination_from(row),
        body=body_from(row.body),
        mentions=tuple(row.mentions),
        state=state or row.state,
        due_at=row.due_at,
        expires_at=row.expires_at,
        redelivery=row.redelivery,
        priority=row.priority,
        attempts=row.attempts,
        next_try_at=row.next_try_at,
        in_reply_to=row.in_reply_to,
        attachments=tuple(map(attachment_from, row.attachments)),
        sent_at=row.sent_at,
        error=row.error,
        part_done=row.part_done,
        form=row.form,
        period=row.period,
        card=None if row.card is None else card_from(row.card),
        bundle=row.bundle,
    )
