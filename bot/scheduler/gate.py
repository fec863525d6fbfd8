"""The gate between what the clock composed and the outbox: pauses, quiet hours and a group's number of messages a day.

Nothing that stops here is lost in silence: what waits lies in the outbox with a later moment, what is too many is set
aside and the duty officers are told, and what makes no sense any more by then is written into the trail.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta

from bot.messages import URGENT, Body, Destination, Outbound
from bot.rules.attention import COUNTED, Attention, moments
from bot.scheduler.base import Desk
from bot.store.records import AuditLine
from bot.store.unit_of_work import UnitOfWork
from bot.views.attention import over_the_number

GATE = "scheduler"  # who, in the trail


async def attention_at(uow: UnitOfWork, desk: Desk, moment: datetime) -> Attention:
    """What is in force at that moment, and what was said on its day. At most two statements, whatever the units."""
    attention = Attention(desk.preset, desk.directory, desk.zone, await uow.attention.since(moment))
    if attention.counts:
        await uow.flush()
        day = moment.astimezone(desk.zone).date()
        begun = datetime.combine(day, time(), tzinfo=desk.zone).astimezone(UTC)
        attention.times = moments(await uow.attention.told_since(begun - timedelta(hours=1)))
    return attention


async def put(uow: UnitOfWork, desk: Desk, outbounds: Sequence[Outbound], *, now: datetime) -> tuple[Outbound, ...]:
    """Put into the outbox what may be said; what was put, with its moments."""
    if not any(one.kind in COUNTED and one.priority > URGENT for one in outbounds):
        for one in outbounds:
            uow.outbox.put(one)
        return tuple(outbounds)
    attention = await attention_at(uow, desk, min(now, *(one.due_at for one in outbounds)))
    told: list[Outbound] = []
    aside: list[Outbound] = []
    for outbound in outbounds:
        admitted = attention.admit(outbound, now=now)
        told += admitted.said
        aside += admitted.aside
        for part, why in admitted.lapsed:
            _note(uow, part, "post_not_said", now, why=why)
    for one in (*told, *aside):
        uow.outbox.put(one)
    if aside:
        await uow.flush()
        await uow.attention.set_aside([one.key for one in aside])
        for one in aside:
            _note(uow, one, "post_set_aside", now, why="over the day's number")
        for notice in _notices(desk, attention, aside, now):
            uow.outbox.put(notice)
    return tuple(told)


def _notices(desk: Desk, attention: Attention, aside: Sequence[Outbound], now: datetime) -> list[Outbound]:
    """To every duty officer (to the command groups where there is none), once a day for each group."""
    officers = [Destination(member=one.user_id) for one in desk.directory.members if one.role == "duty_officer"]
    commands = [Destination(group=one.id) for one in desk.directory.command_groups]
    day = now.astimezone(desk.zone).date()
    first = {one.to.group: one for one in reversed(aside) if one.to.group is not None}
    return [
        Outbound(
            key=f"attention:{group}:{day.isoformat()}:{to.key}",
            kind="alert",
            to=to,
            body=Body(over_the_number(desk.directory, one, attention.number(group))),
            due_at=now,
            priority=URGENT,
        )
        for group, one in first.items()
        if group is not None
        for to in officers or commands
    ]


def _note(uow: UnitOfWork, outbound: Outbound, action: str, now: datetime, *, why: str) -> None:
    units = [entry.unit for entry in outbound.body.entries]
    about = {"why": why, "to": outbound.to.key, "due_at": outbound.due_at.isoformat(), "units": units}
    uow.audit.write(AuditLine(now, GATE, action, outbound.key, about))
