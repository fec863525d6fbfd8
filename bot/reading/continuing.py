"""What a field is by now, said behind what was only added, used, compared or of yesterday: 今日新增返岗2人，累计135.

The label stands once, at the figure that is none of the report's; the number behind it is told by a word of its own
(累计, 共, 还有, 为, 现, 今天). A newcomer's usual mistake is to take any number that follows: 隔离2人已解除，5人请假.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final

from bot.reading import token as t
from bot.reading.atoms import BECOMES, COMPARE, DELTA, HELD_BACK, LEFT, PAST, RISES, TOTAL, USE, Atom
from bot.reading.claims import Claim, claim_of
from bot.reading.phrase import Phrase
from bot.reading.token import Token
from bot.reading.vocabulary import Vocabulary

_SMALL: Final = frozenset({"fill", "total", "left", "becomes", "rises", t.NUMBER, t.DAY, t.COLON})
_NOW: Final = ("为", "达", "至", "到", "现", "目前", "仍", "还是", "只", "仅", "就")
_FEWER: Final = ("解除", "减少", "出院", "离开", "走")
_PACKS: Final = tuple("盒箱包袋件")
_SO_FAR: Final = "累"
"""累计 behind people to watch tells of all there ever were."""
_CHANGED: Final = DELTA | COMPARE | USE | PAST


def continue_labels(phrases: Sequence[Phrase], vocabulary: Vocabulary, text: str) -> None:
    """Give a number that stands alone behind a change the label of the change."""
    if not any(phrase.loose or phrase.words or any(map(_is_inexact, phrase.claims)) for phrase in phrases):
        return
    continuer = _Continuer(vocabulary, text)
    for phrase in phrases:
        if phrase.run.depth == 0 and phrase.atoms:
            continuer.take(phrase)


def _is_inexact(claim: Claim) -> bool:
    return claim.code == "inexact_number"


class _Continuer:
    """What may go on: the label of a change, or a figure of which some are gone (隔离3人，解除1人，剩2人)."""

    def __init__(self, vocabulary: Vocabulary, text: str) -> None:
        self.vocabulary = vocabulary
        self.text = text
        self.sentence = -1
        self.forget()

    def forget(self) -> None:
        self.label: Token | None = None
        self.day: date | None = None
        self.vague: Claim | None = None
        self.whole: Claim | None = None
        self.gone: int | None = None

    def _is_in_packs(self, claim: Claim) -> bool:
        """口罩20盒，每盒50只，共1000只: what the packs hold is told behind; so too in 口罩不多，只有200个."""
        return claim.field in self.vocabulary.stocks and self.text[claim.end - 1 : claim.end] in _PACKS

    def take(self, phrase: Phrase) -> None:
        if self.vague is not None and self.text.startswith("每", phrase.run.start):
            return  # 每盒50只
        if phrase.run.sentence != self.sentence:
            self.sentence = phrase.run.sentence
            self.forget()
        lone = phrase.lone if phrase.lone in phrase.loose else None
        if lone is not None and self.label is not None and self._tells(phrase, lone):
            self._claim(phrase, lone, self.label)
            if self.vague is not None:
                self.vague.voided = True
            dated = self.day is not None and bool(phrase.claims)
            self.forget()
            if dated:
                self._heed(phrase.claims[-1])  # 25日185，26日190，27日193
        elif lone is not None and self.gone is not None and lone.link & LEFT:
            self._left_over(phrase, lone)
            self.forget()
        elif phrase.claims:
            self._settle_net(phrase)
            if self.vague is not None and any(
                self.vague.field == c.field and c.value is not None for c in phrase.claims
            ):
                self.vague.voided = True
            self._heed(max(phrase.claims, key=lambda claim: claim.end))
        elif phrase.words:
            self._heed_words(phrase)
        elif phrase.blanks and "新增" in self.text[phrase.blanks[-1].end : phrase.run.end]:
            self.forget()
            self.label = phrase.blanks[-1]  # 返岗无新增，累计411人
        elif not all(atom.mood & HELD_BACK for atom in phrase.atoms):  # 口罩新购2000，加上原有1500，共3500
            self.forget()

    def _settle_net(self, phrase: Phrase) -> None:
        """隔离5人解除2人现隔离3人: the first figure was before, if the three agree."""
        whole, gone = self.whole, self.gone
        for claim in phrase.claims:
            if whole is not None and gone is not None and whole.field == claim.field and claim is not whole:
                whole.voided |= isinstance(whole.value, int) and whole.value - gone == claim.value
            if whole is None and isinstance(claim.value, int) and claim.counts:
                whole = claim
            for word, value in phrase.words:
                fewer = self.text.startswith(_FEWER, word.token.start) and word.token.start >= claim.end
                if whole is claim and gone is None and fewer and value.number is not None:
                    gone = value.number.value

    def _tells(self, phrase: Phrase, lone: Atom) -> bool:
        if lone.number is None or lone.mood & HELD_BACK or phrase.run.kinds - _SMALL:
            return False
        if self.day is not None:  # 昨天在岗126，今天128
            return not lone.mood & USE and any(
                token.kind == t.DAY and token.value.day not in (None, self.day) for token in phrase.run.tokens
            )
        return bool(lone.link & (TOTAL | LEFT | BECOMES | RISES)) or self.text.startswith(_NOW, phrase.run.start)

    def _heed(self, claim: Claim) -> None:
        """The last thing that a phrase says."""
        self.forget()
        days = [token.value.day for token in claim.run.tokens if token.kind == t.DAY and token.start < claim.end]
        if claim.voided or claim.mood & _CHANGED:
            self.label = claim.label
        elif claim.code == "inexact_number" and ("vague" in claim.run.kinds or self._is_in_packs(claim)):
            self.label, self.vague = claim.label, claim
        elif days:
            self.label, self.day = claim.label, days[-1]
        elif claim.counts and claim.label is not None and isinstance(claim.value, int):
            self.whole = claim

    def _heed_words(self, phrase: Phrase) -> None:
        """今日新增返岗2人, 解除隔离1人 are changes of what a field counts; 解除1人 may be of the figure before."""
        word, value = phrase.words[-1]
        if value.mood & HELD_BACK:
            return  # 加上原有1500
        said = self.text[word.token.start : word.token.end]
        whole, gone = self.whole, value.number.value if value.number is not None else None
        held = self.label if said.startswith(_FEWER) else None
        self.forget()
        self.label = held  # 隔离原2人，今日解除1人，现1人
        if word.token.kind == t.LOOKALIKE and isinstance(word.token.value, tuple):
            key = word.token.value[0]
            if key in self.vocabulary.counts and ("新" in said or said.startswith(_FEWER)):
                self.label = Token(t.LABEL, word.token.start, word.token.end, key)
        if whole is not None and said.startswith(_FEWER):
            self.whole, self.gone = whole, gone

    def _left_over(self, phrase: Phrase, lone: Atom) -> None:
        """隔离3人，解除1人，剩2人: the first figure was before, if the three agree; else nobody knows."""
        whole, left = self.whole, lone.number.value if lone.number is not None else None
        if whole is None or whole.label is None or left is None or not isinstance(whole.value, int):
            return
        if whole.value - (self.gone or 0) == left:
            whole.voided = True
            self._claim(phrase, lone, whole.label)
        else:
            whole.torn = whole.divided = True

    def _claim(self, phrase: Phrase, lone: Atom, label: Token) -> None:
        mood = lone.mood & ~USE
        claim = claim_of(label, lone, phrase.run, self.vocabulary, self.text, mood=mood, link=lone.link)
        so_far = _SO_FAR in self.text[phrase.run.start : lone.token.start]
        if claim is None or (so_far and self.vocabulary.fields[claim.field].zero_report):
            return
        claim.start = claim.at = phrase.run.start
        claim.end = lone.token.end
        claim.voided = False
        phrase.claims.append(claim)
        phrase.drop_loose(lone)
