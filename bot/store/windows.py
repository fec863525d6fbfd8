"""Rate windows in the database: a send is stamped before it happens, and all replicas see the stamp.

A restart must not refill the window, and two senders must not both take its last place: the window's row
is locked before its stamps are counted.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, select

from bot.messages import Rate
from bot.store.connection import Connection
from bot.store.prepared import Adding, Prepared
from bot.store.tables import send_stamps, send_windows

_STAMPS = Prepared(
    select(send_stamps.c.at)
    .where(send_stamps.c.destination == bindparam("destination"), send_stamps.c.at > bindparam("since"))
    .order_by(send_stamps.c.at.desc(), send_stamps.c.id.desc())
    .limit(bindparam("most"))
)
_STAMP = Adding(send_stamps)
_LOCK = Adding(send_windows, once_by=("destination",), overwriting=("last_at",))
_FORGET = Prepared(
    delete(send_stamps).where(
        send_stamps.c.destination == bindparam("of_destination"), send_stamps.c.at <= bindparam("until")
    )
)


async def reserve(connection: Connection, destination: str, rates: Sequence[Rate], *, now: datetime) -> datetime | None:
    """None: stamped, go. Else nothing was stamped, and there is room again at that moment."""
    if not rates:
        return None
    await connection.run(_LOCK, {"destination": destination, "last_at": now})
    since = now - max(rate.window for rate in rates)
    most = max(rate.count for rate in rates)
    rows = await connection.rows(_STAMPS, {"destination": destination, "since": since, "most": most})
    free_at = room_at([row.at for row in rows], rates, now=now)
    if free_at is None:
        await connection.run(_FORGET, {"of_destination": destination, "until": since})
        await connection.run(_STAMP, {"destination": destination, "at": now})
    return free_at


def room_at(stamps: Sequence[datetime], rates: Sequence[Rate], *, now: datetime) -> datetime | None:
    """When every rate has room, by its stamps, newest first; None: now."""
    waits = []
    for rate in rates:
        inside = [at for at in stamps if at > now - rate.window]
        if len(inside) >= rate.count:
            waits.append(inside[rate.count - 1] + rate.window)
    return max(waits, default=None)
