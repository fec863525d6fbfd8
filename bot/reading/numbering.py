"""Numbers that only count the lines of a text: taken away once all of them are seen, since one alone tells nothing.

A newcomer's usual mistake is to drop any number that begins a line: 128在岗 begins with a figure.
"""

import re
from itertools import pairwise

from bot.reading import token as t
from bot.reading.token import Token

_COUNTED = frozenset(
    {t.LABEL, t.KIND_OF, t.UNIT, "unit_key", "date_key", "fill", t.OTHER, "skip_key", t.LOOKALIKE, t.STATE, t.NIL}
)


_SECTIONED = frozenset({t.DAY, t.NUMBER})
_SECTIONS = frozenset({t.NEWLINE, t.COMMA, t.STOP})


_FIRST_SECTION = re.compile(r"1 ?[^0-9] ?0?1")
"""However 1.1 is written."""


def _without_sections(tokens: list[Token], text: str) -> list[Token]:
    """1.1 and 1.2, 2.1 at the start of lines or clauses count sections; they look like days."""
    if _FIRST_SECTION.search(text) is None:
        return tokens
    places = [
        at
        for at, token in enumerate(tokens)
        if token.kind in _SECTIONED and (at == 0 or token.gap or tokens[at - 1].kind in _SECTIONS) and _section(token)
    ]
    sections = [_section(tokens[at]) for at in places]
    if len(sections) < 2 or sections[0] != (1, 1):
        return tokens
    for before, after in pairwise(sections):
        if before is None or after not in ((before[0], before[1] + 1), (before[0] + 1, 1)):
            return tokens
    gone = set(places)
    return [token for at, token in enumerate(tokens) if at not in gone]


def _section(token: Token) -> tuple[int, int] | None:
    if token.kind == t.DAY and token.value.weak and token.value.day is not None:
        return token.value.day.month, token.value.day.day
    if token.kind == t.NUMBER and token.value.amount is not None and token.value.measure is None:
        whole, _, part = str(token.value.amount).partition(".")
        return (int(whole), int(part)) if part else None
    return None


def without_numbering(tokens: list[Token], text: str) -> list[Token]:
    """1在岗97人, 2返岗101人 on lines of their own: bare numbers that count the lines are taken away."""
    tokens = _without_sections(tokens, text)
    if "\n" not in text:
        return tokens
    starts = [
        at
        for at, token in enumerate(tokens)
        if token.kind == t.NUMBER and (at == 0 or tokens[at - 1].kind == t.NEWLINE)
    ]
    if len(starts) < 2:
        return tokens
    counted = [at for at in starts if _may_count_lines(tokens, at)]
    if len(counted) < 2 or [tokens[at].value.value for at in counted] != list(range(1, len(counted) + 1)):
        return tokens
    gone = set(counted)
    return [token for at, token in enumerate(tokens) if at not in gone]


def _may_count_lines(tokens: list[Token], at: int) -> bool:
    number = tokens[at].value
    bare = number.measure is None and number.value is not None
    return bare and at + 1 < len(tokens) and tokens[at + 1].kind in _COUNTED
