"""Numbers that nobody took, right behind a figure: 返岗209人，啊不，210人 and 在岗128，135.

An interjection makes the second the figure. Without one nobody can tell what the second number is, and then the
first is doubtful too: it is asked about rather than recorded beside an unexplained number.
"""

from collections.abc import Sequence

from bot.reading import token as t
from bot.reading.atoms import HELD_BACK, NAME, TOTAL, Atom
from bot.reading.breath import INTERJECTIONS
from bot.reading.claims import Claim, claim_of
from bot.reading.lists_of_units import IsName, bare_numbers
from bot.reading.phrase import Phrase
from bot.reading.token import Token
from bot.reading.vocabulary import Vocabulary

_SEVERAL = 2
_SMALL = frozenset({"fill", t.NUMBER, "total", "oops", "sorry", "not"})


def doubt_loose_numbers(phrases: Sequence[Phrase], vocabulary: Vocabulary, text: str) -> list[int]:
    """Places where an interjection took back the figure before it. Other loose numbers make theirs doubtful."""
    places: list[int] = []
    for at, phrase in enumerate(phrases):
        lone = phrase.lone
        if lone is None or lone.number is None or lone not in phrase.loose or lone.mood & HELD_BACK:
            continue
        hesitant = text.startswith(INTERJECTIONS, phrase.run.start)
        before, between = _figure_before(phrases, at, text, hesitant=hesitant)
        if before is None or phrase.run.kinds - _SMALL or lone.mood:
            continue
        sum_of_it = bool(lone.link & TOTAL)
        if sum_of_it and not before.link & NAME:
            continue
        if sum_of_it or hesitant or _stops_short(between, text):
            if (new := _replaced(phrase, lone, before, vocabulary, text)) is not None:
                places.append(new.start - 1)
        elif lone.number.measure in (None, "head", "piece"):
            before.torn = before.divided = True
    return places


def doubt_bare_numbers(phrases: Sequence[Phrase], vocabulary: Vocabulary, text: str, is_name: IsName) -> None:
    """渡口站9人陈记8人，均无发热: beside what is stated, a number right behind one of several names is asked about."""
    named = [phrase for phrase in phrases if phrase.loose and t.UNIT in phrase.run.kinds]
    if not named or not vocabulary.form.required or not any(phrase.claims for phrase in phrases):
        return
    bare = [
        (phrase, atom)
        for phrase in named
        for atom in bare_numbers(phrase, text, is_name)
        if atom.number is not None and atom.number.measure in (None, "head")
    ]
    names = sum(token.kind == t.UNIT for phrase in phrases for token in phrase.run.tokens) if bare else 0
    if names < _SEVERAL:
        return
    for phrase, atom in bare:
        label = Token(t.LABEL, atom.token.start, atom.token.start, vocabulary.form.required[0])
        claim = claim_of(label, atom, phrase.run, vocabulary, text, mood=0, link=0)
        if claim is not None:
            claim.torn = claim.divided = True
            phrase.claims.append(claim)


def _figure_before(
    phrases: Sequence[Phrase], at: int, text: str, *, hesitant: bool
) -> tuple[Claim | None, Phrase | None]:
    """The figure right before a lone number of the same sentence, one clause without figures between allowed.

    `hesitant`: an interjection leads the number, which then may stand on a line of its own.
    """
    between: Phrase | None = None
    for back in (at - 1, at - 2):
        phrase = phrases[back] if back >= 0 else None
        if phrase is None or (
            not hesitant and (phrase.run.sentence != phrases[at].run.sentence or phrase.run.after != t.COMMA)
        ):
            break
        hesitant = False
        if phrase.claims:
            claim = phrase.claims[-1]
            whole = claim.label is not None and claim.counts and claim.end >= phrase.run.end - 1
            return (claim if whole else None), between
        if (phrase.loose or phrase.words or phrase.blanks) and not text.startswith(INTERJECTIONS, phrase.run.start):
            break  # in 在岗302，哦刚又来一个，303 the one is only told
        between = phrase
    return None, None


def _stops_short(between: Phrase | None, text: str) -> bool:
    """不, 呃 and their like as a clause of their own; any other clause leaves both numbers doubtful."""
    return between is not None and text.startswith(INTERJECTIONS, between.run.start)


def _replaced(phrase: Phrase, lone: Atom, before: Claim, vocabulary: Vocabulary, text: str) -> Claim | None:
    assert before.label is not None  # noqa: S101  # only figures of a label are replaced
    new = claim_of(before.label, lone, phrase.run, vocabulary, text, mood=lone.mood, link=lone.link)
    if new is None:
        return None
    new.start, new.at, new.end = lone.token.start, lone.token.start, lone.token.end
    phrase.claims.append(new)
    phrase.drop_loose(lone)
    return new
