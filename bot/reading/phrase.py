"""A phrase: one run, or several that hang together, as atoms; later with the claims that they make.

Pairing consumes `atoms`; what it leaves over (a label without a value, a number without a label) is kept, because
what is left over decides whether the figures beside it can be trusted.
"""

from collections.abc import Sequence

from bot.reading import token as t
from bot.reading.atoms import LABEL, VALUE, WORD, Atom
from bot.reading.claims import Claim
from bot.reading.runs import Run
from bot.reading.token import Token


class Phrase:
    """`blanks`: labels without a value; `loose`: values without a label; `words`: other words with their number.

    `replaced`: numbers taken back in the same breath.
    """

    __slots__ = ("atoms", "blanks", "claims", "loose", "replaced", "run", "words")

    def __init__(self, run: Run, atoms: list[Atom]) -> None:
        self.run = run
        self.atoms = atoms
        self.claims: list[Claim] = []
        self.blanks: list[Token] = []
        self.loose: list[Atom] = []
        self.words: list[tuple[Atom, Atom]] = []
        self.replaced: list[Atom] = []

    def drop_loose(self, gone: Atom) -> None:
        """The value has found its label after all."""
        self.loose = [atom for atom in self.loose if atom is not gone]

    @property
    def lone(self) -> Atom | None:
        """The only atom, when it is a value that nobody took."""
        return self.atoms[0] if len(self.atoms) == 1 and self.atoms[0].role == VALUE else None


def only_labels(atoms: Sequence[Atom]) -> bool:
    """Nothing but labels, words before the last of them allowed."""
    return bool(atoms) and atoms[-1].role == LABEL and all(atom.role in (LABEL, WORD) for atom in atoms)


def only_a_value(phrase: Phrase) -> bool:
    """One value and nothing else, behind a comma or on a line of its own."""
    lone = phrase.lone
    follows = phrase.run.before in (t.NEWLINE, t.COMMA) and phrase.run.depth == 0
    if lone is None or lone.what == "noise" or t.UNIT in phrase.run.kinds:
        return False
    if t.DAY in phrase.run.kinds and phrase.run.before == t.NEWLINE:
        return False  # a line of its own day
    return follows or lone.what in ("yes", "no")
