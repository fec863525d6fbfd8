"""Once a week at nine by the wall clock, whatever happens to the offset."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.weekly import WeeklyTrigger

CN, PARIS = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Paris")
EARLY = datetime(2000, 1, 1, tzinfo=UTC)
MONDAY = WeeklyTrigger(weekday=0, at=time(9), zone=CN)


def china(day, *clock):
    return datetime(2020, 3, day, *clock, tzinfo=CN)


@pytest.mark.parametrize(
    ("moment", "due"),
    [
        (china(5, 9), china(9, 9)),
        (china(9, 8, 59, 59), china(9, 9)),
        (china(9, 9), china(16, 9)),
        (china(9, 23), china(16, 9)),
        (china(9, 0), china(9, 9)),
        (china(8, 23, 59), china(9, 9)),
    ],
)
def test_the_next_monday_at_nine(moment, due):
    assert MONDAY.next_after(moment) == due


def test_nine_stays_nine_when_the_clocks_change():
    trigger = WeeklyTrigger(weekday=0, at=time(9), zone=PARIS)
    due_at = trigger.next_after(datetime(2020, 3, 23, 12, tzinfo=PARIS))
    assert due_at.tzinfo is UTC
    assert due_at.astimezone(PARIS) == datetime(2020, 3, 30, 9, tzinfo=PARIS)
    assert due_at - datetime(2020, 3, 23, 9, tzinfo=PARIS).astimezone(UTC) == timedelta(days=7, hours=-1)


@given(st.timedeltas(timedelta(), timedelta(days=36_500)).map(lambda span: EARLY + span), st.integers(0, 6))
def test_it_is_later_within_a_week_on_its_day_and_never_twice(moment, weekday):
    for zone in (CN, PARIS):
        trigger = WeeklyTrigger(weekday=weekday, at=time(9), zone=zone)
        due_at = trigger.next_after(moment)
        assert moment < due_at <= moment + timedelta(days=7, hours=1)
        assert (due_at.astimezone(zone).weekday(), due_at.astimezone(zone).hour) == (weekday, 9)
        assert trigger.next_after(due_at - timedelta(microseconds=1)) == due_at
