"""From runs to claims: joins runs that only make sense together, pairs labels with values, spreads lists.

What belongs to whom (units, days) and which claims win is decided afterwards; here only words next to each
other are looked at.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from bot.reading import token as t
from bot.reading.atoms import (
    BECOMES, BRACKET, CELL, COLON, DASH, EACH, EVERY, FACT, FILL, GAP, HEARD, JOIN, LABEL, LIST, PART, REST, SAMPLE, SLASH, TOTAL, VALUE, WORD, Atom, atoms_of,
)  # fmt: skip
from bot.reading.claims import Claim, claim_of
from bot.reading.pairing import Pair, pair
from bot.reading.runs import Run
from bot.reading.token import Token
from bot.reading.vocabulary import Vocabulary

_APART: Final = LIST | SLASH | JOIN | CELL
_BETWEEN_NUMBERS: Final = GAP | LIST | SLASH | DASH | JOIN | CELL | FILL | TOTAL | EACH


@dataclass(slots=True)
class Phrase:
    """One run (or several that hang together) as atoms, with what pairing left over."""

    run: Run
    atoms: list[Atom]
    claims: list[Claim] = field(default_factory=list)
    blanks: list[Token] = field(default_factory=list)  # labels without a value
    loose: list[Atom] = field(default_factory=list)  # numbers without a label
    words: list[tuple[Atom, Atom]] = field(default_factory=list)  # other words with a number


class Statements:
    """Reads the phrases of one text."""

    def __init__(self, vocabulary: Vocabulary, text: str, today: date) -> None:
        self.vocabulary = vocabulary
        self.text = text
        self.today = today

    def phrases(self, runs: Sequence[Run]) -> list[Phrase]:
        """Every run as a phrase, runs that continue one another put together."""
        found: list[Phrase] = []
        mood, sentence, line = 0, -1, -1
        for run in runs:
            if run.sentence != sentence:
                mood &= ~HEARD
                sentence = run.sentence
            if run.line != line:
                mood, line = 0, run.line
            atoms = atoms_of(run, self.vocabulary, self.text, self.today, mood)
            kinds = {token.kind for token in run.tokens}
            if "sample" in kinds:
                mood |= SAMPLE
            if "heard" in kinds:
                mood |= HEARD
            found.append(Phrase(run, atoms))
        self._join(found)
        for phrase in found:
            self._read(phrase)
        return found

    def _join(self, phrases: list[Phrase]) -> None:
        """A label alone and a value alone behind it are one phrase; so are stacked labels and stacked values."""
        at = 0
        while at < len(phrases):
            labels = at
            while labels < len(phrases) and _only_labels(phrases[labels].atoms):
                labels += 1
            if labels == at:
                at += 1
                continue
            values = labels
            while values < len(phrases) and _only_values(phrases[values].atoms) and _follows(phrases[values].run):
                values += 1
            self._put_together(phrases, at, labels, values)
            at = max(values, labels)

    def _put_together(self, phrases: list[Phrase], first: int, labels: int, values: int) -> None:
        count = values - labels
        if count == 0:
            return
        stacked = labels - first
        wanted = len(phrases[labels - 1].atoms)
        if stacked > 1 and count == stacked and wanted == 1:
            for label, value in zip(range(first, labels), range(labels, values), strict=True):
                self._give(phrases, label, value)
        elif wanted > 1:
            for value in range(labels, min(values, labels + wanted)):
                self._give(phrases, labels - 1, value)
        elif stacked == 1 or count == 1:
            self._give(phrases, labels - 1, labels)

    @staticmethod
    def _give(phrases: list[Phrase], label: int, value: int) -> None:
        given = phrases[value].atoms
        if given:
            given[0].link |= GAP
            phrases[label].atoms.extend(given)
            phrases[value].atoms = []

    def _read(self, phrase: Phrase) -> None:
        atoms = phrase.atoms
        if not atoms:
            return
        if len(atoms) == 1:
            self._alone(phrase, atoms[0])
            return
        atoms = self._columns(phrase, _merged(atoms))
        for found in pair(atoms):
            self._claim(phrase, found)
        for at, atom in enumerate(atoms):
            if not atom.used:
                self._alone(phrase, atom)
                if atom.what == "number":
                    self._suspect(phrase, atoms, at)

    def _alone(self, phrase: Phrase, atom: Atom) -> None:
        if atom.role == LABEL:
            phrase.blanks.extend(atom.fields)
        elif atom.role == FACT:
            self._fact(phrase, atom)
        elif atom.role == VALUE and atom.what in ("number", "zero", "vague"):
            phrase.loose.append(atom)

    def _fact(self, phrase: Phrase, atom: Atom) -> None:
        token = atom.token
        key, value = token.value if token.kind == t.STATE else (token.value, 0)
        claim = Claim(key, phrase.run, label=None, start=token.start, end=token.end)
        claim.value = value
        claim.mood = atom.mood
        phrase.claims.append(claim)

    def _claim(self, phrase: Phrase, found: Pair) -> None:
        label, value = found.label, found.value
        if label.role == WORD:
            phrase.words.append((label, value))
            return
        tokens = _targets(label, value, self.vocabulary)
        for token in label.fields:
            if token not in tokens:
                phrase.blanks.append(token)
        mood = label.mood | value.mood
        link = value.link if found.label_first else label.link
        for token in tokens:
            claim = claim_of(token, value, phrase.run, self.vocabulary, self.text, mood=mood, link=link)
            if claim is not None:
                claim.torn = found.torn
                phrase.claims.append(claim)

    def _suspect(self, phrase: Phrase, atoms: Sequence[Atom], at: int) -> None:
        """A number that nobody took, right beside a figure, makes that figure doubtful: 在岗12 6人."""
        atom = atoms[at]
        before = atoms[at - 1] if at else None
        if before is not None and before.role == VALUE and before.used and not atom.link & ~(GAP | DASH):
            for claim in phrase.claims:
                if claim.end == before.token.end and (before.number is None or before.number.measure is None):
                    claim.code, claim.value, claim.end = "not_a_number", None, atom.token.end
        after = atoms[at + 1] if at + 1 < len(atoms) else None
        if after is not None and after.role == LABEL and after.used and not after.link & ~FILL:
            for claim in phrase.claims:
                claim.torn |= claim.start == after.token.start

    def _columns(self, phrase: Phrase, atoms: list[Atom]) -> list[Atom]:
        """在岗/返岗/隔离：126/131/0 and 在岗、返岗分别为126、131: as many numbers as labels, in the same order."""
        rest: list[Atom] = []
        at = 0
        while at < len(atoms):
            atom = atoms[at]
            names = _names(atoms, at)
            count = sum(len(name) for name in names)
            if count >= 2:
                behind = at + len(names)
                values = _values(atoms, behind)
                if len(values) == count and values[0].link & (COLON | EACH | GAP | FILL | CELL | SLASH):
                    flat = [token for name in names for token in name]
                    for token, value in zip(flat, values, strict=True):
                        self._column(phrase, token, value, atom)
                    at = behind + count
                    continue
            rest.append(atom)
            at += 1
        return rest

    def _column(self, phrase: Phrase, token: Token, value: Atom, first: Atom) -> None:
        value.used = True
        if token.kind not in (t.LABEL, t.KIND_OF, t.UNCLEAR):
            return
        claim = claim_of(token, value, phrase.run, self.vocabulary, self.text, mood=first.mood | value.mood, link=0)
        if claim is not None:
            claim.start, claim.end = value.token.start, value.token.end
            phrase.claims.append(claim)


def _only_labels(atoms: Sequence[Atom]) -> bool:
    return bool(atoms) and all(atom.role == LABEL for atom in atoms)


def _only_values(atoms: Sequence[Atom]) -> bool:
    return len(atoms) == 1 and atoms[0].role == VALUE and atoms[0].what != "noise"


def _follows(run: Run) -> bool:
    return run.before in (t.NEWLINE, t.COMMA)


def _merged(atoms: list[Atom]) -> list[Atom]:
    """Labels with nothing but list marks between them make one atom of several fields."""
    merged: list[Atom] = []
    for atom in atoms:
        last = merged[-1] if merged else None
        together = (
            last is not None and atom.role == LABEL and last.role == LABEL and not atom.link & ~(GAP | FILL | _APART | EACH | BRACKET)
        )
        if together and last is not None:
            last.fields.append(atom.token)
            last.apart = max(last.apart, 2 if atom.link & _APART else 1 if atom.link & GAP else 0)
            last.mood |= atom.mood
        else:
            merged.append(atom)
    return merged


def _names(atoms: Sequence[Atom], at: int) -> list[list[Token]]:
    """Label tokens that stand in a row from `at`, words between list marks among them (应到/实到)."""
    names: list[list[Token]] = []
    while at < len(atoms):
        atom = atoms[at]
        if atom.role == LABEL:
            names.append(atom.fields)
        elif atom.role == WORD and atom.token.kind == t.LOOKALIKE:
            names.append([atom.token])
        else:
            break
        at += 1
    return names


def _values(atoms: Sequence[Atom], at: int) -> list[Atom]:
    values: list[Atom] = []
    while at < len(atoms) and atoms[at].role == VALUE and atoms[at].what in ("number", "zero", "unknown"):
        if values and (not atoms[at].link or atoms[at].link & ~_BETWEEN_NUMBERS):
            break
        values.append(atoms[at])
        at += 1
    return values


def _targets(label: Atom, value: Atom, vocabulary: Vocabulary) -> list[Token]:
    """Which of several labels the one value is of."""
    tokens = label.fields
    if len(tokens) == 1:
        return tokens
    if value.link & EVERY:
        return tokens
    if value.what in ("zero", "normal") or (value.number is not None and value.number.value == 0):
        return tokens[-1:] if label.apart == 1 else tokens
    if label.apart:
        return tokens[-1:]
    return [_narrowest(tokens, vocabulary)]


def _narrowest(tokens: Sequence[Token], vocabulary: Vocabulary) -> Token:
    """外省返岗30人 is about 外省, 返岗人员隔离3人 about 隔离: a part of, or a watch over, the wider one."""
    best = tokens[0]
    for token in tokens[1:]:
        if _within(token, best, vocabulary) and not _within(best, token, vocabulary):
            best = token
    return best


def _within(token: Token, wider: Token, vocabulary: Vocabulary) -> bool:
    field = vocabulary.fields[token.value]
    other = vocabulary.fields[wider.value]
    parent = field.part_of
    while parent is not None:
        if parent == other.key:
            return True
        parent = vocabulary.fields[parent].part_of
    return field.zero_report and not other.zero_report
