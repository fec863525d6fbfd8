"""Labels written as they sound: 体温义常, 隔离官察, 口罩库纯. Unknown words that sound like a long label are it.

Only labels of three and more characters are heard so: two characters sound like too much else. Words that people
often mistype so stand in the form's `homophones` and need no ear.
"""

from collections.abc import Mapping, Sequence

from bot.directory.names import sound_of
from bot.reading import token as t
from bot.reading.token import Token

SHORTEST = 3
"""Labels from this length on are heard (characters)."""


def sounds_of(labels: Mapping[str, str]) -> dict[str, str]:
    """The sounds of the long labels with their fields; one that two fields share tells nothing."""
    sounds: dict[str, str] = {}
    shared: set[str] = set()
    for label, key in labels.items():
        if len(label) >= SHORTEST and label.isalpha() and not label.isascii():
            sound = sound_of(label)
            if sounds.setdefault(sound, key) != key:
                shared.add(sound)
    return {sound: key for sound, key in sounds.items() if sound not in shared}


def hear_labels(tokens: Sequence[Token], text: str, sounds: Mapping[str, str], longest: int) -> list[Token]:
    """The tokens with unknown words that sound like a label, alone or glued to the label before them, as that label."""
    heard: list[Token] = []
    for token in tokens:
        if token.kind != t.OTHER or token.end - token.start > longest:
            heard.append(token)
            continue
        before = heard[-1] if heard else None
        glued = before is not None and before.kind == t.LABEL and not token.gap and before.end == token.start
        first = before if before is not None and glued else token
        key = sounds.get(sound_of(text[first.start : token.end])) if token.end - first.start >= SHORTEST else None
        if key is None:
            heard.append(token)
            continue
        if glued:
            heard.pop()
        heard.append(Token(t.LABEL, first.start, token.end, key, gap=first.gap))
    return heard
