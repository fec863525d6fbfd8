"""Which of several labels a value is of: 无隔离、发热 both, 外省返岗30人 the narrower, 隔离、发热2人 nobody knows."""

from collections.abc import Sequence
from typing import Final

from bot.reading.atoms import CELL, EACH, EVERY, FILL, GAP, JOIN, LABEL, LIST, SLASH, Atom
from bot.reading.pairing import Pair
from bot.reading.token import Token
from bot.reading.vocabulary import Vocabulary

_APART: Final = LIST | SLASH | JOIN | CELL
_TIED: Final = FILL | EACH | _APART


def targets_of(atoms: Sequence[Atom], found: Pair, vocabulary: Vocabulary) -> tuple[list[Token], bool]:
    """The label tokens that the pair's value is of, and whether that is uncertain. Marks labels as used."""
    chain = _chain(atoms, found)
    tokens = [atom.token for atom, _ in chain]
    value = found.value
    if len(tokens) == 1 or value.link & EVERY:
        return tokens, False
    if value.what in ("zero", "normal") or (value.number is not None and value.number.value == 0):
        listed = any(link & _APART for _, link in chain)
        alike = len({vocabulary.fields[token.value].zero_report for token in tokens}) == 1
        return (tokens if listed or alike else [_narrowest(tokens, vocabulary)]), False  # 无湖北籍员工返岗
    if len({token.value for token in tokens}) == 1:
        return tokens[:1], False
    if any(link & _APART for _, link in chain):
        return tokens[:1], True
    narrowest = _narrowest(tokens, vocabulary)
    related = all(token is narrowest or _within(narrowest, token, vocabulary) for token in tokens)
    return [narrowest], not related  # 在岗返岗368人 may be either


def _chain(atoms: Sequence[Atom], found: Pair) -> list[tuple[Atom, int]]:
    """The paired label and those on its far side that hang on it, each with the link that ties it."""
    at = found.place
    chain = [(found.label, 0)]
    every = bool(found.value.link & EVERY)
    step = -1 if found.label_first else 1
    while 0 <= at + step < len(atoms):
        atom = atoms[at + step]
        link = atoms[max(at, at + step)].link
        tied = not link & ~_TIED or (every and not link & ~(_TIED | GAP))
        if atom.role != LABEL or atom.used or not tied:
            break
        atom.used = True
        chain.append((atom, link))
        at += step
    return chain


def _narrowest(tokens: Sequence[Token], vocabulary: Vocabulary) -> Token:
    """外省返岗30人 is about 外省, 返岗人员隔离3人 about 隔离: a part of, or a watch over, the wider one."""
    best = tokens[0]
    for token in tokens[1:]:
        if _within(token, best, vocabulary) and not _within(best, token, vocabulary):
            best = token
    return best


def _within(token: Token, wider: Token, vocabulary: Vocabulary) -> bool:
    if wider.value in vocabulary.above(token.value):
        return True
    return vocabulary.fields[token.value].zero_report and not vocabulary.fields[wider.value].zero_report
