"""`gridbot export` writes who reported what, and who did not, so that no spreadsheet runs what a clerk wrote."""

import asyncio
import csv
import io
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from openpyxl import load_workbook

from bot.config import load_settings
from bot.directory.files import read_directory
from bot.store.records import StoredReport
from bot.store.registering import RegisterChange
from bot.store.store import Store

SPAN = ("--from", "2020-03-05", "--to", "2020-03-06")
REPORT = StoredReport(
    form="daily", unit="unit-001", period=date(2020, 3, 5), revision=1, kind="report",
    values={"on_duty": 126, "resumed": True, "note": "=HYPERLINK(1)"}, stated={}, complete=True, status="late",
    reporter="u001", channel="chat", message_id="m1", received_at=datetime(2020, 3, 5, 10, 30, tzinfo=UTC),
    completed_at=datetime(2020, 3, 5, 10, 30, tzinfo=UTC),
)  # fmt: skip


@pytest.fixture
def reported(gridbot, config, district):
    """The district with one report of the 5th."""
    assert gridbot("import", "-c", config, district / "directory", "--yes").code == 0

    async def report():
        store = Store(load_settings(config).store_url)
        await store.open()
        try:
            async with store.unit_of_work() as uow:
                uow.reports.add(REPORT)
                uow.reports.add(replace(REPORT, period=date(2020, 3, 7), message_id="m2"))
                await uow.flush()
                await uow.commit()
        finally:
            await store.close()

    asyncio.run(report())
    return config


def rows_of_csv(file):
    return list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig"))))


def test_csv_has_a_row_for_each_day_and_unit_that_owed(gridbot, reported, tmp_path):
    file = tmp_path / "out.csv"
    done = gridbot("export", "-c", reported, "--form", "daily", *SPAN, "-o", file)
    assert (done.code, done.out, done.err) == (0, f"{file}: 8 行 rows\n", "")
    rows = rows_of_csv(file)
    first = rows[0]
    assert (first["日期"], first["单位编号"], first["状态"]) == ("2020-03-05", "unit-001", "迟报")
    assert (first["在岗人数"], first["是否复工"], first["填报人"]) == ("126", "是", "第一电子-王文员")
    assert first["收到时间"] == "2020-03-05 18:30:00"
    assert [(row["日期"], row["状态"]) for row in rows[1:]] == [("2020-03-05", "未报")] * 3 + [
        ("2020-03-06", "未报")
    ] * 4
    assert file.read_bytes().startswith(b"\xef\xbb\xbf"), "spreadsheets know UTF-8 by this"


def test_text_that_begins_like_a_formula_is_inert_in_both_kinds_of_file(gridbot, reported, tmp_path):
    gridbot("export", "-c", reported, "--form", "daily", *SPAN, "-o", tmp_path / "out.csv")
    gridbot("export", "-c", reported, "--form", "daily", *SPAN, "-o", tmp_path / "out.xlsx")
    assert rows_of_csv(tmp_path / "out.csv")[0]["备注"] == "'=HYPERLINK(1)"
    sheet = load_workbook(tmp_path / "out.xlsx").active
    heads = [cell.value for cell in sheet[1]]
    note = sheet.cell(2, heads.index("备注") + 1)
    assert (note.value, note.data_type) == ("=HYPERLINK(1)", "s")
    assert sheet.cell(2, heads.index("在岗人数") + 1).value == 126


@pytest.mark.parametrize("days", [("2019-01-01", "2020-12-31"), ("2020-03-05", "2020-03-05")])
def test_a_long_span_has_every_day_once(gridbot, reported, tmp_path, days):
    file = tmp_path / "out.csv"
    assert (
        gridbot("export", "-c", reported, "--form", "daily", "--from", days[0], "--to", days[1], "-o", file).code == 0
    )
    rows = rows_of_csv(file)
    count = (date.fromisoformat(days[1]) - date.fromisoformat(days[0])).days + 1
    assert len(rows) == 4 * count
    assert len({(row["日期"], row["单位编号"]) for row in rows}) == len(rows)
    assert sum(row["状态"] == "迟报" for row in rows) == (2 if count > 1 else 1)


def test_a_template_has_the_forms_columns_an_example_and_a_row_for_every_unit(gridbot, config, tmp_path):
    file = tmp_path / "empty.xlsx"
    done = gridbot("export", "-c", config, "--form", "daily", "--template", "--from", "2020-03-05", "-o", file)
    assert (done.code, done.out, done.err) == (0, f"{file}: 4 行 rows\n", "")
    rows = list(load_workbook(file).worksheets[0].iter_rows(values_only=True))
    assert rows[0][:5] == ("日期", "单位编号", "单位", "在岗人数", "累计返岗")
    assert rows[1][1:4] == ("示例", "示例（不用删，不算数）", 126)
    assert [row[1] for row in rows[2:]] == ["unit-001", "unit-002", "unit-003", "unit-004"]
    assert rows[2][2] == "示范区第一电子有限公司"
    assert {cell for row in rows[2:] for cell in row[3:]} == {None}


def test_a_template_as_csv_has_the_same_heads_and_rows(gridbot, config, tmp_path):
    file = tmp_path / "empty.csv"
    assert gridbot("export", "-c", config, "--form", "daily", "--template", "-o", file).code == 0
    rows = rows_of_csv(file)
    assert list(rows[0])[:4] == ["日期", "单位编号", "单位", "在岗人数"]
    assert "口罩库存（只）" in rows[0]
    assert [row["单位编号"] for row in rows] == ["unit-001", "unit-002", "unit-003", "unit-004"]
    assert {row["日期"] for row in rows} == {""}


def test_a_file_appears_whole_or_not_at_all(gridbot, reported, tmp_path):
    target = tmp_path / "out.csv"
    target.mkdir()
    done = gridbot("export", "-c", reported, "--form", "daily", *SPAN, "-o", target)
    assert (done.code, done.out) == (2, "")
    assert len(done.err.splitlines()) == 1
    assert [path.name for path in tmp_path.glob("out*")] == ["out.csv"]


def test_a_database_of_another_version_is_told(gridbot, config, district, tmp_path):
    (district / "gridbot.db").write_bytes(b"")
    done = gridbot("export", "-c", config, "--form", "daily", *SPAN, "-o", tmp_path / "out.csv")
    assert (done.code, done.err) == (
        2,
        f"{config}: the database is of another version; run gridbot db upgrade -c ...\n",
    )


def test_the_register_is_written_with_what_was_changed_by_message_and_reads_back(gridbot, reported, tmp_path):
    about = {"user": "wx_new", "name": "小周", "unit": "unit-001", "alone": False}

    async def join():
        store = Store(load_settings(reported).store_url)
        await store.open()
        try:
            async with store.unit_of_work() as uow:
                await uow.register.add(
                    RegisterChange(
                        1, "join", about, "accepted", "wx_new", "", REPORT.received_at, "d", REPORT.received_at
                    )
                )
                await uow.commit()
        finally:
            await store.close()

    asyncio.run(join())
    done = gridbot("export", "-c", reported, "--register", "-o", tmp_path / "register.xlsx")
    assert done.code == 0
    assert read_directory(tmp_path / "register.xlsx").member("wx_new").units == ("unit-001",)
    assert gridbot("import", "-c", reported, tmp_path / "register.xlsx", "--yes").code == 0
    again = gridbot("export", "-c", reported, "--register", "-o", tmp_path / "again.xlsx")
    assert again.code == 0
    assert read_directory(tmp_path / "again.xlsx") == read_directory(tmp_path / "register.xlsx")


def test_what_is_exported_must_be_said(gridbot, reported, tmp_path):
    done = gridbot("export", "-c", reported, "-o", tmp_path / "x.xlsx", *SPAN)
    assert done.code != 0
    assert "--form is missing" in done.err
    csv_wanted = gridbot("export", "-c", reported, "--register", "-o", tmp_path / "x.csv")
    assert "ends in .xlsx" in csv_wanted.err
