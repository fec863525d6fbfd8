"""When a miss is enough to be listed: a pure function of what was recorded, forgiven after good days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.forms.definition import FieldDef, FormDef
from bot.forms.list_rule import ListRule
from bot.forms.preset import Preset
from bot.rules.grades import FIRST, Grade, grade, looked_at, may_be_listed

DAY = date(2020, 3, 5)
BEFORE = tuple(DAY - timedelta(days=back) for back in range(1, 15))


def ago(*days: int):
    return {DAY - timedelta(days=back) for back in days}


def form(**more):
    fields = (FieldDef(key="n", label="数"),)
    return FormDef(id="daily", name="日报", owed_by=("enterprise",), fields=fields, **more)


@pytest.mark.parametrize(
    ("missed", "expected"),
    [
        (ago(), FIRST),
        (ago(1), Grade(2, 2, 2)),
        (ago(1, 2), Grade(3, 3, 3)),
        (ago(2), Grade(1, 2, 2)),
        (ago(6), Grade(1, 2, 2)),
        (ago(7), Grade(1, 1, 2)),
        (ago(8), FIRST),
        (ago(1, 9), Grade(2, 2, 2)),
        (ago(3, 8), Grade(1, 2, 3)),
    ],
)
def test_a_grade_tells_misses_in_a_row_in_seven_days_and_all_that_are_not_forgiven(missed, expected):
    assert grade(ListRule(forgiven_after=7), DAY, BEFORE, missed) == expected


@pytest.mark.parametrize(
    ("rule", "missed", "listed"),
    [
        (ListRule(), ago(), True),
        (ListRule(in_a_row=2), ago(), False),
        (ListRule(in_a_row=2), ago(2), False),
        (ListRule(in_a_row=2), ago(1), True),
        (ListRule(in_a_row=3, in_week=3), ago(2), False),
        (ListRule(in_a_row=3, in_week=3), ago(2, 4), True),
        (ListRule(in_a_row=3, in_week=3), ago(2, 7), False),
    ],
)
def test_the_forms_rule_says_from_which_miss_on_a_unit_may_be_listed(rule, missed, listed):
    assert may_be_listed(rule, grade(rule, DAY, BEFORE, missed)) is listed


MISSES = st.sets(st.integers(1, 14)).map(lambda days: ago(*days))
RULES = st.builds(ListRule, in_a_row=st.integers(1, 6), in_week=st.integers(0, 7), forgiven_after=st.integers(1, 14))


@given(rule=RULES, missed=MISSES, more=MISSES)
def test_another_miss_never_makes_a_grade_milder_and_a_good_day_never_harder(rule, missed, more):
    fewer, many = grade(rule, DAY, BEFORE, missed), grade(rule, DAY, BEFORE, missed | more)
    assert fewer.in_a_row <= many.in_a_row
    assert fewer.in_week <= many.in_week
    assert fewer.counted <= many.counted
    assert may_be_listed(rule, many) or not may_be_listed(rule, fewer)


@given(rule=RULES, missed=MISSES)
def test_after_so_many_good_duties_everything_is_forgiven(rule, missed):
    good = set(BEFORE[: rule.forgiven_after])
    assert grade(rule, DAY, BEFORE, missed - good).counted == 1


def test_only_duties_of_the_form_since_it_began_are_looked_at():
    one = form(criticism={"in_a_row": 2, "forgiven_after": 1})
    preset = Preset(name="p", title="p", forms=(one,))
    assert looked_at(one, DAY, preset) == BEFORE[:4]
    begun = one.model_copy(update={"starts_on": DAY - timedelta(days=2)})
    assert looked_at(begun, DAY, preset) == BEFORE[:2]
    weekly = form(period="weekly", due="fri 18:00", criticism={"in_a_row": 1, "forgiven_after": 1})
    assert looked_at(weekly, date(2020, 3, 2), preset) == (date(2020, 2, 24), date(2020, 2, 17))
