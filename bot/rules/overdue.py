"""What becomes urgent by lying there: a tip-off that nobody took up or closed, a watch that nobody took over. Pure.

Each is urgent once: what a person closed although the cause is still there stays in 未结事项, and is not told anew.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.forms.moments import duration
from bot.forms.watch import WatchRules
from bot.rules.roster import watches
from bot.rules.urgent import UrgentKind

TIP_STAGES = (("taken_up", "tip_taken_up"), ("closed", "tip_closed"))


class OpenTip(Protocol):
    """A tip-off that is not closed."""

    @property
    def number(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def created_at(self) -> datetime: ...


class Line(Protocol):
    """A line of the roster, with who took it over."""

    @property
    def id(self) -> int: ...
    @property
    def from_at(self) -> datetime: ...
    @property
    def until_at(self) -> datetime: ...
    @property
    def people(self) -> tuple[str, ...]: ...
    @property
    def backup(self) -> tuple[str, ...]: ...
    @property
    def set_at(self) -> datetime: ...
    @property
    def taken_by(self) -> str: ...


class Owed(Protocol):
    """A form that a unit owes after an event."""

    @property
    def id(self) -> int: ...
    @property
    def unit(self) -> str: ...
    @property
    def opened_at(self) -> datetime: ...
    @property
    def due_at(self) -> datetime: ...


class Pending(Protocol):
    """An urgent item that is not closed."""

    @property
    def kind(self) -> UrgentKind: ...
    @property
    def subject(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Coming:
    """Something that is urgent from `at` on. `about`: the tip-off's number, or the first of those on watch."""

    kind: UrgentKind
    subject: str
    at: datetime
    about: str
    since: datetime
    unit: str = ""


def coming_tips(tips: Iterable[OpenTip], rules: WatchRules) -> list[Coming]:
    """Of every open tip-off what it is late with next, `subject` T0001:taken_up or T0001:closed."""
    found = []
    for tip in tips:
        for stage, setting in TIP_STAGES:
            span = getattr(rules, setting)
            if span and not (stage == "taken_up" and tip.state != "received"):
                due_at = tip.created_at + duration(span)
                found.append(Coming("tip", f"{tip.number}:{stage}", due_at, tip.number, tip.created_at))
    return found


def coming_watches(lines: Sequence[Line], rules: WatchRules, *, now: datetime) -> list[Coming]:
    """The watch that is on and those to come, while nobody took them over; one that was set while it ran needs none."""
    if not rules.take_over or not lines:
        return []
    by_id = {one.id: one for one in lines}
    end = max(one.until_at for one in lines)
    found = []
    for watch in watches(lines, min(one.from_at for one in lines), end):
        line = by_id.get(watch.entry)
        if line is not None and line.set_at <= watch.from_at and watch.until_at > now and not line.taken_by:
            due_at = watch.from_at + duration(rules.take_over)
            if due_at < watch.until_at:
                subject = f"{watch.entry}:{watch.from_at.isoformat()}"
                found.append(Coming("watch", subject, due_at, watch.people[0], watch.from_at))
    return found


def coming_events(owed: Iterable[Owed]) -> list[Coming]:
    """Of each what is owed after an event, from when it is overdue."""
    return [Coming("event", f"{one.id}", one.due_at, f"{one.id}", one.opened_at, one.unit) for one in owed]


def fresh(coming: Iterable[Coming], seen: Collection[tuple[str, str]]) -> list[Coming]:
    """Without what was urgent before, the earliest first."""
    return sorted((one for one in coming if (one.kind, one.subject) not in seen), key=lambda one: (one.at, one.subject))


def is_over(
    item: Pending, *, tips: Iterable[OpenTip], lines: Iterable[Line], now: datetime, owed: Iterable[Owed] = ()
) -> bool:
    """Whether the cause of a pending item is gone: the tip-off taken up or closed, the watch taken over or ended,
    what was owed reported."""
    subject, _, stage = item.subject.partition(":")
    if item.kind == "tip":
        tip = next((one for one in tips if one.number == subject), None)
        return tip is None or (stage == "taken_up" and tip.state != "received")
    if item.kind == "event":
        return all(str(one.id) != subject for one in owed)
    if item.kind == "watch":
        line = next((one for one in lines if str(one.id) == subject), None)
        return line is None or bool(line.taken_by) or line.until_at <= now
    return False
