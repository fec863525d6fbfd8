"""From phrases to claims: pairs labels with values, and looks at what is left over beside them.

What belongs to whom (units, days) and which claims win is decided afterwards; here only words next to each
other are looked at.
"""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Final

from bot.reading import token as t
from bot.reading.atoms import (
    BECOMES,
    CELL,
    COLON,
    DASH,
    EACH,
    FACT,
    FILL,
    GAP,
    HELD_BACK,
    JOIN,
    LABEL,
    LEFT,
    LIST,
    SHARE,
    SLASH,
    TOTAL,
    USE,
    VALUE,
    WORD,
    Atom,
)
from bot.reading.breath import take_back
from bot.reading.claims import Claim, claim_of
from bot.reading.columns import claim_columns, close_cells, without_listed_words
from bot.reading.joining import gather, join, unbracket
from bot.reading.numerals import STARTERS
from bot.reading.pairing import Pair, pair
from bot.reading.phrase import Phrase
from bot.reading.runs import Run
from bot.reading.targets import targets_of
from bot.reading.token import Token
from bot.reading.vocabulary import Vocabulary

_TELLS: Final = 2
"""So many unknown characters tell something (characters)."""
_PLAINLY: Final = COLON | CELL | FILL | GAP
"""What may stand between a label and its number where nothing is left to ask."""
_PREDICATES: Final = frozenset({t.OTHER, t.DAY, t.LOOKALIKE, "role", "plan", "use"})
_ABOUT: Final = frozenset({"inexact", "vague"})
_RULED_OUT: Final = ("已排除", "均已排除", "已经排除", "是误测", "系误测")
_NEEDS: Final = frozenset({"use", "plan", "order"})
_STATES_MORE: Final = frozenset({t.NUMBER, t.LABEL, t.KIND_OF, "zero", t.NIL})
_POINTING: Final = ("那", "这")
_NOT_OVER: Final = tuple("未没待将后可下不才")
_CLAUSE_ENDS: Final = frozenset({t.COMMA, t.STOP, t.NEWLINE, ""})
_STAYS: Final = ("住", "在", "已", "刚", "正", "由", "送")
"""隔离2个住板房: what is done with them, and no thing that is counted."""
_ALL: Final = ("都", "均", "全", "全部")
_DONE: Final = frozenset("已 已经 都 均 全 全部 今".split())


def state(phrases: Sequence[Phrase], vocabulary: Vocabulary, text: str, today: date) -> None:
    """Fill the phrases' claims."""
    for phrase in phrases:
        take_back(phrase, text, today)
    unbracket(phrases)
    gather(phrases, text)
    join(phrases)
    reader = _Reader(vocabulary, text, today)
    for phrase in phrases:
        reader.read(phrase)
    single = sum(len(phrase.claims) for phrase in phrases) == 1
    for phrase, after in pairwise(phrases):
        _mind_thousands(phrase, after)
        if single and phrase.claims and vocabulary.fields[phrase.claims[0].field].zero_report:
            _mind_mention(phrase, after, text)


def _mind_thousands(phrase: Phrase, after: Phrase) -> None:
    """口罩1，500只: a comma between a bare number and three digits may be one inside a number."""
    lone = after.lone
    if lone is None or lone.number is None or after.run.before != t.COMMA or not phrase.claims:
        return
    claim, last = phrase.claims[-1], phrase.atoms[-1]
    bare = last.number is not None and last.number.measure is None and last.token.end == claim.end
    if bare and lone.number.core_end - lone.token.start == 3 and lone.token.start - claim.end <= 1:
        claim.value, claim.code, claim.end = None, "not_a_number", lone.token.end


def _mind_mention(phrase: Phrase, after: Phrase, text: str) -> None:
    """隔离的2个人，今天下午去接: the only figure of a text names whom the next clause speaks of."""
    claim, run = phrase.claims[0], after.run
    if claim.label is None or run.sentence != phrase.run.sentence or claim.end < phrase.run.end:
        return
    named = text.startswith("的", claim.label.end) and text[claim.label.end + 1 : claim.label.end + 2] in STARTERS
    strange = sum(token.end - token.start for token in run.tokens if token.kind in (t.OTHER, t.NOISE))
    claim.voided |= named and strange >= _TELLS


def _is_qualified(atoms: Sequence[Atom], found: Pair) -> bool:
    """塔吊司机在岗2人, 保安5人在岗: a word for some of the staff glued before it makes it theirs alone."""
    first = found.place if found.label_first else found.place - 1
    if not first:
        return False
    word = atoms[first - 1] if first > 0 else None
    return word is not None and word.token.kind == "role" and not word.used and not atoms[first].link & ~FILL


def _behind(run: Run, value: Atom) -> Token | None:
    """The token right behind a value of the run."""
    tokens, at = run.tokens, value.place
    if at + 1 >= len(tokens) or tokens[at] is not value.token:
        return None
    return tokens[at + 1]


class _Reader:
    """Pairs the atoms of phrases."""

    def __init__(self, vocabulary: Vocabulary, text: str, today: date) -> None:
        self.vocabulary = vocabulary
        self.text = text
        self.today = today

    def read(self, phrase: Phrase) -> None:
        atoms = phrase.atoms
        if len(atoms) == 2:
            if self._is_plain(phrase.run, *atoms):
                self._claim_plainly(phrase, *atoms)
                return
            for found in pair(atoms):
                self._claim(phrase, atoms, found)
        elif len(atoms) > 2:
            atoms = without_listed_words(claim_columns(phrase, self.vocabulary, self.text))
            close_cells(atoms)
            for found in pair(atoms):
                self._claim(phrase, atoms, found)
            self._broken_down(phrase, atoms)
        for at, atom in enumerate(atoms):
            if not atom.used and not self._is_left(phrase, atoms, at):
                self._alone(phrase, atom)
                if atom.what == "number" and len(atoms) > 1:
                    self._suspect(phrase, atoms, at)

    def _is_plain(self, run: Run, label: Atom, value: Atom) -> bool:
        """在岗128人, 返岗：131: a label, its number and nothing else. Most clauses are so, and leave no doubt."""
        return (
            label.role == LABEL
            and value.what == "number"
            and not value.link & ~_PLAINLY
            and not (label.mood | value.mood) & ~SHARE
            and not label.link & BECOMES
            and value.place == len(run.tokens) - 1
            and run.tokens[-1] is value.token
            and self.text[value.token.start - 1] not in _POINTING
        )

    def _claim_plainly(self, phrase: Phrase, label: Atom, value: Atom) -> None:
        label.used = value.used = True
        mood = label.mood | value.mood
        claim = claim_of(label.token, value, phrase.run, self.vocabulary, self.text, mood=mood, link=value.link)
        if claim is not None:
            phrase.claims.append(claim)

    def _is_left(self, phrase: Phrase, atoms: Sequence[Atom], at: int) -> bool:
        """口罩发了800还剩2400: behind what was handed out stands what there is."""
        value, last = atoms[at], phrase.claims[-1] if phrase.claims else None
        if not value.link & LEFT or value.number is None or last is None or last.label is None or not last.mood & USE:
            return False
        if last.field not in self.vocabulary.stocks or last.end != atoms[at - 1].token.end:
            return False
        days = [token.start for token in phrase.run.tokens if token.kind == t.DAY]
        if any(not last.label.end <= day < last.end for day in days):
            return False  # only the handing out may be of another day: 口罩昨天发了800还剩2400
        claim = claim_of(
            last.label, value, phrase.run, self.vocabulary, self.text, mood=value.mood & ~USE, link=value.link
        )
        if claim is None:
            return False
        claim.start, claim.at = value.token.start, value.token.start
        phrase.claims.append(claim)
        return True

    def _alone(self, phrase: Phrase, atom: Atom) -> None:
        if atom.role == LABEL and (fact := self._states_by_itself(phrase.run, atom.token)) is not None:
            claim = Claim(fact[0], phrase.run, label=None, start=atom.token.start, end=atom.token.end)
            claim.value, claim.mood = fact[1], atom.mood
            phrase.claims.append(claim)
        elif atom.role == LABEL:
            phrase.blanks.append(atom.token)
            behind = [token.kind for token in phrase.run.tokens if token.start >= atom.token.end]
            counted = atom.token.value != self.vocabulary.note
            if counted and _ABOUT & set(behind) and not {t.NUMBER, t.NOISE} & set(behind):
                claim = Claim(
                    atom.token.value, phrase.run, label=atom.token, start=atom.token.start, end=phrase.run.end
                )
                claim.code, claim.mood = "inexact_number", atom.mood  # 在岗大概都到了
                phrase.claims.append(claim)
        elif atom.role == FACT:
            token = atom.token
            key, value = token.value if token.kind == t.STATE else (token.value, 0)
            claim = Claim(key, phrase.run, label=None, start=token.start, end=token.end)
            claim.value, claim.mood = value, atom.mood
            claim.voided = token.kind == t.STATE and self._is_to_be(phrase.run, token)
            phrase.claims.append(claim)
        elif atom.role == VALUE and atom.what in ("number", "zero", "vague"):
            phrase.loose.append(atom)

    def _states_by_itself(self, run: Run, label: Token) -> tuple[str, bool] | None:
        """已开工，在岗52人: a label of a figure that has none, and answers another field (已开工52人 has one)."""
        fact = self.vocabulary.states.get(self.text[label.start : label.end])
        if fact is None or fact[0] == label.value or run.tokens[-1] is not label or run.after not in _CLAUSE_ENDS:
            return None
        return fact

    def _is_to_be(self, run: Run, state: Token) -> bool:
        """3月1日起全面复工."""
        days = (token.value.day for token in run.tokens if token.kind == t.DAY and token.start < state.start)
        return any(day is not None and day > self.today for day in days)

    def _claim(self, phrase: Phrase, atoms: Sequence[Atom], found: Pair) -> None:
        label, value = found.label, found.value
        if label.role == WORD:
            phrase.words.append((label, value))
            return
        tokens, unsure = targets_of(atoms, found, self.vocabulary)
        mood = label.mood | value.mood
        link = value.link | label.link & BECOMES if found.label_first else label.link | value.link & TOTAL
        one_of_each = bool(link & EACH) and value.number is not None and bool(value.number.value)
        describes = self._only_describes(phrase.run, found)
        piece = _is_qualified(atoms, found)
        unsure = unsure or piece or self._counts_something_else(phrase.run, found)
        for token in tokens:
            claim = claim_of(token, value, phrase.run, self.vocabulary, self.text, mood=mood, link=link)
            if claim is not None:
                claim.torn |= found.torn or unsure or one_of_each
                claim.voided |= describes or self._is_over(claim)
                claim.qualified = piece
                phrase.claims.append(claim)

    def _counts_something_else(self, run: Run, found: Pair) -> bool:
        """上班要带3样东西, 给返岗员工发了312个红包: the number is of the word glued behind it, or was handed out."""
        value = found.value
        if not found.label_first:
            return self._is_of_things(run, found)
        if value.number is None:
            return False
        if value.number.grouped and value.number.measure is None and self._label_follows(run, value):
            return True  # 在岗312,328返岗
        if value.mood & USE and not found.label.mood & USE and found.label.token.value not in self.vocabulary.stocks:
            return True
        place = value.place
        behind = _behind(run, value)
        if behind is None or behind.gap or self._has_a_number(run, place + 2):
            return False
        return behind.kind == "role" or (
            behind.kind == t.OTHER
            and not value.number.heads
            and value.number.measure != "piece"
            and not self.text.startswith(_STAYS, behind.start)
        )

    @staticmethod
    def _has_a_number(run: Run, place: int) -> bool:
        """发热0咳嗽1: the word behind has one of its own."""
        return place < len(run.tokens) and run.tokens[place].kind in (t.NUMBER, t.COLON)

    @staticmethod
    def _label_follows(run: Run, value: Atom) -> bool:
        behind = _behind(run, value)
        return behind is not None and behind.kind == t.LABEL and not behind.gap

    def _points_at(self, found: Pair) -> bool:
        """隔离的那两个人 were told of before."""
        start = found.value.token.start
        if self.text[start - 1 : start] not in _POINTING or found.label.token.kind != t.LABEL:
            return False
        return self.vocabulary.fields[found.label.token.value].zero_report

    def _only_describes(self, run: Run, found: Pair) -> bool:
        """返岗的3人已期满, 超过50人的企业: the figure tells which ones are spoken of, not how many there are."""
        value = found.value.token
        if self._points_at(found):
            return True
        if not found.label_first:
            return self._needs_something(run, found)
        first = self.text[value.end : value.end + 1]
        by_label = found.label_first and self.text[found.label.token.end : value.start] == "的"
        if not first or (first != "的" and not by_label):
            return False
        behind = run.tokens[found.value.place + 1 :] if _behind(run, found.value) is not None else []
        if not behind or behind[0].gap:
            return False
        if first == "的":
            return len(behind) > 1 and not behind[1].gap
        if behind[0].kind == t.LABEL and len(behind) > 1:  # 返岗的3个湖北人住在宿舍
            return behind[1].kind == t.OTHER and not behind[1].gap
        words = self.text[behind[0].start : behind[0].end]
        if words in _ALL and found.label.token.value in self.vocabulary.required:
            return False  # 上班的58个人都量过体温了
        return behind[0].kind in _PREDICATES or words in _DONE

    def _is_of_things(self, run: Run, found: Pair) -> bool:
        """3个隔离的快递放门卫了."""
        label = found.label.token
        if not self.text.startswith("的", label.end):
            return False
        behind = [token for token in run.tokens[found.label.place + 1 :] if token.start > label.end]
        if not behind or behind[0].kind != t.OTHER or behind[0].gap or behind[0].end - behind[0].start < _TELLS:
            return False
        return not {token.kind for token in behind} & _STATES_MORE

    def _needs_something(self, run: Run, found: Pair) -> bool:
        """有5个返岗的要补测体温."""
        label = found.label.token
        if not self.text.startswith("的", label.end):
            return False
        behind = [token for token in run.tokens[found.label.place + 2 :] if token.start > label.end]
        said = {token.kind for token in behind}
        return bool(behind) and behind[0].kind in _NEEDS and not said & _STATES_MORE

    def _is_over(self, claim: Claim) -> bool:
        """隔离2人已于今日全部解除 tells who is no longer watched."""
        if claim.end >= claim.run.end:
            return False
        ends = self.vocabulary.endings.get(claim.field, ())
        said = self.text[claim.end : claim.run.end].rstrip("了 ")
        if self.vocabulary.fields[claim.field].zero_report:
            ends = (*ends, *_RULED_OUT)
        if not ends or not said.endswith(ends) or any(word in said for word in _NOT_OVER):
            return False
        return not any(
            token.kind in ("plan", t.DAY, "not") and token.start > claim.end and self._is_to_come(token)
            for token in claim.run.tokens
        )

    def _is_to_come(self, token: Token) -> bool:
        return token.kind != t.DAY or token.value.day is None or token.value.day > self.today

    def _broken_down(self, phrase: Phrase, atoms: Sequence[Atom]) -> None:
        """在岗白班76夜班52: a label that only other words divide has a figure, but nobody said which."""
        for label, word, value in zip(atoms, atoms[1:], atoms[2:], strict=False):
            if label.role != LABEL or label.used or word.role != WORD or not word.used:
                continue
            if self.text[word.token.start : word.token.end] in _POINTING:
                continue
            if value.used and value.what == "number" and not word.link & ~(FILL | COLON | GAP):
                label.used = True
                mood = label.mood | value.mood
                claim = claim_of(label.token, value, phrase.run, self.vocabulary, self.text, mood=mood, link=0)
                if claim is not None:
                    claim.torn = claim.divided = True
                    phrase.claims.append(claim)

    def _suspect(self, phrase: Phrase, atoms: Sequence[Atom], at: int) -> None:
        """A number that nobody took, right beside a figure, makes that figure doubtful: 在岗12 6人."""
        atom = atoms[at]
        if atom.mood & HELD_BACK:
            return
        before = next((one for one in reversed(atoms[:at]) if not one.mood & HELD_BACK or one.role != VALUE), None)
        plus = bool(atom.link & LIST) and self.text[atom.token.start - 1] == "+"
        listed = atom.number is not None and atom.number.measure in (None, "head", "piece")
        beside = GAP | DASH | SLASH | FILL | (LIST | JOIN if listed else 0)
        if before is not None and before.role == VALUE and (plus or not atom.link & ~beside):
            end = before.token.end
            claim = next((claim for claim in phrase.claims if claim.end == end), None)
            same = claim is not None and claim.value == 0 and atom.number is not None and atom.number.value == 0
            if claim is not None and not same and (before.number is None or before.number.measure is None):
                claim.value, claim.code, claim.end = None, "not_a_number", atom.token.end
        after = atoms[at + 1] if at + 1 < len(atoms) else None
        if after is not None and after.role == LABEL and after.used and not after.link & ~FILL:
            start = after.token.start
            claim = next((claim for claim in phrase.claims if claim.start == start), None)
            if claim is not None:
                claim.torn = True
