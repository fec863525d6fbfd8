"""Sentences as concepts: the rule language, and word lists in which every word means one thing."""

import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading import place_words, question_words, tip_words
from bot.reading.concepts import BREAK, FILL, UNKNOWN, Alphabet, Concepts, listed

ALPHABET = Alphabet("not", "report", "who", "day")
WORDS = {
    "没": "not",
    "还没": "not",
    "报": "report",
    "上报": "report",
    "谁": "who",
    "今天": "day",
    "的": FILL,
    "都": FILL,
}
CONCEPTS = Concepts(ALPHABET, WORDS, [(re.compile("[0-9]+日"), "day")])


def signs(text):
    return CONCEPTS.read(text)


def finds(text, *patterns):
    return ALPHABET.rule(*patterns).search(signs(text).line) is not None


def test_the_longest_word_wins_and_words_that_say_nothing_leave_no_sign():
    assert signs("还没上报的").line == ALPHABET.sign("not") + ALPHABET.sign("report")


def test_unknown_characters_are_counted_and_a_number_is_one():
    found = signs("谁喝了128瓶")
    assert found.line == ALPHABET.sign("who") + UNKNOWN * 4
    assert found.unknown == 4


def test_a_pattern_stands_for_what_begins_with_a_number():
    assert finds("20日谁没报", "^ day who not report $")


def test_every_sign_knows_where_it_begins():
    text = "今天 谁都没报"
    found = signs(text)
    assert [text[a:b] for a, b in zip(found.starts, found.starts[1:], strict=False)] == ["今天 ", "谁都", "没", "报"]


@pytest.mark.parametrize(
    ("text", "pattern", "found"),
    [
        ("没报", "not report", True), ("报没", "not report", False), ("没x报", "not report", False),
        ("没x报", "not ~1 report", True), ("没xy,报", "not ~9 report", False), ("没报谁", "not who|report", True),
        ("谁没报", "^ day? who", True), ("没谁报", "not !report", True), ("没报", "not !report", False),
        ("今天今天谁", "^ day* who $", True), ("谁", "day+", False), ("没,谁", "not , who", True), ("x", ".", True),
    ],
)  # fmt: skip
def test_a_rule_finds_what_it_describes(text, pattern, found):
    assert finds(text, pattern) is found


def test_a_rule_with_an_unknown_name_is_a_mistake():
    with pytest.raises(KeyError):
        ALPHABET.rule("nobody")


@pytest.mark.parametrize(
    "tables", [(question_words.WORDS,), (tip_words.WORDS, place_words.WORDS)], ids=["questions", "tip-offs"]
)
def test_no_word_stands_for_two_concepts(tables):
    counted = Counter(word for table in tables for word, _ in listed(table))
    assert [word for word, times in counted.items() if times > 1] == []


@given(st.text(max_size=80))
def test_any_text_has_signs_with_their_places(text):
    found = signs(text)
    assert len(found.starts) == len(found.line) + 1
    assert list(found.starts) == sorted(found.starts)
    assert found.unknown == found.line.count(UNKNOWN)
    assert set(found.line) <= {BREAK, UNKNOWN, *map(ALPHABET.sign, ("not", "report", "who", "day"))}
