"""Changes by message over a directory: made in order, harmless where what they speak of is gone."""

from dataclasses import dataclass, field
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.directory.changing import changed_directory
from bot.directory.model import Area, Directory, Member, Unit

AREAS = (Area("z", "区", kind="zone"), Area("g1", "1号网格", "z", number=1), Area("g2", "2号网格", "z", number=2))
UNITS = (Unit("e1", "甲乙有限公司", "enterprise", "g1", ("甲乙",)), Unit("e2", "丙丁有限公司", "enterprise", "g1"))
MEMBERS = (
    Member("old", "王姐", "clerk", ("e1",)),
    Member("two", "李哥", "clerk", ("e1", "e2")),
    Member("head", "吴五", "grid_leader", (), ("g1",)),
)
DISTRICT = Directory(version=3, areas=AREAS, units=UNITS, members=MEMBERS)


@dataclass(frozen=True)
class Change:
    kind: Any
    about: dict[str, Any] = field(default_factory=dict)


def join(user, unit="e1", *, alone=False):
    return Change("join", {"user": user, "name": "小周", "unit": unit, "alone": alone})


def test_without_changes_it_is_the_very_same():
    assert changed_directory(DISTRICT, ()) is DISTRICT


def test_a_new_clerk_stands_beside_the_old_one():
    after = changed_directory(DISTRICT, [join("new")])
    assert [member.user_id for member in after.clerks_of("e1")] == ["old", "two", "new"]
    assert after.member("new") == Member("new", "小周", "clerk", ("e1",))
    assert after.version == DISTRICT.version


def test_who_takes_over_relieves_the_others_of_that_unit_alone():
    after = changed_directory(DISTRICT, [join("new", alone=True)])
    assert [member.user_id for member in after.clerks_of("e1")] == ["new"]
    assert "old" not in after.member_by_id
    assert after.member("two").units == ("e2",)


def test_who_has_another_office_is_made_no_clerk():
    assert changed_directory(DISTRICT, [join("head")]).members == DISTRICT.members


def test_a_clerk_leaves_one_unit_or_altogether():
    left = changed_directory(DISTRICT, [Change("leave", {"user": "two", "unit": "e1"})])
    assert left.member("two").units == ("e2",)
    gone = changed_directory(DISTRICT, [Change("leave", {"user": "old", "unit": "e1"})])
    assert gone.member("old").role == "resident"


def test_a_renamed_unit_keeps_its_names():
    [unit, _] = changed_directory(DISTRICT, [Change("rename", {"unit": "e1", "name": "甲乙新材料有限公司"})]).units
    assert (unit.id, unit.name, unit.aliases) == ("e1", "甲乙新材料有限公司", ("甲乙", "甲乙有限公司"))


def test_a_unit_is_added_moved_closed_and_reopened():
    new = {"unit": "r7", "name": "戊己有限公司", "kind": "site", "area": "g2"}
    changes = [Change("add", new), Change("move", {"unit": "e1", "area": "g2", "from": "g1"})]
    after = changed_directory(DISTRICT, changes)
    assert [unit.id for unit in after.units_in(["g2"])] == ["e1", "r7"]
    closed = changed_directory(after, [Change("close", {"unit": "r7", "last": "2020-03-05"})])
    assert closed.unit_by_id["r7"].active_to is not None
    assert changed_directory(closed, [Change("reopen", {"unit": "r7"})]).unit_by_id["r7"].active_to is None


def test_what_an_import_took_away_is_passed_over():
    gone = [
        join("new", "e9"),
        Change("leave", {"user": "nobody", "unit": "e1"}),
        Change("rename", {"unit": "e9", "name": "某"}),
        Change("move", {"unit": "e1", "area": "g9"}),
        Change("add", {"unit": "r1", "name": "某", "kind": "shop", "area": "g9"}),
        Change("close", {"unit": "e9", "last": "2020-03-05"}),
        Change("reopen", {"unit": "e9"}),
    ]
    after = changed_directory(DISTRICT, gone)
    assert (after.units, after.members) == (DISTRICT.units, DISTRICT.members)


ABOUT = st.one_of(
    st.builds(join, st.sampled_from(["old", "two", "new", "head"]), st.sampled_from(["e1", "e2"]), alone=st.booleans()),
    st.builds(
        lambda user, unit: Change("leave", {"user": user, "unit": unit}),
        st.sampled_from(["old", "two", "new"]),
        st.sampled_from(["e1", "e2"]),
    ),
    st.builds(
        lambda unit, area: Change("move", {"unit": unit, "area": area}),
        st.sampled_from(["e1", "e2"]),
        st.sampled_from(["g1", "g2"]),
    ),
)


@given(st.lists(ABOUT, max_size=12))
def test_however_they_come_no_clerk_is_without_a_unit_and_making_them_twice_in_a_row_is_as_once(changes):
    after = changed_directory(DISTRICT, changes)
    assert all(member.units for member in after.members if member.role == "clerk")
    assert {unit.id for unit in after.units} == {"e1", "e2"}
    assert changed_directory(after, changes[-1:]) == after if changes else after is DISTRICT
