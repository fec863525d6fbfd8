"""60+52=112人: an addition that comes out is its sum; one that does not stays as it is, and is asked about."""

from bot.reading import token as t
from bot.reading.token import Token


def add_up(tokens: list[Token], text: str) -> list[Token]:
    """The tokens with every such addition as one number over all its words; the very same where there is none."""
    if "+" not in text or not any(token.kind == t.COLON and text[token.start] == "=" for token in tokens):
        return tokens
    summed: list[Token] = []
    at = 0
    while at < len(tokens):
        end = _addition(tokens, at, text)
        if end is None:
            summed.append(tokens[at])
            at += 1
        else:
            first, last = tokens[at], tokens[end - 1]
            summed.append(Token(t.NUMBER, first.start, last.end, last.value, gap=first.gap))
            at = end
    return summed


def _addition(tokens: list[Token], at: int, text: str) -> int | None:
    """Where an addition that begins at a token ends, if it comes out."""
    total, parts = 0, 0
    while at < len(tokens) and tokens[at].kind == t.NUMBER and isinstance(tokens[at].value.value, int):
        total += tokens[at].value.value
        parts += 1
        mark = text[tokens[at + 1].start] if at + 2 < len(tokens) else ""
        if mark == "=":
            result = tokens[at + 2]
            comes_out = result.kind == t.NUMBER and result.value.value == total
            return at + 3 if comes_out and parts > 1 else None
        if mark != "+":
            return None
        at += 2
    return None
