"""Sums without a label: 在岗：男80人，女48人，共128人. What they are the sum of is the label before their parts.

Nothing is added up here for the record: a sum that was not said is no figure, and one that does not fit is asked about.
"""

from collections.abc import Sequence
from typing import Final

from bot.reading.atoms import TOTAL, VALUE, Atom
from bot.reading.claims import Claim, claim_of
from bot.reading.phrase import Phrase
from bot.reading.token import LABEL, OTHER, Token
from bot.reading.vocabulary import Vocabulary

_ABSENT: Final = frozenset(
    "请假 病假 事假 休假 轮休 调休 出差 离职 辞职 缺勤 旷工 迟到 外出 外勤 外派 留鄂 滞留 返乡 退休 产假 居家办公 "
    "在家办公 远程办公 线上办公".split()
)
"""Words for people who are not there: a sum with them is the whole staff's."""
_PARTS: Final = frozenset({"role", OTHER})


def claim_sums(phrases: Sequence[Phrase], vocabulary: Vocabulary, text: str) -> None:
    """Give each sum to the label whose parts stand before it in the same sentence."""
    if not any(atom.link & TOTAL for phrase in phrases for atom in phrase.loose):
        return
    label: Token | None = None
    parts: list[int] = []
    whole: Claim | None = None
    plain = _First()
    sentence = -1
    for at, phrase in enumerate(phrases):
        if phrase.run.sentence != sentence:
            sentence, label, parts, whole = phrase.run.sentence, None, [], None
            plain = _First()
        blank = phrase.blanks[-1] if phrase.blanks else None
        total = None
        if phrase.loose:
            total = next((atom for atom in phrase.loose if atom.link & TOTAL and atom.number is not None), None)
        pieces = [claim for claim in phrase.claims if claim.divided or claim.qualified]
        if blank is not None or (pieces and (label is None or label.value != pieces[0].field)):
            label, parts, whole = blank or pieces[0].label, [], None
        elif phrase.claims and not parts:
            first = phrase.claims[0]
            if first.part or first.torn:
                label = first.label
        parts.extend(_numbers(phrase, label))
        if label is None and plain.take(phrase, total, vocabulary, text):
            continue
        if total is not None and label is None:
            label = _whole_of(phrase.claims, total, vocabulary)
            parts = [claim.value for claim in phrase.claims if isinstance(claim.value, int)]
        if total is not None and label is not None:
            whole = _claim(total, label, phrase, parts, vocabulary, text)
            if whole is not None:
                phrase.loose = [atom for atom in phrase.loose if atom is not total]
                phrase.claims.append(whole)
                _drop_pieces(phrases, at, whole)
                parts = []


class _First:
    """在岗工人139人，管理5人，合计144人: the first part has the label, the others words for some of the staff."""

    def __init__(self) -> None:
        self.claim: Claim | None = None
        self.parts: list[int] = []
        self.absent = False

    def take(self, phrase: Phrase, total: Atom | None, vocabulary: Vocabulary, text: str) -> bool:
        """Whether the phrase's number is the sum."""
        first = self.claim
        if total is None or first is None or not self.parts or phrase.claims:
            words = [value.number.value for word, value in phrase.words if word.token.kind == "role" and value.number]
            if len(phrase.claims) == 1 and not phrase.words:
                self.claim, self.parts, self.absent = phrase.claims[0], [], False
            elif phrase.claims or not words:
                self.claim, self.parts = None, []
            else:
                self.parts.extend(number for number in words if number is not None)
                self.absent |= any(text[w.token.start : w.token.end] in _ABSENT for w, _ in phrase.words)
            return False
        if first.label is None or total.number is None or not isinstance(first.value, int):
            return False
        if self.absent:
            return True  # 上班6，请假1，总共7
        if first.value + sum(self.parts) != total.number.value:
            first.torn = first.divided = first.value != total.number.value
            return True
        claim = claim_of(first.label, total, phrase.run, vocabulary, text, mood=total.mood, link=TOTAL)
        if claim is None:
            return False
        claim.start = claim.at = total.token.start
        claim.end = total.token.end
        first.voided = True
        phrase.drop_loose(total)
        phrase.claims.append(claim)
        return True


def doubt_divided(phrases: Sequence[Phrase], vocabulary: Vocabulary, text: str) -> None:
    """在岗（男80，女48）: the label has parts and nobody said how many they are together."""
    if not any(phrase.words and phrase.run.host is not None for phrase in phrases):
        return
    outer = {id(phrase.run): phrase for phrase in phrases}
    for phrase in phrases:
        host = outer.get(id(phrase.run.host)) if phrase.words else None
        if host is None or not host.blanks:
            continue
        group = host.run.tokens[phrase.run.host_at]
        blank = host.blanks[-1]
        first, value = phrase.words[0]
        if blank.end == group.start and value.number is not None and first.token.kind in _PARTS:
            claim = claim_of(blank, value, phrase.run, vocabulary, text, mood=value.mood, link=0)
            if claim is not None:
                claim.start, claim.end, claim.at = blank.start, group.end, blank.start
                claim.run = host.run
                claim.torn = claim.divided = True
                host.blanks.pop()
                host.claims.append(claim)


def _numbers(phrase: Phrase, label: Token | None) -> list[int]:
    """The parts that a phrase states: numbers of words that are no fields, and of fields other than the label's."""
    found = [
        value.number.value for _, value in phrase.words if value.number is not None and value.number.value is not None
    ]
    if label is not None:
        found += [
            claim.value
            for claim in phrase.claims
            if isinstance(claim.value, int) and not claim.divided and not claim.total
        ]
    return found


def _whole_of(claims: Sequence[Claim], total: Atom, vocabulary: Vocabulary) -> Token | None:
    """本地88人外地47人共135人: the field whose parts they all are."""
    wholes = {vocabulary.fields[claim.field].part_of for claim in claims}
    whole = wholes.pop() if len(wholes) == 1 else None
    return Token(LABEL, total.token.start, total.token.start, whole) if whole is not None and len(claims) > 1 else None


def _claim(
    total: Atom, label: Token, phrase: Phrase, parts: Sequence[int], vocabulary: Vocabulary, text: str
) -> Claim | None:
    if total.role != VALUE or total.number is None or len(parts) < 2:
        return None
    claim = claim_of(label, total, phrase.run, vocabulary, text, mood=total.mood, link=TOTAL)
    if claim is None:
        return None
    claim.start = claim.at = total.token.start
    claim.end = total.token.end
    claim.part = claim.unclear = False
    claim.torn = sum(parts) != total.number.value
    return claim


def _drop_pieces(phrases: Sequence[Phrase], place: int, whole: Claim) -> None:
    """Drop what the sum at phrases[place] was divided into; the phrases of a sentence stand side by side."""
    for way in (range(place, -1, -1), range(place + 1, len(phrases))):
        for at in way:
            phrase = phrases[at]
            if phrase.run.sentence != whole.run.sentence:
                break
            phrase.claims = [c for c in phrase.claims if c is whole or c.field != whole.field or not c.divided]
