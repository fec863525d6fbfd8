"""Which figures a receipt explains: those that were not simply written down, and no others."""

import pytest
from sheets import context, daily

from bot.reading.as_read import as_read
from bot.reading.meaning import ReportMeaning
from bot.reading.reader import read


def explained(text):
    """Words and fields of a clerk's message that the receipt would show."""
    meaning = read(text, context("clerk1"))
    assert isinstance(meaning, ReportMeaning)
    [item] = meaning.items
    return [(one.words, one.fields) for one in as_read(daily(), item.values, text)]


@pytest.mark.parametrize(
    "text",
    [
        "在岗126",
        "在岗：126人\n返岗：131人\n口罩：500只\n已复工",
        "126人在岗，累计已返岗131人，其中本市籍90人、非本市籍41人（外省12人）",
        "口罩库存1,260只，在岗126",
        "今日实际到岗共126人",
        "现在岗员工126人",
        "隔离无，发热没有，在岗126",
        "在岗126，无发热，无隔离",
        "在岗126，发热、隔离均为0",
        "在岗126，体温均正常",
        "在岗１２６",
        "在岗126，备注：一切正常",
    ],
)
def test_what_is_simply_written_down_needs_no_word(text):
    assert explained(text) == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("三百二十六个人上班", [("三百二十六个人上班", ("on_duty",))]),
        ("在岗一百二十六，返岗131", [("在岗一百二十六", ("on_duty",))]),
        ("在刚126", [("在刚126", ("on_duty",))]),
        ("在岗1.2万", [("在岗1.2万", ("on_duty",))]),
        ("在岗126，其余均为0", [("其余均为0", ("hubei_staff", "isolated", "abnormal_temp"))]),
        ("在岗126，零报告", [("零报告", ("hubei_staff", "isolated", "abnormal_temp"))]),
        ("在岗126，不对，128", [("在岗126，不对，128", ("on_duty",))]),
        ("在岗126 不对是128", [("在岗126 不对是128", ("on_duty",))]),
    ],
)
def test_what_can_be_misread_is_shown_with_its_words(text, wanted):
    assert explained(text) == wanted
