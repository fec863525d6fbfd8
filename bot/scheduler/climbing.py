"""Tells an urgent item to the rung that it is on, and writes down when the next one hears of it, in one transaction.

The first rung hears at once, in the transaction of the message that brought it; the watchman does the others.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from bot.forms.moments import duration
from bot.messages import URGENT, Body, Card, Destination, Outbound
from bot.rules.roster import FORGOTTEN, Entry
from bot.rules.urgent import UrgentKind, telling, went_back
from bot.scheduler.base import Desk
from bot.store.unit_of_work import UnitOfWork
from bot.store.watching import Urgent
from bot.views import urgent as say


async def raise_item(
    uow: UnitOfWork, desk: Desk, *, kind: UrgentKind, subject: str, unit: str, text: str, now: datetime
) -> tuple[Urgent, bool]:
    """Open it and tell the first rung; the one that is pending already, with False."""
    item, new = await uow.urgents.open(kind=kind, subject=subject, unit=unit, text=text, at=now)
    if new:
        entries = await uow.roster.since(now - FORGOTTEN)
        for one in await climb(uow, desk, [item], entries, now=now):
            uow.outbox.put(one)
    return item, new


async def climb(
    uow: UnitOfWork, desk: Desk, items: Sequence[Urgent], entries: Sequence[Entry], *, now: datetime
) -> list[Outbound]:
    """What is said of them now; who hears of several hears of them in one message.

    Of an item to which somebody else was first, or where only the clock was put back, nothing is said.
    """
    messages: list[Outbound] = []
    heard_by: dict[Destination, list[tuple[Urgent, int, timedelta]]] = {}
    for item in items:
        if went_back(item, now=now):
            await uow.urgents.told(item, rung=item.rung, at=now, next_at=now + (item.next_at - item.told_at))
        elif item.state == "taken":
            next_at = now + duration(desk.preset.watch.settle)
            if await uow.urgents.told(item, rung=item.rung, at=now, next_at=next_at):
                key = f"urgent:{item.number}:asked:{now.isoformat()}"
                messages.append(_message(key, Destination(member=item.taken_by), say.not_done_yet(item, now), now))
        else:
            step = telling(item, rules=desk.preset.watch, directory=desk.directory, entries=entries, now=now)
            keys = [to.key for to in step.to]
            if await uow.urgents.told(item, rung=step.rung, at=now, next_at=now + step.wait, told=keys):
                for to in step.to:
                    heard_by.setdefault(to, []).append((item, step.rung, step.wait))
    return messages + [_told(to, told, now) for to, told in heard_by.items()]


def _told(to: Destination, told: Sequence[tuple[Urgent, int, timedelta]], now: datetime) -> Outbound:
    first, rung, wait = told[0]
    if len(told) == 1:
        text = say.told(first, again=first.rung > 0, wait=wait, now=now)
        return _message(key_of(first, rung, to.key), to, text, now, card=say.told_card(first))
    names = "+".join(item.number for item, _, _ in told)
    return _message(
        f"urgent:{names}:{now.isoformat()}:{to.key}", to, say.told_together([i for i, _, _ in told], now), now
    )


def repeating(items: Sequence[Urgent], desk: Desk, entries: Sequence[Entry], *, now: datetime) -> list[Urgent]:
    """Those that only the last rung hears again and again: one of them being due, the others go along."""
    return [
        one
        for one in items
        if one.state == "open"
        and telling(one, rules=desk.preset.watch, directory=desk.directory, entries=entries, now=now).repeated
    ]


def key_of(item: Urgent, rung: int, destination: str) -> str:
    """Under which a telling lies in the outbox."""
    return f"urgent:{item.number}:{rung}:{destination}"


async def quieten(uow: UnitOfWork, item: Urgent) -> None:
    """What of its last telling was not sent yet is not said any more."""
    await uow.flush()
    for destination in item.told:
        await uow.attention.withdraw(key_of(item, item.rung, destination))


def heard(item: Urgent, *, apart_from: Iterable[str] = ()) -> list[Destination]:
    """Everybody who was told of it, apart from the destinations with these keys."""
    spared = frozenset(apart_from)
    return [_destination(key) for key in item.told if key not in spared]


async def close_item(uow: UnitOfWork, item: Urgent, desk: Desk, *, why: str, now: datetime) -> None:
    """Its cause is gone: everybody who heard of it, and who took it on, hears that."""
    if not await uow.urgents.close(item, by="", at=now, why=why):
        return
    await quieten(uow, item)
    told = dict.fromkeys((*item.told, *((f"member:{item.taken_by}",) if item.taken_by else ())))
    for key in told:
        text = say.closed_news(item, "", why, desk.directory)
        uow.outbox.put(_message(f"urgent:{item.number}:closed:{key}", _destination(key), text, now, kind="case"))


def _destination(key: str) -> Destination:
    kind, _, name = key.partition(":")
    return Destination(group=name) if kind == "group" else Destination(member=name)


def _message(
    key: str, to: Destination, text: str, now: datetime, *, card: Card | None = None, kind: str = "alert"
) -> Outbound:
    urgent = kind == "alert"
    return Outbound(
        key=key,
        kind="alert" if urgent else "case",
        to=to,
        body=Body(text),
        due_at=now,
        priority=0 if urgent else URGENT,
        card=card,
    )
