"""A table that goes on being calculated with, and never runs what somebody typed."""

import io
from datetime import date

from openpyxl import load_workbook

from bot.views.workbook import workbook


def test_text_that_begins_like_a_formula_stays_text():
    typed = ["=1+1", "+86", "-5", "@SUM(A1)", "=cmd|' /C calc'!A0", "普通"]
    made = workbook("a.xlsx", "日报", ["备注"], [[t] for t in typed])
    sheet = load_workbook(io.BytesIO(made.content)).active
    assert sheet is not None
    cells = [row[0] for row in sheet.iter_rows(min_row=2)]
    assert [cell.value for cell in cells] == typed
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.quotePrefix for cell in cells] == [True] * 5 + [False]


def test_numbers_days_and_gaps_keep_their_kind():
    made = workbook("a.xlsx", "日报", ["日期", "在岗", "复工", "隔离"], [[date(2020, 3, 5), 126, True, None]])
    sheet = load_workbook(io.BytesIO(made.content)).active
    assert sheet is not None
    day, number, yes, gap = next(iter(sheet.iter_rows(min_row=2, values_only=True)))
    assert str(day).startswith("2020-03-05")
    assert (number, yes, gap) == (126, "是", None)


def test_characters_that_a_workbook_cannot_hold_are_left_out():
    made = workbook("a.xlsx", "日报", ["备注"], [["a\x0bb\x00c"]])
    sheet = load_workbook(io.BytesIO(made.content)).active
    assert sheet is not None
    assert sheet["A2"].value == "abc"
