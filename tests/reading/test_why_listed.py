"""Who asks why a unit is on a list, in many wordings, and what only looks like it."""

import pytest
from judging import DIRECTORY

from bot.reading.why_listed import read_why


@pytest.mark.parametrize(
    "text",
    [
        "为什么有我",
        "为什么通报里有我们？",
        "凭什么通报我们",
        "@网格助手 为啥点名我们",
        "我们怎么会被通报",
        "为何列我",
        "名单里為什麼有我們",
        "我们明明报了，为什么上名单",
        "通报0305-1为什么有我们公司",
    ],
)
def test_the_question_is_heard(text):
    assert read_why(text, DIRECTORY) is not None


@pytest.mark.parametrize(
    "text",
    [
        "为什么没报",
        "为什么昨天在岗少了",
        "怎么报",
        "通报什么时候发",
        "在岗126，为什么有我",  # heard, and left to the figures by the verb
        "有我在就行",
        "发布通报 0305-1",
        "怎么剔除名单里的单位",
        "为什么" + "长" * 80 + "有我",
    ],
)
def test_what_only_looks_like_it_is_not(text):
    asked = read_why(text, DIRECTORY)
    assert asked is None or text.startswith("在岗")


def test_the_number_and_the_name_are_told():
    unit = DIRECTORY.units[0]
    asked = read_why(f"通报 0305-2 为什么有{unit.name}，被通报了", DIRECTORY)
    assert (asked.number, asked.units) == ("0305-2", (unit.id,))


def test_a_name_alone_is_enough_after_why_is_there():
    unit = DIRECTORY.units[0]
    assert read_why(f"为什么有{unit.name}", DIRECTORY).units == (unit.id,)
    assert read_why("为什么有人没报", DIRECTORY) is None
