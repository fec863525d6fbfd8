"""What is said to an urgent item, and whether a line asks somebody something."""

import pytest

from bot.reading.asks import asks, calls_another
from bot.reading.urgent import read_urgent


@pytest.mark.parametrize(
    ("text", "action", "number", "words"),
    [
        ("收到 A3", "take", "A3", ""),
        ("收到A3。", "take", "A3", ""),
        ("@网格助手 a12 收到", "take", "A12", ""),
        ("我来处理", None, "", ""),
        ("我来 A3", "take", "A3", ""),
        ("A3 办结 已送医，家属已通知", "close", "A3", "已送医，家属已通知"),
        ("A3办结：已送医", "close", "A3", "已送医"),
        ("办结 A3 已送医", "close", "A3", "已送医"),
        ("A3 办结", "close", "A3", ""),
        ("急件", "list", "", ""),
        ("还有哪些急件", "list", "", ""),
        ("收到", "take", "", ""),
        ("收到！", "take", "", ""),
    ],
)
def test_a_word_to_an_urgent_item(text, action, number, words):
    order = read_urgent(text)
    assert (order and (order.action, order.number, order.words)) == (action and (action, number, words))


def test_a_bare_word_is_for_the_item_that_it_quotes():
    order = read_urgent("收到", quoted="【急】A7 中光电 发热2人")
    assert order is not None
    assert order.number == "A7"


@pytest.mark.parametrize(
    "text", ["收到A3车间的日报", "A3车间发热2人", "T0001 办结 答复：已处理", "收到，谢谢大家", "急件已寄出", "好的", ""]
)
def test_other_talk_is_none(text):
    assert read_urgent(text) is None


@pytest.mark.parametrize("text", ["口罩什么时候到？", "隔离点还有房间吗", "谁去一下九明?", "这样行么", "车到了吗！"])
def test_a_question_by_its_end(text):
    assert asks(text)


@pytest.mark.parametrize("text", ["我看看怎么弄", "车到了", "什么时候开会都行", ""])
def test_no_question(text):
    assert not asks(text)


def test_who_calls_another_by_name_asks_him():
    assert calls_another("@老顾 口罩到了吗", "网格助手")
    assert not calls_another("@网格助手 口罩到了吗", "网格助手")
