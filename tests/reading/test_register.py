"""What is said of the register, in many wordings, and what only looks like it."""

import pytest
from judging import DIRECTORY

from bot.reading.register import read_register


@pytest.mark.parametrize(
    "text",
    [
        "我是百川铝业的填报人",
        "大家好，我是百川铝业新来的统计员，以后由我报数",
        "各位领导好，我叫周敏，负责百川铝业的日报",
        "@网格助手 百川铝业以后我来报数",
        "我是百川铝业的小周，接手报数工作",
        "百川铝业的填报人换成我了",
        "本人为百川铝业填报员",
    ],
)
def test_who_reports_for_a_unit_introduces_himself(text):
    said = read_register(text, DIRECTORY)
    assert (said.action, said.unit) == ("join", "u-03")


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        ("我是百川铝业的填报人", False),
        ("百川铝业以后由我报数", True),
        ("百川铝业填报人换成我了，王姐离职了", True),
        ("我来接替王姐负责百川铝业的报数", True),
    ],
)
def test_taking_over_is_told_from_helping(text, alone):
    assert read_register(text, DIRECTORY).alone is alone


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("我叫周敏，负责百川铝业的日报", "周敏"),
        ("我是百川铝业的小周，接手报数", "小周"),
        ("我是百川铝业的填报人", ""),
    ],
)
def test_the_name_is_taken_as_it_is_said(text, name):
    assert read_register(text, DIRECTORY).name == name


@pytest.mark.parametrize(
    ("text", "action", "more"),
    [
        ("我不再负责百川铝业的填报了", "leave", {"unit": "u-03"}),
        ("我已离职，百川铝业不报了", "leave", {"unit": "u-03"}),
        ("同意 R3", "accept", {"number": "3"}),
        ("确认R3", "accept", {"number": "3"}),
        ("不同意 r3 不认识这个人", "decline", {"number": "3", "reason": "不认识这个人"}),
        ("撤销 R12 弄错了", "undo", {"number": "12", "reason": "弄错了"}),
        (
            "新增单位 河源市新奇玩具有限公司 企业 3号网格",
            "add",
            {"name": "河源市新奇玩具有限公司", "kind": "enterprise"},
        ),
        ("新增工地：江畔花园项目部，5号网格", "add", {"name": "江畔花园项目部", "kind": "site", "area": "grid-5"}),
        ("百川铝业更名为广东百川新材料有限公司", "rename", {"unit": "u-03", "name": "广东百川新材料有限公司"}),
        ("单位改名：百川铝业 → 百川新材", "rename", {"unit": "u-03", "name": "百川新材"}),
        ("百川铝业调整到5号网格", "move", {"unit": "u-03", "area": "grid-5"}),
        ("停用单位 百川铝业 搬到江西去了", "close", {"unit": "u-03", "reason": "搬到江西去了"}),
        ("恢复单位 百川铝业", "reopen", {"unit": "u-03"}),
        ("移出填报人 百川铝业 王姐", "remove", {"unit": "u-03", "name": "王姐"}),
        ("百川铝业的填报人是谁", "who", {"unit": "u-03"}),
        ("变更记录", "history", {"unit": ""}),
        ("百川铝业的变更记录", "history", {"unit": "u-03"}),
    ],
)
def test_each_order_is_heard(text, action, more):
    said = read_register(text, DIRECTORY)
    assert said.action == action
    assert {key: getattr(said, key) for key in more} == more


def test_a_quoted_application_needs_no_number():
    quoted = "【填报人申请 R5】小周做百川铝业的填报人"
    assert read_register("同意", DIRECTORY, quoted=quoted).number == "5"
    assert read_register("不对，他是保安", DIRECTORY, quoted=quoted).action == "decline"


def test_a_name_that_fits_two_or_none_is_told():
    assert set(read_register("我是鼎盛的填报人", DIRECTORY).several) == {"u-13", "u-14"}
    assert read_register("停用单位 天外天公司", DIRECTORY).unknown == "天外天公司"
    assert read_register("我是填报人", DIRECTORY).unit == ""


@pytest.mark.parametrize(
    "text",
    [
        "我是小周",
        "我们公司今天在岗312人",
        "百川铝业今天谁报数",
        "怎么换填报人？",
        "同意 E3",
        "填报人：王姐，电话13800138000",
        "收到，我来报",
        "百川铝业调了10个人到一车间",
        "我是百川铝业的员工，今天没来上班",
        "百川铝业搬到新厂房了",
        "新增返岗3人",
        "我是百川铝业的填报人" + "啊" * 150,
    ],
)
def test_what_only_looks_like_it_is_not(text):
    assert read_register(text, DIRECTORY) is None
