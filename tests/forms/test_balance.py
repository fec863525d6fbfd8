"""Ledgers tell both sides and the single figure that would balance them."""

import random
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "more_forms"))

from ready import ready_form  # the line above makes it findable

from bot.forms.balance import balanced, edits
from bot.forms.checks import Earlier, Edit, violations
from bot.forms.definition import FieldDef, FormDef
from bot.forms.identity import Identity

ISOLATION = ready_form("isolation")
YESTERDAY = {
    "now": 47, "in_firms": 12, "at_home": 22, "central": 13, "entered": 0, "released": 3, "moved_out": 0,
    "released_total": 360, "ever": 407,
}  # fmt: skip
TODAY = {
    "now": 42, "in_firms": 10, "at_home": 20, "central": 12, "entered": 0, "released": 5, "moved_out": 0,
    "released_total": 365, "ever": 407,
}  # fmt: skip


def test_the_article_balances():
    assert balanced(ISOLATION, TODAY, Earlier(YESTERDAY)) == ()


def test_one_more_names_the_accounts_both_sides_and_the_edit():
    found = balanced(ISOLATION, {**TODAY, "now": 43}, Earlier(YESTERDAY))
    assert [one.message for one in found] == [
        "隔离地点账不平：现有43，企业隔离10加居家隔离20加集中隔离12等于42，差1",
        "隔离进出账不平：现有43，上次现有47加新增0减解除5减转出0等于42，差1",
        "现有 43 加累计解除 365 等于 408，比累计隔离 407 还多",
    ]
    assert [one.edits for one in found] == [(), (), (Edit("now", 42),)]
    assert [one.led for one in found] == [True, True, False]


def test_of_several_edits_the_one_nearest_to_yesterday_comes_first():
    same = {**TODAY, "entered": 0, "released": 0}
    found = edits(ISOLATION, {**same, "at_home": 21}, Earlier(same))
    assert found == (Edit("at_home", 20), Edit("central", 11), Edit("in_firms", 9))


def test_an_edit_that_breaks_another_account_is_not_offered():
    found = edits(ISOLATION, {**TODAY, "released": 6}, Earlier(YESTERDAY))
    assert found == (Edit("released", 5),)


def test_without_a_report_before_the_day_is_balanced_with_itself_alone():
    [found] = balanced(ISOLATION, {**TODAY, "central": 13})
    assert Edit("central", 12) in found.edits


def test_money_balances_to_the_yuan():
    found = balanced(ready_form("subsidy"), {
        "hired_here": 0, "hired_province": 0, "hired_outside": 1, "referred": 0, "estimate": "500",
    })  # fmt: skip
    assert [one.edits for one in found] == [(Edit("estimate", 600),)]


def test_a_form_without_accounts_offers_nothing():
    form = FormDef(
        id="x", name="x", owed_by=("enterprise",), due="18:00", fields=(FieldDef(key="a", label="甲"),),
        identities=(Identity(expression="a == 2 * a", fields=("a",), message="{a}"),),
    )  # fmt: skip
    assert [(one.message, one.edits) for one in balanced(form, {"a": 1})] == [("1", ())]


def slip(rng: random.Random, value: int) -> int:
    """One digit wrong."""
    digits = list(str(value))
    place = rng.randrange(len(digits))
    digits[place] = rng.choice(
        [d for d in "0123456789" if d != digits[place] and not (place == 0 and d == "0" != value)]
    )
    return int("".join(digits))


def day_after(rng: random.Random, before: dict[str, int]) -> dict[str, int]:
    """A day that balances: some come, some go, each from one place."""
    places = {key: before[key] for key in ("in_firms", "at_home", "central")}
    entered, released, moved_out = 0, 0, 0
    for _ in range(rng.randrange(8)):
        key = rng.choice(list(places))
        what = rng.choice(("in", "out", "moved"))
        if what == "in":
            places[key] += 1
            entered += 1
        elif places[key]:
            places[key] -= 1
            released, moved_out = released + (what == "out"), moved_out + (what == "moved")
    return {
        **places, "now": sum(places.values()), "entered": entered, "released": released, "moved_out": moved_out,
        "released_total": before["released_total"] + released, "ever": before["ever"] + entered,
    }  # fmt: skip


@pytest.mark.parametrize("seed", range(3))
def test_of_two_hundred_slips_of_one_digit_nearly_all_are_caught_and_four_in_five_mended(seed):
    rng = random.Random(seed)  # noqa: S311  # slips of a pen, no secrets
    caught = right = 0
    for _ in range(200):
        yesterday = {**YESTERDAY, "ever": 407 + rng.randrange(3)}
        today = day_after(rng, yesterday)
        assert violations(ISOLATION, today, Earlier(yesterday)) == ()
        key = rng.choice(list(today))
        found = balanced(ISOLATION, {**today, key: slip(rng, today[key])}, Earlier(yesterday))
        caught += bool(found)
        right += bool(found) and found[-1].edits[:1] == (Edit(key, today[key]),)
    assert caught >= 190
    assert right >= 160, right
