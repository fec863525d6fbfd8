"""The directory's values and its frozen snapshot: areas, units, members, groups, exemptions.

A snapshot never changes; when the version in the database moves, a new one replaces it. Whoever
is in no file is a `resident` (CONTRACT section 3).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from operator import itemgetter
from typing import Literal

Role = Literal["clerk", "grid_worker", "grid_leader", "leader", "duty_officer", "admin", "resident"]
AreaKind = Literal["zone", "grid"]
Sector = Literal["industry", "site", "neighbourhood", "rental"]
UnitKind = Literal[
    "enterprise", "site", "shop", "community", "school", "hotel", "rental",
    "area", "work_group", "checkpoint", "person", "post",
]  # fmt: skip
"""Whoever owes something is a unit: also a grid as such, a work group, a checkpoint, a person, a post."""
GroupKind = Literal["enterprise", "grid", "work", "command", "public"]

COMMANDING: frozenset[Role] = frozenset({"leader", "duty_officer", "admin"})
"""Roles that may ask about everything."""


@dataclass(frozen=True, slots=True)
class Area:
    """A zone or one of its grids."""

    id: str
    name: str
    parent: str | None = None
    kind: AreaKind = "grid"
    sector: Sector | None = None
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Unit:
    """Something that owes reports: an enterprise, a site, a shop... `staff` is a head count."""

    id: str
    name: str
    kind: UnitKind
    area: str
    aliases: tuple[str, ...] = ()
    tags: frozenset[str] = frozenset()
    staff: int | None = None
    active_from: date | None = None
    active_to: date | None = None

    def active_on(self, day: date) -> bool:
        after = self.active_from is None or self.active_from <= day
        return after and (self.active_to is None or day <= self.active_to)

    @property
    def short_name(self) -> str:
        """The name people use: the first alias, else the full name."""
        return self.aliases[0] if self.aliases else self.name


@dataclass(frozen=True, slots=True)
class Member:
    """A person as the platform knows him, with what he may do. Several roles never occur."""

    user_id: str
    name: str
    role: Role = "resident"
    units: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    phone: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """A chat group with the address it is heard on and the address it is posted to."""

    id: str
    name: str
    kind: GroupKind
    channel: str
    chat_id: str
    post_channel: str
    post_chat_id: str = field(repr=False)  # may be a robot key
    areas: tuple[str, ...] = ()
    hears: Literal["all", "mentions"] = "all"


@dataclass(frozen=True, slots=True)
class Exemption:
    """A unit owes nothing of a form between two days, both inclusive; None: open end."""

    unit: str
    form: str
    from_day: date
    to_day: date | None
    reason: str
    approved_by: str


@dataclass(frozen=True)
class Directory:
    """A frozen snapshot. Order of the tuples is the order of the files, so that output is stable."""

    version: int = 0
    areas: tuple[Area, ...] = ()
    units: tuple[Unit, ...] = ()
    members: tuple[Member, ...] = ()
    groups: tuple[Group, ...] = ()
    exemptions: tuple[Exemption, ...] = ()

    @cached_property
    def spoken_tags(self) -> frozenset[str]:
        """The tags of units that people say as they are written: 第5组, not above_scale."""
        return frozenset(tag for unit in self.units for tag in unit.tags if not tag.isascii())

    @cached_property
    def area_by_id(self) -> Mapping[str, Area]:
        return {area.id: area for area in self.areas}

    @cached_property
    def unit_by_id(self) -> Mapping[str, Unit]:
        return {unit.id: unit for unit in self.units}

    @cached_property
    def member_by_id(self) -> Mapping[str, Member]:
        return {member.user_id: member for member in self.members}

    @cached_property
    def numbers(self) -> frozenset[str]:
        """Members of whom only the phone is known: it stands where their user id should, and as their phone."""
        return frozenset(
            one.user_id for one in self.members if one.user_id == one.phone and re.fullmatch("1[0-9]{10}", one.phone)
        )

    @cached_property
    def group_by_id(self) -> Mapping[str, Group]:
        return {group.id: group for group in self.groups}

    @cached_property
    def _group_by_address(self) -> Mapping[tuple[str, str], Group]:
        return {(group.channel, group.chat_id): group for group in self.groups}

    @cached_property
    def _clerks_by_unit(self) -> Mapping[str, tuple[Member, ...]]:
        found: dict[str, list[Member]] = {}
        for member in self.members:
            if member.role == "clerk":
                for unit in member.units:
                    found.setdefault(unit, []).append(member)
        return {unit: tuple(clerks) for unit, clerks in found.items()}

    @cached_property
    def _units_by_area(self) -> Mapping[str, Sequence[tuple[int, Unit]]]:
        """The units of each area with their places in the file."""
        found: dict[str, list[tuple[int, Unit]]] = {}
        for place, unit in enumerate(self.units):
            found.setdefault(unit.area, []).append((place, unit))
        return found

    @cached_property
    def _areas_below(self) -> Mapping[str, frozenset[str]]:
        children: dict[str, list[str]] = {}
        for area in self.areas:
            if area.parent:
                children.setdefault(area.parent, []).append(area.id)

        def below(area_id: str) -> set[str]:
            found, waiting = set[str](), [area_id]
            while waiting:
                current = waiting.pop()
                if current not in found:
                    found.add(current)
                    waiting.extend(children.get(current, ()))
            return found

        return {area.id: frozenset(below(area.id)) for area in self.areas}

    def member(self, user_id: str) -> Member:
        """The member, or a resident of that id when he is in no file."""
        return self.member_by_id.get(user_id) or Member(user_id=user_id, name="", role="resident")

    def group_at(self, channel: str, chat: str) -> Group | None:
        """The group heard on that address; a group's own id is accepted as address too."""
        return self._group_by_address.get((channel, chat)) or self.group_by_id.get(chat)

    def areas_below(self, area_ids: Iterable[str]) -> frozenset[str]:
        """The given areas and everything below them."""
        return frozenset().union(*(self._areas_below.get(a, frozenset({a})) for a in area_ids))

    def units_in(self, area_ids: Iterable[str]) -> tuple[Unit, ...]:
        """Units of the given areas and everything below them, in file order."""
        inside = self.areas_below(area_ids)
        found = [placed for area in inside for placed in self._units_by_area.get(area, ())]
        return tuple(unit for _, unit in sorted(found, key=itemgetter(0)))

    @cached_property
    def command_groups(self) -> tuple[Group, ...]:
        """Where the command post is told, in file order; a district may have none."""
        return tuple(group for group in self.groups if group.kind == "command")

    def clerks_of(self, unit_id: str) -> tuple[Member, ...]:
        return self._clerks_by_unit.get(unit_id, ())

    def grid_numbered(self, number: int) -> Area | None:
        return next((a for a in self.areas if a.kind == "grid" and a.number == number), None)

    @cached_property
    def _by_charge(self) -> Mapping[tuple[Role, str], tuple[Member, ...]]:
        """Members under (role, id) of every unit and area that they are written beside."""
        found: dict[tuple[Role, str], list[Member]] = {}
        for member in self.members:
            for charge in dict.fromkeys((*member.units, *member.areas)):
                found.setdefault((member.role, charge), []).append(member)
        return {key: tuple(members) for key, members in found.items()}

    def leaders_of(self, area_id: str) -> tuple[Member, ...]:
        """Grid leaders whose areas hold the given area itself."""
        return tuple(m for m in self._by_charge.get(("grid_leader", area_id), ()) if area_id in m.areas)

    def paired_with(self, unit: Unit) -> tuple[Member, ...]:
        """The leaders (挂钩领导) written beside the unit itself, else those written beside its area."""
        own = tuple(m for m in self._by_charge.get(("leader", unit.id), ()) if unit.id in m.units)
        return own or tuple(m for m in self._by_charge.get(("leader", unit.area), ()) if unit.area in m.areas)

    def units_of(self, member: Member) -> tuple[Unit, ...]:
        """Units the member may report for: a clerk his units, a grid worker or leader those of his areas."""
        if member.role == "clerk":
            return tuple(self.unit_by_id[u] for u in member.units if u in self.unit_by_id)
        if member.role in ("grid_worker", "grid_leader"):
            return self.units_in(member.areas)
        if member.role in ("duty_officer", "admin"):
            return self.units
        return ()

    def may_report(self, member: Member, unit_id: str) -> bool:
        """Whether `units_of` the member has that unit; asked for every row of a file, so nothing is gone through."""
        unit = self.unit_by_id.get(unit_id)
        if unit is None:
            return False
        if member.role == "clerk":
            return unit_id in member.units
        if member.role in ("grid_worker", "grid_leader"):
            return unit.area in self.areas_below(member.areas)
        return member.role in ("duty_officer", "admin")

    def may_ask(self, member: Member, *, unit_id: str | None = None, area_id: str | None = None) -> bool:
        """Whether the member may see figures of that unit or area (CONTRACT section 3)."""
        if member.role in COMMANDING:
            return True
        if unit_id is not None:
            return self.may_report(member, unit_id)
        return area_id is not None and area_id in self.areas_below(member.areas)

    def exemption_of(self, unit_id: str, form: str, day: date) -> Exemption | None:
        for e in self.exemptions:
            if (
                e.unit == unit_id
                and e.form in (form, "*", "")
                and e.from_day <= day
                and (e.to_day is None or day <= e.to_day)
            ):
                return e
        return None
