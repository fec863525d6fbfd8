"""The mission's own figures hold in the ready-made forms, and one figure that is wrong is named by the identity."""

import pytest
from ready import READY, all_copied, ready_form

from bot.forms.checks import Earlier, violations
from bot.forms.load import load_preset

ISOLATION = {
    "now": 42, "in_firms": 10, "at_home": 20, "central": 12, "entered": 0, "released": 5, "moved_out": 0,
    "released_total": 365, "ever": 407,
}  # fmt: skip
ISOLATION_BEFORE = {"now": 47, "released_total": 360, "ever": 407}
CHECKPOINTS = {
    "vehicles": 186, "people": 274, "passed": 183, "turned_back": 3, "road_fever": 0, "vehicles_total": 9000,
    "people_total": 13000,
}  # fmt: skip
CHECKPOINTS_BEFORE = {"vehicles_total": 8814, "people_total": 12726}
SUPPLIES = {
    "masks_in": 20000, "masks_made": 0, "masks_out": 12000, "masks_left": 9000, "masks_daily": 3000,
    "masks_issued_total": 275000, "thermometers_in": 0, "thermometers_out": 86, "thermometers_left": 14,
    "thermometers_issued_total": 386,
}  # fmt: skip
SUPPLIES_BEFORE = {
    "masks_left": 1000, "masks_issued_total": 263000, "thermometers_left": 100, "thermometers_issued_total": 300,
}  # fmt: skip
CENSUS = {
    "firms": 330, "sites": 58, "shops": 101, "compounds": 17, "schools": 2, "hotels": 5, "counted_units": 513,
    "visited_units": 513, "units_left": 0,
}  # fmt: skip
FIGURES = [
    # form, what is reported, what was reported before, then what is wrong and how often it is told
    ("isolation", ISOLATION, ISOLATION_BEFORE, {"at_home": 21}, 1),
    ("isolation", ISOLATION, ISOLATION_BEFORE, {"now": 43}, 3),
    ("isolation", ISOLATION, ISOLATION_BEFORE, {"released": 4}, 2),
    ("isolation", ISOLATION, ISOLATION_BEFORE, {"ever": 408}, 1),
    ("isolation", ISOLATION, ISOLATION_BEFORE, {"released_total": 359}, 2),
    ("checkpoint", CHECKPOINTS, CHECKPOINTS_BEFORE, {"passed": 182}, 1),
    ("checkpoint", CHECKPOINTS, CHECKPOINTS_BEFORE, {"vehicles_total": 9001}, 1),
    ("checkpoint", CHECKPOINTS, CHECKPOINTS_BEFORE, {"vehicles_total": 8000}, 2),
    ("checkpoint", CHECKPOINTS, CHECKPOINTS_BEFORE, {"people_total": 12000}, 2),
    ("checkpoint", CHECKPOINTS, CHECKPOINTS_BEFORE, {"road_fever": 275}, 1),
    ("checkpoint", CHECKPOINTS, {}, {"people": 100}, 1),
    ("checkpoint", CHECKPOINTS, {}, {"turned_back": 187, "passed": -1}, 1),
    ("supplies", SUPPLIES, SUPPLIES_BEFORE, {"masks_left": 9001}, 1),
    ("supplies", SUPPLIES, SUPPLIES_BEFORE, {"masks_issued_total": 262000}, 2),
    ("supplies", SUPPLIES, SUPPLIES_BEFORE, {"thermometers_issued_total": 385}, 1),
    ("supplies", SUPPLIES, SUPPLIES_BEFORE, {"thermometers_left": 15}, 1),
    ("supplies", SUPPLIES, SUPPLIES_BEFORE, {"masks_daily": 3001}, 1),
    ("capacity", {"rooms": 42, "rooms_used": 12, "rooms_free": 30}, {}, {"rooms_free": 31}, 1),
    ("capacity", {"rooms": 42, "rooms_used": 33, "rooms_free": 9}, {}, {"rooms_used": 34, "rooms_free": 8}, 1),
    ("capacity", {"rooms": 42, "rooms_used": 12}, {}, {"rooms_used": 43}, 2),
    ("capacity", {"rooms": 1003, "rooms_used": 10, "isolation_areas": 315, "beds": 48}, {},
     {"isolation_areas": 1004}, 1),
    ("census", CENSUS, {}, {"shops": 102}, 1),
    ("census", CENSUS, {}, {"visited_units": 514}, 2),
    ("census", CENSUS, {}, {"units_left": 1}, 1),
    ("origin", {"origin_all": 2962, "origin_returned": 407, "origin_stayed": 683, "origin_away": 1872}, {},
     {"origin_away": 1871}, 1),
    ("origin", {"origin_all": 2962, "origin_returned": 407, "origin_stayed": 683}, {}, {"origin_stayed": 2556}, 1),
    ("calls", {"listed": 18, "reached": 18, "unreachable": 0, "not_returning": 17, "has_returned": 1, "undecided": 0,
               "told_again": 17}, {}, {"not_returning": 18}, 1),
    ("calls", {"listed": 18, "reached": 17, "unreachable": 1}, {}, {"unreachable": 2}, 1),
    ("calls", {"listed": 18, "reached": 17, "told_again": 17}, {}, {"told_again": 18}, 1),
    ("bus_seats", {"coaches": 40, "seats": 2000, "boarded": 2000}, {}, {"boarded": 2001}, 1),
    ("bus_seats", {"coaches": 40, "seats": 2000}, {}, {"coaches": 33}, 1),
    ("bus_seats", {"seats_wanted": 27, "from_longchuan": 18, "from_zijin": 9}, {}, {"from_zijin": 10}, 1),
    ("bus_seats", {"seats_wanted": 27, "from_longchuan": 18, "from_zijin": 9, "from_lianping": 0, "from_heping": 0,
                   "from_dongyuan": 0}, {}, {"from_heping": 1}, 1),
    ("rent_relief", {"relieved_firms": 25, "relieved_shops": 45, "relieved": 70, "relief": "940000",
                     "relief_total": "1340000"}, {"relief_total": "400000"}, {"relieved": 71}, 1),
    ("rent_relief", {"relieved": 70, "relief": "940000", "relief_total": "940000"}, {"relief_total": "0"},
     {"relief_total": "94000"}, 1),
    ("rent_relief", {"relieved": 70, "relief": "940000"}, {}, {"relief": "0"}, 1),
    # 600 for one from outside the province, 500 for one from elsewhere in it, 400 for one from here, 300 a referral
    ("subsidy", {"hired_here": 1, "hired_province": 1, "hired_outside": 1, "referred": 2, "estimate": "2100"}, {},
     {"estimate": "2000"}, 1),
    ("scan", {"came_back": 324, "scanned": 324, "visitors": 7, "visitors_measured": 7, "trained": 318}, {},
     {"came_back": 326}, 1),
    ("scan", {"came_back": 324, "scanned": 324, "visitors": 7, "visitors_measured": 7}, {}, {"visitors": 8}, 1),
    ("scan", {"came_back": 324, "scanned": 324, "trained": 318}, {}, {"trained": 325}, 1),
    ("scan", {"came_back": 324, "scanned": 324}, {}, {"scanned": 325}, 2),
    ("patrol", {"problems": 2, "mended": 1}, {}, {"mended": 3}, 1),
    ("leader_visit", {"visit_problems": 1, "visit_ordered": 1}, {}, {"visit_ordered": 2}, 1),
    ("group_summary", {"open_items": 2, "new_items": 3, "closed_items": 2}, {"open_items": 1}, {"open_items": 3}, 1),
]  # fmt: skip


@pytest.mark.parametrize(("name", "right", "before", "wrong", "told"), FIGURES)
def test_the_figures_hold_and_a_wrong_one_is_told(name, right, before, wrong, told):
    form, earlier = ready_form(name), Earlier(before)
    assert violations(form, right, earlier) == ()
    assert len(violations(form, {**right, **wrong}, earlier)) == told


def test_every_identity_of_every_form_is_tried_with_a_figure_that_breaks_it():
    tried: dict[str, set[tuple[str, ...]]] = {}
    for name, right, before, wrong, _ in FIGURES:
        found = violations(ready_form(name), {**right, **wrong}, Earlier(before))
        tried.setdefault(name, set()).update(one.fields for one in found)
    for file in sorted(READY.glob("*.toml")):
        wanted = {identity.fields for identity in ready_form(file.stem).identities}
        assert tried.get(file.stem, set()) >= wanted, file.stem


def test_a_missing_day_silences_what_flows_and_not_what_only_grows():
    form = ready_form("isolation")
    gap = Earlier(ISOLATION_BEFORE, adjacent=False)
    assert violations(form, {**ISOLATION, "released": 4}, gap) == ()
    [found] = violations(form, {**ISOLATION, "released_total": 359}, gap)
    assert found.message == "累计解除 359 比以前报的 360 还少"


def test_a_district_may_copy_all_of_them_and_the_daily_report_stays_the_first(tmp_path):
    preset = load_preset(str(all_copied(tmp_path / "preset")))
    assert preset.forms[0].id == "daily"
    assert {form.family or form.id for form in preset.forms} >= {file.stem for file in READY.glob("*.toml")}


def test_every_file_begins_with_who_owes_it_and_when():
    for file in READY.glob("*.toml"):
        lines = file.read_text(encoding="utf-8").splitlines()
        assert lines[0].startswith("# "), file.stem
        assert any("发“" in line for line in lines[:5]), file.stem
