"""`gridbot audit`: the trail as a duty officer prints it, of days or of one list, without a spreadsheet's formulas."""

import asyncio
import csv
import io
from datetime import UTC, datetime

import pytest

from bot.config import load_settings
from bot.store.records import AuditLine
from bot.store.store import Store

AT = datetime(2026, 3, 5, 12, 20, tzinfo=UTC)


@pytest.fixture
def kept(gridbot, config, district):
    """The starter district with three lines in its trail."""
    assert gridbot("import", "-c", config, district / "directory", "--yes").code == 0
    lines = (
        AuditLine(AT, "d001", "list_published", "list:0305-1", {"units": ["unit-001"], "message": "m1"}),
        AuditLine(AT.replace(hour=13), "u001", "refused", "may_not_decide", {"message": "m2"}),
        AuditLine(AT.replace(day=6), "d001", "list_corrected", "list:0305-1", {"reason": "=1+1"}),
    )

    async def write():
        store = Store(load_settings(config).store_url)
        await store.open()
        try:
            async with store.unit_of_work() as uow:
                for line in lines:
                    uow.audit.write(line)
                await uow.commit()
        finally:
            await store.close()

    asyncio.run(write())
    return config


def test_a_day_is_printed_line_by_line(gridbot, kept):
    done = gridbot("audit", "-c", kept, "--from", "2026-03-05", "--to", "2026-03-05")
    assert done.code == 0
    first, second = done.out.splitlines()
    assert first.startswith("3月5日20:20 ")
    assert "批准发布：" in first
    assert first.endswith("[list:0305-1]")
    assert "没有执行" in second


def test_one_list_is_printed_whatever_its_days(gridbot, kept):
    done = gridbot("audit", "-c", kept, "--list", "0305-1", "--to", "2026-03-06")
    assert [line.split(" ")[2].partition("：")[0] for line in done.out.splitlines()] == ["批准发布", "更正"]


def test_a_table_holds_whom_what_and_which_message_and_runs_no_formula(gridbot, kept, tmp_path):
    target = tmp_path / "audit.csv"
    done = gridbot("audit", "-c", kept, "--from", "2026-03-01", "--to", "2026-03-31", "--csv", "-o", target)
    assert "3 行" in done.out
    rows = list(csv.reader(io.StringIO(target.read_text(encoding="utf-8-sig"))))
    assert rows[1][0] == "2026-03-05T20:20:00+08:00"
    assert (rows[1][3], rows[1][4], rows[1][8]) == ("list_published", "批准发布", "m1")
    assert rows[3][7] == "'=1+1"


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--list", "5"), "no number of a list"),
        (("--from", "gestern"), "is no day"),
        (("--from", "2026-03-06", "--to", "2026-03-05"), "is after"),
        (("-o", "/nowhere/there/x.csv"), "no such folder"),
    ],
)
def test_a_wrong_wish_is_told_in_one_line(gridbot, kept, args, said):
    done = gridbot("audit", "-c", kept, *args)
    assert (done.code, said in done.err) == (2, True)


def test_nothing_written_down_is_said_so(gridbot, kept):
    assert gridbot("audit", "-c", kept, "--from", "2026-01-01", "--to", "2026-01-02").out.startswith("没有记录")
