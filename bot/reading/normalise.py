"""Clean a text for reading while every character still knows where it stood.

`Clean.text` is what all of reading works on; `Clean.span` leads back to the text as it came in, which is
what a person is shown. How single characters read stands in bot/directory/characters.py.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from bot.directory.characters import ENUMERATOR, KEYCAP, Table, table

_KEYCAPS = re.compile(rf"(?:[0-9]\ufe0f?{KEYCAP}){{2,}}")
_SPACED = 6
"""So many blanks may be those of a text that is spread out."""
_SPREAD = re.compile(
    r"(?m:^(?=.*[一-龥])(?:\S +)+\S$)"  # a whole line of single characters with a blank between each
    r"|(?<!\S)[一-龥](?: [一-龥]){2,}(?=[ :\n]|$)"  # three or more of them
    r"|(?<!\S)[一-龥] +[一-龥](?= *:)"  # or two before a colon
)


_TAG = re.compile(
    r"</?(b|br|p|div|span|strong|i|u|em|td|tr|th|table|li|ul|ol|font|h[1-6])(?:\s[^<>\n]{0,60})?/?>", re.IGNORECASE
)
_BREAKS = frozenset(("br", "p", "div", "tr", "li"))
_LINE = re.compile(r"[^\n]+")
_TICKED_BOX = frozenset("☑✅✔√✓■☒")
_EMPTY_BOX = frozenset("☐□")
_CHOICES = re.compile(r"(?:^|[\s:,、])[☑✅✔√✓■☒☐□] ?[一-龥]")
_NOT_CHOSEN = re.compile(r"[☐□] ?[一-龥]{1,6}|[☑✅✔√✓■☒](?= ?[一-龥])")


class Clean(NamedTuple):
    """A cleaned text; `positions[i]` is where character i stood in `original`."""

    text: str
    original: str
    positions: Sequence[int]

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
    return _ticked(_unspaced(_untagged(_folded(text))))


def _untagged(clean: Clean) -> Clean:
    """<b>在岗人数</b>：161人<br>返岗：170人, copied from a page: the marks say nothing, and <br> ends a line."""
    if "<" not in clean.text:
        return clean
    text, kept = list(clean.text), [True] * len(clean.text)
    for found in _TAG.finditer(clean.text):
        text[found.start()] = "\n" if found[1].lower() in _BREAKS else " "
        kept[found.start() + 1 : found.end()] = [False] * (found.end() - found.start() - 1)
        kept[found.start()] = found[1].lower() in _BREAKS
    if all(kept):
        return clean
    places = [at for at, keep in enumerate(kept) if keep]
    return Clean("".join(text[at] for at in places), clean.original, [clean.positions[at] for at in places])


def _ticked(clean: Clean) -> Clean:
    """☑已复工 ☐未复工: of the choices on a line only the one with the tick is read."""
    text = clean.text
    if _EMPTY_BOX.isdisjoint(text) or _TICKED_BOX.isdisjoint(text):
        return clean
    gone: set[int] = set()
    for line in _LINE.finditer(text):
        words = line.group()
        if _CHOICES.search(words) and not _EMPTY_BOX.isdisjoint(words) and not _TICKED_BOX.isdisjoint(words):
            for found in _NOT_CHOSEN.finditer(text, line.start(), line.end()):
                gone.update(range(*found.span()))
    return _keeping(clean, [at for at in range(len(text)) if at not in gone]) if gone else clean


def _unspaced(clean: Clean) -> Clean:
    """在 岗 ： １ ２ ８ 人, 已 返 岗: a text with a blank behind every character loses them all, a spread word too."""
    text = clean.text
    blanks = text.count(" ")
    if blanks < 2:
        return clean
    words = text.split()
    if blanks >= _SPACED and blanks * 5 >= len(text) * 2 and sum(map(len, words)) <= len(words) * 1.3:
        return _keeping(clean, [at for at, ch in enumerate(text) if ch != " "])
    spread = [found.span() for found in _SPREAD.finditer(text)]
    if not spread:
        return clean
    gone = {at for start, end in spread for at in range(start, end) if text[at] == " "}
    return _keeping(clean, [at for at in range(len(text)) if at not in gone])


def _keeping(clean: Clean, kept: Sequence[int]) -> Clean:
    """Only the characters at these places."""
    return Clean("".join(clean.text[at] for at in kept), clean.original, [clean.positions[at] for at in kept])


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
    """A key-cap number (digit, variation selector, U+20E3) is one enumerator; two and more in a row are digits."""
    out: list[str] = []
    positions: list[int] = []
    digits = {at for found in _KEYCAPS.finditer(text) for at in range(*found.span())}
    for at, ch in enumerate(text):
        if ch == KEYCAP and out:
            out[-1] = out[-1] if at in digits else ENUMERATOR
            continue
        mapped = known[ord(ch)]
        if mapped:
            out.append(mapped)
            positions.append(at)
    return Clean("".join(out), text, positions)
