"""Puts what was granted by message into the directory, beside the exemptions of its files.

A newcomer's usual mistake is to expand an area once, when it is granted: a unit that joins the grid later is excused
too, and one that leaves it is not. So it is done with every new directory.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Protocol

from bot.directory.model import Directory, Exemption, Unit


class Granted(Protocol):
    """What is needed of an excuse: `units`, or everything in `area`."""

    @property
    def units(self) -> Collection[str]: ...
    @property
    def area(self) -> str: ...
    @property
    def form(self) -> str: ...
    @property
    def from_day(self) -> date: ...
    @property
    def to_day(self) -> date | None: ...
    @property
    def reason(self) -> str: ...
    @property
    def decided_by(self) -> str: ...


def excused_directory(directory: Directory, granted: Sequence[Granted]) -> Directory:
    """The directory whose exemptions hold them too; the very same one when none has a day."""
    added = [
        Exemption(unit.id, one.form, one.from_day, one.to_day, one.reason, one.decided_by)
        for one in granted
        if one.to_day is None or one.from_day <= one.to_day
        for unit in units_of(one, directory)
    ]
    return replace(directory, exemptions=(*directory.exemptions, *added)) if added else directory


def units_of(excuse: Granted, directory: Directory) -> tuple[Unit, ...]:
    """Whom it is about, in file order: every unit below the area, or those named."""
    if excuse.area:
        return directory.units_in((excuse.area,))
    return tuple(unit for unit in directory.units if unit.id in excuse.units)


def ending_on(directory: Directory, forms: Iterable[str], day: date) -> tuple[tuple[Unit, Exemption], ...]:
    """Units whose excuse of one of the forms ends with `day` and that owe it again on the next, in file order."""
    last: dict[str, Exemption] = {}
    wanted = tuple(forms)
    for item in directory.exemptions:
        if item.to_day == day and item.from_day <= day:
            last.setdefault(item.unit, item)
    tomorrow = date.fromordinal(day.toordinal() + 1)
    return tuple(
        (unit, last[unit.id])
        for unit in directory.units
        if unit.id in last and any(_owes(directory, unit.id, form, last[unit.id], tomorrow) for form in wanted)
    )


def _owes(directory: Directory, unit: str, form: str, ended: Exemption, day: date) -> bool:
    return ended.form in (form, "*", "") and directory.exemption_of(unit, form, day) is None
