"""What links the rows of a directory: ids that must be unique, references that must lead somewhere, no circles.

Warnings are for what is legal and yet probably not meant; they stop nothing.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any

from bot.directory.cells import Cells
from bot.directory.model import Area, Exemption, Group, Member, Unit
from bot.directory.rows import Placed, T
from bot.errors import Trouble
from bot.nearest import nearest


def link_troubles(
    areas: Sequence[Placed[Area]],
    units: Sequence[Placed[Unit]],
    members: Sequence[Placed[Member]],
    groups: Sequence[Placed[Group]],
    exemptions: Sequence[Placed[Exemption]],
    *,
    torn: Collection[str] = (),
) -> Iterator[Trouble]:
    """Every trouble between the rows, table by table.

    `torn` are tables of which a row could not be read: a reference may lead to that very row.
    """
    area_ids = None if "areas" in torn else {placed.value.id for placed in areas}
    unit_ids = None if "units" in torn else {placed.value.id for placed in units}
    yield from _twice(areas, "id", lambda area: area.id)
    yield from _unknown(areas, "parent", lambda area: (area.parent,), area_ids)
    yield from _circles(areas)
    yield from _twice(units, "id", lambda unit: unit.id)
    yield from _unknown(units, "area", lambda unit: (unit.area,), area_ids)
    yield from _twice(members, "user_id", lambda member: member.user_id)
    yield from _unknown(members, "units", lambda member: member.units, unit_ids)
    yield from _unknown(members, "areas", lambda member: member.areas, area_ids)
    yield from _twice(groups, "id", lambda group: group.id)
    yield from _unknown(groups, "areas", lambda group: group.areas, area_ids)
    yield from _same_address(groups)
    yield from _unknown(exemptions, "unit", lambda exemption: (exemption.unit,), unit_ids)


def link_warnings(
    areas: Sequence[Placed[Area]], units: Sequence[Placed[Unit]], members: Sequence[Placed[Member]]
) -> Iterator[Trouble]:
    """What is legal and yet probably not meant."""
    yield from _names_of_others(units)
    yield from _same_number(areas)
    for placed in members:
        member = placed.value
        if member.role == "clerk" and not member.units:
            yield _told(placed.cells, "units", f"the clerk {member.user_id} can report for nothing", "name his units")
        if member.role in ("grid_worker", "grid_leader") and not member.areas:
            yield _told(placed.cells, "areas", f"{member.user_id} has no area", "name his grid")


def _told(cells: Cells, column: str, what: str, mend: str) -> Trouble:
    return cells.table.trouble(cells.row.number, column, what, mend)


def _row(cells: Cells) -> str:
    """A row as another row's trouble speaks of it."""
    return f"{'line' if cells.table.letters is None else 'row'} {cells.row.number}"


def _twice(rows: Sequence[Placed[T]], column: str, key: Callable[[T], str]) -> Iterator[Trouble]:
    first: dict[str, Cells] = {}
    for placed in rows:
        value = key(placed.value)
        other = first.setdefault(value, placed.cells)
        if value and other is not placed.cells:
            yield _told(placed.cells, column, f'{column} "{value}" stands there twice', f"it is also in {_row(other)}")


def _unknown(
    rows: Sequence[Placed[T]], column: str, used: Callable[[T], Sequence[str | None]], known: set[str] | None
) -> Iterator[Trouble]:
    noun = {"parent": "area", "areas": "area", "units": "unit"}.get(column, column)
    if known is None:
        return
    for placed in rows:
        for value in used(placed.value):
            if value and value not in known:
                near = nearest(value, known) if len(known) <= 5_000 else None
                mend = f"did you mean {near}?" if near else f"add it to {noun}s or take it out"
                yield _told(placed.cells, column, f'unknown {noun} "{value}"', mend)


def _circles(areas: Sequence[Placed[Area]]) -> Iterator[Trouble]:
    """An area that lies in itself, however far around; each circle is told once."""
    parents = {placed.value.id: placed.value.parent for placed in areas}
    told: set[str] = set()
    for placed in areas:
        path: dict[str, None] = {}
        current: str | None = placed.value.id
        while current is not None and current not in path and current not in told:
            path[current] = None
            current = parents.get(current)
        if path and current == placed.value.id:
            way = " > ".join((*path, current))
            yield _told(placed.cells, "parent", f"the area lies in itself: {way}", "the topmost area has no parent")
            told |= set(path)


def _same_address(groups: Sequence[Placed[Group]]) -> Iterator[Trouble]:
    first: dict[tuple[str, str], Placed[Group]] = {}
    for placed in groups:
        group = placed.value
        if not group.channel or not group.chat_id:
            continue
        other = first.setdefault((group.channel, group.chat_id), placed)
        if other is not placed:
            what = f'two groups are heard on {group.channel}/{group.chat_id}: "{other.value.id}" and "{group.id}"'
            yield _told(placed.cells, "chat_id", what, f"the other is in {_row(other.cells)}")


def _names_of_others(units: Sequence[Placed[Unit]]) -> Iterator[Trouble]:
    """An alias that is another unit's full name: whoever writes that name is asked which of the two is meant."""
    full: dict[str, list[Unit]] = {}
    for placed in units:
        full.setdefault(placed.value.name, []).append(placed.value)
    for placed in units:
        unit = placed.value
        others: list[Any] = [other.id for other in full[unit.name] if other.id != unit.id]
        if others:
            what = f"the full name of {unit.id} is also that of {', '.join(others)}"
            yield _told(placed.cells, "name", what, "reports under it are asked back")
        for alias in unit.aliases:
            for other in full.get(alias, ()):
                if other.id != unit.id:
                    what = f'the alias "{alias}" is the full name of {other.id}'
                    yield _told(placed.cells, "aliases", what, "reports under it are asked back")


def _same_number(areas: Sequence[Placed[Area]]) -> Iterator[Trouble]:
    first: dict[int, Placed[Area]] = {}
    for placed in areas:
        area = placed.value
        if area.kind != "grid" or area.number is None:
            continue
        other = first.setdefault(area.number, placed)
        if other is not placed:
            what = f"grid number {area.number} is also that of {other.value.id}"
            yield _told(placed.cells, "number", what, f"{area.number}号网格 will always mean {other.value.id}")
