"""Decisions about lists as officers type them, and what only looks like one."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.directory.model import Directory, Member, Unit
from bot.forms.definition import FieldDef, FormDef
from bot.messages import Quote
from bot.reading.meaning import Context
from bot.reading.normalise import clean
from bot.reading.order import read_order

CN = ZoneInfo("Asia/Shanghai")
UNITS = (
    Unit("e1", "万泉电子有限公司", "enterprise", "g1", ("万泉电子", "万泉")),
    Unit("e2", "万泉塑胶制品有限公司", "enterprise", "g1", ("万泉塑胶",)),
    Unit("e3", "东岸物流有限公司", "enterprise", "g1", ("东岸物流", "东岸")),
    Unit("e4", "华信电子有限公司", "enterprise", "g1", ("华信电子", "华信")),
    Unit("e5", "华信达电子有限公司", "enterprise", "g1", ("华信达", "华信")),
)
DIRECTORY = Directory(version=1, units=UNITS)
FORM = FormDef(
    id="daily", name="日报", aliases=("复工日报",), owed_by=("enterprise",),
    fields=(
        FieldDef(key="on_duty", label="在岗人数", aliases=("在岗",)),
        FieldDef(key="masks", label="口罩库存", aliases=("口罩",)),
    ),
)  # fmt: skip


def order(text, role="duty_officer", quote=None):
    context = Context(
        sender=Member("u", "值班", role), group=None, now=datetime(2020, 3, 5, 20, 30, tzinfo=CN), zone=CN,
        directory=DIRECTORY, form=FORM, quote=Quote("bot", quote) if quote else None,
    )  # fmt: skip
    return read_order(clean(text), context)


@pytest.mark.parametrize(
    ("text", "action", "number", "units", "reason"),
    [
        ("发布通报", "publish", None, (), ""),
        ("发布通报 0305-1", "publish", "0305-1", (), ""),
        ("发布通报0305-1。", "publish", "0305-1", (), ""),
        ("同意发布【通报0305-1】", "publish", "0305-1", (), ""),
        ("@网格助手 发布通报 ０３０５－１", "publish", "0305-1", (), ""),
        ("签发0305-1", "publish", "0305-1", (), ""),
        ("驳回", "reject", None, (), ""),
        ("驳回 0305-1 今天系统故障，不通报", "reject", "0305-1", (), "今天系统故障，不通报"),
        ("驳回通报，原因：停电", "reject", None, (), "停电"),
        ("剔除 东岸物流，已电话说明停电", "strike", None, ("e3",), "已电话说明停电"),
        ("剔除东岸物流", "strike", None, ("e3",), ""),
        ("剔除 0305-1 万泉塑胶、东岸 均已电话报送", "strike", "0305-1", ("e2", "e3"), "均已电话报送"),
        ("从通报0305-1中剔除万泉塑胶制品有限公司 停产", "strike", "0305-1", ("e2",), "停产"),
        ("移出 东岸物 停产", "strike", None, ("e3",), "停产"),
        ("剔除东岸物流已说明停电", "strike", None, ("e3",), "已说明停电"),
        (
            "更正 万泉塑胶，当天下午已在网格群报送，系统漏收",
            "retract",
            None,
            ("e2",),
            "当天下午已在网格群报送，系统漏收",
        ),
        ("更正 0305-1 万泉塑胶 已于15:00报送", "retract", "0305-1", ("e2",), "已于15:00报送"),
        ("撤销通报0305-1 平台中断41分钟", "retract", "0305-1", (), "平台中断41分钟"),
        ("撤销 0305-1 东岸物流 误列", "retract", "0305-1", ("e3",), "误列"),
    ],
)
def test_an_order_is_heard(text, action, number, units, reason):
    found = order(text)
    assert found is not None
    assert (found.action, found.number, found.units, found.reason) == (action, number, units, reason)
    assert not found.problems


@pytest.mark.parametrize(
    "text",
    [
        "发布通报了吗", "通报发布没有？", "什么时候发布通报", "发布", "更正 万泉塑胶 在岗41", "更正 在岗 128",
        "更正：万泉电子在岗应为181人，不是180人", "撤销今天的日报", "撤销万泉电子今天的日报", "更正 口罩500",
        "在岗41 返岗45", "请大家看一下昨天的通报", "收到", "更正", "通报0305-1里怎么有我们", "",
    ],
)  # fmt: skip
def test_what_only_looks_like_an_order_is_none(text):
    assert order(text) is None


@pytest.mark.parametrize("text", ["更正 万泉塑胶，已报送", "撤销 东岸物流", "驳回"])
def test_without_the_word_only_an_approver_is_heard(text):
    assert order(text, role="clerk") is None


@pytest.mark.parametrize("text", ["发布通报", "剔除 东岸物流", "驳回通报", "撤销通报0305-1"])
def test_somebody_elses_clear_order_is_heard_so_that_it_can_be_refused(text):
    assert order(text, role="clerk") is not None


def test_a_name_that_fits_two_is_a_question_with_both():
    found = order("剔除 华信 停电")
    assert found.units == ()
    assert [(p.code, p.words, set(p.candidates)) for p in found.problems] == [("unit_ambiguous", "华信", {"e4", "e5"})]


@pytest.mark.parametrize("text", ["移出 万泉塑 停产", "更正 通报0305-1 万泉塑 误列"])
def test_half_a_name_that_holds_a_whole_one_is_asked_about(text):
    found = order(text)
    assert found.units == ()
    assert [(p.code, set(p.candidates)) for p in found.problems] == [("unit_missing", {"e1", "e2"})]


def test_an_unknown_name_is_never_guessed():
    found = order("剔除 万全电孑 停电")
    assert found.units == ()
    assert [(p.code, p.words) for p in found.problems] == [("unit_missing", "万全电孑")]


def test_the_quoted_draft_tells_the_number():
    assert order("剔除东岸物流 停电", quote="【通报草稿0305-2】3月5日日报逾期拟通报3家").number == "0305-2"
    assert order("同意发布", quote="【通报草稿0305-2】3月5日").number == "0305-2"


def test_the_words_point_at_the_text_as_it_was_written():
    text = "剔除　华信，停电"
    [problem] = order(text).problems
    assert text[problem.start : problem.end] == "华信"


def test_a_very_long_text_is_no_order():
    assert order("剔除 东岸物流 " + "停电" * 300) is None
