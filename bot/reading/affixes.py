"""Words with something before or behind them (未返岗, 返岗率, 没人发热), worked out where they are met.

Written out they were half a million words and 130 MB for one form. What is listed by the form itself wins over
what is composed, and what is composed over the ordinary words of the language, always the longest first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.directory.lexicon import Lexicon

Meaning = tuple[str, object]


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
    def starts(self) -> frozenset[str]:
        """Every character that may begin one of the words."""
        return self.before.heads | self.stems.heads

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


class Words:
    """All the words that a form's reading knows."""

    __slots__ = ("_listed", "_with")

    def __init__(self, own: Mapping[str, Meaning], common: Mapping[str, Meaning], affixed: Sequence[Affixed]) -> None:
        """`own` are the form's words, `common` those of the language."""
        listed = {word: (meaning, False) for word, meaning in common.items()}
        listed.update({word: (meaning, True) for word, meaning in own.items()})
        self._listed = Lexicon(listed)
        begun = [(one, one.starts) for one in affixed]
        starts = self._listed.heads.union(*(found for _, found in begun))
        self._with = {ch: tuple(one for one, found in begun if ch in found) for ch in starts}
        """Every character that begins a word, with the affixes and stems that it may begin."""

    def longest(self, text: str, start: int) -> tuple[int, Meaning] | None:
        """(end, meaning) of the longest word beginning at `start`."""
        with_it = self._with.get(text[start : start + 1])
        if with_it is None:
            return None
        found = self._listed.longest(text, start)
        if found is None:
            least, best = start, None
        else:
            least, (meaning, own) = found
            best = (least, meaning)
            least += own  # one of the form's own words gives way to longer ones only
        for affixed in with_it:
            composed = affixed.longest(text, start, least, None)
            if composed is not None:
                least = composed[0]
                best = composed
        return best
