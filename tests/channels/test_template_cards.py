"""Our cards as the platform's: always of a shape that it takes, and a key that says its words or nothing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.template_cards import DONE, key_of, settled_card, settled_xml, task_id, template_card, words_of
from bot.messages import Button, Card
from bot.standin.cards import card_in, refusal_of

NOW = datetime(2020, 3, 5, 1, 2, tzinfo=UTC)
DAY = timedelta(days=1)
CARD = Card(
    "通报草稿0305-1",
    ("日报 3月5日",),
    (Button("发布通报", "发布通报 0305-1", "go"), Button("驳回", "驳回 0305-1", "stop")),
)

anything = st.text(alphabet=st.characters() | st.sampled_from("@<>[]*all所有人]]>\n\u202e&"), max_size=200)
buttons = st.builds(Button, anything, anything, st.sampled_from(["plain", "go", "stop"]))
cards = st.builds(Card, st.just("通报") | anything.map("通报".__add__), st.lists(anything, max_size=4).map(tuple),
                  st.lists(buttons, max_size=6).map(tuple))  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(card=cards, key=anything)
def test_whatever_stands_on_a_card_the_platform_takes_it_and_it_does_nothing(card, key):
    shown = template_card(card, task=task_id(key), now=NOW)
    settled = settled_card(card, task=task_id(key))
    for one in (settled,) if shown is None else (shown, settled):
        assert refusal_of(one) == ""
        for text in (one["main_title"]["title"], one["sub_title_text"], *(b["text"] for b in one["button_list"])):
            assert "<" not in text
            assert "@所有人" not in text
            assert all(sign == "\n" or sign not in "\x00\x1b\u202e\u200b" for sign in text)
    assert card_in(ET.fromstring(f"<xml>{settled_xml(card)}</xml>"))["main_title"] == settled["main_title"]  # noqa: S314


@settings(max_examples=200, deadline=None)
@given(card=cards)
def test_every_button_that_is_shown_says_all_of_its_words(card):
    shown = template_card(card, task="t", now=NOW)
    said = [words_of(button["key"], NOW) for button in shown["button_list"]] if shown else []
    words = [button.words for button in card.buttons]
    assert [one for one in words if one in said] or not said
    assert set(said) <= set(words)


@pytest.mark.parametrize("age", [0 * DAY, DAY, 31 * DAY])
def test_a_press_within_a_month_says_the_words(age):
    assert words_of(key_of("发布通报 0305-1", NOW), NOW + age) == "发布通报 0305-1"


@pytest.mark.parametrize("age", [-3 * DAY, 32 * DAY, 366 * DAY])
def test_a_press_of_another_time_says_nothing_for_a_lists_number_comes_again(age):
    assert words_of(key_of("发布通报 0305-1", NOW), NOW + age) == ""


@pytest.mark.parametrize(
    "key", ["", DONE, "say", "say:", "say:x:发布通报", "do:2020-03-05:发布通报", "2020-03-05", "say:2020-13-45:x", "::"]
)
def test_a_key_that_is_none_of_ours_says_nothing(key):
    assert words_of(key, NOW) == ""


def test_words_too_long_for_a_key_have_no_button_rather_than_half_of_them():
    long = replace(CARD, buttons=(Button("剔除", "剔除" + "网" * 400), CARD.buttons[0]))
    assert [button["text"] for button in template_card(long, task="t", now=NOW)["button_list"]] == ["发布通报"]
    assert template_card(replace(long, buttons=long.buttons[:1]), task="t", now=NOW) is None
    assert template_card(replace(CARD, buttons=()), task="t", now=NOW) is None


def test_the_task_is_the_same_for_every_try_and_another_for_every_message():
    assert task_id("a:1") == task_id("a:1") != task_id("a:2")
