"""Text that a spreadsheet might run is known, however its first sign is hidden."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.views.formulas import is_like_a_formula


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+86",
        "-5",
        "@SUM(A1)",
        " =1",
        "\t1",
        "\r1",
        "\u200b=1",
        "\x00=1",
        "\u3000＝1",
        "＋1",
        "＠A1",
        "\n=cmd|' /C calc'!A0",
    ],
)
def test_what_may_be_run_is_known(text):
    assert is_like_a_formula(text)


@pytest.mark.parametrize("text", ["", "1+1", "在岗=5", "普通", "a@b", "\u200b", " 1"])
def test_what_is_only_text_is_left_alone(text):
    assert not is_like_a_formula(text)


@given(
    st.text(alphabet=" \u200b\ufeff\u202e\x00\n\u3000", max_size=10),
    st.sampled_from("=+-@＝＋－＠"),
    st.text(max_size=10),
)
def test_signs_that_nobody_sees_hide_no_formula(before, sign, after):
    assert is_like_a_formula(before + sign + after)
