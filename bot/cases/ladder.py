"""When each step of a deadline is due, and which comes next. Pure.

A step whose moment has passed when a case enters its state is never said: a deadline of two hours has no reminder
eight hours before it. A step of the night waits for the morning, a reminder only where the deadline is later.
"""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.cases.definition import CaseType, Step


def moment_of(step: Step, due_at: datetime, *, kind: CaseType, zone: ZoneInfo) -> datetime:
    """So many hours after the deadline, or before it; out of the type's quiet hours."""
    at = due_at + timedelta(hours=step.hours)
    local = at.astimezone(zone)
    first, last = (time.fromisoformat(one) for one in kind.quiet)
    late, early = local.time() >= first, local.time() < last
    if not ((late or early) if last <= first else (late and early)):
        return at
    day = local.date() + timedelta(days=1 if late and last <= first else 0)
    morning = datetime.combine(day, last, tzinfo=zone)
    return at if step.hours < 0 and morning >= due_at else morning


def next_step(
    kind: CaseType, state: str, due_at: datetime | None, *, after: datetime, zone: ZoneInfo
) -> tuple[int, datetime] | None:
    """The first step of the state's deadline that is due after that moment, with its place; None: there is none."""
    deadline = kind.deadline_of(state)
    if deadline is None or due_at is None:
        return None
    for place, step in enumerate(deadline.steps):
        if (at := moment_of(step, due_at, kind=kind, zone=zone)) > after:
            return place, at
    return None


def step_at(kind: CaseType, state: str, due_at: datetime | None, place: int, *, zone: ZoneInfo) -> datetime | None:
    """The moment of the step at that place; None: the ladder has no such step."""
    deadline = kind.deadline_of(state)
    if deadline is None or due_at is None or place >= len(deadline.steps):
        return None
    return moment_of(deadline.steps[place], due_at, kind=kind, zone=zone)
