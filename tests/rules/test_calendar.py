"""Working days: the published shifted days, a district's own days above them, weekdays beyond the data."""

from datetime import date

import pytest

from bot.forms.definition import FieldDef, FormDef
from bot.forms.preset import Preset
from bot.rules.calendar import is_guessed, is_working_day

FORM = FormDef(id="f", name="日报", owed_by=("enterprise",), fields=(FieldDef(key="n", label="数"),))
PLAIN = Preset(name="p", title="p", forms=(FORM,))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2020, 3, 5), True),
        (date(2020, 3, 7), False),
        (date(2020, 1, 31), False),  # the holiday that was made longer in 2020
        (date(2020, 4, 6), False),  # Qingming, moved to the Monday
        (date(2020, 4, 26), True),  # a Sunday worked for the May holiday
        (date(2020, 2, 29), False),
    ],
)
def test_the_published_calendar_decides(day, works):
    assert is_working_day(day, PLAIN) is works
    assert not is_guessed(day, PLAIN)


def test_a_districts_own_days_win_and_its_working_days_most_of_all():
    off, on = (date(2020, 3, 5), date(2020, 3, 6)), (date(2020, 3, 6), date(2020, 3, 7))
    own = Preset(name="p", title="p", forms=(FORM,), holidays=off, working_days=on)
    assert [is_working_day(date(2020, 3, d), own) for d in (5, 6, 7, 8)] == [False, True, True, False]


def test_beyond_its_data_weekdays_stand_in_and_it_is_known():
    monday, saturday = date(2091, 1, 1), date(2091, 1, 6)
    assert (is_working_day(monday, PLAIN), is_working_day(saturday, PLAIN)) == (True, False)
    assert is_guessed(monday, PLAIN)
    own = Preset(name="p", title="p", forms=(FORM,), holidays=(monday,))
    assert not is_guessed(monday, own)
