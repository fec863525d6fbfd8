"""How one character reads: odd spaces, full-width forms, traditional characters, emoji, each on its own.

A newcomer's usual mistake is NFKC over a whole text: it turns ① into 1 and ² into 2, which then look like
figures, and it moves every position. Here a character becomes one character or none.
"""

import unicodedata
from functools import cache

import opencc

ENUMERATOR = "\u2460"
"""Every circled, bracketed or key-cap number becomes this one character: it counts lines, never people."""
MENTION_END = "\u2005"
"""What WeChat puts behind a mention; kept because it says where a nickname ends."""

KEYCAP = "\u20e3"
_SPACES = frozenset("\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\u3164")
_NEWLINES = frozenset("\r\u000b\u000c\u0085\u2028\u2029")
_KEPT_SYMBOLS = frozenset("℃°№㎡☑☐☒√✓✔×→⇒↑↓≈≥≤±…～~²³½¼¾|")
_DASHES = frozenset("\u2010\u2011\u2012\u2013\u2212\ufe63\uff0d")
_DOTS = {
    "．": ".", "｡": "。", "﹒": ".", "•": " ", "·": "·", "●": " ", "■": " ", "★": " ", "◆": " ", "▪": " ",
    **dict.fromkeys("︰﹕∶ː꞉", ":"), **dict.fromkeys("➔➙➛➜➝➞➡➨⟶⮕", "→"),
}  # fmt: skip


@cache
def _simplifier() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def _is_enumerator(ch: str) -> bool:
    code = ord(ch)
    return 0x2460 <= code <= 0x249B or 0x24EA <= code <= 0x24FF or 0x2776 <= code <= 0x2793 or 0x3220 <= code <= 0x3229


def _one(ch: str) -> str:
    """The clean form of one character: usually one, sometimes none."""
    if ch in "\n\t":
        return ch
    if ch in _NEWLINES:
        return "\n"
    if ch in _SPACES:
        return " "
    if ch == MENTION_END or ch in _KEPT_SYMBOLS:
        return ch
    if _is_enumerator(ch) or ch == "🔟":
        return ENUMERATOR
    if ch in _DASHES:
        return "-"
    if ch in _DOTS:
        return _DOTS[ch]
    category = unicodedata.category(ch)
    if category in ("Cf", "Cc", "Cs", "Mn", "Me", "Cn"):
        return ""
    if category in ("So", "Sk", "Co"):
        return " "
    folded = unicodedata.normalize("NFKC", ch)
    if len(folded) != 1:
        folded = ch
    if "\u3400" <= folded <= "\u9fff" or "\uf900" <= folded <= "\ufaff":
        simple = _simplifier().convert(folded)
        folded = simple if len(simple) == 1 else folded
    return folded


class Table(dict[int, str]):
    """Fills itself: each character of the language is looked up once in the life of the process."""

    def __init__(self) -> None:
        super().__init__()
        self.odd: set[str] = set()

    def __missing__(self, code: int) -> str:
        ch = chr(code)
        clean = _one(ch)
        if not clean:
            self.odd.add(ch)
        self[code] = clean
        return clean


@cache
def table() -> Table:
    """The one table of the process: a cache of a pure function."""
    return Table()


def fold(text: str) -> str:
    """The clean form of a name or label, without positions and without blanks."""
    return "".join(text.translate(table()).split())
