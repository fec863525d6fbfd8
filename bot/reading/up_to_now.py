"""隔离：累计5人，已解除3人，现2人: of a figure that is asked for as it is now, the sum of all times is none.

A newcomer's usual mistake is to know 累计隔离 only where the two words touch. The form's own list of look-alikes
says of which labels a sum of all times is something else.
"""

from collections.abc import Sequence

from bot.reading import token as t
from bot.reading.atoms import Atom
from bot.reading.claims import Claim, claim_of
from bot.reading.phrase import Phrase
from bot.reading.teachable import known_as
from bot.reading.token import Token
from bot.reading.vocabulary import Vocabulary

_SUM = "累计"
_NOW = frozenset("现 现有 现在 目前 尚有 还有 仍有 现存 实际".split())


def take_what_is_now(phrases: Sequence[Phrase], vocabulary: Vocabulary, text: str) -> None:
    """Give the label the number that is said to be of now, in the same sentence; without one it is asked about."""
    if _SUM not in text:
        return
    for at, phrase in enumerate(phrases):
        for claim in phrase.claims:
            if claim.label is None or not _is_a_sum(claim, claim.label, vocabulary, text):
                continue
            for later in phrases[at + 1 :]:
                if later.run.sentence != phrase.run.sentence:
                    claim.torn = claim.divided = True
                    break
                if (now := _now(later, text)) is not None and _state(claim.label, now, later, vocabulary, text):
                    claim.voided = True
                    break
            else:
                claim.torn = claim.divided = True


def _is_a_sum(claim: Claim, label: Token, vocabulary: Vocabulary, text: str) -> bool:
    if claim.start > label.start or _SUM not in text[label.end : claim.end]:
        return False
    known = known_as(_SUM + text[label.start : label.end], vocabulary)
    return known is not None and known[0] == t.LOOKALIKE


def _now(phrase: Phrase, text: str) -> Atom | None:
    """The number behind 现 that nobody took."""
    lone = phrase.lone
    if lone is None or lone.number is None or lone not in phrase.loose:
        return None
    before = [token for token in phrase.run.tokens if token.end <= lone.token.start]
    return lone if any(text[token.start : token.end] in _NOW for token in before) else None


def _state(label: Token, now: Atom, phrase: Phrase, vocabulary: Vocabulary, text: str) -> bool:
    claim = claim_of(label, now, phrase.run, vocabulary, text, mood=now.mood, link=now.link)
    if claim is None:
        return False
    claim.start, claim.at, claim.end = now.token.start, now.token.start, now.token.end
    phrase.claims.append(claim)
    phrase.drop_loose(now)
    return True
