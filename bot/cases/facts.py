"""What an application still lacks: items without proof, days that are not known, too late or before their gate. Pure.

A tick is no proof: what counts is what was written or shown beside it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from bot.cases.definition import CaseType, Day, Gate, Item
from bot.directory.model import Unit


@dataclass(frozen=True, slots=True)
class LateDay:
    """A day that is later than it may be: `latest` is the last one that is fit."""

    day: Day
    is_on: date
    latest: date


@dataclass(frozen=True, slots=True)
class Lacks:
    """What is lacking, in the order of the file. `early`: the gate that the planned day lies before.

    `ahead`: the first of the days, where it has not come yet; that lacks nothing.
    """

    items: tuple[Item, ...] = ()
    days: tuple[Day, ...] = ()
    late: tuple[LateDay, ...] = ()
    early: tuple[Gate, ...] = ()
    ahead: tuple[Day, date] | None = None

    @property
    def dates(self) -> bool:
        """Whether any day is not known or not fit."""
        return bool(self.days or self.late or self.early)


def lacks_of(
    kind: CaseType, *, items: Mapping[str, str], days: Mapping[str, date], unit: Unit | None, today: date
) -> Lacks:
    """`items`: the proof of each, by key; `days`: those known, by key."""
    first = kind.days[0] if kind.days else None
    plan = days.get(first.key) if first is not None else None
    unknown = tuple(one for one in kind.days if one.key not in days)
    return Lacks(
        items=tuple(one for one in kind.items if not items.get(one.key)),
        days=unknown,
        late=tuple(late for one in kind.days if (late := _late(one, days)) is not None),
        early=tuple(
            gate
            for one in kind.days
            if (gate := gate_of(kind, unit, day=one.key)) is not None
            and one.key in days
            and days[one.key] < gate.not_before
        ),
        ahead=(first, plan) if first is not None and plan is not None and plan > today else None,
    )


def gate_of(kind: CaseType, unit: Unit | None, *, day: str) -> Gate | None:
    """The first gate of that day that fits the unit."""
    return next((gate for gate in kind.gates if gate.day == day and _fits(gate, unit)), None)


def rank(kind: CaseType, unit: Unit | None) -> int:
    """The place of a unit's cases in the queue: 0 goes first."""
    tags = frozenset() if unit is None else unit.tags
    return next((place for place, tag in enumerate(kind.first) if tag in tags), len(kind.first))


def _late(day: Day, days: Mapping[str, date]) -> LateDay | None:
    if not day.before or day.key not in days or day.before not in days:
        return None
    latest = days[day.before] - timedelta(days=day.ahead)
    return LateDay(day, days[day.key], latest) if days[day.key] > latest else None


def _fits(gate: Gate, unit: Unit | None) -> bool:
    if not gate.kinds and not gate.tags:
        return True
    return unit is not None and (unit.kind in gate.kinds or not unit.tags.isdisjoint(gate.tags))
