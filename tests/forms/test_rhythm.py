"""Weeks, months, several times a week: which day names a period, and which moments lie in it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.forms.definition import FieldDef, FormDef
from bot.forms.rhythm import first_day, last_day, within
from bot.forms.terms import FormerTerms, Terms, applies_from

CN = ZoneInfo("Asia/Shanghai")
RHYTHMS = st.sampled_from(["daily", "weekly", "monthly"])
DAYS = st.dates(date(2019, 1, 1), date(2032, 12, 31))


def form(**more: Any) -> FormDef:
    fields = (FieldDef(key="n", label="数", required=True),)
    return FormDef(**({"id": "f", "name": "表", "owed_by": ("enterprise",), "fields": fields} | more))


@given(RHYTHMS, DAYS)
def test_every_day_lies_in_one_period_and_periods_follow_one_another_without_a_gap(rhythm, day):
    first = first_day(rhythm, day)
    last = last_day(rhythm, first)
    assert first <= day <= last
    assert first_day(rhythm, last) == first
    assert first_day(rhythm, last + timedelta(days=1)) == last + timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "due", "moment"),
    [
        (date(2020, 2, 5), "last 18:00", datetime(2020, 2, 29, 18, tzinfo=CN)),
        (date(2021, 2, 5), "last 18:00", datetime(2021, 2, 28, 18, tzinfo=CN)),
        (date(2021, 2, 5), "30 18:00", datetime(2021, 2, 28, 18, tzinfo=CN)),
        (date(2020, 3, 31), "25 24:00", datetime(2020, 3, 26, 0, tzinfo=CN)),
        (date(2020, 3, 31), "18:00", datetime(2020, 3, 1, 18, tzinfo=CN)),
    ],
)
def test_a_month_is_due_on_its_day_and_where_it_has_none_on_its_last(day, due, moment):
    assert form(period="monthly", due=due).due_at(day, CN) == moment.astimezone(UTC)


def test_a_week_is_due_on_its_day_whichever_of_its_days_is_asked_for():
    weekly = form(period="weekly", due="fri 18:00", opens="mon 08:00", grace="2h", expires="7d")
    for day in (date(2020, 3, 2), date(2020, 3, 6), date(2020, 3, 8)):
        assert weekly.duty_of(day) == weekly.filed_under(day) == date(2020, 3, 2)
        assert weekly.opens_at(day, CN) == datetime(2020, 3, 2, 8, tzinfo=CN)
        assert weekly.due_at(day, CN) == datetime(2020, 3, 6, 18, tzinfo=CN)
        assert weekly.expires_at(day, CN) == datetime(2020, 3, 13, 18, tzinfo=CN)
    assert weekly.judged_on(date(2020, 3, 2)) == date(2020, 3, 6)


def test_several_times_a_week_each_report_has_its_own_day_and_the_week_is_the_duty():
    patrol = form(period="weekly", due="sun 24:00", times=3)
    assert patrol.filed_under(date(2020, 3, 5)) == date(2020, 3, 5)
    assert patrol.duty_of(date(2020, 3, 5)) == date(2020, 3, 2)
    assert patrol.window(date(2020, 3, 2)) == (date(2020, 3, 2), date(2020, 3, 8))


def test_a_report_that_holds_for_some_days_counts_for_each_of_them():
    visit = form(every=2)
    assert visit.window(date(2020, 3, 1)) == (date(2020, 2, 29), date(2020, 3, 1))


@pytest.mark.parametrize(
    ("text", "rhythm"),
    [("fri 18:00", "daily"), ("25 18:00", "weekly"), ("32 18:00", "monthly"), ("fri 25:00", "weekly")],
)
def test_a_moment_that_the_period_does_not_have_is_refused(text, rhythm):
    with pytest.raises(ValueError, match="not a "):
        within(text, rhythm)


@pytest.mark.parametrize(
    "more",
    [
        {"times": 3}, {"period": "weekly", "every": 2}, {"period": "weekly", "calendar": "working_days"},
        {"former": (FormerTerms(until=date(2020, 3, 1)),)},
    ],
)  # fmt: skip
def test_what_does_not_go_together_is_refused(more):
    with pytest.raises(ValidationError, match="; "):
        form(**more)


def test_yesterday_is_judged_by_the_deadline_that_was_in_force_then():
    changed = form(due="20:00").model_copy(update={"former": (FormerTerms(due="18:00", until=date(2020, 3, 5)),)})
    assert changed.due_at(date(2020, 3, 5), CN) == datetime(2020, 3, 5, 18, tzinfo=CN)
    assert changed.due_at(date(2020, 3, 6), CN) == datetime(2020, 3, 6, 20, tzinfo=CN)


@given(st.builds(Terms, period=RHYTHMS), DAYS)
def test_new_terms_begin_with_a_whole_period_that_has_not_begun(terms, today):
    first = applies_from(terms, today)
    assert first > today
    assert first_day(terms.period, first) == first
    assert first - today <= timedelta(days=31)
