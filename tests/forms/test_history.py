"""A changed file applies from a day on; the days before keep the terms of then."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.forms.history import BEGINNING, Begun, continued, former
from bot.forms.terms import Terms

TODAY = date(2020, 3, 5)
AT_SIX, AT_EIGHT = Terms(due="18:00"), Terms(due="20:00")
WEEKLY = Terms(period="weekly", due="fri 18:00")


def test_the_first_terms_hold_from_the_beginning_and_an_unchanged_file_changes_nothing():
    known = continued((), AT_SIX, TODAY)
    assert known == (Begun(BEGINNING, AT_SIX),)
    assert continued(known, AT_SIX, TODAY + timedelta(days=9)) == known
    assert former(known) == ()


def test_a_new_deadline_begins_tomorrow():
    known = continued(continued((), AT_SIX, TODAY), AT_EIGHT, TODAY)
    assert known[-1] == Begun(date(2020, 3, 6), AT_EIGHT)
    [before] = former(known)
    assert (before.due, before.until) == ("18:00", TODAY)


def test_another_rhythm_begins_with_a_whole_week():
    assert continued(continued((), AT_SIX, TODAY), WEEKLY, TODAY)[-1] == Begun(date(2020, 3, 9), WEEKLY)


def test_a_change_that_has_not_begun_is_replaced_or_taken_back():
    first = continued((), AT_SIX, TODAY)
    changed = continued(first, WEEKLY, TODAY)
    assert continued(changed, AT_EIGHT, TODAY) == (*first, Begun(date(2020, 3, 6), AT_EIGHT))
    assert continued(changed, AT_SIX, TODAY) == first


@given(st.lists(st.tuples(st.integers(0, 9), st.sampled_from([AT_SIX, AT_EIGHT, WEEKLY])), min_size=1))
def test_whatever_is_changed_when_no_day_that_has_begun_is_judged_anew(changes):
    today, known = TODAY, ()
    for later, terms in changes:
        today += timedelta(days=later)
        before = {day: _on(known, day) for day in (TODAY, today)} if known else {}
        known = continued(known, terms, today)
        assert [one.from_day for one in known] == sorted({one.from_day for one in known})
        assert all(_on(known, day) == then for day, then in before.items())


def _on(known, day):
    return [one.terms for one in known if one.from_day <= day][-1]
