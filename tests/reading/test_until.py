"""Until when something is to be done; and what only looks like it."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.reading.until import until_in

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2020, 3, 5, 9, 0, tzinfo=ZONE)  # a Thursday


def read(text, *, loose=False):
    found = until_in(text, now=NOW, zone=ZONE, loose=loose)
    return None if found is None else None if found.at is None else f"{found.at:%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("消防通道堵塞，3天内清理", "03-09 00:00"),
        ("三日之内整改完", "03-09 00:00"),
        ("2小时内清走", "03-05 11:00"),
        ("一周内补齐", "03-13 00:00"),
        ("要求:3月6日12:00前整改", "03-06 12:00"),
        ("3月6日下午5点前", "03-06 17:00"),
        ("3月6日12点半之前改好", "03-06 12:30"),
        ("限3月8日整改到位", "03-09 00:00"),
        ("3月8日前", "03-09 00:00"),
        ("明天下班前改好", "03-06 18:00"),
        ("后天前清完", "03-08 00:00"),
        ("今天24:00前", "03-06 00:00"),
        ("周日前完成", "03-09 00:00"),
        ("下周三前", "03-12 00:00"),
        ("周二前", "03-11 00:00"),
        ("3号前交", "04-04 00:00"),
        ("8日前交", "03-09 00:00"),
        ("下午5点前整改", "03-05 17:00"),
        ("立即清理", "03-06 00:00"),
    ],
)
def test_a_deadline_is_read(text, at):
    assert read(text) == at


@pytest.mark.parametrize(
    "text",
    [
        "时间:3月4日15:20 食堂未分餐",
        "已经3天没消毒",
        "消毒记录缺2天",
        "宿舍8人/间",
        "3月4日巡查发现",
        "通道堵塞",
        "3日前交代过",
        "8日前已告知",
    ],
)
def test_what_only_looks_like_one_is_none(text):
    assert until_in(text, now=NOW, zone=ZONE) is None


@pytest.mark.parametrize(("text", "at"), [("2天 配件未到货", "03-08 00:00"), ("到3月7日 等配件", "03-08 00:00")])
def test_where_one_is_asked_for_a_bare_span_is_one(text, at):
    assert read(text, loose=True) == at


@pytest.mark.parametrize("text", ["2月30日前清理", "3月6日25:00前"])
def test_a_day_or_hour_that_does_not_exist_is_told_as_such(text):
    found = until_in(text, now=NOW, zone=ZONE)
    assert found is not None
    assert found.at is None
