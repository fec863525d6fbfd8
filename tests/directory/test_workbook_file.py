"""A workbook is read by the same rules as CSV, with sheets and cells for places, and is never trusted."""

import io
import zipfile
from datetime import date, datetime

import pytest
from openpyxl import Workbook
from small_district import GOOD, troubles, write

from bot.directory import workbook
from bot.directory.files import read_directory


def sheets():
    """The small district as rows, to be changed and saved."""
    return {name: [line.split(",") for line in text.splitlines()] for name, text in GOOD.items()}


def save(path, tables):
    book = Workbook()
    book.remove(book.active)
    for name, rows in tables.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([None if cell == "" else cell for cell in row])
    book.save(path)
    return path


def test_a_workbook_says_the_same_as_the_folder(tmp_path):
    file = save(tmp_path / "district.xlsx", sheets())
    assert read_directory(file) == read_directory(write(tmp_path / "csv"))


def test_numbers_and_days_may_be_kept_as_such(tmp_path):
    tables = sheets()
    tables["units"][1][6:8] = [420.0, datetime(2020, 2, 1)]  # noqa: DTZ001 - a cell of a workbook knows no zone
    tables["units"][3][8] = date(2020, 12, 31)
    tables["areas"][2][5] = 1
    tables["members"][1][5] = 13800000001
    file = save(tmp_path / "district.xlsx", tables)
    assert read_directory(file) == read_directory(write(tmp_path / "csv"))


def _put(name, row, column, value):
    def change(tables):
        tables[name][row][column] = value

    return change


def _rename(old, new):
    def change(tables):
        tables[new] = tables.pop(old)

    return change


BAD = [
    (_put("units", 2, 2, "sight"), ['sheet units, cell C3: unknown kind "sight"; did you mean site?']),
    (_put("members", 1, 3, "e1|e9"), ['sheet members, cell D2: unknown unit "e9"; add it to units or take it out']),
    (_put("members", 2, 0, "c1"),
     ['sheet members, cell A3: user_id "c1" stands there twice; it is also in row 2']),
    (_put("areas", 0, 5, "numbre"), ['sheet areas, cell F1: unknown column "numbre"; did you mean number?']),
    (_put("units", 1, 6, "=6*7"), ["sheet units, cell G2: the cell holds a formula; paste its value instead"]),
    (_rename("units", "unit"),
     ["sheet unit: this sheet is no table; did you mean units?",
      ("sheet units: the sheet is missing; its first row names the columns: "
       "id,name,kind,area,aliases,tags,staff,active_from,active_to")]),
    (lambda tables: tables["areas"][1].append("more"),
     ["sheet areas, row 2: 7 cells under a header of 6; put cells that hold a comma into quotation marks"]),
    (lambda tables: tables["groups"].clear(),
     [("sheet groups: the sheet is missing; its first row names the columns: "
       "id,name,kind,channel,chat_id,post_channel,post_chat_id,areas,hears")]),
]  # fmt: skip


@pytest.mark.parametrize(("change", "expected"), BAD, ids=[expected[0][:40] for _, expected in BAD])
def test_a_spoilt_workbook_names_sheet_cell_and_mend(tmp_path, change, expected):
    tables = sheets()
    change(tables)
    assert troubles(save(tmp_path / "district.xlsx", tables)) == expected


def test_blank_sheets_rows_and_columns_change_nothing(tmp_path):
    tables = sheets() | {"Sheet1": []}
    tables["units"].insert(2, [" ", "", ""])
    tables["units"].append([""] * 20)
    tables["areas"][0] += ["", ""]
    file = save(tmp_path / "district.xlsx", tables)
    assert read_directory(file) == read_directory(write(tmp_path / "csv"))


def test_a_file_that_is_no_workbook_is_one_clear_line(tmp_path):
    file = tmp_path / "district.xlsx"
    for raw, told in [
        (b"id,name\n", "this is no workbook; save it as .xlsx, or name a folder of CSV files"),
        (b"", "this is no workbook; save it as .xlsx, or name a folder of CSV files"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
         "the workbook has a password or is of the old kind .xls; take the password off, or save it as .xlsx"),
        (_zip({"hello.txt": b"x"}), "the workbook is damaged; open it in a spreadsheet and save it again"),
        (_zip({"[Content_Types].xml": b"<"}), "the workbook is damaged; open it in a spreadsheet and save it again"),
    ]:  # fmt: skip
        file.write_bytes(raw)
        assert troubles(file) == [told]


def test_a_damaged_sheet_is_one_clear_line(tmp_path):
    file = save(tmp_path / "district.xlsx", sheets())
    with zipfile.ZipFile(file) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    parts["xl/worksheets/sheet2.xml"] = parts["xl/worksheets/sheet2.xml"][:200]
    file.write_bytes(_zip(parts))
    assert troubles(file) == ["the workbook is damaged; open it in a spreadsheet and save it again"]


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(workbook, "MOST_UNPACKED", 10_000)
    file = tmp_path / "district.xlsx"
    file.write_bytes(_zip({"xl/workbook.xml": b" " * 20_000}))
    assert file.stat().st_size < 1_000
    assert troubles(file) == ["the workbook is too big; at most 0 MB unpacked are read"]


def test_more_rows_than_a_district_has_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(workbook, "MOST_ROWS", 3)
    assert "sheet units: more than 3 rows" in troubles(save(tmp_path / "district.xlsx", sheets()))


def _zip(parts):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, raw in parts.items():
            packed.writestr(name, raw)
    return stream.getvalue()
