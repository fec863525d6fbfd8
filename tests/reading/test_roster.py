"""What is said about the watch: spans, days, names, shifts by name, and what is no roster at all."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.directory.model import Directory, Member
from bot.forms.watch import ShiftName
from bot.reading.roster import read_roster

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2020, 3, 5, 9, 0, tzinfo=ZONE)  # a Thursday
PEOPLE = Directory(
    members=(
        Member("zhang", "张三", "duty_officer"),
        Member("li", "李敏", "grid_leader"),
        Member("wang", "王强", "leader"),
        Member("wang2", "王强", "duty_officer"),
        Member("ou", "欧阳", "clerk"),
        Member("head6", "六网格-周敏", "grid_leader"),
    )
)
SHIFTS = (
    ShiftName.model_validate({"name": "白班", "from": "8:00", "to": "20:00"}),
    ShiftName.model_validate({"name": "夜班", "from": "20:00", "to": "8:00"}),
)


def read(text):
    return read_roster(text, directory=PEOPLE, shifts=SHIFTS, now=NOW, zone=ZONE)


def spans(text):
    order = read(text)
    assert order is not None, text
    assert order.unread == (), order.unread
    return [
        (
            f"{one.from_at.astimezone(ZONE):%m%d %H:%M}",
            f"{one.until_at.astimezone(ZONE):%m%d %H:%M}",
            one.people,
            one.backup,
        )
        for one in order.shifts
    ]


DAY = ("0305 08:00", "0305 20:00")
FRIDAY = ("0306 08:00", "0306 20:00")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("值班 今天 8:00-20:00 张三", [(*DAY, ("zhang",), ())]),
        ("@网格助手 值班：今天8点到20点 张三", [(*DAY, ("zhang",), ())]),
        ("值班 今日 早八点至晚八点 张三", [(*DAY, ("zhang",), ())]),
        ("排班 3月5日（周四） 08:00—20:00 张三 13800000888", [(*DAY, ("zhang",), ())]),
        ("值班 3月5日 20:00-次日8:00 张三 备班 李敏", [("0305 20:00", "0306 08:00", ("zhang",), ("li",))]),
        ("值班 今天 20:00-8:00 张三、李敏", [("0305 20:00", "0306 08:00", ("zhang", "li"), ())]),
        ("值班 明天 白班 张三主任", [(*FRIDAY, ("zhang",), ())]),
        ("值班 周五 白班 @张三", [(*FRIDAY, ("zhang",), ())]),
        ("值班 下周一 全天 周敏", [("0309 00:00", "0310 00:00", ("head6",), ())]),
        ("值班 明天 8:00-24:00 wang2", [("0306 08:00", "0307 00:00", ("wang2",), ())]),
        ("值班 明天 8:30-12点半 张三", [("0306 08:30", "0306 12:30", ("zhang",), ())]),
        (
            "值班表\n3月6日\n白班 张三 备班：李敏\n夜班 李敏\n3月7日 白班 张三",
            [
                (*FRIDAY, ("zhang",), ("li",)),
                ("0306 20:00", "0307 08:00", ("li",), ()),
                ("0307 08:00", "0307 20:00", ("zhang",), ()),
            ],
        ),
        ("值班 3月6日-3月7日 白班 张三", [(*FRIDAY, ("zhang",), ()), ("0307 08:00", "0307 20:00", ("zhang",), ())]),
        ("取消值班 明天 8:00-20:00", [(*FRIDAY, (), ())]),
    ],
)
def test_a_line_names_when_and_who(text, wanted):
    assert spans(text) == wanted


@pytest.mark.parametrize(
    ("text", "lack", "words"),
    [
        ("值班 今天 8:00-20:00 赵六", "no_such_person", "赵六"),
        ("值班 今天 8:00-20:00 欧阳", "no_such_person", "欧阳"),
        ("值班 今天 8:00-20:00 王强", "which_person", "王强"),
        ("值班 今天 8:00-20:00", "nobody", "今天 8:00-20:00"),
        ("值班 8:00-20:00 张三", "no_day", "8:00-20:00 张三"),
        ("值班 2月30日 8:00-20:00 张三", "no_day", "2月30日 8:00-20:00 张三"),
        ("值班 3月8日-3月6日 8:00-20:00 张三", "no_day", "3月8日-3月6日 8:00-20:00 张三"),
        ("值班 今天 25:00-26:00 张三", "no_time", "今天 25:00-26:00 张三"),
        ("值班 3月4日 8:00-20:00 张三", "over", "3月4日 8:00-20:00 张三"),
        ("值班 明天 8:00-20:00 张三\n夜里 李敏", "no_time", "夜里 李敏"),
    ],
)
def test_a_line_that_is_not_whole_is_named_with_its_words(text, lack, words):
    order = read(text)
    assert order is not None
    assert [(one.lack, one.words) for one in order.unread] == [(lack, words)]


@pytest.mark.parametrize(
    ("text", "action", "day", "night"),
    [
        ("值班表", "table", None, False),
        ("看一下值班表", "table", None, False),
        ("谁值班", "who", None, False),
        ("现在谁在值班？", "who", None, False),
        ("今晚谁值班", "who", date(2020, 3, 5), True),
        ("明天谁值班", "who", date(2020, 3, 6), False),
        ("今天值班的是谁", "who", date(2020, 3, 5), False),
        ("交班", "hand_over", None, False),
        ("接班", "take_over", None, False),
        ("我来接班了", "take_over", None, False),
        ("未结事项", "open", None, False),
        ("还有哪些没办结的", "open", None, False),
    ],
)
def test_a_question_or_a_word_about_the_watch(text, action, day, night):
    order = read(text)
    assert order is not None
    assert (order.action, order.day, order.night) == (action, day, night)


def test_a_note_goes_with_the_handing_over():
    order = read("交班 备注：3号网格锅炉要盯")
    assert order is not None
    assert order.note == "3号网格锅炉要盯"


@pytest.mark.parametrize(
    "text",
    ["值班人员12人", "今天值班在岗 126 人", "值班室门口有人聚集", "交班时间改了吗", "", "结", "夜班工人发热2人"],
)
def test_talk_that_only_sounds_like_it_is_none(text):
    assert read(text) is None
