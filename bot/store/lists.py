"""Criticism lists with their entries.

A number ("0305-1") comes again next year: a list is asked for by its number alone, and the newest one of
that number is meant.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, bindparam, case, func, or_, select, update

from bot.rules.correctness import Published
from bot.store.connection import Connection, padded
from bot.store.prepared import Adding, Prepared
from bot.store.records import CriticismList, EntryState, ListEntry
from bot.store.tables import criticism_entries as entries
from bot.store.tables import criticism_lists as lists

MAY_COME_FROM = {
    "approved": ("draft",),
    "rejected": ("draft",),
    "lapsed": ("draft",),
    "posted": ("approved",),
    "retracted": ("approved", "posted"),
}

_NUMBERED = Prepared(
    select(lists).where(lists.c.number == bindparam("number")).order_by(lists.c.period.desc()).limit(1)
)
_IN_STATE = Prepared(
    select(lists)
    .where(lists.c.state.in_(bindparam("states", expanding=True)), lists.c.period >= bindparam("since"))
    .order_by(lists.c.created_at.desc(), lists.c.id.desc())
)
_DRAFTED = Prepared(
    select(lists.c.id).where(lists.c.period == bindparam("period"), lists.c.form == bindparam("form")).limit(1)
)
_OF_DAY = Prepared(select(lists.c.number).where(lists.c.period == bindparam("period")))
_ENTRIES = Prepared(
    select(entries)
    .where(entries.c.list_id.in_(bindparam("ids", expanding=True)))
    .order_by(entries.c.list_id, entries.c.position)
)
_OF_UNIT = Prepared(
    select(lists)
    .join(entries, entries.c.list_id == lists.c.id)
    .where(entries.c.unit == bindparam("unit"), lists.c.period >= bindparam("since"))
    .order_by(lists.c.period.desc(), lists.c.id.desc())
)
_MISSES = Prepared(
    select(entries.c.unit, lists.c.number, lists.c.period)
    .join(lists, entries.c.list_id == lists.c.id)
    .where(
        lists.c.form == bindparam("form"),
        lists.c.period >= bindparam("since"),
        lists.c.period < bindparam("before"),
        lists.c.state.not_in(["retracted", "rejected"]),
        entries.c.state.in_(["listed", "noted", "disputed"]),
    )
)
_PUBLISHED = Prepared(
    select(
        func.count(lists.c.id.distinct()).label("lists"),
        func.count(entries.c.unit).label("names"),
        func.coalesce(func.sum(case((entries.c.state == "retracted", 1), else_=0)), 0).label("wrong"),
    )
    .join(entries, entries.c.list_id == lists.c.id)
    .where(
        lists.c.approved_at >= bindparam("since"),
        lists.c.approved_at < bindparam("before"),
        lists.c.state.in_(["posted", "retracted"]),
        or_(lists.c.kind.is_(None), lists.c.kind != "praise"),
        entries.c.state.in_(["listed", "retracted"]),
    )
)
_IDS = Prepared(
    select(lists.c.id, lists.c.number, lists.c.period).where(lists.c.number.in_(bindparam("numbers", expanding=True)))
)
_SET_STATE = (
    update(lists)
    .where(lists.c.id == bindparam("of_id"), lists.c.state.in_(bindparam("from_states", expanding=True)))
    .values(state=bindparam("state"))
)
_APPROVE = Prepared(
    update(lists)
    .where(lists.c.id == bindparam("of_id"))
    .values(approved_by=bindparam("by"), approved_at=bindparam("at"))
)
_MARK = Prepared(
    update(entries)
    .where(entries.c.list_id == bindparam("of_id"), entries.c.unit == bindparam("of_unit"))
    .values(state=bindparam("state"), reason=bindparam("reason"), decided_by=bindparam("by"))
)
_INSERT, _INSERT_ENTRIES = Adding(lists), Adding(entries)


class ListRows:
    """`Lists` of the unit of work."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._waiting: list[CriticismList] = []

    async def next_number(self, form: str, period: date) -> str:  # noqa: ARG002  # one row of numbers for all forms of a day
        await self.flush()
        rows = await self._connection.rows(_OF_DAY, {"period": period})
        taken = [int(row.number.rpartition("-")[2]) for row in rows]
        return f"{period:%m%d}-{max(taken, default=0) + 1}"

    def add(self, item: CriticismList) -> None:
        self._waiting.append(item)

    async def get(self, number: str) -> CriticismList | None:
        row = await self._numbered(number)
        return None if row is None else (await self._whole([row]))[0]

    async def in_state(self, states: Sequence[str], *, since: date = date.min) -> tuple[CriticismList, ...]:
        await self.flush()
        values = {"states": padded(states), "since": since}
        return await self._whole(await self._connection.rows(_IN_STATE, values))

    async def is_drafted(self, form: str, period: date) -> bool:
        await self.flush()
        return await self._connection.first(_DRAFTED, {"form": form, "period": period}) is not None

    async def set_state(self, number: str, state: str, *, by: str = "", at: datetime | None = None) -> bool:
        """`by` and `at` are kept as the approval when the state is "approved"."""
        row = await self._numbered(number)
        if row is None:
            return False
        values = {"of_id": row.id, "state": state, "from_states": padded(MAY_COME_FROM.get(state, ()))}
        if (await self._connection.once(_SET_STATE, values)).rowcount == 0:
            return False
        if state == "approved":
            await self._connection.run(_APPROVE, {"of_id": row.id, "by": by, "at": at})
        return True

    async def mark_entry(self, number: str, unit: str, state: EntryState, *, reason: str, by: str) -> None:
        row = await self._numbered(number)
        if row is not None:
            values = {"of_id": row.id, "of_unit": unit, "state": state, "reason": reason, "by": by}
            await self._connection.run(_MARK, values)

    async def entries_of(self, unit: str, *, since: date) -> tuple[tuple[CriticismList, ListEntry], ...]:
        """Newest first."""
        await self.flush()
        found = await self._whole(await self._connection.rows(_OF_UNIT, {"unit": unit, "since": since}))
        return tuple((item, next(entry for entry in item.entries if entry.unit == unit)) for item in found)

    async def misses(self, form: str, *, since: date, before: date) -> tuple[tuple[str, str, date], ...]:
        await self.flush()
        rows = await self._connection.rows(_MISSES, {"form": form, "since": since, "before": before})
        return tuple((row.unit, row.number, row.period) for row in rows)

    async def published(self, *, since: datetime, before: datetime) -> Published:
        await self.flush()
        [row] = await self._connection.rows(_PUBLISHED, {"since": since, "before": before})
        return Published(row.lists, row.names, int(row.wrong))

    async def flush(self) -> None:
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return
        await self._connection.run(_INSERT, [_row(item) for item in waiting])
        rows = await self._connection.rows(_IDS, {"numbers": padded(item.number for item in waiting)})
        ids = {(row.number, row.period): row.id for row in rows}
        below = [
            _entry_row(ids[item.number, item.period], position, entry)
            for item in waiting
            for position, entry in enumerate(item.entries)
        ]
        await self._connection.run(_INSERT_ENTRIES, below)

    async def _numbered(self, number: str) -> Any:
        await self.flush()
        return await self._connection.first(_NUMBERED, {"number": number})

    async def _whole(self, rows: Sequence[Row[Any]]) -> tuple[CriticismList, ...]:
        if not rows:
            return ()
        found: dict[int, list[ListEntry]] = {row.id: [] for row in rows}
        for one in await self._connection.rows(_ENTRIES, {"ids": padded(found)}):
            found[one.list_id].append(ListEntry(one.unit, one.state, one.evidence, one.reason, one.decided_by))
        return tuple(_list(row, tuple(found[row.id])) for row in rows)


def _row(item: CriticismList) -> dict[str, Any]:
    return {
        "number": item.number,
        "form": item.form,
        "period": item.period,
        "state": item.state,
        "created_at": item.created_at,
        "cutoff_at": item.cutoff_at,
        "groups": item.groups,
        "approved_by": item.approved_by,
        "approved_at": item.approved_at,
        "kind": None if item.kind == "late" else item.kind,
    }


def _entry_row(list_id: int, position: int, entry: ListEntry) -> dict[str, Any]:
    return {
        "list_id": list_id,
        "position": position,
        "unit": entry.unit,
        "state": entry.state,
        "evidence": entry.evidence,
        "reason": entry.reason,
        "decided_by": entry.by,
    }


def _list(row: Row[Any], below: tuple[ListEntry, ...]) -> CriticismList:
    return CriticismList(
        number=row.number,
        form=row.form,
        period=row.period,
        state=row.state,
        created_at=row.created_at,
        cutoff_at=row.cutoff_at,
        groups=tuple(row.groups),
        entries=below,
        approved_by=row.approved_by,
        approved_at=row.approved_at,
        kind=row.kind or "late",
    )
