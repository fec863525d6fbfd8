"""How a person stands to a case, and who the people are that stand so: worked out from the directory, never stored.

A duty officer may do what an officer may, and so may an administrator; told by the clock are duty officers alone.
"""

from collections.abc import Iterable, Mapping
from typing import Protocol

from bot.cases.definition import CaseType, Who
from bot.directory.model import COMMANDING, Directory, Member, Role, Unit


class Concerned(Protocol):
    """What is needed of a case: its unit's id, and user ids of who opened it and who moved it last."""

    @property
    def unit(self) -> str: ...
    @property
    def opened_by(self) -> str: ...
    @property
    def moved_by(self) -> str: ...


def standing(member: Member, case: Concerned, directory: Directory) -> frozenset[Who]:
    """Everything that the member is to the case; nothing for a resident."""
    if member.role == "resident":
        return frozenset()
    found = set[Who](as_to_unit(member, directory.unit_by_id.get(case.unit), directory))
    if member.user_id == case.opened_by:
        found.add("opener")
    if member.user_id == case.moved_by:
        found.add("doer")
    return frozenset(found)


def as_to_unit(member: Member, unit: Unit | None, directory: Directory) -> frozenset[Who]:
    """What the member is to a unit before there is a case."""
    found = set[Who]()
    if member.role == "leader":
        found.add("leader")
    if member.role in ("duty_officer", "admin"):
        found.add("officer")
    if unit is None:
        return frozenset(found)
    if unit.id in member.units and member.role != "leader":
        found.add("insider")
        if member.role == "clerk":
            found.add("clerk")
    if member.role == "grid_worker" and unit.area in directory.areas_below(member.areas):
        found.add("grid_worker")
    if member.role == "grid_leader" and unit.area in directory.areas_below(member.areas):
        found.add("grid_leader")
    if member in directory.paired_with(unit):
        found.add("paired_leader")
    return frozenset(found)


ROLES: Mapping[Who, frozenset[Role]] = {
    "clerk": frozenset({"clerk"}),
    "grid_worker": frozenset({"grid_worker"}),
    "grid_leader": frozenset({"grid_leader"}),
    "paired_leader": frozenset({"leader"}),
    "leader": frozenset({"leader"}),
    "officer": frozenset({"duty_officer"}),
}
"""Who can stand so at all, so that not everybody is looked at more closely; of the others anybody can."""


def people(whos: Iterable[Who], case: Concerned, directory: Directory) -> tuple[Member, ...]:
    """The members who stand so to the case, each once, in the order of the file; administrators are not told."""
    wanted = frozenset(whos)
    roles = frozenset[Role]().union(*(ROLES.get(who, frozenset()) for who in wanted))
    named = {case.opened_by for who in wanted if who == "opener"} | {case.moved_by for who in wanted if who == "doer"}
    return tuple(
        member
        for member in directory.members
        if (member.role in roles and standing(member, case, directory) & wanted) or member.user_id in named
    )


def may_see(member: Member, case: Concerned, kind: CaseType, directory: Directory) -> bool:
    """By the level of the type; whoever may not is told what he would be told of a number that nobody gave."""
    if member.role in COMMANDING or member.user_id == case.opened_by:
        return member.role != "resident"
    return kind.seen_by == "unit" and bool(standing(member, case, directory))
