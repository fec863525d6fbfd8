"""Typed text said again by the bot mentions nobody, is short and holds no markup."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.views.inert import inert


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("@所有人 快看", "＠所有人 快看"),
        ("[点我](http://x.cn)", "［点我］(http://x.cn)"),
        ("一行\n两行\r\n三行", "一行 两行 三行"),
        ("a\x00b\u200bc\u202ed", "abcd"),
        ("<font color='red'>", "＜font color='red'＞"),
        ("{count}家", "｛count｝家"),
        ("  中光电 ", "中光电"),
        ("", ""),
    ],
)
def test_typed_text_is_made_harmless(typed: str, said: str):
    assert inert(typed) == said


def test_long_text_is_cut_and_the_cut_is_shown():
    assert inert("在" * 40, 10) == "在" * 9 + "…"


@given(st.text(), st.integers(min_value=2, max_value=60))
@settings(max_examples=100)
def test_any_text_comes_out_short_on_one_line_and_without_mention_or_markup(text: str, limit: int):
    said = inert(text, limit)
    assert len(said) <= limit
    assert not set("@<>[]`|*_{}\n\r\t\x1b") & set(said)
    assert not [c for c in said if unicodedata.category(c) in ("Cc", "Cf")]
    assert inert(said, limit) == said
