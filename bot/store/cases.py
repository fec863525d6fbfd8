"""Cases and their events as rows. A change says which one it knew, so that of two at once only one is written.

What was posted about a case lies in the outbox under keys that begin with its number.
"""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, func, literal_column, select, text, update

from bot.store.case_tables import case_events, cases
from bot.store.casework import POSTS, Case, CaseCount, CaseEvent
from bot.store.connection import Connection
from bot.store.counters import next_of
from bot.store.outbox_rows import COLUMNS, outbox_row
from bot.store.prepared import Adding, Prepared
from bot.store.records import OutboxRow
from bot.store.tables import outbox

_table, _events = cases.c, case_events.c
_PLAIN = (
    "number", "type", "unit", "state", "text", "opened_by", "opened_at", "moved_by", "moved_at", "closed", "moves",
    "due_at", "step", "next_at", "holder", "into",
)  # fmt: skip
_CHANGING = (
    "state", "text", "moved_by", "moved_at", "closed", "moves", "due_at", "step", "next_at", "holder", "into", "items",
    "days",
)  # fmt: skip
_ADD, _ADD_EVENT = Adding(cases), Adding(case_events)
_all = select(cases).order_by(_table.number)
_GET = Prepared(_all.where(_table.number == bindparam("wanted")))
_still = _all.where(text("NOT closed"))  # word for word as in the index, or SQLite reads the whole table
_OPEN = Prepared(_still)
_OPEN_OF_TYPE = Prepared(_still.where(_table.type == bindparam("of_type")))
_OPEN_OF_UNIT = Prepared(_still.where(_table.unit == bindparam("of_unit")))
_OF_UNIT = Prepared(
    select(cases)
    .where(_table.unit == bindparam("of_unit"), _table.type == bindparam("of_type"))
    .order_by(_table.number.desc())
)
_CHANGE = Prepared(
    update(cases)
    .where(_table.number == bindparam("wanted"), _table.moves == bindparam("known"))
    .values({name: bindparam(f"new_{name}") for name in _CHANGING})
)
_STEPPED = Prepared(
    update(cases)
    .where(
        _table.number == bindparam("wanted"), _table.moves == bindparam("known"), _table.step == bindparam("was"),
        _table.next_at == bindparam("was_at"),
    )
    .values(step=bindparam("new_step"), next_at=bindparam("new_at"))
)  # fmt: skip
_EVENTS = Prepared(select(case_events).where(_events.number == bindparam("wanted")).order_by(_events.id))
_TOUCHED = Prepared(
    select(_events.number)
    .where(_events.who == bindparam("of_who"), _events.at >= bindparam("since"))
    .order_by(_events.id.desc())
    .limit(bindparam("most"))
)
_TALLY = Prepared(
    select(_table.unit, _table.state, _table.into != literal_column("''"), func.count())
    .where(_table.type == bindparam("of_type"))
    .group_by(_table.unit, _table.state, _table.into != literal_column("''"))
    .order_by(_table.unit, _table.state)
)
_DUE = Prepared(
    select(cases)
    .where(_table.next_at.is_not(None), _table.next_at <= bindparam("now"))
    .order_by(_table.next_at, _table.number)
    .limit(bindparam("most"))
)
NEXT = Prepared(select(func.min(_table.next_at)).where(_table.next_at.is_not(None)))
_POSTS = Prepared(
    select(*COLUMNS).where(outbox.c.key >= bindparam("first"), outbox.c.key < bindparam("beyond")).order_by(outbox.c.id)
)


class CaseRows:
    """`Casework` of the unit of work."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def next_number(self, prefix: str) -> str:
        return f"{prefix}{await next_of(self._connection, f'case:{prefix}'):04d}"

    async def add(self, case: Case, event: CaseEvent) -> None:
        await self._connection.run(_ADD, [_row(case)])
        await self.note(event)

    async def get(self, number: str) -> Case | None:
        row = await self._connection.first(_GET, {"wanted": number})
        return None if row is None else _case(row)

    async def change(self, before: Case, after: Case, event: CaseEvent) -> bool:
        row = _row(replace(after, moves=before.moves + 1))
        told = {f"new_{name}": row[name] for name in _CHANGING}
        if not await self._connection.run(_CHANGE, told | {"wanted": before.number, "known": before.moves}):
            return False
        await self.note(event)
        return True

    async def stepped(self, case: Case, *, step: int, next_at: datetime | None, event: CaseEvent) -> bool:
        told = {
            "wanted": case.number, "known": case.moves, "was": case.step, "was_at": case.next_at, "new_step": step,
            "new_at": next_at,
        }  # fmt: skip
        if not await self._connection.run(_STEPPED, told):
            return False
        await self.note(event)
        return True

    async def note(self, event: CaseEvent) -> None:
        values = {
            "number": event.number, "at": event.at, "who": event.who, "action": event.action,
            "from_state": event.from_state, "to_state": event.to_state, "words": event.words,
            "detail": dict(event.detail),
        }  # fmt: skip
        await self._connection.run(_ADD_EVENT, [values])

    async def events(self, number: str) -> tuple[CaseEvent, ...]:
        rows = await self._connection.rows(_EVENTS, {"wanted": number})
        return tuple(
            CaseEvent(row.number, row.at, row.who, row.action, row.from_state, row.to_state, row.words, row.detail)
            for row in rows
        )

    async def still_open(self, type: str = "", *, unit: str = "") -> tuple[Case, ...]:  # noqa: A002  # the type's id
        if unit:
            found = await self._connection.rows(_OPEN_OF_UNIT, {"of_unit": unit})
        elif type:
            found = await self._connection.rows(_OPEN_OF_TYPE, {"of_type": type})
        else:
            found = await self._connection.rows(_OPEN)
        return tuple(case for case in map(_case, found) if not type or case.type == type)

    async def of_unit(self, unit: str, *, type: str) -> tuple[Case, ...]:  # noqa: A002  # the type's id
        rows = await self._connection.rows(_OF_UNIT, {"of_unit": unit, "of_type": type})
        return tuple(map(_case, rows))

    async def tally(self, type: str) -> tuple[CaseCount, ...]:  # noqa: A002  # the type's id
        rows = await self._connection.rows(_TALLY, {"of_type": type})
        return tuple(CaseCount(row[0], row[1], bool(row[2]), row[3]) for row in rows)

    async def touched_last(self, who: str, *, since: datetime) -> str | None:
        number: str | None = await self._connection.value(_TOUCHED, {"of_who": who, "since": since, "most": 1})
        return number

    async def due(self, now: datetime, *, limit: int) -> tuple[Case, ...]:
        return tuple(map(_case, await self._connection.rows(_DUE, {"now": now, "most": limit})))

    async def posts(self, number: str) -> tuple[OutboxRow, ...]:
        prefix = f"{POSTS}{number}"
        rows = await self._connection.rows(_POSTS, {"first": f"{prefix}:", "beyond": f"{prefix};"})  # ":" + 1 = ";"
        return tuple(map(outbox_row, rows))

    async def drop_posts(self, number: str) -> int:
        prefix = f"{POSTS}{number}"
        unsent = (
            outbox.c.key >= f"{prefix}:", outbox.c.key < f"{prefix};", outbox.c.state == "due", outbox.c.attempts == 0,
        )  # fmt: skip
        gone = update(outbox).where(*unsent).values(state="dropped", error="dropped: the case moved on")
        return (await self._connection.once(gone)).rowcount

    async def next_due(self) -> datetime | None:
        moment: datetime | None = await self._connection.value(NEXT)
        return moment


def _row(case: Case) -> dict[str, Any]:
    row = {name: getattr(case, name) for name in _PLAIN}
    days = {key: day.isoformat() for key, day in case.days.items()}
    return row | {"items": dict(case.items), "days": days}


def _case(row: Any) -> Case:
    days = {key: date.fromisoformat(day) for key, day in row.days.items()}
    return Case(**{name: getattr(row, name) for name in _PLAIN}, items=row.items, days=days)
