"""Several units in one breath with one label: 甲在岗435、乙241、丙355, and 甲435人、乙241人在岗.

A newcomer's usual mistake is to take the nearest label for a number whatever stands between: only a number right
behind a name waits for one, and only a unit that states this one figure passes its label on.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from bot.reading import token as t
from bot.reading.atoms import HELD_BACK, Atom
from bot.reading.claims import Claim, claim_of
from bot.reading.phrase import Phrase
from bot.reading.runs import Run
from bot.reading.token import Token
from bot.reading.vocabulary import Vocabulary

PARTING = frozenset({t.LIST, t.SLASH, "join"})
"""What parts one unit of a breath from the next."""
_NAME_PARTS = frozenset({t.UNIT, t.OTHER, t.NOISE, "fill", "role", "delta", "use", "past", "plan", "heard", "skip_key"})
IsName = Callable[[str], bool]


def names_listed(tokens: Sequence[Token], text: str, is_name: IsName) -> list[tuple[int, int]]:
    """[start, end) of every name in a run: known ones, and behind the first what stands where the next would.

    `is_name`: whether unknown words before a count of people may be a unit's name (染整厂443人), or are its parts
    (木工12人).
    """
    found: list[tuple[int, int]] = []
    at = 0
    while at < len(tokens):
        known = tokens[at].kind == t.UNIT
        end = at + 1
        if known or (found and tokens[at - 1].kind in PARTING and tokens[at].kind in _NAME_PARTS):
            while end < len(tokens) and tokens[end].kind in _NAME_PARTS and not tokens[end].gap:
                end += 1
            words = text[tokens[at].start : tokens[end - 1].end]
            if known and end > at + 1 and not is_name(words):
                end = at + 1
            if known or (end < len(tokens) and _counts_people(tokens[end]) and is_name(words)):
                found.append((at, end))
        at = end
    return found


def _counts_people(token: Token) -> bool:
    """消毒水20桶 is no unit's."""
    return token.kind == t.NUMBER and token.value.measure in (None, "head")


@dataclass(slots=True)
class _Unit:
    """A name in a run, what is stated behind it, and the number right behind it that nobody took."""

    phrase: Phrase
    name: Token
    claims: list[Claim] = field(default_factory=list)
    bare: Atom | None = None

    @property
    def passed_on(self) -> Token | None:
        """The label of its only figure."""
        return self.claims[0].label if len(self.claims) == 1 and self.claims[0].counts else None


def share_labels(phrases: Sequence[Phrase], vocabulary: Vocabulary, text: str, is_name: IsName) -> None:
    """Give the numbers right behind names the label of their neighbours in the list."""
    if not any(phrase.loose or phrase.words for phrase in phrases):
        return
    for units in _lists(phrases, text, is_name):
        label: Token | None = None
        for unit in units:
            label = unit.passed_on or (label if unit.bare is not None and not unit.claims else None)
            _give(unit, label, vocabulary, text)
        label = None
        for unit in reversed(units):
            behind = unit.passed_on
            if behind is not None and behind.start <= unit.claims[0].start:
                behind = None  # 甲435、乙在岗241 says nothing of 甲
            label = behind or (label if unit.bare is not None and not unit.claims else None)
            _give(unit, label, vocabulary, text)


def _lists(phrases: Sequence[Phrase], text: str, is_name: IsName) -> Iterator[list[_Unit]]:
    """The units of each list, over the runs that only its marks part; lists of one are left out."""
    units: list[_Unit] = []
    last: Run | None = None
    for phrase in phrases:
        run = phrase.run
        goes_on = last is not None and run.before == "" and last.depth == run.depth and last.sentence == run.sentence
        if not (goes_on and last is not None and last.tokens[-1].kind in PARTING):
            if len(units) > 1:
                yield units
            units = []
        if t.UNIT in run.kinds:
            units += _units(phrase, text, is_name)
        last = run
    if len(units) > 1:
        yield units


def _units(phrase: Phrase, text: str, is_name: IsName) -> list[_Unit]:
    tokens = phrase.run.tokens
    free = [*phrase.loose, *(value for _, value in phrase.words)]
    numbers = {id(atom.token): atom for atom in free if atom.number is not None and not atom.mood & HELD_BACK}
    found = [
        _Unit(phrase, tokens[at], bare=numbers.get(id(tokens[end])) if end < len(tokens) else None)
        for at, end in names_listed(tokens, text, is_name)
    ]
    for claim in phrase.claims:
        owner = next((unit for unit in reversed(found) if unit.name.start < claim.end), None)
        if owner is not None:
            owner.claims.append(claim)
    return found


def _give(unit: _Unit, label: Token | None, vocabulary: Vocabulary, text: str) -> None:
    bare, phrase = unit.bare, unit.phrase
    if label is None or bare is None or unit.claims:
        return
    claim = claim_of(label, bare, phrase.run, vocabulary, text, mood=bare.mood, link=bare.link)
    if claim is not None:
        claim.start = claim.at = unit.name.start
        claim.end = bare.token.end
        phrase.claims.append(claim)
        phrase.drop_loose(bare)
        phrase.words = [(word, value) for word, value in phrase.words if value is not bare]
        unit.bare = None


def bare_numbers(phrase: Phrase, text: str, is_name: IsName) -> Iterator[Atom]:
    """The numbers right behind names of a run that still nobody took."""
    for unit in _units(phrase, text, is_name) if phrase.loose and t.UNIT in phrase.run.kinds else ():
        if unit.bare is not None and not unit.claims:
            yield unit.bare
