"""The sender's side of the outbox on a real database; every method is a transaction of its own.

`next_try_at` has two meanings: of a waiting row when it is tried, of one being sent when its lease runs out.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, bindparam, case, exists, func, literal_column, or_, select, update

from bot.messages import Outbound
from bot.store import windows as rate_windows
from bot.store.delivery import ALONE, Window
from bot.store.engine import Database
from bot.store.outbox_rows import COLUMNS, FORGOTTEN, FRESH, outbox_row, row_of
from bot.store.prepared import Adding, Prepared
from bot.store.records import OutboxRow, OutboxState
from bot.store.tables import begun, outbox, unfinished, urgent
from bot.store.unbroken import unbroken

SLICE = 500  # rows closed in one transaction, so that nobody waits long for the database
CUT_OFF = "stopped in the middle of a send, then too late to try again"


def _place(destination: ColumnElement[str]) -> ColumnElement[int]:
    """In the order of their due moments, inside their destination."""
    return func.row_number().over(partition_by=destination, order_by=(outbox.c.due_at, outbox.c.id)).label("place")


_OPEN: list[ColumnElement[str]] = [literal_column("'due'"), literal_column("'sending'")]
_begun = select(outbox.c.id, outbox.c.destination).where(begun).cte("begun")
_urgent_line = (  # by an expression: the order of a column would make SQLite walk through everything that waits
    select(outbox.c.id, outbox.c.destination, _place(func.coalesce(outbox.c.destination, outbox.c.key)))
    .where(urgent, outbox.c.due_at <= bindparam("now"))
    .subquery()
)
_urgent = (
    select(_urgent_line.c.id, _urgent_line.c.destination)
    .where(_urgent_line.c.place == literal_column("1"), _urgent_line.c.destination.not_in(select(_begun.c.destination)))
    .cte("urgent")
)
_in_line = select(outbox.c.id, outbox.c.destination, _place(outbox.c.destination)).where(unfinished).subquery()
_is_first = or_(
    outbox.c.id.in_(select(_begun.c.id)),
    outbox.c.id.in_(select(_urgent.c.id)),
    outbox.c.id.in_(
        select(_in_line.c.id).where(
            _in_line.c.place == literal_column("1"),
            _in_line.c.destination.not_in(select(_begun.c.destination)),
            _in_line.c.destination.not_in(select(_urgent.c.destination)),
        )
    ),
)
"""Whose turn it is in its destination: what has begun, else the first urgent row that is due, else the first row."""
_leader = outbox.alias("leader")
_goes_by_itself = or_(
    outbox.c.bundle.is_(None),
    ~exists().where(_leader.c.id == outbox.c.bundle, _leader.c.state.in_(_OPEN)),
)
"""A row that is in another one's message is tried with that one."""
_picked = (
    select(outbox.c.id)
    .where(unfinished, outbox.c.next_try_at <= bindparam("now"), _is_first, _goes_by_itself)
    .order_by(outbox.c.priority, outbox.c.due_at, outbox.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True, of=outbox)
    .cte("picked")
)
_CLAIM = (
    update(outbox)
    .where(outbox.c.id.in_(select(_picked.c.id)))
    .values(
        state_before=outbox.c.state,
        state="sending",
        attempts=outbox.c.attempts + 1,
        next_try_at=bindparam("until"),
        worker=bindparam("by"),
    )
    .returning(*COLUMNS, outbox.c.state_before)
)
_too_late = (
    select(outbox.c.id)
    .where(
        unfinished,
        outbox.c.expires_at <= bindparam("now"),
        or_(outbox.c.state == "due", outbox.c.next_try_at <= bindparam("now")),
    )
    .limit(SLICE)
    .with_for_update(skip_locked=True)
)
_EXPIRE = Prepared(
    update(outbox)
    .where(outbox.c.id.in_(_too_late))
    .values(
        state=case((outbox.c.state == "sending", "unknown"), else_="expired"),
        error=case((outbox.c.state == "sending", CUT_OFF), else_=outbox.c.error),
        **FORGOTTEN,
    )
)
_NEXT = Prepared(select(func.min(outbox.c.next_try_at)).where(unfinished, _is_first))
_NEXT_URGENT = Prepared(  # a plain minimum would make SQLite walk through everything that waits
    select(func.min(func.coalesce(outbox.c.next_try_at, outbox.c.due_at))).where(
        urgent, outbox.c.due_at > bindparam("now")
    )
)
_NEXT_EXPIRY = Prepared(
    select(func.min(outbox.c.expires_at)).where(unfinished, outbox.c.state == "due", outbox.c.expires_at.is_not(None))
)
_FOLLOWING = Prepared(
    select(*COLUMNS)
    .where(
        unfinished,
        outbox.c.destination == bindparam("destination"),
        or_(
            outbox.c.due_at > bindparam("due_at"),
            (outbox.c.due_at == bindparam("due_at")) & (outbox.c.id > bindparam("id")),
        ),
        outbox.c.due_at <= bindparam("now"),
    )
    .order_by(outbox.c.due_at, outbox.c.id)
    .limit(bindparam("most"))
)
_members = outbox.c.bundle == bindparam("of_bundle")
_MEMBERS = Prepared(select(*COLUMNS).where(_members).order_by(outbox.c.due_at, outbox.c.id))
_LEAVE = Prepared(update(outbox).where(_members, unfinished).values(bundle=None))
_JOIN = (
    update(outbox)
    .where(outbox.c.id.in_(bindparam("ids", expanding=True)), unfinished, outbox.c.part_done == 0)
    .values(
        state_before=outbox.c.state,
        state="sending",
        attempts=outbox.c.attempts + 1,
        next_try_at=bindparam("until"),
        bundle=bindparam("into"),
    )
    .returning(*COLUMNS, outbox.c.state_before)
)
_DEAD = Prepared(
    select(*COLUMNS)
    .where(outbox.c.state.in_(["refused", "held", "unknown"]))
    .order_by(outbox.c.id.desc())
    .limit(bindparam("most"))
)
_POST = Adding(outbox, constants=FRESH, once_by=("key",))
_ROW = Prepared(select(*COLUMNS).where(outbox.c.id == bindparam("of_id")))
_sum: tuple[ColumnElement[Any], ...] = (func.count(outbox.c.id).label("rows"), func.min(outbox.c.due_at).label("since"))
_WAITING = Prepared(select(*_sum).where(unfinished))
_BOUNCED = Prepared(
    update(outbox)
    .where(
        outbox.c.reference == bindparam("of_reference"),
        outbox.c.reference != literal_column("''"),
        outbox.c.state == literal_column("'sent'"),
    )
    .values(state="refused", error=bindparam("why"))
)


class Outgoing:
    """`Delivery` of the store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def claim(self, *, now: datetime, limit: int, lease: timedelta, worker: str) -> tuple[OutboxRow, ...]:
        """In the order of sending: priority, then age. With nothing due it takes no lock and writes nothing."""
        due_at = await self.next_due(now)
        if due_at is None or due_at > now:
            return ()
        values = {"now": now, "most": limit, "until": now + lease, "by": worker}
        while True:
            async with self._database.writing() as connection:
                if await connection.run(_EXPIRE, {"now": now}) < SLICE:
                    rows = (await connection.once(_CLAIM, values)).all()
                    break
        found = sorted(rows, key=lambda row: (row.priority, row.due_at, row.id))
        return tuple(outbox_row(row, state=row.state_before) for row in found)

    async def reserve(self, windows: Sequence[Window], *, now: datetime) -> datetime | None:
        async with self._database.writing() as connection:
            return await rate_windows.reserve(connection, windows, now=now)

    async def give_back(self, windows: Sequence[Window], *, at: datetime) -> None:
        async with self._database.writing() as connection:
            await rate_windows.give_back(connection, windows, at=at)

    async def settle(
        self, row_id: int, *, state: OutboxState, at: datetime, error: str = "", reference: str = "",
        part_done: int | None = None, next_try_at: datetime | None = None, also: Sequence[int] = (),
        alone: bool = False,
    ) -> None:  # fmt: skip
        """A row that is known to be sent stays so, whatever a slower worker says of it later."""
        values: dict[str, Any] = {"state": state, "error": error}
        if state not in ("due", "sending", "held"):
            values |= FORGOTTEN
        if state == "sent":
            values["sent_at"] = at
        if reference:
            values["reference"] = reference
        if part_done is not None:
            values["part_done"] = part_done
        if next_try_at is not None:
            values["next_try_at"] = next_try_at
        if alone:
            values["bundle"] = ALONE
        await unbroken(self._settle((row_id, *also), values))

    async def _settle(self, ids: Sequence[int], values: dict[str, Any]) -> None:
        these = outbox.c.id == ids[0] if len(ids) == 1 else outbox.c.id.in_(ids)
        statement = update(outbox).where(these, outbox.c.state != "sent").values(values)
        async with self._database.writing() as connection:
            await connection.once(statement)

    async def following(self, row: OutboxRow, *, now: datetime, limit: int) -> tuple[OutboxRow, ...]:
        told = {"destination": row.to.key, "due_at": row.due_at, "id": row.id, "now": now, "most": limit}
        async with self._database.reading() as connection:
            return tuple(map(outbox_row, await connection.rows(_FOLLOWING, told)))

    async def members(self, row_id: int) -> tuple[OutboxRow, ...]:
        async with self._database.reading() as connection:
            return tuple(map(outbox_row, await connection.rows(_MEMBERS, {"of_bundle": row_id})))

    async def join(self, row_id: int, ids: Sequence[int], *, until: datetime) -> tuple[OutboxRow, ...]:
        async def joined() -> Sequence[Row[Any]]:
            async with self._database.writing() as connection:
                await connection.run(_LEAVE, {"of_bundle": row_id})
                return (await connection.once(_JOIN, {"ids": list(ids), "until": until, "into": row_id})).all()

        found = sorted(await unbroken(joined()), key=lambda row: (row.due_at, row.id))
        return tuple(outbox_row(row, state=row.state_before) for row in found)

    async def next_due(self, now: datetime) -> datetime | None:
        """Of a destination only the row counts whose turn it is: the others wait for it. An expiry is due too."""
        async with self._database.reading() as connection:
            told = {"now": now}
            moments = [await connection.value(one, told) for one in (_NEXT, _NEXT_URGENT)]
            moments.append(await connection.value(_NEXT_EXPIRY))
        return min((moment for moment in moments if moment is not None), default=None)

    async def post(self, outbounds: Sequence[Outbound]) -> None:
        rows = [row_of(one, sealed=False) for one in outbounds]
        async with self._database.writing() as connection:
            await connection.run(_POST, rows)

    async def dead(self, *, limit: int = 100) -> tuple[OutboxRow, ...]:
        async with self._database.reading() as connection:
            return tuple(map(outbox_row, await connection.rows(_DEAD, {"most": limit})))

    async def row(self, row_id: int) -> OutboxRow | None:
        async with self._database.reading() as connection:
            row = await connection.first(_ROW, {"of_id": row_id})
        return None if row is None else outbox_row(row)

    async def waiting(self) -> tuple[int, datetime | None]:
        async with self._database.reading() as connection:
            row = await connection.first(_WAITING)
        return row.rows, row.since

    async def bounced(self, reference: str, why: str) -> bool:
        async with self._database.writing() as connection:
            return await connection.run(_BOUNCED, {"of_reference": reference, "why": why}) > 0
