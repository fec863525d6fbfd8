"""A card goes beside its text: in it, after it, or nowhere, and never instead of it."""

from dataclasses import replace

import pytest
from test_parts import LINES, TO, row_of

from bot.channels.base import Limits
from bot.messages import Attachment, Button, Card
from bot.parcels import RESENT, prepared

CARD = Card("通报草稿0305-1", buttons=(Button("发布", "发布通报 0305-1", "go"),))
FILE = Attachment("名单.xlsx", "application/x", b"123456")


def parts_of(cards, *, text="名单", files=(), part_done=0, marked=False, size=300):
    row = replace(row_of(text, files=files, part_done=part_done), card=CARD)
    limits = Limits(text_bytes=size, cards=cards, files_apart=True)
    return prepared(row, limits, TO, marked=marked).parts


def told(part):
    return (bool(part.text), part.card, len(part.files))


@pytest.mark.parametrize(
    ("cards", "expected"),
    [
        ("none", [(True, None, 0), (False, None, 1)]),
        ("within", [(True, CARD, 0), (False, None, 1)]),
        ("apart", [(True, None, 0), (False, CARD, 0), (False, None, 1)]),
    ],
)
def test_the_text_comes_first_and_whole_whatever_a_platform_does_with_cards(cards, expected):
    parts = parts_of(cards, files=(FILE,))
    assert [told(part) for part in parts] == expected
    assert parts[0].text == "名单"


@pytest.mark.parametrize("cards", ["within", "apart"])
def test_a_text_in_parts_has_its_card_at_its_end(cards):
    parts = parts_of(cards, text=LINES)
    assert len(parts) > 3
    assert [part.card for part in parts] == [None] * (len(parts) - 1) + [CARD]


def test_a_card_that_may_have_come_before_says_so():
    once, again = parts_of("apart", part_done=1), parts_of("apart", part_done=1, marked=True)
    assert once[1].card == CARD
    assert again[1].card == replace(CARD, title=RESENT + CARD.title)
    assert again[0] == once[0]


def test_a_card_has_six_buttons_at_most():
    with pytest.raises(ValueError, match="six"):
        Card("多", buttons=(Button("一", "一"),) * 7)
