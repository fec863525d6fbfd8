"""Words with something before or behind them (未返岗, 返岗率, 没人发热), worked out where they are met.

Written out they were half a million words and 130 MB for one form. What is listed by the form itself wins over
what is composed, and what is composed over the ordinary words of the language, always the longest first.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from bot.directory.lexicon import Lexicon

Meaning = tuple[str, object]
_CHINESE: Final = re.compile(r"[一-龥]+")
_MOST: Final = 8192
"""So many stretches of Chinese characters are remembered with the word that they begin with."""


def is_chinese(word: str) -> bool:
    """Whether a word is written in Chinese characters alone."""
    return _CHINESE.fullmatch(word) is not None


def _chinese_part(word: str) -> str:
    """The Chinese characters that a word begins with, "" for none."""
    found = _CHINESE.match(word)
    return found.group() if found is not None else ""


@dataclass(frozen=True, slots=True)
class Affixed:
    """Stems that take the same prefixes and suffixes, with what each of them makes of a stem.

    `before` and `behind`: affix -> kind of token; the value is (field, affix), or the field alone where
    the kind is in `bare`.
    """

    stems: Lexicon[str]
    before: Lexicon[str]
    behind: Lexicon[str]
    bare: frozenset[str]

    @property
    def beginnings(self) -> frozenset[str]:
        """With which two characters the words begin, or with which one where an affix or a stem has no more."""
        return frozenset(word[:2] for word in (*self.before, *self.stems))

    @property
    def mixed(self) -> Iterator[str]:
        """The words with other than Chinese characters, as far as the first of these."""
        for word in (*self.before, *self.stems):
            if not is_chinese(word):
                yield word
        for stem in self.stems:
            if not is_chinese(stem):
                yield from (before + stem for before in self.before)
        for behind in self.behind:
            if not is_chinese(behind):
                yield from (stem + behind for stem in self.stems)

    @property
    def length(self) -> int:
        """No word is longer (characters)."""
        return max(map(len, self.stems), default=0) + max(map(len, (*self.before, *self.behind)), default=0)

    def longest(
        self, text: str, start: int, least: int, best: tuple[int, Meaning] | None
    ) -> tuple[int, Meaning] | None:
        """The longest composed word that begins at `start` and ends at `least` or later, else `best`."""
        for middle, kind in self.before.each(text, start):
            stem = self.stems.longest(text, middle)
            if stem is not None and stem[0] >= least:
                least, best = stem[0], (stem[0], self._meaning(kind, stem[1], text[start:middle]))
        for middle, field in self.stems.each(text, start):
            found = self.behind.longest(text, middle)
            if found is not None and found[0] >= least:
                least, best = found[0], (found[0], self._meaning(found[1], field, text[middle : found[0]]))
        return best

    def _meaning(self, kind: str, field: str, affix: str) -> Meaning:
        return (kind, field if kind in self.bare else (field, affix))


class Begun(NamedTuple):
    """What may begin with one or two characters: listed words of so many characters, and composed ones."""

    lengths: tuple[int, ...]
    affixed: tuple[Affixed, ...]


class Words:
    """All the words that a form's reading knows. What was found is remembered: people use the same words all day."""

    __slots__ = ("_going_on", "_listed", "_longest", "_remembered", "begun")

    def __init__(self, own: Mapping[str, Meaning], common: Mapping[str, Meaning], affixed: Sequence[Affixed]) -> None:
        """`own` are the form's words, `common` those of the language."""
        self._listed = {word: (meaning, False) for word, meaning in common.items()}
        self._listed.update({word: (meaning, True) for word, meaning in own.items()})
        self._longest = max((*map(len, self._listed), *(one.length for one in affixed)), default=0)
        mixed = (word for words in (self._listed, *(one.mixed for one in affixed)) for word in words)
        self._going_on = frozenset(_chinese_part(word) for word in mixed if not is_chinese(word))
        self._remembered: dict[str, tuple[int, Meaning] | None] = {}
        self.begun: Mapping[str, Begun] = self._beginnings(affixed)
        """By the first two characters of words, and by the first alone for words and affixes that are no longer."""

    def _beginnings(self, affixed: Sequence[Affixed]) -> dict[str, Begun]:
        lengths: dict[str, set[int]] = {}
        for word in self._listed:
            lengths.setdefault(word[:2], set()).add(len(word))
        starts = [(one, one.beginnings) for one in affixed]
        return {
            first: Begun(
                tuple(sorted({n for key in {first, first[0]} for n in lengths.get(key, ())}, reverse=True)),
                tuple(one for one, found in starts if first in found or first[0] in found),
            )
            for first in {*lengths, *(key for _, found in starts for key in found)}
        }

    def longest(self, text: str, start: int) -> tuple[int, Meaning] | None:
        """(end, meaning) of the longest word beginning at `start`."""
        begun = self.begun.get(text[start : start + 2]) or self.begun.get(text[start : start + 1])
        return None if begun is None else self.longest_of(begun, text, start)

    def longest_of(self, begun: Begun, text: str, start: int) -> tuple[int, Meaning] | None:
        """The same for who has looked up already what may begin there."""
        run = _CHINESE.match(text, start, start + self._longest)
        known, word = self._remembered, run.group() if run is not None else ""
        if not word or word in self._going_on:
            return self._look_up(begun, text, start)
        if word in known:
            found = known[word]
        else:
            if len(known) >= _MOST:
                known.clear()
            found = known[word] = self._look_up(begun, word, 0)
        return None if found is None else (start + found[0], found[1])

    def _look_up(self, begun: Begun, text: str, start: int) -> tuple[int, Meaning] | None:
        listed, least = self._listed, start
        best: tuple[int, Meaning] | None = None
        for length in begun.lengths:
            word = text[start : start + length]
            if word in listed:
                meaning, own = listed[word]
                least = start + len(word)
                best = (least, meaning)
                least += own  # one of the form's own words gives way to longer ones only
                break
        for affixed in begun.affixed:
            composed = affixed.longest(text, start, least, None)
            if composed is not None:
                least = composed[0]
                best = composed
        return best
