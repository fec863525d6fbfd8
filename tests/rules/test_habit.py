"""Who is later than usual: a habit needs five arrivals in time, and spares nobody longer than half an hour after it."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.directory.model import Unit
from bot.forms.definition import FieldDef, FormDef
from bot.rules.habit import LAST, LEAST, MARGIN, habitual, is_early, later_than_usual, usual

CN = ZoneInfo("Asia/Shanghai")
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
DAY = date(2020, 3, 5)
spans = st.integers(-24 * 60, 6 * 60).map(lambda minutes: minutes * MINUTE)


def step(name, at="due-2h", **more):
    return {"name": name, "kind": "reminder", "at": at, "to": ("enterprise",), "wording": "reminder"} | more


def form(*ladder, **more):
    told = {"id": "daily", "name": "日报", "owed_by": ("enterprise",), "ladder": ladder}
    return FormDef.model_validate(told | {"fields": (FieldDef(key="on_duty", label="在岗"),)} | more)


@pytest.mark.parametrize(
    ("moment", "arrivals", "early"),
    [
        (-9 * HOUR, [-8 * HOUR] * 5, True),  # at nine, of who reports by ten
        (-8 * HOUR + 29 * MINUTE, [-8 * HOUR] * 5, True),
        (-8 * HOUR + 30 * MINUTE, [-8 * HOUR] * 5, False),
        (-9 * HOUR, [-8 * HOUR] * 4, False),  # four arrivals are no habit
        (-2 * HOUR, [HOUR] * 14, False),  # always late: reminded as everybody
        (-2 * HOUR, [timedelta()] * 14, True),  # at the last moment, and in time
        (-2 * HOUR, [-8 * HOUR] * 10 + [-HOUR] * 14, True),  # the last fourteen count
        (-2 * HOUR, [-HOUR] * 14 + [-8 * HOUR] * 8, False),
    ],
)
def test_who_is_too_early_to_be_reminded(moment, arrivals, early):
    assert is_early(moment, arrivals) is early


@given(spans, st.lists(spans, max_size=30))
def test_nobody_is_spared_half_an_hour_after_his_usual_moment_and_never_after_the_deadline_and_half_an_hour(
    moment, arrivals
):
    habit = usual(arrivals)
    assert (habit is None) == (len(arrivals) < LEAST)
    if is_early(moment, arrivals):
        assert habit <= timedelta()
        assert moment < habit + MARGIN
        assert min(arrivals[-LAST:]) <= habit <= max(arrivals[-LAST:])


@given(spans, spans, st.lists(spans, max_size=30))
def test_who_is_reminded_at_a_moment_is_also_reminded_later(one, other, arrivals):
    first, second = sorted((one, other))
    assert is_early(first, arrivals) or not is_early(second, arrivals)


def test_an_arrival_is_counted_from_the_deadline_of_its_own_day():
    units = (Unit("e1", "甲", "enterprise", "g1"), Unit("e2", "乙", "enterprise", "g1"))
    days = [DAY - timedelta(days=n) for n in range(1, 8)]
    arrived = {"e1": {day: datetime(day.year, day.month, day.day, 16, 10, tzinfo=CN) for day in days}}
    late = later_than_usual(
        units, arrived, form=form(), day=DAY, at=datetime(2020, 3, 5, 16, 0, tzinfo=CN), zone=CN
    )  # fmt: skip
    assert [unit.id for unit in late] == ["e2"]
    late = later_than_usual(
        units, arrived, form=form(), day=DAY, at=datetime(2020, 3, 5, 16, 40, tzinfo=CN), zone=CN
    )  # fmt: skip
    assert [unit.id for unit in late] == ["e1", "e2"]


def test_the_first_of_several_reminders_waits_for_habits_unless_told_otherwise():
    two = (step("first"), step("last", "due-30m"))
    assert habitual(form(*two)) == {"first"}
    assert habitual(form(step("first", habit=False), two[1])) == set()
    assert habitual(form(two[0], step("last", "due-30m", habit=True))) == {"first", "last"}
    assert habitual(form(step("first", repeat="30m", at_most=3))) == {"first"}


def test_the_only_reminder_before_the_deadline_spares_nobody():
    assert habitual(form(step("only"))) == set()


def test_of_several_times_a_week_nobody_has_a_habit():
    assert habitual(form(step("a"), step("b", "due-1h"), period="weekly", due="sun 18:00", times=3)) == set()
