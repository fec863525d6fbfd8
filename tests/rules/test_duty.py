"""Who owes, who is excused, what is on time and what is still taken."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.directory.model import Directory, Exemption, Unit
from bot.forms.definition import FieldDef, FormDef
from bot.forms.preset import Preset
from bot.rules.duty import accepts, exempt_units, missing, owed_units, status_at

CN = ZoneInfo("Asia/Shanghai")
DAY = date(2020, 3, 5)


def form(**more: Any):
    fields = (FieldDef(key="n", label="数", required=True),)
    return FormDef(**({"id": "daily", "name": "日报", "owed_by": ("enterprise",), "fields": fields} | more))


def preset(one, **more: Any):
    return Preset(name="p", title="p", forms=(one,), **more)


@dataclass
class Head:
    counts: bool


UNITS = (
    Unit("e1", "甲", "enterprise", "g", tags=frozenset({"above_scale"})),
    Unit("e2", "乙", "enterprise", "g", active_from=date(2020, 3, 5)),
    Unit("e3", "丙", "enterprise", "g", active_to=date(2020, 3, 5)),
    Unit("s1", "丁", "site", "g"),
)


def ids(units):
    return [unit.id for unit in units]


def test_kind_tag_and_active_days_decide_who_owes():
    directory = Directory(units=UNITS)
    daily, large = form(), form(owed_tags=("above_scale",))
    assert ids(owed_units(daily, directory, DAY, preset(daily))) == ["e1", "e2", "e3"]
    assert ids(owed_units(daily, directory, date(2020, 3, 4), preset(daily))) == ["e1", "e3"]
    assert ids(owed_units(daily, directory, date(2020, 3, 6), preset(daily))) == ["e1", "e2"]
    assert ids(owed_units(large, directory, DAY, preset(large))) == ["e1"]


@pytest.mark.parametrize("about", ["daily", "*", ""])
def test_the_exempt_owe_nothing_on_the_first_and_the_last_day_too(about):
    directory = Directory(units=UNITS, exemptions=(Exemption("e1", about, DAY, DAY, "停产", "u"),))
    daily = form()
    assert ids(exempt_units(daily, directory, DAY, preset(daily))) == ["e1"]
    assert ids(owed_units(daily, directory, DAY, preset(daily))) == ["e2", "e3"]
    assert ids(exempt_units(daily, directory, DAY + timedelta(1), preset(daily))) == []


def test_another_forms_exemption_excuses_nothing():
    directory = Directory(units=UNITS, exemptions=(Exemption("e1", "weekly", DAY, None, "停产", "u"),))
    daily = form()
    assert ids(exempt_units(daily, directory, DAY, preset(daily))) == []


def test_nobody_owes_on_a_holiday_or_outside_the_forms_days():
    directory = Directory(units=UNITS)
    work = form(calendar="working_days", starts_on=date(2020, 3, 2), ends_on=date(2020, 3, 9))
    owing = {d for d in range(1, 12) if owed_units(work, directory, date(2020, 3, d), preset(work))}
    assert owing == {2, 3, 4, 5, 6, 9}


def test_an_unfinished_report_is_missing_and_a_late_one_is_not():
    daily = form()
    found = missing(
        daily, Directory(units=UNITS), DAY, preset(daily), {"e1": Head(counts=False), "e2": Head(counts=True)}
    )
    assert ids(found) == ["e1", "e3"]


def test_the_due_moment_itself_is_on_time():
    due = datetime(2020, 3, 5, 18, 0, tzinfo=CN)
    assert status_at(form(), DAY, due, CN) == "on_time"
    assert status_at(form(), DAY, due.astimezone(UTC) + timedelta(microseconds=1), CN) == "late"


def test_a_deadline_at_24_is_the_next_midnight():
    night = form(due="24:00")
    assert status_at(night, DAY, datetime(2020, 3, 6, 0, 0, tzinfo=CN), CN) == "on_time"
    assert status_at(night, DAY, datetime(2020, 3, 6, 0, 0, 1, tzinfo=CN), CN) == "late"


def test_the_hour_that_daylight_saving_repeats_is_told_apart():
    york = ZoneInfo("America/New_York")
    early = form(due="01:30")
    day = date(2020, 11, 1)
    assert status_at(early, day, datetime(2020, 11, 1, 1, 30, tzinfo=york), york) == "on_time"
    assert status_at(early, day, datetime(2020, 11, 1, 1, 10, fold=1, tzinfo=york), york) == "late"


def test_neither_tomorrow_nor_the_expired_is_taken():
    daily = form(expires="7d")
    at = datetime(2020, 3, 5, 9, 0, tzinfo=CN)
    assert accepts(daily, DAY, at, CN)
    assert not accepts(daily, date(2020, 3, 6), at, CN)
    last = datetime(2020, 3, 12, 18, 0, tzinfo=CN)
    assert accepts(daily, DAY, last, CN)
    assert not accepts(daily, DAY, last + timedelta(seconds=1), CN)


def test_the_29th_of_february_is_a_day_like_any_other():
    leap = date(2020, 2, 29)
    assert accepts(form(), leap, datetime(2020, 2, 29, 23, 0, tzinfo=CN), CN)
    assert form(grace="1d").grace_at(leap, CN) == datetime(2020, 3, 1, 18, 0, tzinfo=CN)


@given(
    st.lists(st.tuples(st.sampled_from(["e1", "e2", "e3"]), st.integers(0, 20), st.integers(0, 20)), max_size=6),
    st.integers(0, 20),
)
@settings(max_examples=100, deadline=None)
def test_every_subject_is_either_owing_or_exempt_never_both(spans, offset):
    start, daily = date(2020, 3, 1), form()
    directory = Directory(
        units=UNITS,
        exemptions=tuple(
            Exemption(u, "daily", start + timedelta(a), start + timedelta(b), "", "") for u, a, b in spans
        ),
    )
    day = start + timedelta(offset)
    owed = set(ids(owed_units(daily, directory, day, preset(daily))))
    excused = set(ids(exempt_units(daily, directory, day, preset(daily))))
    active = {u.id for u in UNITS if u.kind == "enterprise" and u.active_on(day)}
    assert not owed & excused
    assert owed | excused == active
    assert excused == {u for u in active if directory.exemption_of(u, "daily", day) is not None}
