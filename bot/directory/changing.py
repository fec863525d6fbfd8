"""Puts what was decided by message over the directory of the files: who reports for whom, and units that come and go.

Changes are kept beside the files, never written into them: an import replaces the files' part and the changes hold on
until they are undone. One that speaks of a unit or an area that is gone changes nothing, so that no import can fail
because of one.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Literal, Protocol

from bot.directory.model import Directory, Member, Unit

ChangeKind = Literal["join", "leave", "add", "rename", "move", "close", "reopen"]
"""join: `user`, `name`, `unit`, `alone`; leave: `user`, `unit`; add: `unit`, `name`, `kind`, `area`;
rename: `unit`, `name`; move: `unit`, `area`; close: `unit`, `last` (ISO day, the last one it owes); reopen: `unit`."""


class Decided(Protocol):
    """What is needed of a change that holds."""

    @property
    def kind(self) -> ChangeKind: ...
    @property
    def about(self) -> Mapping[str, Any]: ...


class _Registers:
    """Units and members while changes are made, in the order of the files; what is new stands behind."""

    def __init__(self, directory: Directory) -> None:
        self.units = {unit.id: unit for unit in directory.units}
        self.members = {member.user_id: member for member in directory.members}
        self.areas = directory.area_by_id

    def join(self, about: Mapping[str, Any]) -> None:
        unit, user = about["unit"], about["user"]
        member = self.members.get(user) or Member(user, about["name"], "clerk")
        if unit not in self.units or member.role != "clerk":
            return
        if about["alone"]:
            for other in [m for m in self.members.values() if unit in m.units and m.user_id != user]:
                self._without(other, unit)
        if unit not in member.units:
            member = replace(member, units=(*member.units, unit))
        self.members[user] = member

    def leave(self, about: Mapping[str, Any]) -> None:
        member = self.members.get(about["user"])
        if member is not None:
            self._without(member, about["unit"])

    def _without(self, member: Member, unit: str) -> None:
        """A clerk without units is nobody's clerk any more."""
        if member.role != "clerk" or unit not in member.units:
            return
        left = tuple(one for one in member.units if one != unit)
        if left:
            self.members[member.user_id] = replace(member, units=left)
        else:
            del self.members[member.user_id]

    def add(self, about: Mapping[str, Any]) -> None:
        if about["area"] in self.areas and about["unit"] not in self.units:
            self.units[about["unit"]] = Unit(about["unit"], about["name"], about["kind"], about["area"])

    def rename(self, about: Mapping[str, Any]) -> None:
        """The old name stays a name that people may use."""
        unit = self.units.get(about["unit"])
        if unit is not None and unit.name != about["name"]:
            known = tuple(name for name in (*unit.aliases, unit.name) if name != about["name"])
            self.units[unit.id] = replace(unit, name=about["name"], aliases=known)

    def move(self, about: Mapping[str, Any]) -> None:
        unit = self.units.get(about["unit"])
        if unit is not None and about["area"] in self.areas:
            self.units[unit.id] = replace(unit, area=about["area"])

    def close(self, about: Mapping[str, Any]) -> None:
        unit = self.units.get(about["unit"])
        if unit is not None:
            self.units[unit.id] = replace(unit, active_to=date.fromisoformat(about["last"]))

    def reopen(self, about: Mapping[str, Any]) -> None:
        unit = self.units.get(about["unit"])
        if unit is not None:
            self.units[unit.id] = replace(unit, active_to=None)


_MAKE: Mapping[ChangeKind, Callable[[_Registers, Mapping[str, Any]], None]] = {
    "join": _Registers.join,
    "leave": _Registers.leave,
    "add": _Registers.add,
    "rename": _Registers.rename,
    "move": _Registers.move,
    "close": _Registers.close,
    "reopen": _Registers.reopen,
}


def changed_directory(directory: Directory, changes: Sequence[Decided]) -> Directory:
    """The directory with the changes made in their order; the very same one when there is none."""
    if not changes:
        return directory
    registers = _Registers(directory)
    for change in changes:
        _MAKE[change.kind](registers, change.about)
    units, members = tuple(registers.units.values()), tuple(registers.members.values())
    return replace(directory, units=units, members=members)
