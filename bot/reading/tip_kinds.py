"""Which kind of the district's list a tip-off is of.

A newcomer's usual mistake is to let one word decide: 隔离酒店的垃圾扔在路边 names three kinds. The kind with most to
show wins; of equal ones the one that comes first, for people begin with what matters.
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache

from bot.forms.preset import TipCategory
from bot.reading.tip_rules import OTHER

_DIGITS = "0123456789一二三四五六七八九十百千两几好"
_SPECIAL = {"…": "[^,，.。!！?？;；\\n]{0,6}?", "#": f"[{_DIGITS}]{{1,5}}[多来几余]?"}
"""What stands in a word of the list for a few characters of one clause, and for a number."""

_Index = Mapping[str, tuple[tuple[re.Pattern[str], int], ...]]


def category_of(text: str, categories: tuple[TipCategory, ...]) -> str:
    """The kind with most of its words in `text`; of equal ones the one whose word comes first. Else 其他."""
    index = _by_first_character(categories)
    shown = [0] * len(categories)
    first, until = [len(text)] * len(categories), [0] * len(categories)
    for at, ch in enumerate(text):
        for pattern, kind in index.get(ch, ()):
            if at >= until[kind] and (word := pattern.match(text, at)):
                shown[kind] += 1
                first[kind], until[kind] = min(first[kind], at), word.end()
    best = max(range(len(categories)), key=lambda kind: (shown[kind], -first[kind], -kind), default=None)
    return OTHER if best is None or not shown[best] else categories[best].name


@lru_cache(maxsize=8)
def _by_first_character(categories: tuple[TipCategory, ...]) -> _Index:
    """Each word as a pattern, under the characters that it can begin with."""
    index: dict[str, list[tuple[re.Pattern[str], int]]] = defaultdict(list)
    for kind, category in enumerate(categories):
        for word in sorted(category.words, key=len, reverse=True):
            pattern = re.compile("".join(_SPECIAL.get(ch, re.escape(ch)) for ch in word))
            for first in _DIGITS if word[0] == "#" else word[0]:
                index[first].append((pattern, kind))
    return {first: tuple(patterns) for first, patterns in index.items()}
