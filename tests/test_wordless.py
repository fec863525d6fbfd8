"""An error without its words is still of use to whoever looks for the bug."""

import traceback

import pytest

from bot.wordless import wordless

WORDS = "张三 13800001111"


def find(key):
    return {}[key]


def fail(words):
    try:
        find(words)
    except KeyError as error:
        raise ValueError(words) from error


def test_the_kind_and_the_place_stay_and_every_word_goes():
    with pytest.raises(ValueError, match="张三") as caught:
        fail(WORDS)
    told = "".join(traceback.format_exception(wordless(caught.value)))
    assert "ValueError" in told
    assert "in fail" in told
    assert WORDS not in told
    assert "KeyError" not in told.replace("except KeyError", "")
