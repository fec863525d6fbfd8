"""What the clock will say in the next hours: each post composed as it would be by what is known now, nothing kept.

A newcomer's usual mistake is to count units another way than the post does: whoever would be named is whom the very
same code names.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.messages import Destination, Outbound
from bot.rules.attention import Attention
from bot.scheduler.base import Desk, ScheduledPost
from bot.scheduler.gate import attention_at
from bot.scheduler.pretence import Pretence
from bot.store.unit_of_work import UnitOfWork

MOST = 200  # posts that are looked at
DECIDED_THEN = "criticism_draft"
"""Whom a draft names hangs on the reminders that are accepted until then."""


@dataclass(frozen=True, slots=True)
class Telling:
    """One destination of a post. `units` None: nobody knows yet. `becomes`: why not then, "" where it is then."""

    to: Destination
    units: int | None
    at: datetime
    becomes: str = ""


@dataclass(frozen=True, slots=True)
class Foreseen:
    """One post at its due moment; `told` empty: nobody would be told. `known` False: only that it is due."""

    name: str
    title: str
    due_at: datetime
    told: tuple[Telling, ...] = ()
    known: bool = True


async def foreseen(
    uow: UnitOfWork, desk: Desk, posts: Sequence[ScheduledPost], *, now: datetime, until: datetime
) -> tuple[Foreseen, ...]:
    """Every post due after `now` and not after `until`, in order of time."""
    due = sorted(_due(posts, now, until), key=lambda one: one[1])[:MOST]
    attention = await attention_at(uow, desk, now)
    found = []
    for post, due_at in due:
        if not post.pure:
            found.append(Foreseen(post.name, post.title or post.name, due_at, known=False))
            continue
        pretence = Pretence(uow)
        outbounds = await post.compose(pretence, desk, due_at)
        told = tuple(telling for outbound in outbounds for telling in _telling(attention, outbound, due_at))
        found.append(Foreseen(post.name, post.title or post.name, due_at, told))
    found += await _steps_of_cases(uow, desk, now, until)
    return tuple(sorted(found, key=lambda one: one.due_at))


async def _steps_of_cases(uow: UnitOfWork, desk: Desk, now: datetime, until: datetime) -> list[Foreseen]:
    """The next step of every case that waits for one: only that it is due, for the case may be done by then."""
    titles = {kind.id: kind.title for kind in desk.preset.cases}
    waiting = await uow.cases.due(until, limit=MOST) if titles else ()
    return [
        Foreseen(f"case.{case.number}", f"{titles[case.type]}{case.number}的期限", case.next_at, known=False)
        for case in waiting
        if case.type in titles and case.next_at is not None and case.next_at > now
    ]


def _due(posts: Sequence[ScheduledPost], now: datetime, until: datetime) -> list[tuple[ScheduledPost, datetime]]:
    found: list[tuple[ScheduledPost, datetime]] = []
    for post in posts:
        due_at = post.trigger.next_after(now)
        while due_at is not None and due_at <= until and len(found) < MOST * 10:
            found.append((post, due_at))
            due_at = post.trigger.next_after(due_at)
    return found


def _telling(attention: Attention, outbound: Outbound, due_at: datetime) -> list[Telling]:
    paused = {entry.unit: attention.paused_until(entry.unit, due_at) for entry in outbound.body.entries}
    admitted = attention.admit(outbound, now=due_at)

    def units(one: Outbound) -> int | None:
        return None if one.kind == DECIDED_THEN else len(one.body.entries)

    def becomes(one: Outbound) -> str:
        if one.due_at <= due_at:
            return ""
        if any(paused.get(entry.unit) for entry in one.body.entries):
            return "paused"
        return "quiet" if attention.quiet_until(one, due_at) is not None else "merged"

    return [
        *(Telling(one.to, units(one), one.due_at, becomes(one)) for one in admitted.said),
        *(Telling(one.to, units(one), one.due_at, "aside") for one in admitted.aside),
        *(Telling(one.to, units(one), one.due_at, f"lapsed_{why}") for one, why in admitted.lapsed),
    ]
