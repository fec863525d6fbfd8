"""Each unit in one group, the closest one; whom a post mentions comes from the directory alone."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.directory.model import Area, Directory, Group, Member, Unit
from bot.rules.audience import audience, told_for

AREAS = (Area("z", "区", kind="zone"), Area("g1", "1号网格", "z"), Area("g2", "2号网格", "z"))


def group(name, kind, *areas: str):
    return Group(name, name, kind, "chat", name, "chat", name, areas)


UNITS = (
    Unit("e1", "甲", "enterprise", "g1"),
    Unit("e2", "乙", "enterprise", "g2"),
    Unit("s1", "丙", "site", "g2"),
    Unit("s2", "丁", "site", "elsewhere"),
)


def shared(*groups: Group, kinds=("enterprise", "grid")):
    found = audience(UNITS, kinds, Directory(areas=AREAS, units=UNITS, groups=groups))
    return {name: [u.id for u in units] for name, units in found.by_group.items()}, [u.id for u in found.nowhere]


def test_enterprises_go_to_their_group_and_others_to_their_grids():
    groups = (group("ent", "enterprise", "z"), group("grid1", "grid", "g1"), group("grid2", "grid", "g2"))
    assert shared(*groups) == ({"ent": ["e1", "e2"], "grid2": ["s1"]}, ["s2"])


def test_where_the_step_posts_to_grids_only_enterprises_are_named_there():
    groups = (group("ent", "enterprise", "z"), group("grid1", "grid", "g1"), group("grid2", "grid", "g2"))
    assert shared(*groups, kinds=("grid",)) == ({"grid1": ["e1"], "grid2": ["e2", "s1"]}, ["s2"])


def test_of_two_groups_the_one_bound_more_closely_takes_the_unit():
    groups = (group("all", "enterprise", "z"), group("one", "enterprise", "g1"))
    assert shared(*groups)[0] == {"all": ["e2"], "one": ["e1"]}


def test_an_enterprise_group_bound_to_no_area_is_for_all_of_them():
    assert shared(group("ent", "enterprise"))[0] == {"ent": ["e1", "e2"]}


def test_command_and_public_groups_never_name_the_missing():
    found = shared(group("cmd", "command", "z"), group("pub", "public", "z"), kinds=("command", "public"))
    assert found == ({}, ["e1", "e2", "s1", "s2"])


BOUND = st.tuples(st.sampled_from(["enterprise", "grid", "work"]), st.sets(st.sampled_from(["z", "g1", "g2"])))


@given(st.lists(BOUND, max_size=6))
@settings(max_examples=80, deadline=None)
def test_nobody_is_named_in_two_groups_and_nobody_is_lost(bound):
    groups = [group(f"n{number}", kind, *sorted(areas)) for number, (kind, areas) in enumerate(bound)]
    by_group, nowhere = shared(*groups)
    told = [unit for units in by_group.values() for unit in units] + nowhere
    assert sorted(told) == ["e1", "e2", "s1", "s2"]


def test_clerks_are_mentioned_and_without_any_the_grids_worker():
    members = (
        Member("c", "", "clerk", ("e1",)),
        Member("w", "", "grid_worker", (), ("g2",)),
        Member("x", "", "clerk", ()),
    )
    directory = Directory(areas=AREAS, units=UNITS, members=members)
    assert [told_for(unit, directory) for unit in UNITS[:3]] == [("c",), ("w",), ("w",)]
