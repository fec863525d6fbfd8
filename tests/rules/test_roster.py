"""Who is on duty when: the latest word holds, spans fit together, gaps are told at their times."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.rules.roster import (
    AGAIN,
    begun_between,
    due_gaps,
    following,
    gaps,
    handings,
    name_of,
    next_beginning,
    next_gap,
    on_duty,
    watches,
)

START = datetime(2020, 3, 5, tzinfo=UTC)
AHEAD = timedelta(hours=12)


@dataclass(frozen=True)
class Line:
    id: int
    from_at: datetime
    until_at: datetime
    people: tuple[str, ...]
    backup: tuple[str, ...] = ()


def at(hour):
    return START + timedelta(hours=hour)


def line(number, begin, end, *people):
    return Line(number, at(begin), at(end), people)


def told(found):
    return [
        (int((w.from_at - START) / timedelta(hours=1)), int((w.until_at - START) / timedelta(hours=1)), w.people)
        for w in found
    ]


lines = st.lists(
    st.tuples(
        st.integers(0, 40), st.integers(1, 20), st.lists(st.sampled_from("abc"), max_size=2, unique=True).map(tuple)
    ),
    max_size=8,
).map(lambda rows: tuple(line(n, b, b + length, *who) for n, (b, length, who) in enumerate(rows, start=1)))


@given(lines, st.integers(0, 60))
def test_at_every_hour_the_latest_line_about_it_holds(entries, hour):
    about = [one for one in entries if one.from_at <= at(hour) < one.until_at]
    wanted = max(about, key=lambda one: one.id).people if about else ()
    found = on_duty(entries, at(hour))
    assert (found.people if found else ()) == wanted


@given(lines)
def test_the_watches_of_a_span_fill_it_in_order_and_touch(entries):
    found = watches(entries, at(0), at(61))
    assert found[0].from_at == at(0)
    assert found[-1].until_at == at(61)
    assert all(a.until_at == b.from_at for a, b in pairwise(found))


@given(lines, st.integers(0, 60))
def test_who_follows_begins_later_and_is_somebody_else(entries, hour):
    then, here = following(entries, at(hour)), on_duty(entries, at(hour))
    if then is not None:
        assert then.from_at > at(hour)
        assert here is None or then.people != here.people


@given(lines, st.lists(st.integers(0, 70), min_size=1, max_size=12))
def test_however_the_clock_wakes_each_gap_is_told_at_most_once_a_stage(entries, hours):
    kept, said = {}, []
    for hour in sorted(hours):
        for gap in due_gaps(entries, kept, now=at(hour), ahead=AHEAD):
            stage = -1 if at(hour) < gap.from_at else (at(hour) - gap.from_at) // AGAIN
            said.append((name_of(gap), stage))
            kept[name_of(gap)] = at(hour)
    assert len(said) == len(set(said))


@given(lines, st.integers(0, 50))
def test_nothing_is_due_before_the_moment_that_is_named_next(entries, hour):
    due = next_gap(entries, {}, now=at(hour), ahead=AHEAD)
    if due is None or due > at(hour):
        assert due_gaps(entries, {}, now=at(hour), ahead=AHEAD) == ()
    else:
        assert due_gaps(entries, {}, now=at(hour), ahead=AHEAD) != ()


@given(lines, st.integers(-1, 60))
def test_the_next_beginning_is_told_when_it_comes_and_not_before(entries, hour):
    due = next_beginning(entries, at(hour))
    if due is not None:
        assert begun_between(entries, at(hour), due - timedelta(seconds=1)) == ()
        assert any(one.from_at == due for one in begun_between(entries, at(hour), due))


def test_a_later_line_covers_a_part_and_leaves_the_rest():
    entries = (line(1, 8, 20, "a"), line(2, 12, 14, "b"), line(3, 16, 18))
    assert told(watches(entries, at(8), at(20))) == [
        (8, 12, ("a",)), (12, 14, ("b",)), (14, 16, ("a",)), (16, 18, ()), (18, 20, ("a",)),
    ]  # fmt: skip


def test_a_gap_is_told_ahead_when_it_begins_and_twice_a_day_while_it_lasts():
    entries = (line(1, 0, 20, "a"),)
    kept, said = {}, []
    for hour in range(50):
        for gap in due_gaps(entries, kept, now=at(hour), ahead=AHEAD):
            kept[name_of(gap)] = at(hour)
            said.append(hour)
    assert said == [8, 20, 32, 44]


def test_a_roster_that_nobody_keeps_any_more_has_no_gaps():
    entries = (line(1, 0, 20, "a"),)
    assert gaps(entries, at(20 + 14 * 24), at(20 + 15 * 24)) == ()
    assert gaps((), at(0), at(24)) == ()


def test_the_handings_of_a_span_are_who_begins_and_where_nobody_does():
    entries = (line(1, 0, 8, "a"), line(2, 8, 16, "a"), line(3, 16, 20, "b"))
    assert told(handings(entries, at(1), at(24))) == [(16, 20, ("b",)), (20, 24, ())]
    assert handings(entries, at(16), at(20)) == ()
    assert handings((), at(0), at(24)) == ()
    assert handings(entries, at(20 + 15 * 24), at(20 + 16 * 24)) == ()


def test_who_goes_on_from_one_line_to_the_next_does_not_begin():
    entries = (line(1, 0, 8, "a"), line(2, 8, 16, "a"), line(3, 16, 20, "b"))
    assert begun_between(entries, at(7), at(9)) == ()
    assert next_beginning(entries, at(7)) == at(16)


def test_a_watch_that_began_and_ended_in_our_sleep_is_told_to_nobody():
    entries = (line(1, 8, 10, "a"), line(2, 10, 20, "b"))
    assert told(begun_between(entries, at(0), at(12))) == [(10, 20, ("b",))]
