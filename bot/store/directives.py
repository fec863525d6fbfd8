"""Officers' directives about what the clock says, and what the outbox tells and lets happen of it.

A row that was set aside is in nobody's way: it is neither claimed nor does anything wait for it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, delete, func, literal_column, or_, select, update

from bot.messages import Body, PostKind
from bot.store.attending import HEARTBEAT
from bot.store.connection import Connection
from bot.store.outbox_rows import COLUMNS, outbox_row
from bot.store.prepared import Prepared
from bot.store.records import UNSURE, Directive, DirectiveKind, OutboxRow
from bot.store.shapes import body_from, body_shape
from bot.store.tables import audit, counted, directives, outbox, outbox_units

_SINCE = Prepared(
    select(directives)
    .where(
        directives.c.until_at > bindparam("moment"),
        or_(directives.c.ended_at.is_(None), directives.c.ended_at > bindparam("moment")),
    )
    .order_by(directives.c.id)
)
_END = Prepared(
    update(directives)
    .where(directives.c.id == bindparam("of_id"), directives.c.ended_at.is_(None))
    .values(ended_at=bindparam("at"), ended_by=bindparam("by_whom"))
)
_unsaid = outbox.c.state.in_([literal_column(f"'{state}'") for state in ("emptied", "dropped", "expired", "aside")])
_TOLD = Prepared(
    select(outbox.c.destination, outbox.c.due_at)
    .distinct()
    .where(counted, outbox.c.due_at >= bindparam("moment"), ~_unsaid)
    .order_by(outbox.c.due_at, outbox.c.destination)
)
_FATES = Prepared(
    select(outbox.c.state, func.count(outbox.c.id).label("rows"))
    .where(
        counted,
        outbox.c.due_at >= bindparam("since"),
        outbox.c.due_at < bindparam("before"),
        outbox.c.key.not_like(f"{HEARTBEAT}:%"),
    )
    .group_by(outbox.c.state)
)
_UNSAID = Prepared(
    select(audit.c.action, func.count(audit.c.id).label("rows"))
    .where(
        audit.c.action.in_([literal_column(f"'{one}'") for one in ("post_skipped", "post_failed", "post_not_said")]),
        audit.c.at >= bindparam("since"),
        audit.c.at < bindparam("before"),
    )
    .group_by(audit.c.action)
)
_ASIDE = Prepared(
    select(*COLUMNS)
    .where(counted, outbox.c.due_at >= bindparam("moment"), outbox.c.state == literal_column("'aside'"))
    .order_by(outbox.c.priority, outbox.c.due_at, outbox.c.id)
)


class AttentionRows:
    """`Attending` of the unit of work. Every call goes to the database at once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add(self, directive: Directive) -> int:
        values = asdict(directive)
        del values["id"]
        statement = self._connection.insert(directives).values(values).returning(directives.c.id)
        number: int = (await self._connection.once(statement)).scalar_one()
        return number

    async def since(self, moment: datetime) -> tuple[Directive, ...]:
        rows = await self._connection.rows(_SINCE, {"moment": moment})
        return tuple(map(_directive, rows))

    async def end(self, kind: DirectiveKind, *, area: str | None, by: str, at: datetime) -> tuple[Directive, ...]:
        found = [
            one
            for one in await self.since(at)
            if one.kind == kind and one.from_at <= at and area in (None, one.area) and one.ended_at is None
        ]
        for one in found:
            await self._connection.run(_END, [{"of_id": one.id, "at": at, "by_whom": by}])
        return tuple(found)

    async def told_since(self, moment: datetime) -> tuple[tuple[str, datetime], ...]:
        rows = await self._connection.rows(_TOLD, {"moment": moment})
        return tuple((row.destination, row.due_at) for row in rows)

    async def fates(self, since: datetime, until: datetime) -> Mapping[str, int]:
        span = {"since": since, "before": until}
        found = {row.state: row.rows for row in await self._connection.rows(_FATES, span)}
        found |= {row.action: row.rows for row in await self._connection.rows(_UNSAID, span)}
        return found

    async def set_aside(self, keys: Sequence[str]) -> None:
        await self._move(outbox.c.key.in_(keys), outbox.c.state == "due", state="aside")

    async def aside(self, *, since: datetime, group: str = "") -> tuple[OutboxRow, ...]:
        rows = await self._connection.rows(_ASIDE, {"moment": since})
        return tuple(row for row in map(outbox_row, rows) if not group or row.to.group == group)

    async def release(self, ids: Sequence[int], *, now: datetime) -> int:
        if not ids:
            return 0
        these = outbox.c.id.in_(ids), outbox.c.state == "aside", _still(now)
        return await self._move(*these, state="due", due_at=now, next_try_at=now)

    async def postpone(self, kinds: Sequence[PostKind], *, until: datetime) -> int:
        return await self._move(*_waiting(kinds), outbox.c.due_at < until, due_at=until, next_try_at=until)

    async def hasten(self, kinds: Sequence[PostKind], *, until: datetime, now: datetime) -> int:
        return await self._move(*_waiting(kinds), outbox.c.due_at == until, due_at=now, next_try_at=now)

    async def postpone_about(self, kinds: Sequence[PostKind], units: Collection[str], *, until: datetime) -> int:
        texts = 0
        for row, body in await self._naming(kinds, units, outbox.c.due_at < until):
            mine = [entry.unit for entry in body.entries if entry.unit in units]
            this, over = outbox.c.id == row.id, row.expires_at is not None and row.expires_at <= until
            texts += 1
            if len(mine) < len(body.entries):
                await self._cut(row, body, mine, until=None if over else until)
            elif over:
                await self._move(this, state="dropped", error="dropped: paused")
            else:
                await self._move(this, due_at=until, next_try_at=until)
        return texts

    async def hasten_about(
        self, kinds: Sequence[PostKind], units: Collection[str], *, until: datetime, now: datetime
    ) -> int:
        found = await self._naming(kinds, units, outbox.c.due_at == until)
        ids = [row.id for row, body in found if all(entry.unit in units for entry in body.entries)]
        return await self._move(outbox.c.id.in_(ids), due_at=now, next_try_at=now) if ids else 0

    async def _naming(
        self, kinds: Sequence[PostKind], units: Collection[str], *which: ColumnElement[bool]
    ) -> list[tuple[Any, Body]]:
        """Waiting texts that name some of the units, with their bodies."""
        rows = (await self._connection.once(select(outbox).where(*_waiting(kinds), *which).order_by(outbox.c.id))).all()
        bodies = [(row, body_from(row.body)) for row in rows]
        return [(row, body) for row, body in bodies if any(entry.unit in units for entry in body.entries)]

    async def _cut(self, row: Any, body: Body, mine: Sequence[str], *, until: datetime | None) -> None:
        """Take these units out of the text, into one of their own for then (None: into none)."""
        rest = body
        for unit in mine:
            rest = rest.without(unit)
        await self._move(outbox.c.id == row.id, body=body_shape(rest))
        gone = outbox_units.c.outbox_id == row.id, outbox_units.c.unit.in_(mine)
        await self._connection.once(delete(outbox_units).where(*gone))
        if until is None:
            return
        own = replace(body, entries=tuple(entry for entry in body.entries if entry.unit in mine))
        key = f"{row.key}:{until:%Y%m%dT%H%M%S}"
        values = {column.name: getattr(row, column.name) for column in outbox.c if column.name != "id"}
        values |= {"key": key, "body": body_shape(own), "due_at": until, "next_try_at": until, "bundle": None}
        insert = self._connection.insert(outbox).values(values).on_conflict_do_nothing(index_elements=["key"])
        number = (await self._connection.once(insert.returning(outbox.c.id))).scalar()
        if number is not None:
            named = [{"outbox_id": number, "unit": unit} for unit in dict.fromkeys(mine)]
            await self._connection.once(self._connection.insert(outbox_units).values(named))

    async def withdraw(self, key: str) -> bool:
        these = outbox.c.key == key, outbox.c.state == "due", outbox.c.attempts == 0
        return await self._move(*these, state="dropped", error="dropped: withdrawn") > 0

    async def _move(self, *which: ColumnElement[bool], **values: Any) -> int:
        return (await self._connection.once(update(outbox).where(*which).values(**values))).rowcount


def _waiting(kinds: Sequence[PostKind]) -> tuple[ColumnElement[bool], ...]:
    """Of these kinds, whoever it is about, as long as nobody can have read any of it."""
    return (
        outbox.c.kind.in_(kinds),
        outbox.c.state == "due",
        outbox.c.part_done == 0,
        outbox.c.form.is_not(None),
        outbox.c.error.not_like(f"{UNSURE}%"),
    )


def _still(now: datetime) -> ColumnElement[bool]:
    return or_(outbox.c.expires_at.is_(None), outbox.c.expires_at > now)


def _directive(row: Any) -> Directive:
    return Directive(
        kind=row.kind,
        by=row.by,
        from_at=row.from_at,
        until_at=row.until_at,
        reason=row.reason,
        area=row.area,
        group=row.group,
        amount=row.amount,
        ended_at=row.ended_at,
        ended_by=row.ended_by,
        id=row.id,
    )
