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
    BECOMES, BRACKET, CELL, COLON, DASH, EACH, EVERY, FACT, FILL, GAP, HEARD, HELD_BACK, JOIN, LABEL, LIST, OOPS, PLAN, SAMPLE, SHARE, SLASH, TOTAL, USE, VALUE, WORD, Atom, atoms_of,
)  # fmt: skip
from bot.reading.claims import Claim, claim_of
from bot.reading.pairing import Pair, pair
from bot.reading.runs import Run
from bot.reading.token import Token
from bot.reading.vocabulary import Vocabulary

_APART: Final = LIST | SLASH | JOIN | CELL
_CHAINED: Final = FILL | EACH | _APART
_BETWEEN_NUMBERS: Final = GAP | LIST | SLASH | DASH | JOIN | CELL | FILL | TOTAL | EACH
_PREDICATES: Final = frozenset({t.OTHER, t.DAY, t.LOOKALIKE, "role", "plan", "use"})
_DONE: Final = frozenset("已 已经 都 均 全 全部 今".split())
_MENDS: Final = OOPS | BECOMES


@dataclass(slots=True)
class Phrase:
    """One run (or several that hang together) as atoms, with what pairing left over."""

    run: Run
    atoms: list[Atom]
    claims: list[Claim] = field(default_factory=list)
    blanks: list[Token] = field(default_factory=list)  # labels without a value
    loose: list[Atom] = field(default_factory=list)  # numbers without a label
    words: list[tuple[Atom, Atom]] = field(default_factory=list)  # other words with a number
    replaced: list[Atom] = field(default_factory=list)  # numbers taken back in the same breath


class Statements:
    """Reads the phrases of one text."""

    def __init__(self, vocabulary: Vocabulary, text: str, today: date, *, leads: bool = False) -> None:
        self.vocabulary = vocabulary
        self.text = text
        self.today = today
        self.leads = leads  # the sender shows others how to report

    def phrases(self, runs: Sequence[Run]) -> list[Phrase]:
        """Every run as a phrase, runs that continue one another put together."""
        found: list[Phrase] = []
        mood, sentence, line, samples = 0, -1, -1, 0
        wanted = False
        for run in runs:
            if run.sentence != sentence:
                mood &= ~HEARD
                sentence = run.sentence
            if run.line != line:
                mood, line = samples if self.leads else 0, run.line
            phrase = Phrase(run, atoms_of(run, self.vocabulary, self.text, self.today, mood, yes_no_wanted=wanted))
            _take_back(phrase)
            kinds = {token.kind for token in run.tokens}
            if "sample" in kinds:
                mood |= SAMPLE
                if run.tokens[-1].kind in ("sample", t.COLON) and run.after in (t.NEWLINE, ""):
                    samples = SAMPLE  # 例： on a line of its own
            if "heard" in kinds:
                mood |= HEARD
            last = phrase.atoms[-1] if phrase.atoms else None
            wanted = last is not None and last.role == LABEL and self._says_yes_or_no(last.token)
            found.append(phrase)
        _spread_plans(found)
        _spread_use(found)
        self._unbracket(found)
        self._gather(found)
        self._join(found)
        for phrase in found:
            self._read(phrase)
        for phrase, after in zip(found, found[1:], strict=False):
            self._thousands(phrase, after)
        return found

    @staticmethod
    def _thousands(phrase: Phrase, after: Phrase) -> None:
        """口罩1，500只: a comma between a bare number and three digits may be one inside a number."""
        if after.run.before != t.COMMA or len(after.atoms) != 1 or after.atoms[0].what != "number" or not phrase.claims:
            return
        claim, atom = phrase.claims[-1], after.atoms[0]
        digits = atom.number.core_end - atom.token.start if atom.number is not None else 0
        last = phrase.atoms[-1]
        bare = last.number is not None and last.number.measure is None and last.token.end == claim.end
        if bare and digits == 3 and atom.token.start - claim.end <= 1:
            claim.value, claim.code, claim.end = None, "not_a_number", atom.token.end

    def _says_yes_or_no(self, token: Token) -> bool:
        return self.vocabulary.fields[token.value].kind == "yes_no"

    def _unbracket(self, phrases: list[Phrase]) -> None:
        """150（在岗）, 在岗（126）, 三项（湖北、隔离、发热）全0: what is alone in a bracket belongs to what is outside."""
        for phrase in phrases:
            host = phrase.run.host
            if host is None or not phrase.atoms or any(atom.mood & SHARE for atom in phrase.atoms):
                continue
            outer = next(other for other in phrases if other.run is host)
            place = host.tokens[phrase.run.host_at].start
            at = sum(atom.token.start < place for atom in outer.atoms)
            before = outer.atoms[at - 1] if at else None
            if _only_labels(phrase.atoms):
                follows = outer.atoms[at] if at < len(outer.atoms) else None
                value_before = before is not None and before.role == VALUE and before.what == "number" and not _taken(outer.atoms, at - 1)
                if not value_before and (follows is None or follows.role != VALUE):
                    continue
                if not value_before and before is not None and before.role == LABEL:
                    continue
            elif not (_only_values(phrase.atoms) and before is not None and before.role == LABEL and not _answered(outer.atoms, at)):
                continue
            phrase.atoms[0].link |= BRACKET
            outer.atoms[at:at] = phrase.atoms
            phrase.atoms = []

    @staticmethod
    def _gather(phrases: list[Phrase]) -> None:
        """湖北籍，隔离，发热均为0 and 在岗，返岗分别是128，135: 均 and 分别 speak of all labels before them."""
        for at, phrase in enumerate(phrases):
            if at and phrase.atoms and phrase.atoms[-1].role == VALUE and phrase.atoms[-1].link & (EVERY | EACH):
                back = at - 1
                while back >= 0 and phrases[back].run.after == t.COMMA and all(a.role == LABEL for a in phrases[back].atoms) and phrases[back].atoms:
                    phrase.atoms[0].link |= LIST
                    phrase.atoms[0:0] = phrases[back].atoms
                    phrases[back].atoms = []
                    back -= 1
                if phrase.atoms[-1].link & EACH:
                    wanted = sum(atom.role == LABEL for atom in phrase.atoms)
                    following = at + 1
                    while following < len(phrases) and wanted > 1 and _only_values(phrases[following].atoms) and _follows(phrases[following].run):
                        phrases[following].atoms[0].link |= LIST
                        phrase.atoms.extend(phrases[following].atoms)
                        phrases[following].atoms = []
                        following += 1
                        wanted -= 1

    def _join(self, phrases: list[Phrase]) -> None:
        """A label alone and a value alone behind it are one phrase; so are stacked labels and stacked values."""
        at = 0
        while at < len(phrases):
            labels = at
            while labels < len(phrases) and _only_labels(phrases[labels].atoms) and phrases[labels].run.depth == 0:
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
        wanted = sum(atom.role == LABEL for atom in phrases[labels - 1].atoms)
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
        atoms = self._columns(phrase, atoms)
        for found in pair(atoms):
            self._claim(phrase, atoms, found)
        self._broken_down(phrase, atoms)
        for at, atom in enumerate(atoms):
            if not atom.used:
                self._alone(phrase, atom)
                if atom.what == "number":
                    self._suspect(phrase, atoms, at)

    def _alone(self, phrase: Phrase, atom: Atom) -> None:
        if atom.role == LABEL:
            phrase.blanks.append(atom.token)
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

    def _claim(self, phrase: Phrase, atoms: Sequence[Atom], found: Pair) -> None:
        label, value = found.label, found.value
        if label.role == WORD:
            phrase.words.append((label, value))
            return
        chain = _chain(atoms, found)
        tokens, torn = _targets(chain, value, self.vocabulary)
        mood = label.mood | value.mood
        link = value.link if found.label_first else label.link
        for token in tokens:
            claim = claim_of(token, value, phrase.run, self.vocabulary, self.text, mood=mood, link=link)
            if claim is not None:
                claim.torn = found.torn or torn or bool(link & EACH and value.what == "number" and value.number is not None and value.number.value)
                claim.label_first = found.label_first
                claim.voided |= self._only_describes(phrase.run, found)
                phrase.claims.append(claim)

    def _only_describes(self, run: Run, found: Pair) -> bool:
        """返岗的3人已期满, 超过50人的企业: the figure tells which ones are spoken of, not how many there are."""
        value = found.value.token
        place = next((i for i, token in enumerate(run.tokens) if token is value), None)
        behind = run.tokens[place + 1 :] if place is not None else []
        if not behind or behind[0].gap:
            return False
        first = self.text[behind[0].start : behind[0].end]
        if first == "的" and len(behind) > 1 and not behind[1].gap:
            return True
        if not found.label_first or self.text[found.label.token.end : value.start] != "的":
            return False
        return behind[0].kind in _PREDICATES or first in _DONE

    def _broken_down(self, phrase: Phrase, atoms: Sequence[Atom]) -> None:
        """在岗白班76夜班52: a label that only other words divide has a figure, but nobody said which."""
        for label, word, value in zip(atoms, atoms[1:], atoms[2:], strict=False):
            if label.role == LABEL and not label.used and word.role == WORD and word.used and value.used and value.what == "number" and not word.link & ~(FILL | COLON | GAP):
                label.used = True
                claim = claim_of(label.token, value, phrase.run, self.vocabulary, self.text, mood=label.mood | value.mood, link=0)
                if claim is not None:
                    claim.torn = claim.divided = True
                    phrase.claims.append(claim)

    def _suspect(self, phrase: Phrase, atoms: Sequence[Atom], at: int) -> None:
        """A number that nobody took, right beside a figure, makes that figure doubtful: 在岗12 6人."""
        atom = atoms[at]
        before = atoms[at - 1] if at else None
        if atom.mood & HELD_BACK:
            return
        plus = bool(atom.link & LIST) and self.text[atom.token.start - 1] == "+"
        if before is not None and before.role == VALUE and before.used and (plus or not atom.link & ~(GAP | DASH | SLASH)):
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
            if len(names) >= 2:
                values = _values(atoms, at + len(names))
                if len(values) == len(names):
                    for name, value in zip(names, values, strict=True):
                        self._column(phrase, name, value)
                    at += 2 * len(names)
                    continue
            rest.append(atom)
            at += 1
        return rest

    def _column(self, phrase: Phrase, name: Atom, value: Atom) -> None:
        name.used = value.used = True
        if name.role != LABEL:
            return
        mood = name.mood | value.mood
        claim = claim_of(name.token, value, phrase.run, self.vocabulary, self.text, mood=mood, link=0)
        if claim is not None:
            claim.start, claim.end = value.token.start, value.token.end
            phrase.claims.append(claim)


def _spread_plans(phrases: Sequence[Phrase]) -> None:
    """计划明天复工，到岗100人: behind a plan without a figure the next clause may still be plan, unless it says now."""
    planned, told = -1, False
    for phrase in phrases:
        kinds = {token.kind for token in phrase.run.tokens}
        values = [atom for atom in phrase.atoms if atom.role == VALUE]
        if phrase.run.sentence == planned and values and not told and not kinds & {t.DAY, t.STATE, t.NIL} and not _says_now(phrase):
            for atom in phrase.atoms:
                atom.mood |= PLAN
        told = told or bool(values and "plan" not in kinds) or bool(kinds & {t.STATE, t.NIL})
        if "plan" in kinds and not values:
            planned = phrase.run.sentence


def _says_now(phrase: Phrase) -> bool:
    return any(token.kind in ("left", t.UNIT) for token in phrase.run.tokens) or any(
        atom.role == LABEL and atom.token.end - atom.token.start > 2 for atom in phrase.atoms
    )


def _spread_use(phrases: Sequence[Phrase]) -> None:
    """发货3车，口罩2万只: what is handed on goes on behind a comma, until a word says what is left."""
    used = -1
    for phrase in phrases:
        if phrase.run.sentence == used:
            for atom in phrase.atoms:
                atom.mood |= USE
        goods = any(atom.role == VALUE and atom.mood & USE for atom in phrase.atoms)
        used = phrase.run.sentence if goods and not any(atom.role == LABEL for atom in phrase.atoms) else -1


def _take_back(phrase: Phrase) -> None:
    """在岗126不对是128, 181改为118: of two numbers with such words between them the second is meant."""
    atoms = phrase.atoms
    kept: list[Atom] = []
    for atom in atoms:
        before = kept[-1] if kept else None
        if before is not None and atom.link & _MENDS and atom.what == "number" and before.what in ("number", "vague"):
            kept.pop()
            phrase.replaced.append(before)
            atom.link = before.link | atom.link & BECOMES
            atom.mood &= ~0 if not before.mood else ~before.mood
        kept.append(atom)
    phrase.atoms = kept


def _only_labels(atoms: Sequence[Atom]) -> bool:
    """Nothing but labels, words before the last of them allowed."""
    return bool(atoms) and atoms[-1].role == LABEL and all(atom.role in (LABEL, WORD) for atom in atoms)


def _only_values(atoms: Sequence[Atom]) -> bool:
    return len(atoms) == 1 and atoms[0].role == VALUE and atoms[0].what != "noise"


def _taken(atoms: Sequence[Atom], at: int) -> bool:
    """Whether the value at `at` stands right behind a label of its own."""
    return at > 0 and atoms[at - 1].role == LABEL and not atoms[at - 1].link & BRACKET


def _answered(atoms: Sequence[Atom], at: int) -> bool:
    return at < len(atoms) and atoms[at].role == VALUE


def _follows(run: Run) -> bool:
    return run.before in (t.NEWLINE, t.COMMA) and run.depth == 0


def _names(atoms: Sequence[Atom], at: int) -> list[Atom]:
    """Labels that stand in a row from `at`, look-alikes among them (应到/实到)."""
    names: list[Atom] = []
    while at < len(atoms):
        atom = atoms[at]
        if atom.role == LABEL or (atom.role == WORD and atom.token.kind in (t.LOOKALIKE, "role")):
            names.append(atom)
            at += 1
        else:
            break
    return names


def _values(atoms: Sequence[Atom], at: int) -> list[Atom]:
    values: list[Atom] = []
    while at < len(atoms) and atoms[at].role == VALUE and atoms[at].what in ("number", "zero", "unknown"):
        if values and (not atoms[at].link or atoms[at].link & ~_BETWEEN_NUMBERS):
            break
        values.append(atoms[at])
        at += 1
    return values


def _chain(atoms: Sequence[Atom], found: Pair) -> list[tuple[Atom, int]]:
    """The paired label and those on its far side that hang on it, each with the link that ties it."""
    at = next(i for i, atom in enumerate(atoms) if atom is found.label)
    chain = [(found.label, 0)]
    every = bool(found.value.link & EVERY)
    step = -1 if found.label_first else 1
    while True:
        neighbour = at + step
        if not 0 <= neighbour < len(atoms):
            break
        atom = atoms[neighbour]
        link = atoms[max(at, neighbour)].link
        tied = not link & ~_CHAINED or (every and not link & ~(_CHAINED | GAP))
        if atom.role != LABEL or atom.used or not tied:
            break
        atom.used = True
        chain.append((atom, link))
        at = neighbour
    return chain


def _targets(chain: list[tuple[Atom, int]], value: Atom, vocabulary: Vocabulary) -> tuple[list[Token], bool]:
    """Which of several labels the one value is of, and whether that is uncertain."""
    tokens = [atom.token for atom, _ in chain]
    if len(tokens) == 1:
        return tokens, False
    if value.link & EVERY:
        return tokens, False
    if value.what in ("zero", "normal") or (value.number is not None and value.number.value == 0):
        return tokens, False
    if len({token.value for token in tokens}) == 1:
        return tokens[:1], False
    if any(link & _APART for _, link in chain):
        return tokens[:1], True
    return [_narrowest(tokens, vocabulary)], False


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
