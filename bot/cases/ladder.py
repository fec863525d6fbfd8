"""When each step of a deadline is due, and which comes next. Pure.

A step whose moment has passed when a case enters its state is never said: a deadline of two hours has no reminder
eight hours before it.
"""

from datetime import datetime, timedelta

from bot.cases.definition import Deadline, Step


def moment_of(step: Step, due_at: datetime) -> datetime:
    """So many hours after the deadline, or before it."""
    return due_at + timedelta(hours=step.hours)


def next_step(deadline: Deadline | None, due_at: datetime | None, *, after: datetime) -> tuple[int, datetime] | None:
    """The first step that is due after that moment, with its place in the ladder; None: there is none."""
    if deadline is None or due_at is None:
        return None
    for place, step in enumerate(deadline.steps):
        if (at := moment_of(step, due_at)) > after:
            return place, at
    return None


def step_at(deadline: Deadline | None, due_at: datetime | None, place: int) -> datetime | None:
    """The moment of the step at that place; None: the ladder has no such step."""
    if deadline is None or due_at is None or place >= len(deadline.steps):
        return None
    return moment_of(deadline.steps[place], due_at)
