"""Labels of one character before a number: 在205 返210 本130 外80, or behind one: 13岗/.

In a report, they are what the form calls them.

A newcomer's usual mistake is to make them aliases: 返 and 外 stand in hundreds of ordinary words. Here they count only
where a figure follows at once, nothing is glued before them, and another label of the form stands in the text: of
在317/返331 alone no stranger would be sure.
"""

from collections.abc import Mapping, Sequence

from bot.reading import token as t
from bot.reading.token import Token

_BEFORE = frozenset(
    {t.NUMBER, "zero", t.COMMA, t.LIST, t.SLASH, t.STOP, t.NEWLINE, t.CELL, t.COLON, t.OPEN, t.UNIT, t.DAY}
)
"""What may stand before one; or a blank."""
_FIGURES = frozenset({t.NUMBER, "zero"})
_MARKS = frozenset({t.COMMA, t.LIST, t.SLASH, t.STOP, t.NEWLINE, t.CELL})


def spell_out(tokens: list[Token], text: str, shorts: Mapping[str, str]) -> list[Token]:
    """The tokens with such characters as labels; the very same where there is none."""
    found = [
        at for at, token in enumerate(tokens) if token.end - token.start == 1 and _is_short(tokens, at, text, shorts)
    ]
    if not found or not any(token.kind == t.LABEL for token in tokens):
        return tokens
    spelled = list(tokens)
    for at in found:
        token = tokens[at]
        spelled[at] = Token(t.LABEL, token.start, token.end, shorts[text[token.start]], gap=token.gap)
    return spelled


def _is_short(tokens: Sequence[Token], at: int, text: str, shorts: Mapping[str, str]) -> bool:
    token = tokens[at]
    if token.kind not in (t.OTHER, "fill") or text[token.start] not in shorts:
        return False
    before, after = tokens[at - 1] if at else None, tokens[at + 1] if at + 1 < len(tokens) else None
    if before is not None and before.kind == t.NUMBER and not token.gap:
        return _ends_a_figure(tokens, at)
    if after is None or after.kind not in _FIGURES or after.gap or after.start != token.end:
        return False
    return before is None or token.gap or before.kind in _BEFORE


def _ends_a_figure(tokens: Sequence[Token], at: int) -> bool:
    """富绿13岗/隔离5: behind a figure that has no label before it, and before a mark."""
    lead, after = tokens[at - 2] if at > 1 else None, tokens[at + 1] if at + 1 < len(tokens) else None
    if lead is not None and lead.kind not in _BEFORE:
        return False
    if after is not None and after.kind == t.NUMBER:  # 138返132在岗
        return at + 2 < len(tokens) and tokens[at + 2].kind == t.LABEL and not tokens[at + 2].gap
    return after is None or after.kind in _MARKS
