"""What is said after 不对: that something is wrong, which figure, and the right one; two meanings are none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.objection import Given, agrees, number_alone, numbered, objects, takes_back


@pytest.mark.parametrize(
    "text",
    [
        "不对",
        "不对。",
        "不对吧",
        "不對",
        "不是",
        "错了",
        "搞错了！",
        "你搞错了",
        "数字不对啊",
        "好像不对",
        "都不对",
        "记错了",
        "有误",
        "报错了",
        "  不对  ",
    ],
)
def test_these_words_alone_say_that_something_is_wrong(text):
    assert objects(text)
    assert not agrees(text)
    assert not takes_back(text)


@pytest.mark.parametrize(
    "text",
    [
        "不对，在岗130",
        "不是126是128",
        "对",
        "不错",
        "没错",
        "是我看错了",
        "不对劲",
        "错过了",
        "撤回",
        "在岗126",
        "",
        "不是说好了吗",
        "不对" * 20,
    ],
)
def test_these_say_something_else_or_more(text):
    assert not objects(text)


@pytest.mark.parametrize("text", ["确认", "没问题", "没错", "对的", "不用改了", "是我看错了", "无误。"])
def test_these_say_that_all_is_right_after_all(text):
    assert agrees(text)


@pytest.mark.parametrize("text", ["撤回", "全部作废", "都撤回吧", "作废", "请撤回", "删掉"])
def test_these_take_the_whole_back(text):
    assert takes_back(text)


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("2 130", [(2, "130")]),
        ("第二项130", [(2, "130")]),
        ("第2项 130", [(2, "130")]),
        ("2、130", [(2, "130")]),
        ("2，130", [(2, "130")]),
        ("2：130", [(2, "130")]),
        ("2.130", [(2, "130")]),
        ("2）130", [(2, "130")]),
        ("②130", [(2, "130")]),
        ("2️⃣ 130", [(2, "130")]),
        ("2改成130", [(2, "130")]),
        ("2应为130人", [(2, "130人")]),
        ("第2个是130", [(2, "130")]),
        ("二 130", [(2, "130")]),
        ("十二 130", [(12, "130")]),
        ("2 1,260", [(2, "1,260")]),
        ("2 三十来个", [(2, "三十来个")]),
        ("2 -5", [(2, "-5")]),
        ("1 126 2 130", [(1, "126"), (2, "130")]),
        ("1 128，2 130", [(1, "128"), (2, "130")]),
        ("1 128,2 130", [(1, "128"), (2, "130")]),
        ("1、128，2、130", [(1, "128"), (2, "130")]),
        ("1 128\n3 无", [(1, "128"), (3, "无")]),
        ("1 128；3 0。", [(1, "128"), (3, "0")]),
        ("9 一切正常，无异常", [(9, "一切正常，无异常")]),
        ("①128②130", [(1, "128"), (2, "130")]),
    ],
)
def test_a_figure_is_given_with_its_number(text, given):
    assert numbered(text) == tuple(Given(number, words) for number, words in given)


@pytest.mark.parametrize(
    "text",
    ["", "130", "126 130", "2,130", "在岗 130", "3点开会", "二百三", "2-5", "3月5日", "谁没报", "好的", "2 " * 200],
)
def test_what_may_be_something_else_is_no_answer(text):
    assert numbered(text) is None


@pytest.mark.parametrize(
    ("text", "number"), [("2", 2), ("第二家", 2), ("②", 2), ("12。", 12), ("2 130", None), ("中光电", None)]
)
def test_a_number_alone_chooses_from_a_list(text, number):
    assert number_alone(text) == number


@given(
    st.lists(st.tuples(st.integers(1, 99), st.integers(0, 10**6)), min_size=1, max_size=5),
    st.sampled_from(["，", "\n", "；"]),
)
def test_what_is_given_one_by_one_is_read_in_order(pairs, parter):
    text = parter.join(f"{number} {figure}" for number, figure in pairs)
    assert numbered(text) == tuple(Given(number, str(figure)) for number, figure in pairs)


@given(st.text(max_size=60))
def test_any_text_is_read_without_complaint(text):
    assert isinstance(objects(text) and agrees(text) and takes_back(text), bool)
    assert numbered(text) is None or numbered(text)
    assert number_alone(text) is None or isinstance(number_alone(text), int)
