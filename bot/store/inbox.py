"""The de-duplication marks and the answers that were given.

Message ids alone collide between people, so the hash of the body is part of the key: the same id with
another body is another message.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, select

from bot.messages import Inbound, Outcome, Reply
from bot.store.connection import Connection, padded
from bot.store.prepared import Adding, Prepared
from bot.store.records import Remembered
from bot.store.shapes import reply_from, reply_shape
from bot.store.tables import inbox
from bot.store.types import storable

_ANSWER = (inbox.c.channel, inbox.c.message_id, inbox.c.kind, inbox.c.data, inbox.c.replies)
_RECALL = Prepared(select(*_ANSWER, inbox.c.digest).where(inbox.c.message_id.in_(bindparam("ids", expanding=True))))
_LAST = Prepared(
    select(*_ANSWER)
    .where(
        inbox.c.sender == bindparam("sender"),
        inbox.c.chat == bindparam("chat"),
        inbox.c.received_at >= bindparam("since"),
        inbox.c.kind.in_(bindparam("kinds", expanding=True)),
    )
    .order_by(inbox.c.received_at.desc(), inbox.c.id.desc())
    .limit(1)
)
_INSERT = Adding(inbox)


class InboxRows:
    """`Inbox` of the unit of work."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._waiting: list[dict[str, Any]] = []
        self.told: set[str | None] = set()  # ids of the tip-offs among what was remembered

    async def recall(self, inbounds: Sequence[Inbound]) -> Mapping[tuple[str, str], Remembered]:
        """By (channel, message id); one statement.

        Where the batch holds both a repeat and another message of the same id, neither is given: kept
        together they fail on the unique key, and run one by one each is taken for what it is.
        """
        if not inbounds:
            return {}
        await self.flush()
        wanted: dict[tuple[str, str], set[str]] = {}
        for one in inbounds:
            wanted.setdefault((one.channel, one.message_id), set()).add(storable(one.digest))
        clear = {
            (storable(channel), storable(message_id), digests.pop()): (channel, message_id)
            for (channel, message_id), digests in wanted.items()
            if len(digests) == 1
        }
        rows = await self._connection.rows(_RECALL, {"ids": padded(message_id for _, message_id in wanted)})
        return {
            clear[key]: _remembered(row) for row in rows if (key := (row.channel, row.message_id, row.digest)) in clear
        }

    def remember(self, inbound: Inbound, outcome: Outcome, replies: Sequence[Reply], *, keep_text: bool) -> None:
        """Without `keep_text` no reply that names a person as its address is kept either."""
        if not keep_text:
            self.told.add(inbound.message_id)
        kept = [reply for reply in replies if keep_text or reply.to is None]
        self._waiting.append(
            {
                "message_id": inbound.message_id,
                "channel": inbound.channel,
                "digest": inbound.digest,
                "kind": outcome.kind,
                "data": outcome.data,
                "replies": [reply_shape(reply) for reply in kept],
                "sender": inbound.sender if keep_text else None,
                "chat": inbound.chat or "",
                "text": inbound.text if keep_text else None,
                "sent_at": inbound.sent_at,
                "received_at": inbound.received_at,
            }
        )

    async def last_of(self, sender: str, chat: str, *, kinds: Sequence[str], since: datetime) -> Remembered | None:
        await self.flush()
        row = await self._connection.first(
            _LAST, {"sender": sender, "chat": chat, "since": since, "kinds": padded(kinds)}
        )
        return None if row is None else _remembered(row)

    async def flush(self) -> None:
        waiting, self._waiting = self._waiting, []
        await self._connection.run(_INSERT, waiting)


def _remembered(row: Row[Any]) -> Remembered:
    return Remembered(row.channel, row.message_id, row.kind, row.data, tuple(reply_from(one) for one in row.replies))
