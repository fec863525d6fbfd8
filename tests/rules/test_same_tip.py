"""Which tip-offs may tell of the same thing: by place and kind, by words, never by who told."""

from datetime import UTC, datetime

import pytest

from bot.rules.same_tip import likely_the_same
from bot.store.records import Tip

NOW = datetime(2020, 3, 5, tzinfo=UTC)


def tip(number, place, category, text):
    return Tip(number, place, category, text, "received", None, NOW)


FIRST = tip("T0001", "学府路12号出租屋", "聚集", "学府路12号后面的出租屋天天有人打麻将")


@pytest.mark.parametrize(
    ("place", "category", "text", "same"),
    [
        ("学府路12号", "聚集", "又在打牌了，十几个人", True),  # the same place and kind
        ("学府路12号", "环境污染", "垃圾没人收", False),  # the same place, another matter
        ("", "聚集", "学府路12号后面出租屋天天有人打麻将", True),  # the same words
        ("滨江路3号", "聚集", "滨江路麻将馆还开着", False),
        ("路", "聚集", "路上有人", False),  # no place at all
    ],
)
def test_the_same_place_and_kind_or_the_same_words(place, category, text, same):
    found = likely_the_same(tip("T0002", place, category, text), [FIRST])
    assert found == (("T0001",) if same else ())


def test_the_likeliest_come_first_and_never_itself_or_more_than_three():
    others = [tip(f"T000{n}", "学府路12号", "聚集", "打麻将" * n) for n in range(1, 7)]
    found = likely_the_same(others[2], others)
    assert len(found) == 3
    assert "T0003" not in found
