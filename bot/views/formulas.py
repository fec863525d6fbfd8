"""What a spreadsheet might run instead of showing it: typed text that begins like a formula.

A newcomer's usual mistake is to look at the first character alone: some programs pass over blanks and signs that
nobody sees, and some take the full-width signs for the narrow ones.
"""

import re

_FORMULA = re.compile(
    r"[\s\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]*(?:[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r])"
)


def is_like_a_formula(text: str) -> bool:
    """Whether it begins with = + - @ or one of their wide forms, behind whatever nobody sees, or with a tab."""
    return _FORMULA.match(text) is not None
