"""Labels in a row and as many values in a row: 在岗/返岗/隔离：126/131/0, 在岗、返岗分别为126、131."""

from collections.abc import Collection, Sequence
from itertools import pairwise
from typing import Final

from bot.reading import token as t
from bot.reading.atoms import CELL, DASH, EACH, FILL, GAP, JOIN, LABEL, LIST, SLASH, TOTAL, VALUE, WALL, WORD, Atom
from bot.reading.claims import claim_of
from bot.reading.phrase import Phrase
from bot.reading.vocabulary import Vocabulary

_BETWEEN: Final = GAP | LIST | SLASH | DASH | JOIN | CELL | FILL | TOTAL | EACH
_LISTED: Final = LIST | SLASH | JOIN | GAP
_NAMES: Final = frozenset({t.LOOKALIKE, "role"})
_FIGURES: Final = frozenset({"number", "zero", "unknown"})
_ANY: Final = _FIGURES | {"weak", "noise"}


def claim_columns(phrase: Phrase, vocabulary: Vocabulary, text: str) -> list[Atom]:
    """Make the claims of labels and values in rows, and return the atoms that are in none."""
    atoms = phrase.atoms
    if len(atoms) < 4 or sum(atom.role == VALUE for atom in atoms) < 2:
        return atoms
    rest: list[Atom] = []
    at = 0
    while at < len(atoms):
        names = _names_from(atoms, at)
        if len(names) < 2:
            rest.append(atoms[at])
            at += 1
            continue
        figures = _FIGURES if all(name.token.kind != t.OTHER for name in names) else _ANY
        values = _values_from(atoms, at + len(names), figures)
        if len(values) == len(names):
            for name, value in zip(names, values, strict=True):
                _claim(phrase, name, value, vocabulary, text)
            at += 2 * len(names)
        else:
            rest.extend(names)
            at += len(names)
    return rest


def _claim(phrase: Phrase, name: Atom, value: Atom, vocabulary: Vocabulary, text: str) -> None:
    name.used = value.used = True
    if name.role != LABEL:
        return
    claim = claim_of(name.token, value, phrase.run, vocabulary, text, mood=name.mood | value.mood, link=0)
    if claim is not None:
        claim.start, claim.end = value.token.start, value.token.end
        phrase.claims.append(claim)


def _names_from(atoms: Sequence[Atom], at: int) -> list[Atom]:
    """Labels that stand in a row from `at`, look-alikes among them (应到/实到)."""
    names: list[Atom] = []
    while at < len(atoms) and (atoms[at].role == LABEL or _is_a_name(atoms, at)):
        names.append(atoms[at])
        at += 1
    return names


def _is_a_name(atoms: Sequence[Atom], at: int) -> bool:
    """应到/实到, 口罩/消毒液."""
    atom = atoms[at]
    if atom.role != WORD or atom.token.kind in _NAMES:
        return atom.role == WORD
    listed = atom.link | (atoms[at + 1].link if at + 1 < len(atoms) and atoms[at + 1].role != VALUE else 0)
    return atom.token.kind == t.OTHER and bool(listed & (LIST | SLASH))


def _values_from(atoms: Sequence[Atom], at: int, figures: Collection[str]) -> list[Atom]:
    values: list[Atom] = []
    while at < len(atoms) and atoms[at].role == VALUE and atoms[at].what in figures:
        if values and (not atoms[at].link or atoms[at].link & ~_BETWEEN):
            break
        values.append(atoms[at])
        at += 1
    return values


def without_listed_words(atoms: list[Atom]) -> list[Atom]:
    """在岗保安、保洁、客服共134人: words between a label and its sum only list who is in it."""
    if len(atoms) < 4:
        return atoms
    kept: list[Atom] = []
    for atom in atoms:
        if atom.what == "number" and atom.link & TOTAL:
            place = len(kept)
            while place and kept[place - 1].role == WORD and kept[place - 1].token.kind in ("role", t.OTHER):
                place -= 1
            listed = any(word.link & LIST for word in kept[place:])
            if listed and place and kept[place - 1].role == LABEL:
                del kept[place:]
        kept.append(atom)
    return kept


def close_cells(atoms: Sequence[Atom]) -> None:
    """A cell that holds a value and its label (138人在岗) has nothing to do with the next."""
    if len(atoms) < 3 or not any(atom.link & CELL for atom in atoms):
        return
    starts = [at for at, atom in enumerate(atoms) if at == 0 or atom.link & CELL]
    for first, last in zip(starts, [*starts[1:], len(atoms)], strict=True):
        cell = atoms[first:last]
        if any({one.role, other.role} == {LABEL, VALUE} and not other.link & _LISTED for one, other in pairwise(cell)):
            for at in (first, last):
                if 0 < at < len(atoms):
                    atoms[at].link |= WALL
