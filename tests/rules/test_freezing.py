"""An absence of ours stops the clocks: nobody has less time before a deadline than was promised."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.forms.definition import FieldDef, FormDef
from bot.forms.fairness import Fairness
from bot.forms.frozen import FrozenDay
from bot.forms.preset import Preset
from bot.rules.duty import status_at
from bot.rules.freezing import STRETCH, frozen_preset, merged

CN = ZoneInfo("Asia/Shanghai")
DAY = date(2020, 3, 5)
LEAST = timedelta(minutes=10)
FORM = FormDef(
    id="daily", name="日报", owed_by=("enterprise",), grace="2h", fields=(FieldDef(key="n", label="数", required=True),)
)
PRESET = Preset(name="p", title="p", forms=(FORM,))


@dataclass(frozen=True)
class Away:
    from_at: datetime
    until_at: datetime


def at(hour, minute=0, day=5):
    return datetime(2020, 3, day, hour, minute, tzinfo=CN).astimezone(UTC)


def moved(*spans, preset=PRESET):
    return frozen_preset(preset, [Away(*span) for span in spans], CN).forms[0]


def clock(moment):
    return f"{moment.astimezone(CN):%d %H:%M}"


@pytest.mark.parametrize(
    ("spans", "due", "grace"),
    [
        ([(at(17, 40), at(18, 20))], "05 18:40", "05 20:40"),
        ([(at(3), at(4))], "05 18:00", "05 20:00"),
        ([(at(15), at(16, 30))], "05 18:30", "05 20:30"),
        ([(at(15, 30), at(18, 50))], "05 20:50", "05 22:50"),
        ([(at(17, 50), at(17, 59))], "05 18:00", "05 20:00"),
        ([(at(18, 30), at(19, 10))], "05 18:00", "05 20:40"),
        ([(at(16, 30), at(17)), (at(17, 30), at(18, 10))], "05 19:10", "05 21:10"),
        ([(at(17, 40), at(18, 20)), (at(18, 30), at(18, 50))], "05 19:00", "05 21:00"),
        ([(at(17, 40), at(18, 20)), (at(18), at(18, 30))], "05 18:50", "05 20:50"),
        ([(at(20, 30), at(21, 30))], "05 18:00", "05 20:00"),
    ],
)
def test_the_deadline_moves_by_what_was_lost_of_the_last_two_hours_and_the_grace_by_what_was_lost_of_it(
    spans, due, grace
):
    form = moved(*spans)
    assert (clock(form.due_at(DAY, CN)), clock(form.grace_at(DAY, CN))) == (due, grace)
    assert clock(form.due_at(date(2020, 3, 4), CN)) == "04 18:00", "another day is as it was"


def test_the_day_after_a_long_night_is_due_as_ever_and_days_we_were_away_for_are_void():
    form = moved((at(17), at(9, day=8)))
    assert [one.void for one in form.frozen] == [True, True, False]
    assert clock(form.due_at(date(2020, 3, 7), CN)) == "08 11:00"
    assert status_at(form, DAY, at(9, 30, day=8), CN) == "on_time"
    assert status_at(FORM, DAY, at(9, 30, day=8), CN) == "late"


def test_a_district_says_from_how_many_minutes_on_the_clocks_stop():
    strict = Preset(name="p", title="p", forms=(FORM,), criticism=Fairness(freeze_after="5m"))
    span = (at(17, 50), at(17, 56))
    assert moved(span).frozen == ()
    assert moved(span, preset=strict).frozen == (FrozenDay(day=DAY, due_by=timedelta(minutes=6)),)


def test_without_an_outage_the_preset_stays_the_very_same():
    assert frozen_preset(PRESET, [], CN) is PRESET
    assert frozen_preset(PRESET, [Away(at(2), at(3))], CN) is PRESET


MINUTES = st.integers(0, 40 * 60)
SPANS = st.lists(
    st.tuples(MINUTES, st.integers(10, 300)).map(
        lambda one: (at(0) + timedelta(minutes=one[0]), at(0) + timedelta(minutes=one[0] + one[1]))
    ),
    max_size=4,
)


@given(spans=SPANS)
def test_however_we_were_away_two_hours_with_us_there_are_left_before_the_deadline(spans):
    form = moved(*spans)
    if form.is_void(DAY):
        return
    due, last = form.due_at(DAY, CN), FORM.due_at(DAY, CN) - STRETCH
    lost = [(max(begin, last), min(end, due)) for begin, end in merged([Away(*one) for one in spans], least=LEAST)]
    away = sum((end - begin for begin, end in lost if begin < end), timedelta())
    assert due - last - away == STRETCH
    assert form.grace_at(DAY, CN) - due >= timedelta(hours=2)
