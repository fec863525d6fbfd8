"""Tables sent as files: every row a report, every doubt at its cell, and nothing stored that nobody wrote."""

import io
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from sheets import (
    DISTRICT,
    TODAY,
    context,
    daily,
    doubts,
    read,
    refused,
    saved,
    values,
    xlsx,
)

from bot.reading.sheet import Unreadable
from bot.reading.table_file import Table, read_table
from bot.views.template import about, template

AT_SIX, AT_FIVE = datetime(2020, 3, 5, 18), datetime(2020, 3, 4, 17)  # noqa: DTZ001  # a spreadsheet knows no zones
HEADS = ("日期", "单位编号", "单位", "在岗人数", "累计返岗")


def own_template() -> Workbook:
    units = about(daily(), [unit for unit in DISTRICT.units if unit.area == "g1"])
    return load_workbook(io.BytesIO(template(daily(), units, day=TODAY, name="x.xlsx").content))


# --- what is read -----------------------------------------------------------------------------------


def test_every_row_with_figures_is_a_report_and_empty_rows_are_none():
    raw = xlsx(
        HEADS,
        (TODAY, "e1", "中光电", 126, 131),
        (TODAY, "e2", "九明制药", None, None),
        (None,) * 5,
        (TODAY, "e3", None, 5.0, None),
    )
    assert values(read(raw)) == [("e1", {"on_duty": 126, "returned_total": 131}), ("e3", {"on_duty": 5})]
    assert [row.number for row in read(raw).rows] == [2, 5]


@pytest.mark.parametrize(
    ("cell", "figure"),
    [
        (126, 126), (126.0, 126), ("126", 126), ("１２６", 126), ("126人", 126), ("1,260", 1260), ("126.0", 126),
        ("0", 0),
        ("无", 0), ("一百二十六", 126), ("1.2万", 12000), (" 126 ", 126), ("没有", 0),
    ],
)  # fmt: skip
def test_a_figure_means_what_it_means_in_a_message(cell, figure):
    assert values(read(xlsx(HEADS[2:4], ("中光电", cell)))) == [("e1", {"on_duty": figure})]


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (12.5, "fraction"), (-5, "negative"), ("-5", "negative"), (True, "not_a_number"), (TODAY, "not_a_number"),
        (2_000_000, "out_of_range"), ("三十来人", "inexact_number"), ("约50", "inexact_number"),
        ("126 128", "not_a_number"), ("126?", "field_unclear"), ("昨天126", "field_unclear"),
        ("返岗126", "field_unclear"), ("+5", "not_a_number"),
        ("100%", "not_a_number"), ("待统计", "not_a_number"), ("#N/A", "not_a_number"), ("同昨日", "field_unclear"),
        (AT_SIX, "not_a_number"), (1e300, "out_of_range"), ("5人以上", "inexact_number"),
    ],
)  # fmt: skip
def test_what_is_no_figure_is_asked_about_at_its_cell_and_gives_none(cell, code):
    table = read(xlsx(HEADS, (TODAY, "e1", "中光电", cell, 7)))
    assert [(place, found, field) for place, found, field, _ in doubts(table)] == [("D2", code, "on_duty")]
    assert values(table) == [("e1", {"returned_total": 7})]


@pytest.mark.parametrize("number_format", ["0%", "0.00%", "0,", '#,##0,"千"', '0!.0,"万"'])
def test_a_cell_that_shows_another_number_than_it_holds_is_asked_about(number_format):
    table = read(xlsx(HEADS, (TODAY, "e1", "中光电", 1, 126000), formats={"D2": number_format}))
    assert [(place, code) for place, code, _, _ in doubts(table)] == [("D2", "not_a_number")]
    assert read(xlsx(HEADS, (TODAY, "e1", "中光电", 1000, 1), formats={"D2": "#,##0"})).rows[0].reading.problems == ()


@pytest.mark.parametrize("blank", ["—", "-", "/", "——", "  "])
def test_a_dash_states_nothing(blank):
    assert values(read(xlsx(HEADS, (TODAY, "e1", "中光电", 126, blank)))) == [("e1", {"on_duty": 126})]


@pytest.mark.parametrize(
    ("cell", "value"),
    [("是", True), ("否", False), (True, True), (False, False), ("√", True), ("已复工", True), ("未复工", False)],
)
def test_yes_and_no_are_read_as_usual(cell, value):
    assert values(read(xlsx(("单位", "在岗", "是否复工"), ("中光电", 1, cell))))[0][1]["resumed"] is value


def test_one_for_yes_is_not_guessed():
    assert doubts(read(xlsx(("单位", "在岗", "是否复工"), ("中光电", 1, 1)))) == [
        ("C2", "not_a_number", "resumed", "1")
    ]


def test_a_remark_is_kept_as_it_was_written_and_a_very_long_one_is_asked_about():
    table = read(xlsx(("单位", "在岗", "备注"), ("中光电", 1, "一切正常，3人请假"), ("九明制药", 2, "长" * 501)))
    assert values(table)[0] == ("e1", {"on_duty": 1, "note": "一切正常，3人请假"})
    assert [(place, code) for place, code, _, _ in doubts(table)] == [("C3", "out_of_range")]


# --- days and units ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        (date(2020, 3, 4), date(2020, 3, 4)), (AT_FIVE, date(2020, 3, 4)),
        ("2020-03-04", date(2020, 3, 4)), ("2020/3/4", date(2020, 3, 4)), ("3月4日", date(2020, 3, 4)),
        ("昨天", date(2020, 3, 4)), (None, None),
        ("2020-03-04 00:00:00", date(2020, 3, 4)),
    ],
)  # fmt: skip
def test_a_day_is_a_day_however_it_is_written(cell, day):
    assert read(xlsx(HEADS, (cell, "e1", "中光电", 1, 1))).rows[0].reading.period == day


@pytest.mark.parametrize("cell", ["2月30日", 43895, "上午", "3月5日至6日", "周三"])
def test_a_day_that_is_none_is_asked_about(cell):
    [(place, code, _, _)] = doubts(read(xlsx(HEADS, (cell, "e1", "中光电", 1, 1))))
    assert place == "A2"
    assert code.startswith("date_")


@pytest.mark.parametrize(
    ("number", "name", "unit"),
    [
        ("e1", "河源中光电通讯技术有限公司", "e1"), (None, "中光电", "e1"), ("e2", None, "e2"),
        (None, "河源市华信电子有限公司", "e3"), ("77", "中光电", "e1"), (None, "中广电", "e1"), ("e3", "华信", "e3"),
    ],
)  # fmt: skip
def test_a_unit_is_known_by_its_number_or_its_name(number, name, unit):
    table = read(xlsx(HEADS, (TODAY, number, name, 1, 1)))
    assert (table.rows[0].reading.unit, doubts(table)) == (unit, [])


@pytest.mark.parametrize(
    ("number", "name", "doubt"),
    [
        ("e1", "九明制药", ("C2", "unit_ambiguous", None, "九明制药")),
        ("e1", "从来没有听说过的公司", ("C2", "unit_ambiguous", None, "从来没有听说过的公司")),
        (None, "从来没有听说过的公司", ("C2", "unit_missing", None, "从来没有听说过的公司")),
        (None, "华信", ("C2", "unit_ambiguous", None, "华信")),
        (None, "滨江壹号", ("C2", "unit_not_yours", None, "滨江壹号")),
        ("s1", None, ("B2", "unit_not_yours", None, "s1")),
        ("77", None, ("B2", "unit_missing", None, "77")),
        (None, None, ("第2行", "unit_missing", None, "")),
    ],
)
def test_a_unit_that_is_not_clear_or_not_ones_own_is_asked_about(number, name, doubt):
    table = read(xlsx(HEADS, (TODAY, number, name, 1, 1)))
    assert (table.rows[0].reading.unit, doubts(table)) == (None, [doubt])


def test_who_reports_for_one_unit_need_not_name_it():
    assert values(read(xlsx(("在岗", "返岗"), (126, 131)), who="clerk1")) == [
        ("e1", {"on_duty": 126, "returned_total": 131})
    ]


def test_a_unit_twice_on_a_day_is_doubted_in_both_rows_unless_both_say_the_same():
    table = read(xlsx(HEADS, (TODAY, "e1", None, 1, 1), (None, "e1", None, 2, 1), (date(2020, 3, 4), "e1", None, 3, 1)))
    assert doubts(table) == [("第2行", "contradiction", None, "第3行"), ("第3行", "contradiction", None, "第2行")]
    assert len(read(xlsx(HEADS, (TODAY, "e1", None, 1, 1), (TODAY, "e1", None, 1, 1))).rows) == 1


# --- heads ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("在岗人数", "on_duty"), ("到岗", "on_duty"), ("在岗人数（人）", "on_duty"), (" 在 岗\n人数* ", "on_duty"),
        ("實到", "on_duty"), ("累计返岗/返厂人数", "returned_total"), ("其中本市(河源)籍", "returned_local"),
        ("口罩库存（只）", "masks_stock"), ("现隔离观察人数", "isolated"), ("体温异常(发热)人数", "abnormal_temp"),
        ("非本市籍", "returned_nonlocal"),
    ],
)  # fmt: skip
def test_a_head_may_be_any_name_of_the_field_with_its_measure(words, key):
    table = read(xlsx(("单位", "是否复工", words), ("中光电", "是", 7)))
    assert values(table) == [("e1", {"resumed": True, key: 7})]
    assert table.unknown == ()


@pytest.mark.parametrize("words", ["未返岗人数", "应到", "昨日在岗", "今日新增返岗", "复工人数", "心情", "返岗率"])
def test_a_head_that_is_no_field_is_listed_and_gives_no_figure(words):
    table = read(xlsx(("单位", "在岗", words), ("中光电", 7, 9), ("九明制药", 8, None)))
    assert (values(table), table.unknown) == ([("e1", {"on_duty": 7}), ("e2", {"on_duty": 8})], (words,))


def test_a_head_without_figures_under_it_is_not_worth_a_word():
    assert read(xlsx(("单位", "在岗", "心情", "序号"), ("中光电", 7, None, 1))).unknown == ()


def test_titles_above_and_sums_below_are_no_rows():
    raw = xlsx(("高新区日报表",), ("填报人：", "赵一"), ("单位", "在岗"), ("中光电", 7), ("合计", 7), ("合计：", 7))
    assert values(read(raw)) == [("e1", {"on_duty": 7})]


def test_the_templates_own_example_is_nobodys():
    assert refused(saved(own_template())) == ("nothing", "")
    book = own_template()
    book.worksheets[0]["D3"] = 126
    assert values(read(saved(book))) == [("e1", {"on_duty": 126})]


def test_an_exported_table_can_be_sent_back():
    heads_of_export = ("日期", "网格", "单位编号", "单位", "状态", "在岗人数", "填报人", "收到时间", "版本")
    table = read(
        xlsx(heads_of_export, (TODAY, "1号网格", "e1", "中光电", "按时", 126, "赵一", "2020-03-05 09:00:00", 1))
    )
    assert (values(table), table.unknown) == ([("e1", {"on_duty": 126})], ())


# --- csv --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
@pytest.mark.parametrize("parter", [",", ";", "\t", "，"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_csv_is_read_as_any_spreadsheet_writes_it(coding, parter, newline):
    rows = [
        ("日期", "单位", "在岗", "备注"),
        ("2020-03-05", "中光电", "126", "正常"),
        (),
        ("2020/3/5", '"九明制药"', "无", ""),
    ]
    raw = newline.join(parter.join(row) for row in rows).encode(coding)
    table = read(raw, "日报.csv")
    assert values(table) == [("e1", {"on_duty": 126, "note": "正常"}), ("e2", {"on_duty": 0})]
    assert [row.number for row in table.rows] == [2, 4]


def test_a_text_that_our_export_kept_from_being_run_is_read_as_it_was():
    assert values(read("单位,在岗,备注\n中光电,1,'=甲\n".encode(), "日报.csv"))[0][1]["note"] == "=甲"


# --- several forms ----------------------------------------------------------------------------------


def test_of_several_forms_the_one_whose_heads_they_are_is_taken():
    other = daily().model_copy(update={"id": "watch", "name": "值守日报", "fields": daily().fields[:1]})
    found = read_table("x.xlsx", xlsx(HEADS, (TODAY, "e1", None, 1, 2)), context("worker1", other, daily()))
    assert isinstance(found, Table)
    assert found.form == "daily"
    named = read_table("x.xlsx", xlsx(HEADS[2:4], ("中光电", 1), title="值守日报"), context("worker1", daily(), other))
    assert isinstance(named, Table)
    assert named.form == "watch"


# --- there and back ---------------------------------------------------------------------------------

FIGURES = {
    field.key: {
        "count": st.integers(field.min or 0, field.max or 0),
        "yes_no": st.booleans(),
        "text": st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=1, max_size=30).filter(
            lambda text: not text.startswith(("=", "'")) and set(text) - set("-—–_/\\－＿／＼‐‑‒−﹣")
        ),
    }[field.kind]
    for field in daily().fields
}


@given(
    st.fixed_dictionaries(
        {}, optional={unit: st.fixed_dictionaries({}, optional=FIGURES) for unit in ("e1", "e2", "e3", "e4")}
    )
)
@settings(deadline=None, max_examples=40)
def test_what_is_filled_into_the_template_is_read_back_equal(filled):
    book = own_template()
    sheet = book.worksheets[0]
    columns = {field.key: 4 + number for number, field in enumerate(daily().fields)}
    lines = {sheet.cell(line, 2).value: line for line in range(3, sheet.max_row + 1)}
    for unit, figures in filled.items():
        for key, value in figures.items():
            cell = sheet.cell(lines[unit], columns[key])
            cell.value = ("是" if value else "否") if isinstance(value, bool) else value
            if isinstance(value, str):
                cell.data_type = "s"
    wanted = [(unit, filled[unit]) for unit in ("e1", "e2", "e3", "e4") if filled.get(unit)]
    found = read_table("x.xlsx", saved(book), context())
    if not wanted:
        assert found == Unreadable("nothing")
        return
    assert isinstance(found, Table)
    assert (values(found), doubts(found)) == (wanted, [])
