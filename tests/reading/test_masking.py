"""Personal numbers are hidden in whatever way they are written; house numbers, days and hotlines stay."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.reading.masking import mask


@pytest.mark.parametrize(
    "number",
    [
        "13800001111", "138 0000 1111", "138-0000-1111", "138.0000.1111", "+86 13800001111", "１３８００００１１１１",
        "1 3 8 0 0 0 0 1 1 1 1", "一三八零零零零一一一一",
        "幺三八 零零零零 幺幺幺幺", "1三8零零00一一1一", "0762-3330000",
        "0762 3330000", "(0762)3330000", "07623330000", "441602199001011234", "44160219900101123X",
        "粤P12345", "粤P·8K321",
        "粤PD12345", "6222020000001234567", "粤 P12345", "粤P1234学", "一三八，零零一二，三四五六",
        "壹叁捌零零零零捌捌捌捌",
        "138。0012。3456", "008613800138000", "6228 4800 0000 0000 018", "44162119850312xxxx",
        "四四一六二一一九八五零三一二零零二叉", "1391234五六七八", "someone@example.com", "400-800-1234",
        "138****8000", "44162119800101 123X", "粵P12345", "粤P，12345", "粤A 8 8 8 8 8", "粤P幺二三四五", "鄂A·K8888",
    ],
)  # fmt: skip
def test_a_personal_number_is_hidden(number):
    masked, found = mask(f"请联系{number}，谢谢")
    assert found
    assert number not in masked
    assert sum(ch.isdigit() for ch in masked) == 0
    assert masked.startswith("请联系[")
    assert masked.endswith("，谢谢")


@pytest.mark.parametrize(
    "text",
    [
        "电话3330000",
        "微信号abc_12345",
        "QQ 123456789",
        "微信：zhangsan888",
        "号码一七零一二三四",
        "护照E12345678",
        "车牌是12345",
        "尾号8888的白色面包车",
        "加我v:ab12345",
        "薇信zhang_san1",
    ],
)
def test_a_word_before_it_says_what_a_short_number_is(text):
    masked, found = mask(text)
    assert found
    assert not any(ch.isdigit() for ch in masked)


@pytest.mark.parametrize(
    "text",
    [
        "永福街18号3栋502", "2020年2月20日18:00", "2020-02-20 11:32:32", "请拨打12345", "在岗1260人，口罩20000只",
        "N95口罩",        "拆开只有一层纸，一个卖30块", "昨天晚上十一点二十", "一二三四五六",
        "3号网格", "体温36.5，37.2", "微信群里有人卖口罩", "13、14、15、16、17号楼",
        "川A栋12345", "新A区12345", "加微信群三楼101", "新G 四五个人来了", "尾号没看清",
    ],
)  # fmt: skip
def test_other_numbers_stay_readable(text):
    assert mask(text) == (text, False)


@settings(max_examples=100, deadline=None)
@given(
    st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True),
    st.sampled_from(["", " ", "-", "."]),
    st.sampled_from(["打", "电话：", "，", "老板 "]),
    st.sampled_from(["", "。", "找我", " 谢谢"]),
)
def test_a_mobile_number_never_comes_through_in_groups_of_digits(number, gap, before, after):
    written = gap.join((number[:3], number[3:7], number[7:]))
    masked, found = mask(before + written + after)
    assert found
    assert not any(ch.isdigit() for ch in masked)
    assert masked.startswith(before)
    assert masked.endswith(after)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=120))
def test_masking_twice_changes_nothing_more(text):
    once, _ = mask(text)
    assert mask(once) == (once, False)
