"""What an application lacks: every set of proofs, trade and day against a table written by hand."""

from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cases.facts import gate_of, lacks_of, rank
from bot.directory.model import Unit
from bot.forms.load import load_preset

KIND = next(one for one in load_preset("heyuan-2020").cases if one.id == "resumption")
ITEMS = ("mechanism", "people", "supplies", "management")
TRADES = {
    "priority_goods": date(2020, 1, 30),
    "": date(2020, 2, 10),
    "suspended": date(2020, 3, 1),
}
STARTS = (date(2020, 2, 8), date(2020, 2, 10), date(2020, 3, 1))
TABLE = {
    ("priority_goods", 0): False, ("priority_goods", 1): False, ("priority_goods", 2): False,
    ("", 0): True, ("", 1): False, ("", 2): False,
    ("suspended", 0): True, ("suspended", 1): True, ("suspended", 2): False,
}  # fmt: skip
"""Whether the planned day lies before the gate."""


def unit(*tags):
    return Unit("e1", "某某电子", "enterprise", "g1", tags=frozenset(tags))


@pytest.mark.parametrize("trade", TRADES)
@pytest.mark.parametrize("day", range(3))
def test_every_set_of_proofs_lacks_the_others_and_every_trade_has_its_gate(trade, day):
    for proven in product((False, True), repeat=4):
        shown = {key: "已有证明" for key, there in zip(ITEMS, proven, strict=True) if there}
        start = STARTS[day]
        days = {"start": start, "owner": start - timedelta(days=3)}
        lacks = lacks_of(KIND, items=shown, days=days, unit=unit(trade), today=date(2020, 2, 8))
        assert [one.key for one in lacks.items] == [key for key in ITEMS if key not in shown]
        assert bool(lacks.early) is TABLE[trade, day]
        assert not lacks.days
        assert not lacks.late
        assert all(gate.not_before == TRADES[trade] for gate in lacks.early)


@given(st.integers(-10, 10))
def test_the_owner_is_back_three_days_before_and_not_a_day_later(ahead):
    start = date(2020, 2, 20)
    days = {"start": start, "owner": start - timedelta(days=ahead)}
    late = lacks_of(KIND, items={}, days=days, unit=unit(), today=date(2020, 2, 8)).late
    assert bool(late) is (ahead < 3)
    assert all(one.latest == date(2020, 2, 17) for one in late)


def test_a_day_that_nobody_wrote_is_lacking_and_is_not_measured():
    lacks = lacks_of(KIND, items={}, days={"owner": date(2020, 2, 20)}, unit=unit(), today=date(2020, 2, 8))
    assert [one.key for one in lacks.days] == ["start"]
    assert not lacks.late
    assert lacks.dates


def test_the_first_gate_that_fits_holds():
    assert gate_of(KIND, unit("priority_goods", "suspended"), day="start").not_before == date(2020, 1, 30)
    assert gate_of(KIND, None, day="start").not_before == date(2020, 2, 10)
    assert gate_of(KIND, unit(), day="owner") is None


def test_the_queue_goes_by_the_tags_of_the_file():
    assert [rank(KIND, one) for one in (unit("priority_goods", "above_scale"), unit("above_scale"), unit(), None)] == [
        0, 1, 2, 2,
    ]  # fmt: skip


def test_a_planned_day_lies_ahead_until_it_has_come():
    days = {"start": date(2020, 2, 15), "owner": date(2020, 2, 12)}
    seen = [lacks_of(KIND, items={}, days=days, unit=unit(), today=date(2020, 2, one)).ahead for one in (14, 15)]
    assert [one is not None for one in seen] == [True, False]
