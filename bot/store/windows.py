"""Rate windows in the database: a send is stamped before it happens, and all replicas see the stamp.

A restart must not refill a window, and two senders must not both take its last place: the windows' rows are
locked, always in the same order, before their stamps are counted. A send takes a place in all its windows or none.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete, select

from bot.messages import Rate
from bot.store.connection import Connection
from bot.store.delivery import Window
from bot.store.prepared import Adding, Prepared
from bot.store.tables import send_stamps, send_windows

_NTH = Prepared(
    select(send_stamps.c.at)
    .where(send_stamps.c.destination == bindparam("destination"), send_stamps.c.at > bindparam("since"))
    .order_by(send_stamps.c.at.desc(), send_stamps.c.id.desc())
    .limit(1)
    .offset(bindparam("newer"))
)
_STAMP = Adding(send_stamps)
_LOCK = Adding(send_windows, once_by=("destination",), overwriting=("last_at",))
_FORGET = Prepared(
    delete(send_stamps).where(
        send_stamps.c.destination == bindparam("of_destination"), send_stamps.c.at <= bindparam("until")
    )
)
_ONE = (
    select(send_stamps.c.id)
    .where(send_stamps.c.destination == bindparam("of_destination"), send_stamps.c.at == bindparam("of_at"))
    .order_by(send_stamps.c.id.desc())
    .limit(1)
)
_GIVE_BACK = Prepared(delete(send_stamps).where(send_stamps.c.id.in_(_ONE)))


async def reserve(connection: Connection, windows: Sequence[Window], *, now: datetime) -> datetime | None:
    """None: stamped in every window, go. Else nothing was stamped, and all have room again at that moment."""
    counted = _counted(windows)
    if not counted:
        return None
    if connection.dialect == "postgresql":  # elsewhere whoever writes is alone
        await connection.run(_LOCK, [{"destination": window.key, "last_at": now} for window in counted])
    waits = []
    for window in counted:
        for rate in window.rates:
            asked = {"destination": window.key, "since": now - rate.window, "newer": rate.count - 1}
            waits.append(room_at(await connection.value(_NTH, asked), rate))
    free_at = max((wait for wait in waits if wait is not None), default=None)
    if free_at is None:
        for window in counted:
            since = now - max(rate.window for rate in window.rates)
            await connection.run(_FORGET, {"of_destination": window.key, "until": since})
        await connection.run(_STAMP, [{"destination": window.key, "at": now} for window in counted])
    return free_at


async def give_back(connection: Connection, windows: Sequence[Window], *, at: datetime) -> None:
    """One place each that was taken at that moment, by what the platform certainly did not count."""
    await connection.run(_GIVE_BACK, [{"of_destination": window.key, "of_at": at} for window in _counted(windows)])


def _counted(windows: Sequence[Window]) -> list[Window]:
    """Those with a rate, in the order in which everybody locks them."""
    return sorted((window for window in windows if window.rates), key=lambda window: window.key)


def room_at(nth: datetime | None, rate: Rate) -> datetime | None:
    """When the rate has room, by its `count`-th newest stamp inside the window, None where there is none: now."""
    return None if nth is None else nth + rate.window
