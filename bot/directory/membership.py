"""Who belongs into which group: the directory has no such list, a group covers areas and who works there is in it.

Nothing is allowed or refused by it: it says whom a page shows in a group, and whom a group of the app is made with.
"""

from collections.abc import Iterable
from functools import cached_property

from bot.directory.model import COMMANDING, Directory, Group, Member


class Membership:
    """Worked out once for one snapshot of the directory."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory

    def groups_of(self, member: Member) -> tuple[Group, ...]:
        """The member's groups in file order; who commands is in all of them."""
        if member.role in COMMANDING:
            return self._directory.groups
        units = [self._directory.unit_by_id[u] for u in member.units if u in self._directory.unit_by_id]
        areas = {*member.areas, *(unit.area for unit in units)}
        firms = {unit.area for unit in units if unit.kind == "enterprise"}
        return tuple(group for group in self._directory.groups if self._is_in(group, member, areas, firms))

    def members_of(self, group: Group) -> tuple[Member, ...]:
        """Everybody of the directory who belongs into the group, in file order."""
        return tuple(member for member in self._directory.members if group in self.groups_of(member))

    def _is_in(self, group: Group, member: Member, areas: Iterable[str], firms: Iterable[str]) -> bool:
        covered = self._covered[group.id]
        match group.kind:
            case "public":
                return member.role == "resident"
            case "enterprise":
                return not covered.isdisjoint(firms)
            case "grid" | "work":
                return not covered.isdisjoint(areas)
        return False

    @cached_property
    def _covered(self) -> dict[str, frozenset[str]]:
        return {group.id: self._directory.areas_below(group.areas) for group in self._directory.groups}
