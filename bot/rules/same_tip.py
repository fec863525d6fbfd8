"""Which open tip-offs may tell of the same thing as a new one: a hint for the duty officers, never a decision.

Pure, and blind for who told: several people who saw one thing are to be heard, not counted against each other.
"""

from collections.abc import Sequence
from typing import Protocol

from rapidfuzz import fuzz

from bot.directory.characters import fold

MOST = 3
SHORTEST_PLACE = 3
ALIKE, VERY_ALIKE = 45, 75
"""Per cent of likeness of the words: at the same place, and wherever."""


class Told(Protocol):
    """What is compared of a tip-off."""

    @property
    def number(self) -> str: ...
    @property
    def place(self) -> str: ...
    @property
    def category(self) -> str: ...
    @property
    def masked_text(self) -> str: ...


def likely_the_same(tip: Told, others: Sequence[Told]) -> tuple[str, ...]:
    """Numbers of those that may tell of the same, the likeliest first, three at most."""
    place, words = fold(tip.place), fold(tip.masked_text)
    found = [
        (likeness, one.number)
        for one in others
        if one.number != tip.number and (likeness := _same(tip, place, words, one))
    ]
    return tuple(number for _, number in sorted(found, key=lambda one: (-one[0], one[1])))[:MOST]


def _same(one: Told, here: str, said: str, other: Told) -> int:
    """0: no; else how likely. `here` and `said` are the one's place and words, folded: hundreds may be open."""
    there = fold(other.place)
    near = min(len(here), len(there)) >= SHORTEST_PLACE and (here in there or there in here)
    least = VERY_ALIKE if not near else 0 if one.category == other.category else ALIKE
    words = int(fuzz.ratio(said, fold(other.masked_text), score_cutoff=least))
    if words < least:
        return 0
    return 100 + words if near else words
