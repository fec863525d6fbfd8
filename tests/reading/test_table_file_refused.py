"""Files that must not be read or cannot be: one reason each, whatever the bytes are, and never a figure."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.workbook import Workbook
from sheets import TODAY, as_spreadsheets_save_it, context, daily, read, refused, repacked, saved, values, xlsx

from bot.reading.sheet import MOST_COLUMNS, MOST_ROWS, Unreadable
from bot.reading.table_file import Table, looks_like_a_table, read_table
from bot.views.template import heads

HEADS = ("日期", "单位编号", "单位", "在岗人数", "累计返岗")
GOOD = as_spreadsheets_save_it(xlsx(HEADS, (TODAY, "e1", "中光电", 126, 131)))
END = b"</sheetData>"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b"]><sst>&j;</sst>"
)


def two_sheets() -> bytes:
    book = Workbook()
    for title in ("三号", "四号"):
        sheet = book.create_sheet(title)
        sheet.append(HEADS)
        sheet.append((TODAY, "e1", "中光电", 1, 1))
    return saved(book)


@pytest.mark.parametrize(
    ("raw", "name", "why"),
    [
        (b"", "日报.xlsx", "empty"),
        (b"\xef\xbb\xbf \n", "日报.csv", "empty"),
        (bytes(2 * 1024 * 1024 + 1) + b"x", "日报.csv", "too_big"),
        (repacked(GOOD, lambda _, part: part, ("xl/media/big.bin", bytes(20 * 1024 * 1024))), "日报.xlsx", "too_big"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "日报.xlsx", "encrypted"),
        (OLE + "Workbook".encode("utf-16-le"), "日报.xls", "old_kind"),
        (b"%PDF-1.4", "日报.xlsx", "damaged"),
        (b"%PDF-1.4", "日报.et", "not_a_table"),
        (GOOD[:200], "日报.xlsx", "damaged"),
        (repacked(GOOD, lambda name, part: b"<x" if name.endswith("sheet1.xml") else part), "日报.xlsx", "damaged"),
        (repacked(GOOD, lambda name, part: b"<x" if name == "xl/workbook.xml" else part), "日报.xlsx", "damaged"),
        (repacked(GOOD, lambda name, part: BOMB if name == "xl/sharedStrings.xml" else part), "日报.xlsx", "damaged"),
        (repacked(GOOD, lambda _, part: part, ("xl/vbaProject.bin", b"x")), "日报.xlsm", "macros"),
        (repacked(GOOD, lambda _, part: part, ("xl/externalLinks/externalLink1.xml", b"<x/>")), "日报.xlsx", "links"),
        (two_sheets(), "日报.xlsx", "two_sheets"),
        (xlsx(("单位", "在岗", "到岗"), ("中光电", 1, 1)), "日报.xlsx", "two_columns"),
        (xlsx(("日期", "上报日期", "在岗"), (TODAY, TODAY, 1)), "日报.xlsx", "two_columns"),
        (xlsx(("姓名", "电话"), ("赵一", 13800000000)), "日报.xlsx", "wrong_template"),
        (xlsx(("在岗",), (1,)), "日报.xlsx", "wrong_template"),
        (xlsx(HEADS), "日报.xlsx", "nothing"),
        (xlsx(HEADS, *((TODAY, "e1", "中光电", 1, 1) for _ in range(MOST_ROWS + 1))), "日报.xlsx", "too_many_rows"),
        (xlsx((*HEADS, *range(MOST_COLUMNS)), (TODAY, "e1", "中光电", 1, 1)), "日报.xlsx", "too_many_columns"),
        ('单位,在岗\n中光电,"1\n'.encode(), "日报.csv", "damaged"),
        (b"a,\xff\xff\n\x81", "日报.csv", "coding"),
        ("单位,在岗\n中光电,1\0\n".encode(), "日报.csv", "damaged"),
    ],
)  # fmt: skip
def test_a_file_that_must_not_or_cannot_be_read_has_one_reason(raw, name, why):
    assert refused(raw, name)[0] == why


@pytest.mark.parametrize("cell", ["=1+1", "=SUM(E2:E9)", '=HYPERLINK("http://x")', "=cmd|'/c calc'!A0"])
def test_formulas_are_neither_run_nor_believed_wherever_they_stand(cell):
    assert refused(xlsx(HEADS, (TODAY, "e1", "中光电", 126, cell))) == ("formulas", "E2")
    assert refused(xlsx(HEADS, (TODAY, "e1", "中光电", 126, 131, cell))) == ("formulas", "F2")
    assert refused(f"单位,在岗\n中光电,{cell}\n".replace("E2:E9", "E2").encode(), "日报.csv") == ("formulas", "B2")


def test_many_formulas_are_counted_and_only_some_are_named():
    rows = [(TODAY, "e1", "中光电", "=1", "=2")] * 4
    assert refused(xlsx(HEADS, *rows)) == ("formulas", "D2、E2、D3、E3、D4等8处")


def test_a_number_beyond_the_limits_of_a_sheet_is_no_report():
    last = b'<row r="1048576"><c r="D1048576"><v>1</v></c></row>'
    far = repacked(GOOD, lambda name, part: part.replace(END, last + END) if "sheet1" in name else part)
    assert [row.number for row in read(far).rows] == [2, 1_048_576]


def test_a_sheet_of_formatted_blanks_below_the_rows_is_read_like_any():
    blanks = b"".join(b'<row r="%d" ht="14" customHeight="1"/>' % n for n in range(3, 100_000))
    raw = repacked(GOOD, lambda name, part: part.replace(END, blanks + END) if "sheet1" in name else part)
    assert values(read(raw)) == [("e1", {"on_duty": 126, "returned_total": 131})]


@pytest.mark.parametrize(
    ("name", "is_one"),
    [("日报.xlsx", True), ("日报.CSV", True), ("x.xls", True), ("报告.docx", False), ("图.png", False)],
)
def test_what_may_be_a_table_is_told_by_its_name(name, is_one):
    assert looks_like_a_table(name, GOOD) is is_one


def test_without_an_ending_the_bytes_tell():
    assert looks_like_a_table("日报", GOOD)
    assert not looks_like_a_table("日报", b"GIF89a")


@given(st.data())
@settings(deadline=None, max_examples=150)
def test_whatever_the_bytes_are_they_come_to_a_table_or_a_reason(data):
    at = data.draw(st.integers(0, len(GOOD) - 1))
    raw = GOOD[:at] + data.draw(st.binary(max_size=8)) + GOOD[at + data.draw(st.integers(0, 8)) :]
    assert isinstance(read_table("x.xlsx", raw, context()), Table | Unreadable)


@given(
    st.sampled_from(
        ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml", "[Content_Types].xml"]
    ),
    st.data(),
)
@settings(deadline=None, max_examples=150)
def test_a_part_that_somebody_meddled_with_comes_to_a_table_or_a_reason(part, data):
    def meddle(name: str, content: bytes) -> bytes:
        if name != part:
            return content
        at = data.draw(st.integers(0, len(content)))
        return (
            content[:at]
            + data.draw(st.sampled_from([b"", b"<", b">", b'"', b"9", b"-", b"&", b"<c/>", b"\0"]))
            + content[at + data.draw(st.integers(0, 3)) :]
        )

    assert isinstance(read_table("x.xlsx", repacked(GOOD, meddle), context()), Table | Unreadable)


@given(st.text(max_size=300), st.sampled_from(["utf-8", "gb18030", "utf-16"]))
@settings(deadline=None, max_examples=100)
def test_any_text_as_csv_comes_to_a_table_or_a_reason(text, coding):
    raw = ",".join(heads(daily())).encode(coding, "replace") + b"\n" + text.encode(coding, "replace")
    assert isinstance(read_table("x.csv", raw, context()), Table | Unreadable)
