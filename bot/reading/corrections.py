"""People who mend what they said: in the same breath (126，哦不对，是128), or what they sent before (更正：在岗128).

A newcomer's usual mistake is to read 更正 as the one or the other by its word. Its place tells: before any figure it
is about an earlier message, between two figures of a field it is breath, and after all of them it is about the message.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from bot.reading import token as t
from bot.reading.atoms import BECOMES, DENIED, OOPS, Atom
from bot.reading.claims import Claim, claim_of
from bot.reading.phrase import Phrase
from bot.reading.token import Token
from bot.reading.vocabulary import Vocabulary

_MARKS: Final = frozenset({"oops", "notice", "misreported", "sorry"})
_MENDING: Final = _MARKS | {"not", "miswrote", "becomes", "rises", "arrow"}
"""Where none of these stands, nothing is mended."""
_TAKES_BACK: Final = frozenset(
    "不对 哦不对 噢不对 啊不对 不对不对 哦不 不不 不不不 哦不是 错了 说错 说错了 讲错 讲错了 口误".split()
)
"""Behind a figure and with nothing after them these leave it open what is right."""

_IS_WRONG: Final = frozenset("有误 有错 写错 写错了 填错 填错了 报错 报错了 打错了 算错了 搞错了".split())
"""The same, glued to the figure: 在岗97有误."""
_CLOSING: Final = " \"'”’」』》】的"


@dataclass(slots=True)
class Mending:
    """`notice`: about an earlier message, `plain` if it says 更正. `places`: where the speaker took back his words."""

    notice: bool = False
    plain: bool = False
    places: list[int] = field(default_factory=list)


def mend(phrases: Sequence[Phrase], vocabulary: Vocabulary, text: str, today: date) -> Mending:
    """Give values without a label to what they correct, and tell breath from notice."""
    if not any(map(_may_mend, phrases)):
        return Mending()
    mender = _Mender(vocabulary, text, today)
    for phrase in phrases:
        mender.take(phrase)
    if mender.unfinished is not None:
        mender.unfinished.torn = True
    return mender.mending


def _may_mend(phrase: Phrase) -> bool:
    if phrase.replaced or phrase.run.kinds & _MENDING:
        return True
    return any(claim.mood & DENIED for claim in phrase.claims)


class _Mender:
    """What was said so far, phrase by phrase."""

    def __init__(self, vocabulary: Vocabulary, text: str, today: date) -> None:
        self.vocabulary = vocabulary
        self.today = today
        self.text = text
        self.mending = Mending()
        self.claimed: list[Claim] = []
        self.first_at: dict[str, int] = {}  # where each field was first stated
        self.open = False  # something was taken back
        self.apologised = False
        self.unfinished: Claim | None = None
        self.of_another_day = -1  # the sentence in which 昨日报错 was said

    def take(self, phrase: Phrase) -> None:
        marks = [token for token in phrase.run.tokens if token.kind in _MARKS] if phrase.run.kinds & _MARKS else []
        last = phrase.run.tokens[-1]
        if last.kind == "not" and phrase.claims:  # 在岗126……不是，是128
            marks.append(last)
        if marks and self._of_another_day(phrase, marks[0].start) and not self._is_all_of_it(phrase):
            self.of_another_day = phrase.run.sentence
        for mark in marks:
            self._mark(mark, phrase)
        self._replace(phrase, marks)
        for claim in phrase.claims:
            if claim.counts:
                self.unfinished = None if self.unfinished is not claim else claim
        for mark in marks:
            self._leave_open(mark, phrase)
        for claim in phrase.claims:
            self._becomes(claim, phrase)
        for claim in phrase.claims:
            self.first_at.setdefault(claim.field, claim.at)
            if self._is_of_a_day_before(claim, phrase):
                claim.voided = self.open = True
        self.claimed.extend(phrase.claims)

    def _mark(self, mark: Token, phrase: Phrase) -> None:
        """Whether the words stand behind a figure or before all of them."""
        behind = bool(self.claimed) or any(claim.start < mark.start for claim in phrase.claims)
        if mark.kind == "sorry":
            self.apologised = True
            if behind:
                self.mending.places.append(mark.start)
        elif behind and not any(claim.start < mark.start < claim.end for claim in phrase.claims):
            self.open = True
            self.mending.places.append(mark.start)
        else:
            self.mending.notice = True
            self.mending.plain |= any(word in self.text[mark.start : mark.end] for word in ("更正", "改", "正", "订"))

    def _leave_open(self, mark: Token, phrase: Phrase) -> None:
        """在岗126，不对: what is right was not said."""
        words = self.text[mark.start : mark.end]
        said = [claim for claim in (*self.claimed[-1:], *phrase.claims) if claim.counts]
        if not said or any(claim.end > mark.start for claim in said):
            return
        if (mark.kind == "oops" and words in _TAKES_BACK) or (words in _IS_WRONG and self._is_glued(said[-1], mark)):
            self.unfinished = said[-1]

    def _is_glued(self, claim: Claim, mark: Token) -> bool:
        """“返岗459人”有误: nothing but closing marks stands between."""
        return not self.text[claim.end : mark.start].strip(_CLOSING)

    def _replace(self, phrase: Phrase, marks: Sequence[Token]) -> None:
        """A lone value behind words that took a figure back is that figure's."""
        lone = phrase.lone or _set_right(phrase)
        if phrase.claims or lone is None or not self.claimed or any(mark.start > lone.token.start for mark in marks):
            return
        if self._of_another_day(phrase, lone.token.start):
            return  # 在岗298人（更正：昨日为295人）
        last = self._said_before(phrase)
        if phrase.run.sentence == self.of_another_day:
            last.torn = last.divided = True  # 在岗298人，昨天报错了，应为295人: of which day?
            return
        meant = self.open or self.apologised or bool(lone.link & BECOMES) or bool(last.mood & DENIED)
        if not meant or last.label is None:
            return
        claim = claim_of(last.label, lone, phrase.run, self.vocabulary, self.text, mood=lone.mood, link=0)
        if claim is None or last.mood & claim.mood & DENIED:
            return
        claim.start, claim.at, claim.end = lone.token.start, lone.token.start, lone.token.end
        if not self.open and not claim.mood & DENIED:
            self.mending.places.append(lone.token.start - 1)
        phrase.claims.append(claim)
        phrase.drop_loose(lone)

    def _of_another_day(self, phrase: Phrase, place: int) -> bool:
        """Whether an earlier day than today is named before that place of a run."""
        return any(
            token.kind == t.DAY and token.start < place and token.value.day is not None and token.value.day < self.today
            for token in phrase.run.tokens
        )

    def _is_all_of_it(self, phrase: Phrase) -> bool:
        """昨天宏达鞋业隔离人数报的3人有误，实际2人: the day stands before the first figure, and all is of that day."""
        first = min((claim.start for claim in phrase.claims), default=-1)
        days = [token.start for token in phrase.run.tokens if token.kind == t.DAY]
        return not self.claimed and bool(days) and days[0] < first

    def _is_of_a_day_before(self, claim: Claim, phrase: Phrase) -> bool:
        """不对640是昨天的，今天是652: of what was just said the next number is today's."""
        behind = [token for token in phrase.run.tokens if token.start >= claim.end][:2]
        kinds = [token.kind for token in behind]
        if kinds != ["fill", t.DAY] or not self.text.startswith("的", behind[1].end):
            return False
        day = behind[1].value.day
        return day is not None and day < self.today

    def _said_before(self, phrase: Phrase) -> Claim:
        """What a lone value corrects: in a bracket the claim right before it, else the last one."""
        host = phrase.run.host
        if host is not None:
            place = host.tokens[phrase.run.host_at].start
            return next((claim for claim in reversed(self.claimed) if claim.end <= place), self.claimed[-1])
        return self.claimed[-1]

    def _becomes(self, claim: Claim, phrase: Phrase) -> None:
        """在岗应为128 behind 在岗126 replaces it; with nothing before it, it mends an earlier message."""
        if not (claim.link & (BECOMES | OOPS) or phrase.replaced):
            return
        before = min((other.at for other in phrase.claims if other.field == claim.field), default=claim.at)
        if before < claim.at and claim.link & BECOMES and not self.open:  # 把隔离3改成隔离2
            for other in phrase.claims:
                other.voided |= other.field == claim.field and other.at < claim.at
            self.mending.notice = self.mending.plain = True
            return
        if min(self.first_at.get(claim.field, claim.at), before) < claim.at:
            self.mending.places.append(claim.at - 1)
        elif claim.link & BECOMES and not self.mending.places:
            self.mending.notice = self.mending.plain = True


def _set_right(phrase: Phrase) -> Atom | None:
    """（刚数漏了电梯班，应为130人）: the last number, if words of mending lead to it."""
    last = phrase.atoms[-1] if phrase.atoms else None
    return last if last is not None and last.link & BECOMES and last in phrase.loose else None


def without_overridden(claims: Sequence[Claim], places: Sequence[int]) -> list[Claim]:
    """The claims of one unit and day without those that a later claim of the field, behind a place, replaces."""
    if not places:
        return list(claims)
    ordered = sorted(places)
    last_at: dict[str, int] = {}
    for claim in claims:
        last_at[claim.field] = max(last_at.get(claim.field, 0), claim.at)
    kept = []
    for claim in claims:
        after = bisect_right(ordered, claim.at)
        if after == len(ordered) or last_at[claim.field] < ordered[after]:
            kept.append(claim)
    return kept
