"""Counting reports: who has handed in, totals by field, rates. Pure, over the heads of a day.

A total says how many units gave the figure, a rate is always two numbers: nothing here is a percentage.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

from bot.directory.model import Directory, Unit
from bot.forms.definition import FormDef
from bot.forms.preset import Preset
from bot.reading.meaning import Figure
from bot.rules.duty import exempt_units, owed_units

SUMMED = frozenset({"count", "decimal", "money", "yes_no"})  # a temperature is not added up


class Head(Protocol):
    """What counting needs of a stored report."""

    @property
    def values(self) -> Mapping[str, Figure]: ...
    @property
    def status(self) -> Literal["on_time", "late"]: ...
    @property
    def counts(self) -> bool: ...
    @property
    def withdrawn(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Coverage:
    """Who owed, who did. `partial` have sent something that does not count yet."""

    owed: tuple[Unit, ...]
    on_time: tuple[Unit, ...]
    late: tuple[Unit, ...]
    missing: tuple[Unit, ...]
    partial: tuple[Unit, ...]
    exempt: tuple[Unit, ...]

    @property
    def done(self) -> int:
        return len(self.on_time) + len(self.late)


@dataclass(frozen=True, slots=True)
class Total:
    """The sum of one field (for yes-no: how many said yes) and how many units gave it."""

    field: str
    total: int
    units: int


def coverage(
    form: FormDef,
    day: date,
    *,
    directory: Directory,
    preset: Preset,
    heads: Mapping[str, Head],
    within: Collection[str] | None = None,
) -> Coverage:
    """Split the units that owe on `day` (only those `within`, where given) by what came in."""
    owed = tuple(u for u in owed_units(form, directory, day, preset) if within is None or u.id in within)
    excused = tuple(u for u in exempt_units(form, directory, day, preset) if within is None or u.id in within)
    counted = {u.id: heads[u.id] for u in owed if u.id in heads and heads[u.id].counts}
    missing = tuple(u for u in owed if u.id not in counted)
    return Coverage(
        owed=owed,
        on_time=tuple(u for u in owed if u.id in counted and counted[u.id].status == "on_time"),
        late=tuple(u for u in owed if u.id in counted and counted[u.id].status == "late"),
        missing=missing,
        partial=tuple(u for u in missing if u.id in heads and not heads[u.id].withdrawn),
        exempt=excused,
    )


def totals(form: FormDef, reports: Iterable[Mapping[str, Figure]]) -> tuple[Total, ...]:
    """Sums in the order of the form, of fields that anybody gave."""
    rows = list(reports)
    found = []
    for field in form.fields:
        given = [row[field.key] for row in rows if field.key in row]
        if field.kind in SUMMED and given:
            found.append(Total(field.key, sum(int(v) for v in given if isinstance(v, int)), len(given)))
    return tuple(found)


def said_yes(units: Iterable[Unit], heads: Mapping[str, Head], field: str) -> tuple[Unit, ...]:
    """Units whose report of the day counts and answers the yes-no field with yes."""
    return tuple(u for u in units if u.id in heads and heads[u.id].counts and heads[u.id].values.get(field) is True)


def in_scope(units: Iterable[Unit], scope: str | None) -> tuple[Unit, ...]:
    """Units of a kind (site) or with a tag (above_scale); None: all."""
    return tuple(u for u in units if scope is None or u.kind == scope or scope in u.tags)


def by_area(units: Sequence[Unit]) -> dict[str, list[Unit]]:
    """Units under their area's id, areas in order of first appearance."""
    found: dict[str, list[Unit]] = {}
    for unit in units:
        found.setdefault(unit.area, []).append(unit)
    return found
