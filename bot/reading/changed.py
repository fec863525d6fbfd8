"""同昨日，隔离多了1人: a field that is said to have changed is not what it was, and what it is now was not said.

A newcomer's usual mistake is to pass over 多了 and 新增, which are no figures, and then to carry yesterday's figure
over all the same.
"""

from collections.abc import Sequence
from typing import Final

from bot.reading import token as t
from bot.reading.atoms import COMPARE, DELTA, HELD_BACK, USE
from bot.reading.claims import Claim
from bot.reading.phrase import Phrase
from bot.reading.vocabulary import Vocabulary

_CHANGED: Final = DELTA | COMPARE | USE
_MORE: Final = "新"
_FEWER: Final = ("解除", "减少", "出院", "离开")


def doubt_changes(phrases: Sequence[Phrase], claims: list[Claim], vocabulary: Vocabulary, text: str) -> None:
    """Where figures are carried over, ask about each field that changed and is not stated."""
    stated = {claim.field for claim in claims if claim.counts}
    for claim in claims:
        if claim.mood & _CHANGED and claim.field not in stated and not claim.mood & HELD_BACK & ~_CHANGED:
            claim.mood &= ~_CHANGED
            claim.voided, claim.torn, claim.divided = False, True, True
    for phrase in phrases:
        for word, value in phrase.words:
            said = text[word.token.start : word.token.end]
            if word.token.kind != t.LOOKALIKE or not isinstance(word.token.value, tuple) or value.mood & HELD_BACK:
                continue
            key = word.token.value[0]
            if key in vocabulary.counts and key not in stated and (_MORE in said or said.startswith(_FEWER)):
                claim = Claim(key, phrase.run, label=word.token, start=word.token.start, end=value.token.end)
                claim.torn = claim.divided = True
                claims.append(claim)
