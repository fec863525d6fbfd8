"""Labels written as they sound: 体温义常, 隔离官察, 口罩库纯. Unknown words that sound like a long label are it.

Labels of three and more characters are heard so anywhere. Two characters sound like too much else (格力 for 隔离):
they are heard only right before a count of people, in a text that has another label. Words that people often mistype
so stand in the form's `homophones` and need no ear.
"""

from collections.abc import Mapping, Sequence

from bot.directory.names import sound_of
from bot.reading import token as t
from bot.reading.token import Token

SHORTEST = 3
"""Labels from this length on are heard anywhere (characters)."""
_TWO = 2
_WORDS = frozenset({t.OTHER, t.LABEL, "fill", "role"})
"""Glued before two characters these make them part of a longer word."""


def sounds_of(labels: Mapping[str, str]) -> dict[str, str]:
    """The sounds of the long labels with their fields; one that two fields share tells nothing."""
    sounds: dict[str, str] = {}
    shared: set[str] = set()
    for label, key in labels.items():
        if len(label) >= _TWO and label.isalpha() and not label.isascii():
            sound = sound_of(label)
            if sounds.setdefault(sound, key) != key:
                shared.add(sound)
    return {sound: key for sound, key in sounds.items() if sound not in shared}


def hear_labels(tokens: Sequence[Token], text: str, sounds: Mapping[str, str], longest: int) -> list[Token]:
    """The tokens with unknown words that sound like a label, alone or glued to the label before them, as that label."""
    heard: list[Token] = []
    labelled = any(token.kind == t.LABEL for token in tokens)
    for at, token in enumerate(tokens):
        if token.kind != t.OTHER or token.end - token.start > longest:
            heard.append(token)
            continue
        before = heard[-1] if heard else None
        glued = before is not None and before.kind == t.LABEL and not token.gap and before.end == token.start
        first = before if before is not None and glued else token
        key = sounds.get(sound_of(text[first.start : token.end])) if token.end - first.start >= SHORTEST else None
        if key is not None:
            if glued:
                heard.pop()
            heard.append(Token(t.LABEL, first.start, token.end, key, gap=first.gap))
        elif labelled and (key := _of_two(tokens, at, text, sounds)) is not None:
            heard.append(Token(t.LABEL, token.start, token.end, key, gap=token.gap))
        else:
            heard.append(token)
    return heard


def _of_two(tokens: Sequence[Token], at: int, text: str, sounds: Mapping[str, str]) -> str | None:
    """再港148人 beside 返岗150人."""
    token, after = tokens[at], tokens[at + 1] if at + 1 < len(tokens) else None
    if token.end - token.start != _TWO or after is None or after.kind != t.NUMBER or after.gap:
        return None
    before = tokens[at - 1] if at else None
    glued = before is not None and before.end == token.start and not token.gap and before.kind in _WORDS
    if glued or after.value.measure not in (None, "head"):
        return None
    return sounds.get(sound_of(text[token.start : token.end]))
