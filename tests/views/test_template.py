"""The empty table that people fill in: its heads, its rows, its help, and nothing in it that a spreadsheet runs."""

import io
import tomllib
from datetime import date
from pathlib import Path

from openpyxl import load_workbook

import bot
from bot.directory.model import Unit
from bot.forms.definition import FormDef
from bot.views.template import GUIDE, about, example_row, heads, how, template

FORM = FormDef.model_validate(
    tomllib.loads((Path(bot.__file__).parent / "presets/heyuan-2020/forms/daily.toml").read_text(encoding="utf-8"))
)
TODAY = date(2020, 3, 5)
UNITS = (Unit("001", "=HYPERLINK(1)", "enterprise", "g1"), Unit("u2", "滨江壹号项目部", "site", "g1"))
ODD = FormDef.model_validate(
    {
        "id": "odd", "name": "巡查表", "owed_by": ["site"], "owed_tags": ["inspected"],
        "fields": [
            {"key": "temp", "label": "水温", "kind": "temperature", "min": 0, "max": 60},
            {"key": "cost", "label": "费用", "kind": "money", "min": 0, "max": None},
            {"key": "mood", "label": "情况", "kind": "choice", "choices": ["好", "一般", "差"], "required": True},
            {"key": "when", "label": "巡查日", "kind": "date"},
        ],
        "identities": [{"expression": "temp * 2 <= cost", "fields": ["temp", "cost"], "message": "m"}],
    }
)  # fmt: skip


def opened(form=FORM, units=UNITS):
    return load_workbook(io.BytesIO(template(form, units, day=TODAY, name="x.xlsx").content))


def test_heads_are_the_labels_with_what_is_counted_where_that_is_not_people():
    assert heads(FORM)[:4] == ["日期", "单位编号", "单位", "在岗人数"]
    assert "口罩库存（只）" in heads(FORM)
    assert heads(ODD)[3:] == ["水温（℃）", "费用（元）", "情况", "巡查日"]


def test_every_unit_has_a_row_with_the_day_and_an_example_stands_above():
    sheet = opened().worksheets[0]
    assert [cell.value for cell in sheet["B"]] == ["单位编号", "示例", "001", "u2"]
    assert [cell.value.date() for cell in sheet["A"][1:]] == [TODAY] * 3
    assert sheet["A3"].number_format == "yyyy-mm-dd"
    assert sheet["D2"].value == 126
    assert sheet["D3"].value is None
    assert sheet.freeze_panes == "D2"


def test_a_number_that_begins_with_nought_and_a_name_like_a_formula_stay_text():
    sheet = opened().worksheets[0]
    assert (sheet["B3"].value, sheet["B3"].data_type) == ("001", "s")
    assert (sheet["C3"].value, sheet["C3"].data_type) == ("=HYPERLINK(1)", "s")


def test_a_spreadsheet_warns_of_what_is_out_of_range_and_offers_what_can_be_chosen():
    rules = {rule.errorTitle: rule for rule in opened().worksheets[0].data_validations.dataValidation}
    count = rules["在岗人数"]
    assert (count.type, count.operator, count.formula1, count.formula2, count.errorStyle) == (
        "whole", "between", "0", "1000000", "warning",
    )  # fmt: skip
    assert (rules["是否复工"].type, rules["是否复工"].formula1) == ("list", '"是,否"')
    assert str(count.sqref) == "D2:D4"
    assert "备注" not in rules
    odd = {rule.errorTitle: rule for rule in opened(ODD).worksheets[0].data_validations.dataValidation}
    assert odd["情况"].formula1 == '"好,一般,差"'
    assert (odd["费用"].operator, odd["费用"].formula1) == ("greaterThanOrEqual", "0")


def test_a_second_sheet_says_how_to_fill_it_in():
    words = [cell for row in opened().worksheets[1].iter_rows(values_only=True) for cell in row if cell]
    assert opened().sheetnames == ["日报", GUIDE]
    assert "累计返岗＝本市籍＋非本市籍" in words
    assert "外省≤非本市籍" in words
    assert any("每天18:00前" in word for word in words)
    assert "水温×2≤费用" in [cell.value for cell in opened(ODD).worksheets[1]["A"]]


def test_how_a_field_is_filled_in_is_said_in_a_few_words():
    assert [how(field) for field in ODD.fields] == [
        "体温，如36.5，0到60", "金额，元，0以上", "填其中一项：好、一般、差", "日期，如2020-03-05",
    ]  # fmt: skip


def test_the_example_fits_every_kind_of_field():
    assert example_row(ODD, TODAY)[3:] == ("36.5", 5000, "好", "")


def test_only_units_that_the_form_is_about_are_in_it():
    tagged = Unit("u3", "滨江贰号项目部", "site", "g1", tags=frozenset({"inspected"}))
    assert about(ODD, (*UNITS, tagged)) == [tagged]
    assert about(FORM, UNITS) == list(UNITS)
