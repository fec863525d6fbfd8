"""Labels that stand for what follows: 在岗人数：恒信电路193人，恒信达248人, and 口罩领用128只，剩余1500只."""

from collections.abc import Sequence

from bot.reading import token as t
from bot.reading.atoms import LEFT, NAME, USE, VALUE, Atom
from bot.reading.claims import Claim, claim_of
from bot.reading.phrase import Phrase
from bot.reading.token import Token
from bot.reading.vocabulary import Vocabulary


def repeat_labels(phrases: Sequence[Phrase], vocabulary: Vocabulary, text: str) -> None:
    """Give numbers that stand alone the label that still holds; the claims begin at the unit's name."""
    listing: Token | None = None
    stock: Token | None = None
    sentence = -1
    for phrase in phrases:
        if phrase.run.sentence != sentence:
            sentence, listing, stock = phrase.run.sentence, None, None
        lone = phrase.atoms[0] if len(phrase.atoms) == 1 and phrase.atoms[0].role == VALUE else None
        if lone is not None and lone in phrase.loose:
            label = listing if lone.link & NAME and _has_unit(phrase) else stock if lone.link & LEFT else None
            if label is not None:
                _repeat(phrase, lone, label, vocabulary, text)
                continue
        stock = next((blank for blank in phrase.blanks if blank.value in vocabulary.stocks), stock)
        for claim in list(phrase.claims):
            unit = _unit_inside(phrase, claim)
            if unit is not None and claim.label is not None:
                _repeat_inside(phrase, claim.label, vocabulary, text)
            if unit is not None and claim.label is not None:
                listing, claim.at = claim.label, unit.start
            if claim.label is not None and claim.field in vocabulary.stocks:
                stock = claim.label


def _repeat(phrase: Phrase, lone: Atom, label: Token, vocabulary: Vocabulary, text: str) -> None:
    claim = claim_of(label, lone, phrase.run, vocabulary, text, mood=lone.mood & ~USE, link=lone.link)
    if claim is not None:
        claim.start, claim.end = phrase.run.start, lone.token.end
        claim.at = phrase.run.start
        phrase.claims.append(claim)
        phrase.drop_loose(lone)


def _repeat_inside(phrase: Phrase, label: Token, vocabulary: Vocabulary, text: str) -> None:
    """在岗：百川铝业312、第二棉纺486: the second number is of the same label, at its own name."""
    units = {token.end: token for token in phrase.run.tokens if token.kind == t.UNIT}
    for lone in list(phrase.loose):
        unit = units.get(lone.token.start)
        if lone.number is not None and unit is not None and unit.start > label.end:
            claim = claim_of(label, lone, phrase.run, vocabulary, text, mood=lone.mood, link=lone.link)
            if claim is not None:
                claim.start = claim.at = unit.start
                claim.end = lone.token.end
                phrase.claims.append(claim)
                phrase.drop_loose(lone)


def _has_unit(phrase: Phrase) -> bool:
    return any(token.kind == t.UNIT for token in phrase.run.tokens)


def _unit_inside(phrase: Phrase, claim: Claim) -> Token | None:
    """A unit's name between the label and its number."""
    if not claim.link & NAME:
        return None
    return next(
        (token for token in phrase.run.tokens if token.kind == t.UNIT and claim.start < token.start < claim.end), None
    )
