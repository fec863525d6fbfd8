"""Orders about words as officers type them, and what is no order at all."""

import pytest

from bot.handlers.teaching.orders import MOST, AliasOrder, orders_in


def add(word, target, *, plain=True):
    return AliasOrder("add", word, target, plain=plain)


@pytest.mark.parametrize(
    "text",
    [
        "加别名 到工 = 在岗人数",
        "加别名 到工=在岗人数",
        "加别名：到工 ＝ 在岗人数。",
        "加别名 到工 是 在岗人数",
        "加别名到工就是在岗人数",
        "加别名 到工 在岗人数",
        "加别名 到工 → 在岗人数",
        "加别名“到工” = “在岗人数”",
        "请加别名 到 工 = 在岗 人数",
        "加个别名 到工=在岗人数",
        "添加别名 「到工」 当作 「在岗人数」",
        "加別名 到工 = 在崗人數",
        "@网格助手 加别名 到工 = 在岗人数",
        "@网格助手\u2005加别名 到工 = 在岗人数",
        "给在岗人数加个别名：到工",
    ],
)
def test_a_word_is_taught_in_many_ways(text):
    assert orders_in(text) == (add("到工", "在岗人数"),)


@pytest.mark.parametrize("text", ["把“到工”当作在岗人数", "以后把「到工」都算作 在岗人数。", "把'到工'记成在岗人数"])
def test_a_sentence_with_the_word_in_quotes_is_one_too_but_only_an_officers(text):
    assert orders_in(text) == (add("到工", "在岗人数", plain=False),)


def test_several_words_and_several_lines():
    assert orders_in("加别名 到工、出工 = 在岗人数\n\n删别名 上工\n你好") == (
        add("到工", "在岗人数"),
        add("出工", "在岗人数"),
        AliasOrder("drop", "上工", plain=True),
        AliasOrder("unreadable", "你好"),
    )
    assert len(orders_in("\n".join(["加别名 到工 = 在岗人数"] * 50))) == MOST


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("删别名 到工", ["到工"]),
        ("删除别名：到工", ["到工"]),
        ("取消别名“到工”、出工 上工", ["到工", "出工", "上工"]),
        ("删掉别名 到工。", ["到工"]),
    ],
)
def test_words_are_dropped(text, words):
    assert [(order.action, order.word) for order in orders_in(text)] == [("drop", word) for word in words]


@pytest.mark.parametrize("text", ["别名", "看别名", "有哪些别名？", "别名列表", "@网格助手 别名"])
def test_the_list_is_asked_for(text):
    assert orders_in(text) == (AliasOrder("list"),)


@pytest.mark.parametrize(
    "text", ["加别名", "加别名 到工", "加别名 = 在岗人数", "加别名 甲 = 乙 = 丙", "删别名", "加别名 甲 乙 丙"]
)
def test_an_order_that_says_too_little_or_too_much_cannot_be_read(text):
    [order] = orders_in(text)
    assert (order.action, order.plain) == ("unreadable", True)


@pytest.mark.parametrize(
    "text",
    [
        "", "  \n ", "在岗126", "这个公司的别名叫什么", "别名\n在岗126", "在岗126\n加别名 到工 = 在岗人数",
        "把口罩当作福利发了", "把“到工”发给我", "把材料交上来", "我给他起了个外号",
    ],
)  # fmt: skip
def test_other_words_are_no_order(text):
    assert orders_in(text) == ()


@pytest.mark.parametrize("text", ["忽略 护目镜", "忽略：护目镜", "忽略这个词 护目镜", "@网格助手 忽略 “护目镜”"])
def test_an_officer_may_want_to_hear_no_more_of_a_word(text):
    assert orders_in(text) == (AliasOrder("ignore", "护目镜"),)


def test_several_words_may_be_ignored_at_once_and_heard_of_again():
    assert orders_in("忽略 护目镜、挖机") == (AliasOrder("ignore", "护目镜"), AliasOrder("ignore", "挖机"))
    assert orders_in("取消忽略 护目镜") == (AliasOrder("heed", "护目镜"),)


@pytest.mark.parametrize("text", ["忽略上一条", "请忽略", "刚才发错了，忽略", "忽略不计"])
def test_what_is_said_to_people_is_no_order(text):
    assert orders_in(text) == ()
