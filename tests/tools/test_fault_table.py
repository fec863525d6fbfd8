"""The fault table: some of its rows played here, all of its failures on the page."""

import sys
from pathlib import Path

import pytest

from bot.standin.switches import BY_NAME, SWITCHES

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

from fault_table import PAGE, QUICK  # noqa: E402 - the script's folder is no installed package
from faulty.scenes import SPECIAL, Row, of_switch  # noqa: E402


@pytest.mark.parametrize("name", QUICK)
async def test_nothing_is_lost_or_doubled(name):
    row = await of_switch(BY_NAME[name])
    assert (row.lost, row.doubled) == (0, 0)
    assert row.seen + row.held >= row.put


@pytest.mark.parametrize(("name", "scene"), SPECIAL)
async def test_nothing_is_lost_when_the_machine_has_a_bad_day(name, scene):
    row = await scene()
    assert (row.lost, row.doubled, row.seen) == (0, 0, row.put), name


def test_the_page_tells_of_every_failure_and_of_none_that_is_not_as_it_must_be():
    page = PAGE.read_text(encoding="utf-8")
    for switch in SWITCHES:
        assert f"| {switch.label}" in page
    cells = [line.split(" | ") for line in page.splitlines() if line.startswith("| ") and " | " in line][1:]
    assert len(cells) == len(SWITCHES) + len(SPECIAL)
    for label, _, _, lost, doubled, *_ in cells:
        assert lost == "0"
        assert doubled == "0" or label.endswith("*")


def test_a_row_with_a_loss_fails_the_script():
    assert not Row("x", put=1, lost=1).as_it_must_be
    assert not Row("x", put=1, doubled=1).as_it_must_be
    assert Row("x", put=1, doubled=1, may_double=True).as_it_must_be
