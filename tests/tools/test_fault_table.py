"""The fault table: the quick ones of its rows played here, all of its faults on the page, each as it must be."""

import sys
from datetime import timedelta
from pathlib import Path

import pytest

from bot.channels.wecom_errors import REACTIONS
from bot.standin.faults import DOES_IT
from bot.standin.switches import SWITCHES

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

from fault_table import PAGE  # noqa: E402 - the script's folder is no installed package
from faulty.ledger import COLUMNS, Fault, Row, table  # noqa: E402
from faulty.registry import entries  # noqa: E402
from faulty.sending import KINDS, WAYS, by_kind  # noqa: E402

ENTRIES = entries()
LINES = [line.strip("| ").split(" | ") for line in PAGE.read_text(encoding="utf-8").splitlines() if line[:2] == "| "]
CELLS = {
    (cells[0], place): dict(zip(COLUMNS, cells, strict=True))
    for cells in LINES
    if cells[0] not in (COLUMNS[0], "---")
    for place in cells[1].split("、")
}
UNSURE = DOES_IT - {"pieces", "string"}


@pytest.mark.parametrize("entry", [one for one in ENTRIES if one.quick], ids=lambda one: one.fault.key)
async def test_nothing_is_lost_or_doubled(entry, tmp_path):
    row = await entry.play(tmp_path)
    assert row.good, row
    assert row.sent + row.listed >= row.put


def test_the_page_has_every_fault_once_and_no_other():
    assert len(ENTRIES) == len({one.fault.key for one in ENTRIES})
    assert set(CELLS) == {(one.fault.name, one.fault.place) for one in ENTRIES}


def test_no_line_of_the_page_tells_of_a_loss_or_of_a_copy_without_a_mark():
    for cells in CELLS.values():
        assert (cells["丢失"], cells["重复"]) == ("0", "0"), cells
        assert int(cells["送达"]) + int(cells["列为未送达"]) >= int(cells["放入"]) > 0, cells


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
def test_a_second_copy_comes_only_where_nobody_can_know(way):
    for kind in set(KINDS) - UNSURE:
        cells = CELLS.get((by_kind(way, kind).name, way.name))
        assert cells is None or cells["注明的补发"] == "0", kind


def test_every_switch_and_every_code_of_the_platform_stands_on_the_page():
    assert {switch.label for switch in SWITCHES} <= {name for name, _ in CELLS}
    written = " ".join(name for name, _ in CELLS)
    assert not [code for code in REACTIONS if str(code) not in written]


@pytest.mark.parametrize("change", [{"lost": 1}, {"doubled": 1}, {"wrong": "slow"}])
def test_a_row_that_is_not_as_it_must_be_is_not_good(change):
    fault = Fault("发送", "断线", "群机器人")
    assert Row(fault, put=1, sent=1, marked=1).good
    assert not Row(fault, put=1, sent=1, **change).good


def test_ways_on_which_a_fault_costs_the_same_share_a_line():
    rows = [Row(Fault("发送", "断线", place), put=2, sent=sent) for place, sent in (("甲", 2), ("乙", 2), ("丙", 1))]
    assert [line.split(" | ")[:2] for line in table(rows).splitlines()[4:]] == [["| 断线", "甲、乙"], ["| 断线", "丙"]]


def test_a_row_shows_its_figures_under_their_names():
    row = Row(Fault("发送", "断线", "群机器人"), put=2, sent=1, listed=1, held=1, delay=timedelta(minutes=11))
    assert table([row]).splitlines()[-1] == "| 断线 | 群机器人 | 2 | 1 | 1 | 1 | 0 | 0 | 0 | 约20分钟 | — |"
