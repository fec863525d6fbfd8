"""测温35人，全部正常: what was looked at, how many, and that all was well, states the zero that 测温正常 states.

A newcomer's usual mistake is to take any 正常 for it: 生产正常 says nothing of temperatures.
"""

from collections.abc import Mapping, Sequence

from bot.forms.definition import FieldDef
from bot.reading import token as t
from bot.reading.token import Token

_NORMAL = "正常"
_BETWEEN = frozenset({t.NUMBER, t.COMMA, "fill", "total"})
_LONGEST = 4
"""So many tokens stand between at most: their number, a comma, 共."""


def looked_at(fields: Sequence[FieldDef]) -> dict[str, str]:
    """Words with the fields of which 正常 behind them states a zero: 测温, 体温检测."""
    return {
        phrase.removesuffix(_NORMAL): field.key
        for field in fields
        for phrase in field.nil
        if phrase.endswith(_NORMAL) and len(phrase) > len(_NORMAL)
    }


def spell_out_normal(tokens: list[Token], text: str, words: Mapping[str, str]) -> list[Token]:
    """The tokens with such a 正常 as the zero that it states."""
    spelled = list(tokens)
    for at, token in enumerate(tokens):
        key = _key(token, text, words) if token.kind == t.OTHER else None
        if key is None:
            continue
        end = at + 1
        while end < len(tokens) and end - at <= _LONGEST and tokens[end].kind in _BETWEEN:
            end += 1
        counted = any(one.kind == t.NUMBER for one in tokens[at + 1 : end])
        if counted and end < len(tokens) and tokens[end].kind == "normal":
            spelled[end] = Token(t.NIL, tokens[end].start, tokens[end].end, key, gap=tokens[end].gap)
    return spelled


def _key(token: Token, text: str, words: Mapping[str, str]) -> str | None:
    said = text[token.start : token.end]
    return words.get(said) or words.get(said.removeprefix("已"))
