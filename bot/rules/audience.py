"""Who is told about whom: each unit in one group only, so that nobody is nagged twice.

An enterprise belongs to the enterprise group where the step posts there; every other unit, and an
enterprise that no enterprise group covers, to the group of its grid.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from bot.directory.model import Directory, Group, Unit
from bot.messages import Destination


@dataclass(frozen=True, slots=True)
class Audience:
    """Units under the group that hears about them, in file order; `nowhere`: no group of the step covers them."""

    by_group: Mapping[str, tuple[Unit, ...]]
    nowhere: tuple[Unit, ...] = ()


def audience(units: Iterable[Unit], kinds: Collection[str], directory: Directory) -> Audience:
    """Share the units out among the groups of these kinds. Groups come in file order."""
    cover = _Cover(directory, kinds)
    found: dict[str, list[Unit]] = {}
    nowhere = []
    for unit in units:
        group = cover.group_of(unit)
        if group is None:
            nowhere.append(unit)
        else:
            found.setdefault(group.id, []).append(unit)
    ordered = {group.id: tuple(found[group.id]) for group in directory.groups if group.id in found}
    return Audience(ordered, tuple(nowhere))


def groups_of(kinds: Collection[str], directory: Directory) -> tuple[Group, ...]:
    """Every group of these kinds, in file order."""
    return tuple(group for group in directory.groups if group.kind in kinds)


def told_for(unit: Unit, directory: Directory) -> tuple[str, ...]:
    """User ids to mention about a unit: its clerks, else the grid workers of its own grid; never out of a text."""
    if clerks := directory.clerks_of(unit.id):
        return tuple(member.user_id for member in clerks)
    return tuple(m.user_id for m in directory.members if m.role == "grid_worker" and unit.area in m.areas)


def to_group(group_id: str) -> Destination:
    """A group by its own id; the directory knows on which channel and address it is posted to."""
    return Destination(group=group_id)


class _Cover:
    """Which group covers an area: of several the one bound most closely, then the first of the file."""

    def __init__(self, directory: Directory, kinds: Collection[str]) -> None:
        self._enterprise: dict[str, Group] = {}
        self._grid: dict[str, Group] = {}
        every = frozenset(area.id for area in directory.areas)
        closest: dict[tuple[str, str], int] = {}
        for group in directory.groups:
            if group.kind not in kinds or group.kind not in ("enterprise", "grid"):
                continue
            unbound = group.kind == "enterprise" and not group.areas
            below = every if unbound else directory.areas_below(group.areas)
            table = self._enterprise if group.kind == "enterprise" else self._grid
            for area in below:
                if len(below) < closest.get((group.kind, area), len(every) + 1):
                    closest[group.kind, area] = len(below)
                    table[area] = group

    def group_of(self, unit: Unit) -> Group | None:
        enterprise = self._enterprise.get(unit.area) if unit.kind == "enterprise" else None
        return enterprise or self._grid.get(unit.area)
