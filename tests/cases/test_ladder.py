"""When the steps of a deadline are due: out of the night, never before a case is there, always in order."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cases.definition import Step
from bot.cases.ladder import moment_of, next_step, step_at
from bot.forms.load import load_preset

ZONE = ZoneInfo("Asia/Shanghai")
KIND = next(one for one in load_preset("heyuan-2020").cases if one.id == "rectification")
MIDNIGHT = datetime(2020, 3, 6, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("hours", "hour", "at"),
    [
        (-8, 0, "05 16:00"),
        (-8, 12, "06 07:30"),  # 04:00 waits for the morning
        (-2, 7, "06 05:00"),  # in the morning it would be too late
        (9, 0, "06 09:00"),
        (9, 14, "07 07:30"),  # 23:00
        (9, 20, "07 07:30"),  # 05:00
    ],
)
def test_a_step_of_the_night_waits_for_the_morning(hours, hour, at):
    moment = moment_of(Step(hours=hours, to=("clerk",)), MIDNIGHT.replace(hour=hour), kind=KIND, zone=ZONE)
    assert f"{moment.astimezone(ZONE):%d %H:%M}" == at


def test_a_case_that_enters_late_begins_with_the_steps_to_come():
    begun = [next_step(KIND, "ordered", MIDNIGHT, after=MIDNIGHT - timedelta(hours=one), zone=ZONE) for one in (9, 2)]
    assert [place for place, _ in begun] == [0, 1]
    assert next_step(KIND, "ordered", MIDNIGHT, after=MIDNIGHT + timedelta(days=3), zone=ZONE) is None
    assert next_step(KIND, "closed", MIDNIGHT, after=MIDNIGHT, zone=ZONE) is None


@given(st.integers(0, 600_000), st.sampled_from(["ordered", "done"]))
def test_steps_come_in_order_and_none_is_said_in_the_night_but_a_reminder(minutes, state):
    due = MIDNIGHT + timedelta(minutes=minutes)
    moments = [step_at(KIND, state, due, place, zone=ZONE) for place in range(4)]
    told = [one for one in moments if one is not None]
    assert told == sorted(told)
    for one, step in zip(told, KIND.deadline_of(state).steps, strict=True):
        assert step.hours < 0 or "07:30" <= f"{one.astimezone(ZONE):%H:%M}" < "21:30"
        assert step.hours >= 0 or one < due
