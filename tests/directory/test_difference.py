"""The preview of an import says what is added, changed (and in which columns) and retired."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from bot.directory.difference import Named, difference
from bot.directory.model import Area, Directory, Exemption, Member, Unit

OLD = Directory(
    version=3,
    areas=(Area("g1", "1号网格"),),
    units=(Unit("e1", "华信", "enterprise", "g1"), Unit("e2", "九明", "enterprise", "g1")),
    members=(Member("c1", "赵一", "clerk", ("e1",)),),
    exemptions=(Exemption("e1", "daily", date(2020, 3, 1), None, "停工", "d"),),
)


def _of(old, new, noun):
    return next(change for change in difference(old, new) if change.noun == noun)


def test_nothing_changes_against_itself_whatever_version_and_order():
    other = replace(OLD, version=9, units=tuple(reversed(OLD.units)))
    assert all(change.empty for change in difference(OLD, other))
    assert [change.noun for change in difference(OLD, other)] == ["areas", "units", "members", "groups", "exemptions"]


def test_units_are_added_changed_and_retired_by_id():
    new = replace(OLD, units=(Unit("e1", "华信电子", "shop", "g1"), Unit("e3", "新来", "shop", "g1")))
    change = _of(OLD, new, "units")
    assert change.added == (Named("e3", "新来"),)
    assert change.changed == (Named("e1", "华信电子", ("name", "kind")),)
    assert change.retired == (Named("e2", "九明"),)


def test_an_exemption_goes_by_unit_form_and_first_day():
    longer = replace(OLD.exemptions[0], to_day=date(2020, 3, 9))
    later = replace(OLD.exemptions[0], from_day=date(2020, 4, 1))
    change = _of(OLD, replace(OLD, exemptions=(longer, later)), "exemptions")
    assert change.changed == (Named("e1", "daily 2020-03-01..2020-03-09", ("to_day",)),)
    assert change.added == (Named("e1", "daily 2020-04-01.."),)
    assert change.retired == ()


def test_the_same_exemption_twice_is_two():
    twice = replace(OLD, exemptions=OLD.exemptions * 2)
    assert len(_of(OLD, twice, "exemptions").added) == 1
    assert len(_of(twice, OLD, "exemptions").retired) == 1


MEMBERS = st.dictionaries(st.sampled_from("abcdef"), st.sampled_from(["甲", "乙"])).map(
    lambda names: Directory(members=tuple(Member(user, name, "clerk") for user, name in names.items()))
)


@given(MEMBERS, MEMBERS)
def test_what_one_way_adds_the_other_way_retires(old, new):
    there, back = _of(old, new, "members"), _of(new, old, "members")
    assert there.added == back.retired
    assert there.retired == back.added
    assert {named.id for named in there.changed} == {named.id for named in back.changed}
    assert len(new.members) == len(old.members) + len(there.added) - len(there.retired)
