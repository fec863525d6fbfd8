"""What is said about objections to a list: who objects to which list why, and what is only talk."""

import pytest

from bot.directory.model import Directory, Unit
from bot.reading.appeal import AppealSaid, read_appeal

DISTRICT = Directory(
    units=(
        Unit("e5", "九溪光电科技有限公司", "enterprise", "g2", ("九溪光电", "九溪")),
        Unit("e6", "东岸物流有限公司", "enterprise", "g2", ("东岸物流",)),
    )
)
LIST = "【通报0305-1】日报逾期（3月5日）"


@pytest.mark.parametrize(
    ("text", "number", "units", "reason"),
    [
        ("申诉 0305-1 当天17:50已在网格群报送", "0305-1", (), "当天17:50已在网格群报送"),
        ("申诉 通报0305-1 理由：系统漏收", "0305-1", (), "系统漏收"),
        ("@网格助手 申诉：0305-1，我们停电了", "0305-1", (), "我们停电了"),
        ("申诉", "", (), ""),
        ("我们要申诉，当天已报在岗120人", "", (), "当天已报在岗120人"),
        ("申诉 九溪光电 当天已报", "", ("e5",), "当天已报"),
        ("申诉 0305-1 九溪光电 当天已报", "0305-1", ("e5",), "当天已报"),
        ("对通报0305-1有异议：我们是免报单位", "0305-1", (), "我们是免报单位"),
        ("通报0305-1 不服，明明报了", "0305-1", (), "明明报了"),
        ("异议 0305-12 报过了", "0305-12", (), "报过了"),
        ("申訴 0305-1 已報，請核", "0305-1", (), "已報，請核"),
    ],
)
def test_an_objection_names_its_list_its_unit_and_its_reason(text, number, units, reason):
    assert read_appeal(text, DISTRICT) == AppealSaid("ask", list_number=number, units=units, reason=reason)


def test_a_quoted_list_is_the_one_that_is_meant():
    assert read_appeal("申诉 已报", DISTRICT, quoted=LIST).list_number == "0305-1"
    assert read_appeal("申诉 0306-2 已报", DISTRICT, quoted=LIST).list_number == "0306-2"


@pytest.mark.parametrize(
    ("text", "action", "number", "reason"),
    [
        ("采纳 S1", "accept", "1", ""),
        ("采纳申诉S12 系统漏收", "accept", "12", "系统漏收"),
        ("同意 s3", "accept", "3", ""),
        ("维持 S1 没有当天的记录", "dismiss", "1", "没有当天的记录"),
        ("驳回申诉 S2，理由：平台没有收到", "dismiss", "2", "平台没有收到"),
        ("驳回 S2", "dismiss", "2", ""),
        ("撤回申诉 S4", "withdraw", "4", ""),
        ("撤回申诉", "withdraw", "", ""),
        ("申诉名单", "list", "", ""),
        ("有哪些申诉没答复？", "list", "", ""),
    ],
)
def test_decisions_and_the_list_are_told_by_their_words(text, action, number, reason):
    said = read_appeal(text, DISTRICT)
    assert (said.action, said.number, said.reason) == (action, number, reason)


def test_with_the_objection_quoted_its_number_need_not_be_said():
    quoted = "【申诉 S7】九溪光电对通报0305-1有异议"
    assert read_appeal("采纳", DISTRICT, quoted=quoted) == AppealSaid("accept", "7")
    assert read_appeal("维持 平台没有收到", DISTRICT, quoted=quoted) == AppealSaid(
        "dismiss", "7", reason="平台没有收到"
    )
    assert read_appeal("采纳", DISTRICT) is None


@pytest.mark.parametrize(
    "text",
    [
        "申诉怎么弄？",
        "怎么申诉",
        "申诉渠道已经公布在官网",
        "大家对复工方案有异议的可以讨论吗",
        "驳回 0305-1 停电",
        "同意 E12",
        "维持现状",
        "在岗120人，无异议",
        "申诉 " + "啊" * 600,
    ],
)
def test_talk_orders_and_other_applications_are_none(text):
    assert read_appeal(text, DISTRICT) is None
