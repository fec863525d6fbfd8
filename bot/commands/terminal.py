"""Writing to the person at the terminal: results to standard output, what is wrong to standard error.

What people typed may hold control characters that would drive the terminal, or turn the direction of what stands
behind them; they are taken out here.
"""

import re
import sys
import unicodedata
from typing import TextIO

_TURNS = re.compile("[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")  # direction marks and separators of lines


def say(text: str) -> None:
    """One line of the result."""
    _write(sys.stdout, text)


def complain(text: str) -> None:
    """One line about what is wrong or worth knowing."""
    _write(sys.stderr, text)


def _write(stream: TextIO, text: str) -> None:
    clean = "".join(ch if ch == "\n" or unicodedata.category(ch) not in ("Cc", "Cs") else "\ufffd" for ch in text)
    clean = _TURNS.sub("\ufffd", clean)
    encoding = getattr(stream, "encoding", None) or "utf-8"
    stream.write(clean.encode(encoding, "replace").decode(encoding) + "\n")
    stream.flush()
