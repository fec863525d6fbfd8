"""When a connection is tried again: later each time, spread by the given randomness, twice a minute at most."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.aibot_pace import Ending, Pace, Waits

NOW = datetime(2020, 3, 5, 1, 2, tzinfo=UTC)
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


def a_pace(seed=7, **more):
    return Pace(Waits(**more), random.Random(seed))  # noqa: S311  # a seeded one is what is tested


def waits(pace, ending, times):
    found, now = [], NOW
    for _ in range(times):
        pace.ended(ending, now)
        found.append(pace.next_at(now) - now)
        now += timedelta(hours=2)
    return found


def test_the_first_try_is_at_once():
    assert a_pace().next_at(NOW) == NOW


@pytest.mark.parametrize(
    ("ending", "first", "most"),
    [
        (Ending.UNREACHED, SECOND, 30 * SECOND),
        (Ending.LOST, SECOND, 30 * SECOND),
        (Ending.DISPLACED, MINUTE, 10 * MINUTE),
        (Ending.REFUSED, MINUTE, HOUR),
        (Ending.TOO_OFTEN, 3 * MINUTE, 30 * MINUTE),
    ],
)
def test_each_wait_in_a_row_is_about_twice_the_last_one_up_to_the_longest(ending, first, most):
    found = waits(a_pace(), ending, 12)
    for number, wait in enumerate(found):
        base = min(most, first * 2**number)
        assert base <= wait <= base * 1.5
    assert found[0] < found[1] < found[2]


def test_the_waits_are_spread_by_the_given_randomness_and_by_nothing_else():
    assert waits(a_pace(1), Ending.LOST, 5) == waits(a_pace(1), Ending.LOST, 5)
    assert waits(a_pace(1), Ending.LOST, 5) != waits(a_pace(2), Ending.LOST, 5)


def test_a_connection_that_held_for_ten_minutes_begins_anew():
    pace = a_pace()
    waits(pace, Ending.LOST, 6)
    pace.connected(NOW)
    pace.ended(Ending.LOST, NOW + 10 * MINUTE)
    assert pace.next_at(NOW + 10 * MINUTE) - NOW - 10 * MINUTE <= 1.5 * SECOND


def test_a_connection_that_is_lost_again_and_again_waits_longer_though_it_was_taken_each_time():
    pace, now, found = a_pace(), NOW, []
    for _ in range(6):
        pace.connected(now)
        pace.ended(Ending.LOST, now + SECOND)
        found.append(pace.next_at(now + SECOND) - now - SECOND)
        now += 5 * MINUTE
    assert found[-1] >= 30 * SECOND


def test_a_connection_that_is_taken_forgives_what_kept_it_from_being_made():
    pace = a_pace()
    waits(pace, Ending.REFUSED, 4)
    pace.connected(NOW)
    pace.ended(Ending.REFUSED, NOW)
    assert pace.next_at(NOW) - NOW <= 1.5 * MINUTE


def test_another_replica_is_let_try_where_this_one_may_be_at_fault():
    pace = a_pace()
    pace.ended(Ending.REFUSED, NOW)
    assert pace.gives_way(Ending.REFUSED)
    for way in (False, False, True, True):
        pace.ended(Ending.UNREACHED, NOW)
        assert pace.gives_way(Ending.UNREACHED) is way
    for ending in (Ending.LOST, Ending.DISPLACED, Ending.TOO_OFTEN):
        for _ in range(5):
            pace.ended(ending, NOW)
        assert not pace.gives_way(ending)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(Ending), st.integers(0, 100), st.booleans()), max_size=30), st.integers())
def test_never_more_than_two_subscriptions_fall_into_one_minute(story, seed):
    pace, now, tried = a_pace(seed), NOW, []
    for ending, lasted, connected in story:
        now = pace.next_at(now)
        pace.trying(now)
        tried.append(now)
        if connected:
            pace.connected(now)
        now += lasted * SECOND / 10
        pace.ended(ending, now)
    for at in tried:
        assert sum(1 for other in tried if at <= other < at + MINUTE) <= 2
