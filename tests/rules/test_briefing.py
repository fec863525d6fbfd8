"""What a digest compares and finds odd: duties before, totals of the same units, jumps, sameness, roundness, sums."""

from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.directory.model import Unit
from bot.forms.definition import FormDef
from bot.forms.preset import Preset
from bot.rules.briefing import changes, duties_before, duties_between, is_round, last_duty, odd_reports

ZONE = ZoneInfo("Asia/Shanghai")
FORM = FormDef.model_validate(
    {
        "id": "daily", "name": "日报", "owed_by": ("enterprise",), "calendar": "working_days",
        "fields": (
            {"key": "staff", "label": "在岗"}, {"key": "back", "label": "返岗"}, {"key": "local", "label": "本地"},
            {"key": "open", "label": "复工", "kind": "yes_no"}, {"key": "note", "label": "备注", "kind": "text"},
        ),
        "identities": (
            {"expression": "local <= back", "fields": ("local", "back"), "message": "本地 {local} 大于返岗 {back}"},
        ),
        "anomalies": ({"field": "staff", "ratio": 0.3, "least": 20},),
        "digest_fields": ("staff", "open", "note"),
    }
)  # fmt: skip
PRESET = Preset("p", "p", (FORM,))
E1, E2 = Unit("e1", "甲", "enterprise", "g1"), Unit("e2", "乙", "enterprise", "g1")


@dataclass(frozen=True)
class Head:
    values: dict = field(default_factory=dict)
    status: str = "on_time"
    counts: bool = True
    withdrawn: bool = False


def heads(**units):
    return {unit: Head(values) for unit, values in units.items()}


def test_the_last_duty_is_the_one_whose_deadline_is_over_and_weekends_are_none():
    monday = datetime(2020, 3, 9, 8, tzinfo=ZONE)
    assert last_duty(FORM, monday, PRESET, ZONE) == date(2020, 3, 6)
    assert last_duty(FORM, monday.replace(hour=18), PRESET, ZONE) == date(2020, 3, 9)
    assert duties_before(FORM, date(2020, 3, 9), PRESET, 2) == (date(2020, 3, 6), date(2020, 3, 5))
    assert len(duties_between(FORM, date(2020, 3, 2), date(2020, 3, 8), PRESET)) == 5


def test_a_total_is_compared_for_the_units_that_gave_it_on_both_days():
    now = heads(e1={"staff": 10, "open": True}, e2={"staff": 5, "open": False})
    before = heads(e1={"staff": 7, "open": False})
    staff, opened = changes(FORM, {"e1", "e2"}, now, before)
    assert (staff.total, staff.units, staff.moved, staff.both) == (15, 2, 3, 1)
    assert (opened.total, opened.units, opened.moved, opened.both) == (1, 2, 1, 1)
    [staff, _] = changes(FORM, {"e2"}, now, before)
    assert (staff.total, staff.both) == (5, 0)


def odd(today, *earlier, days=3):
    found = odd_reports(FORM, (E1, E2), [today, *earlier], identical_days=days)
    return [(one.unit.id, one.kind) for one in found]


@pytest.mark.parametrize(
    ("today", "earlier", "wanted"),
    [
        ({"staff": 100}, [{"staff": 40}], [("e1", "jump")]),
        ({"staff": 41}, [{"staff": 40}], []),
        ({"staff": 40, "local": 9, "back": 5}, [], [("e1", "sum")]),
        ({"staff": 41}, [{"staff": 41}, {"staff": 41}], [("e1", "same")]),
        ({"staff": 41}, [{"staff": 41}, {"staff": 40}], []),
        ({"staff": 41, "note": "x"}, [{"staff": 41, "note": "y"}, {"staff": 41}], [("e1", "same")]),
        ({"staff": 0, "open": True}, [{"staff": 0, "open": True}, {"staff": 0, "open": True}], []),
        ({"staff": 300, "back": 500}, [], [("e1", "round")]),
        ({"staff": 300, "back": 501}, [], []),
        ({"staff": 300}, [], []),
    ],
)
def test_what_is_odd_about_a_report(today, earlier, wanted):
    assert odd(heads(e1=today), *[heads(e1=values) for values in earlier]) == wanted


def test_a_day_without_a_report_breaks_the_row_of_same_figures():
    day = heads(e1={"staff": 41})
    assert odd(day, heads(), day) == []
    assert odd(day, day, day, days=0) == []


def test_a_report_that_does_not_count_is_not_judged():
    assert odd({"e1": Head({"staff": 300, "back": 500}, counts=False)}) == []


def test_small_figures_are_round_by_themselves():
    assert not is_round(FORM, {"staff": 50, "back": 60})
