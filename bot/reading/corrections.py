"""People who mend what they said: in the same breath (126，哦不对，是128), or what they sent before (更正：在岗128).

A newcomer's usual mistake is to read 更正 as the one or the other by its word. Its place tells: before any figure it
is about an earlier message, between two figures of a field it is breath, and after all of them it is about the message.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.reading.atoms import BECOMES, DENIED, OOPS, VALUE
from bot.reading.claims import Claim, claim_of
from bot.reading.phrase import Phrase
from bot.reading.vocabulary import Vocabulary

_TAKES_BACK = frozenset(
    "不对 哦不对 噢不对 啊不对 不对不对 哦不 不不 不不不 哦不是 错了 说错 说错了 讲错 讲错了 口误".split()
)


@dataclass(slots=True)
class Mending:
    """`notice`: about an earlier message. `places`: where the speaker took back what he had just said."""

    notice: bool = False
    places: list[int] = field(default_factory=list)
    unfinished: bool = False


def mend(phrases: Sequence[Phrase], vocabulary: Vocabulary, text: str) -> Mending:
    """Give values without a label to what they correct, and tell breath from notice."""
    mending = Mending()
    claimed: list[Claim] = []
    open_since: int | None = None
    apologised = False
    for phrase in phrases:
        marks = [token for token in phrase.run.tokens if token.kind in ("oops", "notice", "misreported")]
        for token in phrase.run.tokens:
            if token.kind == "sorry":
                apologised = True
                if claimed or any(claim.at < token.start for claim in phrase.claims):
                    mending.places.append(token.start)
        first = min((claim.at for claim in phrase.claims), default=None)
        for mark in marks:
            inside = any(claim.start < mark.start < claim.end for claim in phrase.claims)
            if (claimed or (first is not None and first < mark.start)) and not inside:
                open_since = mark.start
                mending.places.append(mark.start)
                mending.unfinished = mark.kind == "oops" and text[mark.start : mark.end] in _TAKES_BACK
            else:
                mending.notice = True
        if (
            not phrase.claims
            and len(phrase.atoms) == 1
            and phrase.atoms[0].role == VALUE
            and claimed
            and not any(mark.start > phrase.atoms[0].token.start for mark in marks)
        ):
            atom = phrase.atoms[0]
            becomes = bool(atom.link & BECOMES)
            last = _said_before(phrase, claimed)
            if (open_since is not None or apologised or becomes or last.mood & DENIED) and last.label is not None:
                claim = claim_of(last.label, atom, phrase.run, vocabulary, text, mood=atom.mood, link=0)
                if claim is not None and not (last.mood & DENIED and claim.mood & DENIED):
                    claim.start = claim.at = atom.token.start
                    claim.end = atom.token.end
                    if open_since is None and not claim.mood & DENIED:
                        mending.places.append(atom.token.start - 1)
                    phrase.claims.append(claim)
                    phrase.loose = [a for a in phrase.loose if a is not atom]
        if phrase.claims and open_since is not None and any(claim.at > open_since for claim in phrase.claims):
            mending.unfinished = False
        for claim in phrase.claims:
            if claim.link & (BECOMES | OOPS) or phrase.replaced:
                if any(other.field == claim.field and other.at < claim.at for other in (*claimed, *phrase.claims)):
                    mending.places.append(claim.at - 1)
                elif claim.link & BECOMES and not mending.places:
                    mending.notice = True
        claimed.extend(phrase.claims)
    return mending


def _said_before(phrase: Phrase, claimed: Sequence[Claim]) -> Claim:
    """What the value of a phrase corrects: in a bracket the claim right before it, else the last one."""
    host = phrase.run.host
    if host is not None:
        place = host.tokens[phrase.run.host_at].start
        before = [claim for claim in claimed if claim.end <= place]
        return before[-1] if before else claimed[-1]
    return claimed[-1]


def overridden(claims: Sequence[Claim], places: Sequence[int]) -> set[int]:
    """Indexes of claims that a later claim of the same field, behind a place of taking back, replaces."""
    gone: set[int] = set()
    for place in places:
        after = {claim.field for claim in claims if claim.at > place and claim.counts}
        gone.update(i for i, claim in enumerate(claims) if claim.at < place and claim.field in after)
    return gone
