"""Kept files: which wait to be fetched, what became of each, and what belongs to a tip-off or a report.

A waiting row is leased by moving its next try; whoever settles it says which try it was, so that of two replicas the
slower one changes nothing.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select, update

from bot.store.connection import Connection
from bot.store.prepared import Adding, Prepared
from bot.store.records import FileState, KeptFile
from bot.store.tables import media_files

COLUMNS = (
    "subject", "kind", "name", "sender", "state", "channel", "detail", "created_at", "deadline", "next_try_at", "tries",
    "digest", "media_type", "size", "why",
)  # fmt: skip
_table = media_files.c
_ADD = Adding(media_files)
_OF = Prepared(select(media_files).where(_table.subject == bindparam("of_subject")).order_by(_table.id))
_NEXT = Prepared(select(func.min(_table.next_try_at)).where(_table.state == "waiting"))
_DUE = Prepared(
    select(media_files)
    .where(_table.state == "waiting", _table.next_try_at <= bindparam("now"))
    .order_by(_table.next_try_at, _table.id)
    .limit(bindparam("most"))
)
_LEASE = Prepared(
    update(media_files)
    .where(_table.id == bindparam("of_id"), _table.state == "waiting", _table.tries == bindparam("known_tries"))
    .values(tries=bindparam("new_tries"), next_try_at=bindparam("until"))
)
_AGAIN = Prepared(
    update(media_files)
    .where(_table.id == bindparam("of_id"), _table.state == "waiting", _table.tries == bindparam("known_tries"))
    .values(next_try_at=bindparam("moment"), why=bindparam("reason"))
)
_SETTLE = Prepared(
    update(media_files)
    .where(_table.id == bindparam("of_id"), _table.state == "waiting", _table.tries == bindparam("known_tries"))
    .values(
        state=bindparam("new_state"),
        digest=bindparam("new_digest"),
        media_type=bindparam("new_type"),
        size=bindparam("new_size"),
        name=bindparam("new_name"),
        why=bindparam("reason"),
        detail=bindparam("forgotten"),
        sender=bindparam("new_sender"),
    )
)
_OLD = Prepared(
    select(media_files)
    .where(_table.state == "kept", _table.created_at < bindparam("before"))
    .order_by(_table.id)
    .limit(bindparam("most"))
)
_REMOVE = Prepared(update(media_files).where(_table.id == bindparam("of_id")).values(state="removed", name=""))
_HOLDERS = Prepared(
    select(func.count()).select_from(media_files).where(_table.state == "kept", _table.digest == bindparam("of_digest"))
)
_DIGESTS = Prepared(select(_table.digest).where(_table.state == "kept").distinct())


class FileRows:
    """`Files` of the unit of work."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add(self, files: Sequence[KeptFile]) -> None:
        rows = [{name: getattr(one, name) for name in COLUMNS} | {"detail": dict(one.detail)} for one in files]
        await self._connection.run(_ADD, rows)

    async def of(self, subject: str) -> tuple[KeptFile, ...]:
        return tuple(map(_file, await self._connection.rows(_OF, {"of_subject": subject})))

    async def next_due(self) -> datetime | None:
        found: datetime | None = await self._connection.value(_NEXT)
        return found

    async def claim(self, *, now: datetime, until: datetime, limit: int) -> tuple[KeptFile, ...]:
        taken = []
        for one in map(_file, await self._connection.rows(_DUE, {"now": now, "most": limit})):
            told = {"of_id": one.id, "known_tries": one.tries, "new_tries": one.tries + 1, "until": until}
            if await self._connection.run(_LEASE, told):
                taken.append(_tried_once_more(one))
        return tuple(taken)

    async def again(self, file: KeptFile, *, at: datetime, why: str) -> bool:
        told = {"of_id": file.id, "known_tries": file.tries, "moment": at, "reason": why}
        return await self._connection.run(_AGAIN, told) > 0

    async def settle(
        self, file: KeptFile, state: FileState, *, why: str = "", digest: str = "", media_type: str = "",
        size: int = 0, name: str = "",
    ) -> bool:  # fmt: skip
        told: dict[str, Any] = {
            "of_id": file.id, "known_tries": file.tries, "new_state": state, "new_digest": digest,
            "new_type": media_type, "new_size": size, "new_name": name, "reason": why, "forgotten": {},
            "new_sender": file.sender,
        }  # fmt: skip
        return await self._connection.run(_SETTLE, told) > 0

    async def older_than(self, before: datetime, *, limit: int) -> tuple[KeptFile, ...]:
        return tuple(map(_file, await self._connection.rows(_OLD, {"before": before, "most": limit})))

    async def remove(self, file: KeptFile) -> bool:
        await self._connection.run(_REMOVE, {"of_id": file.id})
        return int(await self._connection.value(_HOLDERS, {"of_digest": file.digest})) == 0

    async def digests(self) -> frozenset[str]:
        return frozenset(row.digest for row in await self._connection.rows(_DIGESTS))


def _tried_once_more(file: KeptFile) -> KeptFile:
    values = {name: getattr(file, name) for name in COLUMNS} | {"tries": file.tries + 1}
    return KeptFile(id=file.id, **values)


def _file(row: Any) -> KeptFile:
    return KeptFile(id=row.id, **{name: getattr(row, name) for name in COLUMNS})
