"""Orders about what the clock says: how long, which grid, how many, until which day, and what is only talk."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.directory.model import Area, Directory, Group
from bot.reading.steering import read_steering

CN = ZoneInfo("Asia/Shanghai")
NOW = datetime(2020, 3, 5, 15, 50, tzinfo=CN)
DIRECTORY = Directory(
    areas=(Area("z", "高新区", kind="zone"), Area("g3", "3号网格", "z", "grid", "industry", 3)),
    groups=(Group("ent", "企业群", "enterprise", "c", "ent", "c", "ent"),),
)


def read(text):
    return read_steering(text, directory=DIRECTORY, now=NOW, zone=CN)


def at(*moment):
    return datetime(*moment, tzinfo=CN)


@pytest.mark.parametrize(
    ("text", "until", "area", "reason"),
    [
        ("暂停催报 30分钟", NOW + timedelta(minutes=30), "", ""),
        ("@网格助手 暂停催报30分钟", NOW + timedelta(minutes=30), "", ""),
        ("先暂停催报半小时", NOW + timedelta(minutes=30), "", ""),
        ("暂停提醒两小时", NOW + timedelta(hours=2), "", ""),
        ("暂停催报一个半小时", NOW + timedelta(minutes=90), "", ""),
        ("暂停催报1小时半", NOW + timedelta(minutes=90), "", ""),
        ("暂停催报一刻钟，网络故障", NOW + timedelta(minutes=15), "", "网络故障"),
        ("暂停催报到17:00", at(2020, 3, 5, 17), "", ""),
        ("暂停催报 到5点半 停电", at(2020, 3, 5, 17, 30), "", "停电"),
        ("3号网格暂停催报20分钟", NOW + timedelta(minutes=20), "g3", ""),
        ("暂停催报3号网格 20分钟 停电", NOW + timedelta(minutes=20), "g3", "停电"),
        ("暂停催报", None, "", ""),
    ],
)
def test_a_pause_says_how_long_and_of_whom(text, until, area, reason):
    order = read(text)
    assert (order.action, order.until, order.area, order.reason) == ("pause", until, area, reason)


@pytest.mark.parametrize("text", ["今天不再催", "今天别催了", "今天不用再催了。", "今日不再催报", "3号网格今天不再催"])
def test_today_is_over_at_midnight(text):
    order = read(text)
    assert (order.action, order.until) == ("today", at(2020, 3, 6))
    assert order.area == ("g3" if "3号" in text else "")


@pytest.mark.parametrize("text", ["恢复催报", "继续催报", "恢复提醒吧", "3号网格恢复催报"])
def test_it_goes_on(text):
    assert read(text).action == "resume"


def test_a_clock_that_has_passed_is_no_moment():
    order = read("暂停催报到15:30")
    assert order.until is None
    assert order.impossible


@pytest.mark.parametrize(
    ("text", "amount", "group", "reason"),
    [
        ("加发 3条：台风", 3, "", "台风"),
        ("加发三条 原因：台风来了。", 3, "", "台风来了"),
        ("加发2条 企业群：停水通知", 2, "ent", "停水通知"),
        ("企业群加发2条", None, "", ""),
        ("加发3条", 3, "", ""),
    ],
)
def test_more_messages_name_their_number_and_their_reason(text, amount, group, reason):
    order = read(text)
    if amount is None:
        assert order is None
        return
    assert (order.action, order.amount, order.group, order.reason) == ("extra", amount, group, reason)


@pytest.mark.parametrize(
    ("text", "until", "reason", "impossible"),
    [
        ("应急模式 到3月8日 原因 台风", at(2020, 3, 9), "台风", False),
        ("开启应急模式到3月8号，台风登陆", at(2020, 3, 9), "台风登陆", False),
        ("应急模式 到明天 原因 暴雨", at(2020, 3, 7), "暴雨", False),
        ("应急模式 到3月1日 原因 台风", at(2020, 3, 2), "台风", True),
        ("应急模式 到2月30日 原因 台风", None, "台风", True),
        ("应急模式", None, "", False),
    ],
)
def test_an_emergency_ends_with_its_day(text, until, reason, impossible):
    order = read(text)
    assert (order.action, order.until, order.reason, order.impossible) == ("emergency", until, reason, impossible)


def test_an_emergency_over_new_year_ends_next_year_and_the_29th_of_february_may_not_exist():
    new_year = datetime(2020, 12, 30, 9, tzinfo=CN)
    order = read_steering("应急模式 到1月5日 原因 寒潮", directory=DIRECTORY, now=new_year, zone=CN)
    assert (order.until, order.impossible) == (at(2021, 1, 6), False)
    order = read_steering("应急模式 到2月29日 原因 寒潮", directory=DIRECTORY, now=new_year, zone=CN)
    assert order.impossible


@pytest.mark.parametrize("text", ["结束应急模式", "退出应急模式", "解除应急"])
def test_an_emergency_is_ended(text):
    assert read(text).action == "calm"


@pytest.mark.parametrize(
    "text", ["今天会发什么", "接下来发什么", "接下来会发什么？", "今天还会发哪些消息", "等下会发啥"]
)
def test_what_comes_next_is_asked(text):
    assert read(text).action == "foresee"


@pytest.mark.parametrize(
    "text",
    [
        "今天不再催我就不报了？", "领导说应急模式是什么", "发什么", "今天发什么口罩", "请大家继续催报3号网格的企业",
        "催报", "在岗126人，暂停催报", "应急模式怎么开", "催一下3号网格",
    ],
)  # fmt: skip
def test_talk_is_no_order(text):
    order = read(text)
    assert order is None or (order.action == "today" and order.reason), order
