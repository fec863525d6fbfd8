"""Values written in any style that reports are written in read back as the same values."""

import re

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from judging import FORM, LETTERS, judge

from bot.forms.checks import violations

COUNTS = [key for key in LETTERS.values() if key != "masks_stock"]
NAMES = {
    field.key: [field.label, *(alias for alias in field.aliases if alias not in AMBIGUOUS)]
    for AMBIGUOUS in [{"返工", "开工", "外来", "已返回", "湖北等"}]
    for field in FORM.fields
    if field.kind == "count"
}
FIGURE = st.one_of(st.integers(0, 20), st.integers(0, 3000), st.integers(0, 99_999))
DIGITS = "零一二三四五六七八九"


def in_chinese(number):
    """126 as 一百二十六."""
    if number >= 10_000:
        head, rest = divmod(number, 10_000)
        return in_chinese(head) + "万" + ("零" if 0 < rest < 1000 else "") + (in_chinese(rest) if rest else "")
    if number < 10:
        return DIGITS[number]
    out, skipped = "", False
    for unit, word in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            out += ("零" if skipped and out else "") + DIGITS[digit] + word
            skipped = False
        else:
            skipped = True
    return out


def full_width(number):
    return "".join(chr(ord(ch) - ord("0") + ord("０")) for ch in str(number))


MOBILE = re.compile(r"\b1[3-9]\d \d{4} \d{4}\b")
WRITERS = st.sampled_from([str, in_chinese, full_width, "{:,}".format])


@st.composite
def reports(draw):
    """Field -> value, holding the form's identities, in a drawn order."""
    keys = draw(st.lists(st.sampled_from(sorted(NAMES)), min_size=1, max_size=7, unique=True))
    values = {key: draw(FIGURE) for key in keys}
    assume(not violations(FORM, values))
    return values


def unit_of(key):
    return "只" if key == "masks_stock" else "人"


def stated(text):
    outcome = judge("c03", text)
    assert outcome.kind in ("report", "correction"), (text, outcome)
    [entry] = outcome.reports
    return entry.values


def pieces(draw, values, *, measure):
    writer = draw(WRITERS)
    for key, value in values.items():
        label = draw(st.sampled_from(NAMES[key]))
        yield label, writer(value) + (unit_of(key) if measure else "")


@settings(max_examples=300, deadline=None)
@given(
    st.data(),
    reports(),
    st.sampled_from(["：", ":", "", " ", "共", "人数：", "是", "\t", "=", "……"]),
    st.sampled_from(["，", "\n", "；", "。", "、", "  ", "\n\n", "/"]),
)
def test_label_before_value(data, values, between, after):
    if between == "人数：":
        values = {key: value for key, value in values.items() if key != "masks_stock"}
        assume(values)
    found = list(pieces(data.draw, values, measure=data.draw(st.booleans())))
    if between == "" or after == "、":
        assume(all(not label.endswith(("员工", "人员")) for label, _ in found))
    text = after.join(f"{label}{between}{value}" for label, value in found)
    assert stated(text) == values, text


@settings(max_examples=200, deadline=None)
@given(st.data(), reports(), st.sampled_from(["，", "\n", "；", "。", "\t"]))
def test_value_before_label(data, values, after):
    text = after.join(f"{value}{label}" for label, value in pieces(data.draw, values, measure=True))
    assert stated(text) == values, text


@settings(max_examples=200, deadline=None)
@given(st.data(), reports(), st.sampled_from(["{}. ", "{}、", "({})", "（{}）", "{}）"]))
def test_numbered_lines(data, values, mark):
    lines = [f"{label}：{value}" for label, value in pieces(data.draw, values, measure=data.draw(st.booleans()))]
    text = "\n".join(mark.format(n) + line for n, line in enumerate(lines, start=1))
    assert stated(text) == values, text


@settings(max_examples=200, deadline=None)
@given(st.data(), reports())
def test_a_label_and_its_value_on_lines_of_their_own(data, values):
    text = "\n".join(f"{label}\n{value}" for label, value in pieces(data.draw, values, measure=False))
    assert stated(text) == values, text


@settings(max_examples=200, deadline=None)
@given(st.data(), reports(), st.sampled_from(["\t", "|", " ", ",", "/", "、"]))
def test_a_line_of_labels_over_a_line_of_values(data, values, parter):
    assume(len(values) > 1)
    columns = [(data.draw(st.sampled_from(NAMES[key])), str(value)) for key, value in values.items()]
    row = parter.join(value for _, value in columns)
    assume(not MOBILE.search(row))  # 130 1000 1000
    text = parter.join(label for label, _ in columns) + "\n" + row
    assert stated(text) == values, text


@settings(max_examples=150, deadline=None)
@given(st.data(), reports())
def test_traditional_characters(data, values):
    table = str.maketrans("岗籍离观测体温异热数库员观", "崗籍離觀測體溫異熱數庫員觀")
    text = "，".join(f"{label}{value}" for label, value in pieces(data.draw, values, measure=True))
    assert stated(text.translate(table)) == values, text
