"""Parts of a long text: within the limit in bytes, nothing lost, no character and no mention cut in two."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules.paginate import paginate

WORDS = st.sampled_from(
    ["中光电", "、", "\n", "@wx_u001 ", "<@wx_u002>", "é", "👨\u200d👩\u200d👧", "abc", " ", "1号网格：", "𠮷"]
)
MARK = re.compile(r"（\d+/\d+）\Z")


@given(st.lists(WORDS, max_size=120).map("".join), st.integers(60, 300))
@settings(max_examples=100, deadline=None)
def test_parts_fit_and_give_the_text_again(text, limit):
    parts = paginate(text, limit)
    assert all(len(part.encode()) <= limit for part in parts)
    bare = parts if len(parts) == 1 else tuple(MARK.sub("", part) for part in parts)
    assert "".join(bare) == text
    assert len(parts) == 1 or all(bare)


@given(
    st.lists(st.sampled_from(["@wx_u001 ", "<@wx_u002>", "中光电", "\n"]), max_size=120).map("".join),
    st.integers(60, 200),
)
@settings(max_examples=100, deadline=None)
def test_a_mention_is_never_cut(text, limit):
    parts = paginate(text, limit)
    for mention in ("@wx_u001", "<@wx_u002>"):
        assert sum(part.count(mention) for part in parts) == text.count(mention)


SEEN_AS_ONE = ["👍🏽", "🇨🇳", "👨\u200d👩\u200d👧", "e\u0301", "1\ufe0f\u20e3", "中"]


@given(st.lists(st.sampled_from(SEEN_AS_ONE), min_size=1, max_size=120), st.integers(60, 200))
@settings(max_examples=150, deadline=None)
def test_what_is_seen_as_one_character_is_never_cut(characters, limit):
    said = []
    parts = paginate("".join(characters), limit)
    for part in parts if len(parts) == 1 else [MARK.sub("", part) for part in parts]:
        while part:
            one = next((one for one in SEEN_AS_ONE if part.startswith(one)), None)
            assert one is not None, f"{part[:4]!r} is a half"
            said.append(one)
            part = part.removeprefix(one)  # noqa: PLW2901  # eaten piece by piece
    assert said == characters


@given(st.integers(1, 60), st.integers(80, 200))
@settings(max_examples=50, deadline=None)
def test_lines_that_fit_stay_whole(count, limit):
    lines = [f"{number}号网格：甲、乙、丙" for number in range(count)]
    said = [line for part in paginate("\n".join(lines), limit) for line in MARK.sub("", part).splitlines()]
    assert said == lines


def test_parts_are_numbered_with_their_count():
    parts = paginate("\n".join("一二三四五六七八九十" for _ in range(40)), 200)
    assert [MARK.search(part).group() for part in parts] == [f"（{n}/{len(parts)}）" for n in range(1, len(parts) + 1)]


def test_a_text_that_fits_has_no_mark():
    assert paginate("收到", 6) == ("收到",)


def test_ten_parts_and_more_still_fit():
    parts = paginate("字" * 500, 64)
    assert len(parts) >= 10
    assert all(len(part.encode()) <= 64 for part in parts)


def test_a_limit_without_room_is_refused():
    with pytest.raises(ValueError, match="too few"):
        paginate("字" * 30, 12)
