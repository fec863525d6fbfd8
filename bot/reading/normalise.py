"""Clean a text for reading while every character still knows where it stood.

`Clean.text` is what all of reading works on; `Clean.span` leads back to the text as it came in, which is
what a person is shown. How single characters read stands in bot/directory/characters.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.directory.characters import ENUMERATOR, KEYCAP, Table, table

_SPACED = 6


@dataclass(frozen=True, slots=True)
class Clean:
    """A cleaned text; `positions[i]` is where character i stood in `original`."""

    text: str
    original: str
    positions: Sequence[int] = field(repr=False)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The words text[start:end] in the original, as a half-open span."""
        if start >= end or not self.text:
            at = self.positions[start] if start < len(self.text) else len(self.original)
            return at, at
        return self.positions[start], self.positions[end - 1] + 1

    def words(self, start: int, end: int) -> str:
        """The original words of text[start:end]."""
        a, b = self.span(start, end)
        return self.original[a:b]


def clean(text: str) -> Clean:
    """Map a text to the characters that reading understands; linear in its length, never raises."""
    return _unspaced(_folded(text))


def _unspaced(clean: Clean) -> Clean:
    """在 岗 ： １ ２ ８ 人: a text with a blank behind every character loses them all, one without stays as it is."""
    text = clean.text
    blanks = text.count(" ")
    if blanks < _SPACED or blanks * 5 < len(text) * 2:
        return clean
    words = text.split()
    if sum(map(len, words)) > len(words) * 1.3:
        return clean
    kept = [at for at, ch in enumerate(text) if ch != " "]
    return Clean("".join(text[at] for at in kept), clean.original, [clean.positions[at] for at in kept])


def _folded(text: str) -> Clean:
    known = table()
    folded = text.translate(known)
    if KEYCAP in text:
        return _with_keycaps(text, known)
    if len(folded) == len(text):
        return Clean(folded, text, range(len(text)))
    odd = known.odd
    return Clean(folded, text, [at for at, ch in enumerate(text) if ch not in odd])


def _with_keycaps(text: str, known: Table) -> Clean:
    """A key-cap number (digit, variation selector, U+20E3) is one enumerator."""
    out: list[str] = []
    positions: list[int] = []
    for at, ch in enumerate(text):
        if ch == KEYCAP and out:
            out[-1] = ENUMERATOR
            continue
        mapped = known[ord(ch)]
        if mapped:
            out.append(mapped)
            positions.append(at)
    return Clean("".join(out), text, positions)
