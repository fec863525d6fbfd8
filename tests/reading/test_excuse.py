"""Orders about being excused: who, from when to when, why; and what only looks like one."""

from datetime import date

import pytest

from bot.directory.model import Area, Directory, Unit
from bot.reading.excuse import Reader, read_excuse

TODAY = date(2020, 2, 27)
DISTRICT = Directory(
    areas=(Area("zone", "高新区", kind="zone"), Area("g3", "3号网格", "zone", "grid", "industry", 3)),
    units=(
        Unit("u1", "恒信电路有限公司", "enterprise", "g3", ("恒信电路",)),
        Unit("u2", "恒信达电子有限公司", "enterprise", "g3", ("恒信达", "恒信")),
        Unit("u3", "恒信物流有限公司", "enterprise", "g3", ("恒信",)),
    ),
)


def read(text, *, may_grant=True, quoted="", today=TODAY):
    return read_excuse(text, Reader(DISTRICT, today), quoted=quoted, may_grant=may_grant)


def day(month, number, year=2020):
    return date(year, month, number)


@pytest.mark.parametrize(
    ("text", "first", "last", "reason"),
    [
        ("申请免报 停产 到3月5日", TODAY, day(3, 5), "停产"),
        ("申请免报，停产，2月28日到3月3日", day(2, 28), day(3, 3), "停产"),
        ("申请免报3天 放假", TODAY, day(2, 29), "放假"),
        ("申请免报 从明天起一周 设备检修", day(2, 28), day(3, 5), "设备检修"),
        ("申请免报：因疫情防控需要停工至3月10日", TODAY, day(3, 10), "疫情防控需要停工"),
        ("申请免报 3月1日到3日 停电", day(3, 1), day(3, 3), "停电"),
        ("申请免报 2月28日至1日 停电", day(2, 28), day(3, 1), "停电"),
        ("這兩天停產，申請免報到3月1日", TODAY, day(3, 1), "这两天停产"),
        ("免报申请 原因：放假 时间：2月28日—2月29日", day(2, 28), day(2, 29), "放假"),
        ("申请停报 今天 停电", TODAY, TODAY, "停电"),
        ("申请免报 本周 检修", TODAY, day(3, 1), "检修"),
    ],
)
def test_an_application_says_from_when_to_when_and_why(text, first, last, reason):
    order = read(text, may_grant=False)
    assert (order.action, order.from_day, order.to_day, order.reason) == ("ask", first, last, reason)


def test_a_span_over_new_year_ends_in_the_next():
    order = read("申请免报 12月30日到1月3日 元旦放假", today=day(12, 28, 2019))
    assert (order.from_day, order.to_day) == (day(12, 30, 2019), day(1, 3))


def test_without_an_end_nothing_is_guessed():
    order = read("申请免报 停产")
    assert (order.from_day, order.to_day, order.open_end) == (None, None, False)
    lasting = read("申请免报 长期停产")
    assert (lasting.from_day, lasting.to_day, lasting.open_end) == (TODAY, None, True)


def test_a_day_that_no_calendar_has_is_told():
    assert read("申请免报 停产 到2月30日").impossible


@pytest.mark.parametrize(
    ("text", "units", "area"),
    [
        ("免报 恒信电路 2月28日到3月5日 停产", ("u1",), ""),
        ("恒信电路、恒信达停产，免报到3月5日", ("u1", "u2"), ""),
        ("3号网格3月1日停电，免报", (), "g3"),
        ("全区免报 3月1日 放假", (), "zone"),
    ],
)
def test_an_order_names_units_a_grid_or_all(text, units, area):
    order = read(text)
    assert (order.action, order.units, order.area) == ("grant", units, area)
    assert read(text, may_grant=False).action == "ask"


def test_a_name_that_several_bear_is_asked_about():
    assert read("免报 恒信 今天 停电").several == ("u2", "u3")


@pytest.mark.parametrize("text", ["同意 E12", "同意E12", "批准免报E12", "@网格助手 同意 E12。"])
def test_an_application_is_agreed_to(text):
    assert (read(text).action, read(text).number) == ("accept", "12")


def test_an_application_is_declined_with_the_reason_as_written():
    order = read("不同意 E12 请先说明情况")
    assert (order.action, order.number, order.reason) == ("decline", "12", "请先说明情况")


def test_with_the_application_quoted_one_word_is_enough():
    assert read("同意", quoted="【免报申请 E3】恒信电路").number == "3"
    assert read("不同意，还在生产", quoted="【免报申请 E3】恒信电路").reason == "还在生产"
    assert read("同意", quoted="今天开会") is None


def test_an_excuse_is_ended_by_number_or_name():
    assert (read("取消免报 E12").action, read("取消免报 E12").number) == ("end", "12")
    assert read("取消免报 恒信电路").units == ("u1",)


@pytest.mark.parametrize(
    "text",
    [
        "我们要免报吗",
        "免报怎么申请？",
        "同意",
        "同意12",
        "停产三天",
        "今天在岗120人",
        "下午E12会议室开会",
    ],
)
def test_questions_and_other_talk_are_no_orders(text):
    assert read(text, may_grant=False) is None


@pytest.mark.parametrize("text", ["谁免报了", "哪些单位免报", "免报的有哪些？", "今天有哪几家免报", "免报名单"])
def test_who_is_excused_may_be_asked_in_words(text):
    assert read(text, may_grant=False).action == "list"
