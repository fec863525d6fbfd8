"""Names that could be taken for one another are shown side by side before one of them is named in public."""

from hypothesis import given
from hypothesis import strategies as st

from bot.directory.model import Directory, Unit
from bot.rules.near_names import near_names


def units(*names):
    return tuple(Unit(f"u{number}", f"{name}有限公司", "enterprise", "g", (name,)) for number, name in enumerate(names))


def pairs(listed, *names):
    district = units(*names)
    found = near_names([unit for unit in district if unit.short_name in listed], Directory(units=district))
    return [(one.short_name, other.short_name) for one, other in found]


def test_one_character_more_less_or_other_is_near_and_two_others_are_not():
    near = pairs(["华信电子"], "华信电子", "华信达电子", "华新电子", "中光电", "华信")
    assert {other for _, other in near} == {"华信达电子", "华新电子", "华信"}
    assert pairs(["万泉电子"], "万泉电子", "万泉塑胶") == []


def test_two_that_are_both_listed_are_one_pair():
    assert pairs(["金源一厂", "金源二厂"], "金源一厂", "金源二厂") == [("金源一厂", "金源二厂")]


@given(st.lists(st.text("华信达电子金源", min_size=2, max_size=5), min_size=2, max_size=8, unique=True))
def test_nobody_is_near_himself_and_no_pair_is_told_twice(names):
    found = near_names(units(*names), Directory(units=units(*names)))
    told = [frozenset((one.id, other.id)) for one, other in found]
    assert all(len(pair) == 2 for pair in told)
    assert len(told) == len(set(told))
