"""Numbers that nobody took, right behind a figure: 返岗209人，啊不，210人 and 在岗128，135.

An interjection makes the second the figure. Without one nobody can tell what the second number is, and then the
first is doubtful too: it is asked about rather than recorded beside an unexplained number.
"""

from collections.abc import Sequence
from itertools import pairwise

from bot.reading import token as t
from bot.reading.atoms import HELD_BACK, VALUE
from bot.reading.claims import claim_of
from bot.reading.phrase import Phrase
from bot.reading.vocabulary import Vocabulary

_INTERJECTIONS = ("哦", "噢", "喔", "啊", "呃", "额", "嗯", "哎", "唉", "诶", "欸", "应该", "不")


def doubt_loose_numbers(phrases: Sequence[Phrase], vocabulary: Vocabulary, text: str) -> list[int]:
    """Places where an interjection took back the figure before it. Other loose numbers make theirs doubtful."""
    places: list[int] = []
    for before, phrase in pairwise(phrases):
        atom = phrase.atoms[0] if len(phrase.atoms) == 1 else None
        if (
            atom is None
            or atom.role != VALUE
            or atom.number is None
            or atom not in phrase.loose
            or atom.mood & HELD_BACK
        ):
            continue
        if (
            phrase.run.before != t.COMMA
            or phrase.run.depth
            or not before.claims
            or before.run.sentence != phrase.run.sentence
        ):
            continue
        claim = before.claims[-1]
        if claim.label is None or claim.end < before.run.end - 1 or not claim.counts:
            continue
        if any(token.kind not in ("fill", t.NUMBER) for token in phrase.run.tokens) or atom.mood:
            continue
        if text.startswith(_INTERJECTIONS, phrase.run.start):
            new = claim_of(claim.label, atom, phrase.run, vocabulary, text, mood=atom.mood, link=0)
            if new is not None:
                new.start = new.at = atom.token.start
                new.end = atom.token.end
                phrase.claims.append(new)
                phrase.loose = [other for other in phrase.loose if other is not atom]
                places.append(atom.token.start - 1)
        elif atom.number.measure in (None, "head", "piece"):
            claim.torn = True
    return places
