"""Labels that stand for what follows: 在岗人数：恒信电路193人，恒信达248人, and 口罩领用128只，剩余1500只."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from bot.reading import token as t
from bot.reading.atoms import LABEL, LEFT, NAME, USE, Atom
from bot.reading.claims import Claim, claim_of
from bot.reading.lists_of_units import IsName
from bot.reading.phrase import Phrase
from bot.reading.runs import mends_another_day
from bot.reading.token import Token
from bot.reading.vocabulary import Vocabulary

_OF_ALL: Final = frozenset({"every", "rest"})


def label_afterwards(phrases: Sequence[Phrase], vocabulary: Vocabulary, text: str) -> None:
    """美佳乐457人，八达通42人，都是在岗数: give the numbers behind names the label that ends the list."""
    waiting: list[tuple[Phrase, Atom]] = []
    for phrase in phrases:
        if phrase.loose and not phrase.claims and t.UNIT in phrase.run.kinds:
            waiting.extend((phrase, atom) for atom in phrase.loose if atom.number is not None and atom.link & NAME)
        elif waiting and (label := _names_all(phrase)) is not None:
            for before, number in waiting:
                _repeat(before, number, label, vocabulary, text)
            waiting = []


def repeat_labels(phrases: Sequence[Phrase], vocabulary: Vocabulary, text: str, is_name: IsName) -> None:
    """Give numbers that stand alone the label that still holds; the claims begin at the unit's name.

    `is_name`: whether unknown words before a number may be a unit's name: those too are told of, and asked about.
    """
    if not any(map(_may_repeat, phrases)):
        return
    listing: Token | None = None
    stock: Token | None = None
    column: Token | None = None  # 在岗人数, on a line of its own above names and numbers
    sentence = -1
    for phrase in phrases:
        if phrase.run.sentence != sentence:
            sentence, listing, stock = phrase.run.sentence, column, None
        lone = phrase.lone
        if (above := _heads_lines(phrase)) is not None:
            listing = column = above
        elif column is not None and lone is None and phrase.atoms:
            strange = _of_a_stranger(phrase, text, is_name)
            if strange is not None:
                _repeat(phrase, strange, column, vocabulary, text)
                continue
            column = None
        if lone is not None and lone in phrase.loose:
            named = lone.link & NAME and _has_a_name(phrase) and not mends_another_day(phrase.run)
            label = listing if named else None
            label = label or (stock if lone.link & LEFT else None)
            if label is not None:
                _repeat(phrase, lone, label, vocabulary, text)
                continue
        stock = _stock_without_number(phrase, vocabulary) or stock
        if (headed := _headed_by_a_unit(phrase)) is not None:
            listing = headed
        listing, stock = _what_goes_on(phrase, vocabulary, text, listing=listing, stock=stock)


def _what_goes_on(
    phrase: Phrase, vocabulary: Vocabulary, text: str, *, listing: Token | None, stock: Token | None
) -> tuple[Token | None, Token | None]:
    """The label of the list and that of a stock which hold behind a phrase."""
    for claim in list(phrase.claims):
        unit = _unit_inside(phrase, claim)
        if unit is not None and claim.label is not None:
            _repeat_inside(phrase, claim.label, vocabulary, text)
            listing, claim.at = claim.label, unit.start
        if claim.label is not None and claim.field in vocabulary.stocks:
            stock = claim.label
    return listing, stock


def _of_a_stranger(phrase: Phrase, text: str, is_name: IsName) -> Atom | None:
    """大昌五金33 on a line of its own: the number behind a name that nobody knows."""
    atoms, run = phrase.atoms, phrase.run
    if len(atoms) != 2 or not phrase.words or run.before != t.NEWLINE or run.after not in (t.NEWLINE, ""):
        return None
    word, number = atoms
    if word.token.kind != t.OTHER or number.number is None or number.number.measure not in (None, "head"):
        return None
    return number if is_name(text[word.token.start : word.token.end]) else None


def _may_repeat(phrase: Phrase) -> bool:
    return bool(phrase.loose) or any(claim.link & NAME for claim in phrase.claims)


def _names_all(phrase: Phrase) -> Token | None:
    """都是在岗数, 以上为在岗: the label of the numbers before it."""
    atoms = phrase.atoms
    if len(atoms) != 1 or atoms[0].role != LABEL or not phrase.run.kinds & _OF_ALL:
        return None
    return atoms[0].token


def _stock_without_number(phrase: Phrase, vocabulary: Vocabulary) -> Token | None:
    if not phrase.blanks:
        return None
    return next((blank for blank in phrase.blanks if blank.value in vocabulary.stocks), None)


def _repeat(phrase: Phrase, lone: Atom, label: Token, vocabulary: Vocabulary, text: str) -> None:
    claim = claim_of(label, lone, phrase.run, vocabulary, text, mood=lone.mood & ~USE, link=lone.link)
    if claim is not None:
        claim.start, claim.end = phrase.run.start, lone.token.end
        claim.at = phrase.run.start
        phrase.claims.append(claim)
        phrase.drop_loose(lone)


def _repeat_inside(phrase: Phrase, label: Token, vocabulary: Vocabulary, text: str) -> None:
    """在岗：百川铝业312、第二棉纺486: the second number is of the same label, at its own name."""
    units = {behind.start: token for token, behind in pairwise(phrase.run.tokens) if token.kind == t.UNIT}
    for lone in list(phrase.loose):
        unit = units.get(lone.token.start)
        if lone.number is not None and unit is not None and unit.start > label.end:
            claim = claim_of(label, lone, phrase.run, vocabulary, text, mood=lone.mood, link=lone.link)
            if claim is not None:
                claim.start = claim.at = unit.start
                claim.end = lone.token.end
                phrase.claims.append(claim)
                phrase.drop_loose(lone)


def _has_a_name(phrase: Phrase) -> bool:
    return any(token.kind in (t.UNIT, t.DAY) for token in phrase.run.tokens)


def _heads_lines(phrase: Phrase) -> Token | None:
    atoms, run = [atom for atom in phrase.atoms if atom.what != "noise"], phrase.run  # 1号网格在岗：
    if run.host is not None and len(run.host.tokens) == 1:  # 【在岗】
        run = run.host
    if len(atoms) != 1 or atoms[0].role != LABEL or run.after != t.NEWLINE or run.depth:
        return None
    return atoms[0].token


def _headed_by_a_unit(phrase: Phrase) -> Token | None:
    """第二棉纺在岗486人，三和五金128人: the only label of a clause that begins with a name."""
    claim = phrase.claims[0] if len(phrase.claims) == 1 and t.UNIT in phrase.run.kinds else None
    behind_names = [atom for atom in phrase.loose if atom.link & NAME]
    told = sum(atom.what != "noise" and atom not in behind_names for atom in phrase.atoms)
    if claim is None or claim.label is None or not claim.counts or told != 2:
        return None
    unit = next((token for token in phrase.run.tokens if token.kind in (t.UNIT, t.LABEL, t.NUMBER)), None)
    return claim.label if unit is not None and unit.kind == t.UNIT else None


def _unit_inside(phrase: Phrase, claim: Claim) -> Token | None:
    """A unit's name between the label and its number."""
    if not claim.link & NAME:
        return None
    return next(
        (token for token in phrase.run.tokens if token.kind == t.UNIT and claim.start < token.start < claim.end), None
    )
