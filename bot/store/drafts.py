"""Open drafts: one per sender, chat, form, unit and period; a newer one takes the place of the older.

A sender's drafts are in memory once they were prefetched or asked for; what is put or closed changes the
memory at once and goes to the database at `flush`.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, delete, select

from bot.store.connection import Connection, padded
from bot.store.prepared import Adding, Prepared
from bot.store.records import Draft
from bot.store.tables import drafts
from bot.store.types import dumped

Slot = tuple[str, str]  # chat, and the rest of the key

_OPEN = Prepared(
    select(drafts)
    .where(drafts.c.sender.in_(bindparam("senders", expanding=True)), drafts.c.expires_at > bindparam("now"))
    .order_by(drafts.c.created_at, drafts.c.id)
)
_DELETE = Prepared(
    delete(drafts).where(
        drafts.c.sender == bindparam("of_sender"),
        drafts.c.chat == bindparam("of_chat"),
        drafts.c.slot == bindparam("of_slot"),
    )
)
_INSERT = Adding(drafts)


class DraftRows:
    """`Drafts` of the unit of work."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._held: dict[str, dict[Slot, Draft]] = {}  # oldest first
        self._changed: dict[tuple[str, Slot], Draft | None] = {}  # None: closed

    async def prefetch(self, senders: Iterable[str], *, now: datetime) -> None:
        wanted = [sender for sender in dict.fromkeys(senders) if sender not in self._held]
        if not wanted:
            return
        await self.flush()
        self._held.update({sender: {} for sender in wanted})
        for row in await self._connection.rows(_OPEN, {"senders": padded(wanted), "now": now}):
            self._held.setdefault(row.sender, {})[row.chat, row.slot] = _draft(row)

    async def open_for(self, sender: str, chat: str, *, now: datetime) -> tuple[Draft, ...]:
        await self.prefetch([sender], now=now)
        mine = [d for (where, _), d in self._held[sender].items() if where == chat and d.expires_at > now]
        return tuple(reversed(mine))

    def put(self, draft: Draft) -> None:
        slot = _slot(draft)
        if (held := self._held.get(draft.sender)) is not None:
            held.pop(slot, None)  # so that the new one is the last
            held[slot] = draft
        self._changed.pop((draft.sender, slot), None)
        self._changed[draft.sender, slot] = draft

    def close(self, draft: Draft) -> None:
        slot = _slot(draft)
        self._held.get(draft.sender, {}).pop(slot, None)
        self._changed[draft.sender, slot] = None

    async def flush(self) -> None:
        changed, self._changed = self._changed, {}
        if not changed:
            return
        gone = [{"of_sender": sender, "of_chat": chat, "of_slot": slot} for sender, (chat, slot) in changed]
        await self._connection.run(_DELETE, gone)
        rows = [_row(draft, slot) for (_, (_, slot)), draft in changed.items() if draft is not None]
        await self._connection.run(_INSERT, rows)


def _slot(draft: Draft) -> Slot:
    return draft.chat, dumped([draft.form, draft.unit, draft.period])


def _row(draft: Draft, slot: str) -> dict[str, Any]:
    return {
        "sender": draft.sender,
        "chat": draft.chat,
        "slot": slot,
        "form": draft.form,
        "unit": draft.unit,
        "period": draft.period,
        "kind": draft.kind,
        "figures": draft.values,
        "asked": draft.asked,
        "candidates": draft.candidates,
        "message_id": draft.message_id,
        "created_at": draft.created_at,
        "expires_at": draft.expires_at,
    }


def _draft(row: Row[Any]) -> Draft:
    return Draft(
        sender=row.sender,
        chat=row.chat,
        form=row.form,
        unit=row.unit,
        period=row.period,
        kind=row.kind,
        values=row.figures,
        asked=tuple(row.asked),
        candidates=tuple(row.candidates),
        message_id=row.message_id,
        created_at=row.created_at,
        expires_at=row.expires_at,
    )
