"""Firings between two marks: each once whatever the ticks, over changes of offset, holidays and downtime."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ladders import CN, at, form, posts

from bot.errors import ConfigError
from bot.scheduler.due import firings_between, next_firing

ZONES = st.sampled_from(["Asia/Shanghai", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu"])
TIMES = st.sampled_from(["00:00", "02:30", "03:00", "18:00", "24:00"])
START = datetime(2020, 2, 25, tzinfo=UTC)


def walk(walked, ticks):
    """What is fired when somebody looks at these moments, in whatever order the clock shows them."""
    marks = {post.name: START for post in walked}
    fired = []
    for now in ticks:
        for firing in firings_between(walked, marks, now):
            fired.append((firing.post.name, firing.due_at))
            marks[firing.post.name] = max(marks[firing.post.name], firing.due_at)
    return fired


@given(ZONES, TIMES, st.lists(st.integers(0, 60 * 24 * 12), max_size=40))
@settings(max_examples=60, deadline=None)
def test_each_firing_happens_once_whatever_the_ticks_and_however_the_clock_steps(zone, due, minutes):
    walked = posts(form(due=due), ZoneInfo(zone))
    ticks = [START + timedelta(minutes=m) for m in minutes]  # not sorted: forward and backward steps
    fired = walk(walked, ticks)
    assert len(fired) == len(set(fired))
    if ticks:
        straight = [
            (f.post.name, f.due_at) for f in firings_between(walked, {p.name: START for p in walked}, max(ticks))
        ]
        assert sorted(fired) == sorted(straight)


@given(ZONES, TIMES, st.dates(date(2020, 1, 1), date(2021, 12, 31)))
@settings(max_examples=60, deadline=None)
def test_every_day_has_each_step_exactly_once_over_changes_of_offset(zone, due, first):
    where = ZoneInfo(zone)
    walked = posts(form(due=due), where)
    for post in walked:
        moment = post.trigger.next_after(datetime(first.year, first.month, first.day, tzinfo=UTC))
        day = post.trigger.day_of(moment)
        for _ in range(12):
            later = post.trigger.next_after(moment)
            assert later > moment
            assert post.trigger.day_of(later) == day + timedelta(days=1)
            moment, day = later, day + timedelta(days=1)


RHYTHMS = st.sampled_from([("weekly", "fri 18:00", 1), ("weekly", "sun 24:00", 3), ("monthly", "last 18:00", 1)])


@given(ZONES, RHYTHMS, st.dates(date(2020, 1, 1), date(2021, 12, 31)))
@settings(max_examples=60, deadline=None)
def test_every_week_and_month_has_each_step_exactly_once(zone, rhythm, first):
    period, due, times = rhythm
    owed = form(due=due, period=period, times=times)
    for post in posts(owed, ZoneInfo(zone)):
        moment = post.trigger.next_after(datetime(first.year, first.month, first.day, tzinfo=UTC))
        duty = post.trigger.day_of(moment)
        for _ in range(4):
            later = post.trigger.next_after(moment)
            following = owed.duty_of(duty + timedelta(days=32 if period == "monthly" else 7))
            assert later > moment
            assert post.trigger.day_of(later) == following
            moment, duty = later, following


def test_a_deadline_stays_at_its_wall_clock_time_when_the_clocks_change():
    york = ZoneInfo("America/New_York")
    only = ({"name": "x", "kind": "overdue", "at": "due", "to": ("grid",), "wording": "x"},)
    [due] = posts(form(ladder=only), york)
    moments = [due.trigger.next_after(datetime(2020, 3, d, 12, tzinfo=UTC)) for d in (7, 8)]
    assert [m.astimezone(york).hour for m in moments] == [18, 18]
    assert moments[1] - moments[0] == timedelta(hours=23)


def test_a_deadline_at_24_falls_on_the_next_midnight_and_belongs_to_the_day_before():
    [_, reminder, *_] = posts(form(due="24:00"))
    due_at = reminder.trigger.next_after(at(2020, 2, 29, 12))
    assert due_at == at(2020, 2, 29, 22)
    assert reminder.trigger.day_of(due_at) == date(2020, 2, 29)
    assert reminder.last_call(due_at) < at(2020, 3, 1, 0) <= reminder.last_call(due_at) + timedelta(seconds=1)


def test_a_reminder_is_skipped_after_its_deadline_and_an_old_digest_too_with_the_reason():
    walked = posts()
    found = firings_between(walked, {p.name: at(2020, 3, 5, 15) for p in walked}, at(2020, 3, 5, 18, 50))
    assert [(f.post.name, bool(f.skipped)) for f in found] == [
        ("daily.reminder", True), ("daily.last", True), ("daily.overdue", False),
    ]  # fmt: skip
    found = firings_between(walked, {p.name: at(2020, 3, 5, 15) for p in walked}, at(2020, 3, 7, 0))
    assert not [f for f in found if not f.skipped and f.due_at < at(2020, 3, 6, 12)]
    assert {f.post.name for f in found if not f.skipped} == {"daily.draft", "daily.digest"}


def test_exactly_at_the_deadline_a_reminder_is_too_late():
    walked = posts()
    marks = {p.name: at(2020, 3, 5, 15) for p in walked}
    assert [bool(f.skipped) for f in firings_between(walked, marks, at(2020, 3, 5, 18))] == [True, True]
    assert [bool(f.skipped) for f in firings_between(walked, marks, at(2020, 3, 5, 17, 59, 59))] == [False, False]


def test_days_without_duty_say_nothing():
    work = form(calendar="working_days")
    walked = posts(work)
    marks = {p.name: at(2020, 4, 3, 23) for p in walked}
    found = firings_between(walked, marks, at(2020, 4, 7, 23))
    assert {f.due_at.astimezone(CN).date() for f in found} == {date(2020, 4, 7)}


def test_a_form_that_is_over_is_never_due_again():
    walked = posts(form(ends_on=date(2020, 3, 5)))
    assert next_firing(walked, {p.name: at(2020, 3, 5, 23, 30) for p in walked}) is None
    assert next_firing(walked, {p.name: at(2020, 3, 5, 20, 30) for p in walked}) == at(2020, 3, 5, 21)


def test_a_post_that_was_never_seen_has_no_past():
    assert firings_between(posts(), {}, at(2020, 3, 5, 23)) == ()


def test_at_one_moment_posts_keep_the_order_of_the_ladder():
    twice = form(ladder=tuple({"name": n, "kind": "overdue", "at": "due", "to": ("grid",), "wording": n} for n in "ba"))
    walked = posts(twice)
    found = firings_between(walked, {p.name: at(2020, 3, 5, 12) for p in walked}, at(2020, 3, 5, 18))
    assert [f.post.name for f in found] == ["daily.b", "daily.a"]


def test_no_ladder_can_post_a_criticism_list():
    with pytest.raises(ValueError, match="never post one"):
        form(ladder=({"name": "x", "kind": "criticism", "at": "grace", "to": ("enterprise",), "wording": "x"},))


def test_a_kind_that_nobody_composes_stops_the_start():
    with pytest.raises(ConfigError, match="cannot be posted by the clock"):
        posts(form(ladder=({"name": "x", "kind": "case", "at": "due", "to": ("grid",), "wording": "x"},)))
