"""Whether a text that has figures in it is a report, a correction, or only talk.

A newcomer's usual mistake is to answer every text in which a label stands beside a number: notices, plans, rumours
and questions have them too. A report states something, of a unit that the sender answers for, in words that are known.
"""

import re
from collections.abc import Collection, Sequence
from itertools import pairwise
from typing import Literal

from bot.directory.model import COMMANDING
from bot.reading import token as t
from bot.reading.atoms import TENTATIVE, Atom
from bot.reading.claims import Claim
from bot.reading.frame import Frame
from bot.reading.meaning import Context
from bot.reading.report import Draft
from bot.reading.runs import GROUP, Run

_TALK = frozenset({"ask", "order", "plan", "heard", "compare", "use", t.QUESTION, "particle"})
_ASKING = frozenset({"ask", "particle"})
_ASKED = _ASKING | {"order"}
_PAIRS = 2
_BLANKS = 3
_PLANS = ("计划", "方案", "通知", "要求", "时间")
_SHORT = 80
_ROW = re.compile(r"(?:(?:[①-⑳]|[(]?\d{1,2}[.)、])?\s*\d{1,6}人?(?:[,，、/;；|\s]+|(?=[①-⑳])|$)){4,}")
"""Four numbers and more and nothing else; three may be a date or a score."""
_FOREIGN = 3
"""So many unknown characters beside a lone figure do not make it somebody else's."""

Strength = Literal["report", "doubtful", "none"]


def drop_what_is_asked(draft: Draft, required: Collection[str]) -> None:
    """Figures inside a question are not stated: 在岗是126吗, 返岗104？"""
    if not draft.kinds & _ASKED and not any(run.after == t.QUESTION for run in draft.runs):
        return
    asking = {id(run) for run in draft.runs if _asks(run)}
    tagged = {run.sentence: run.start for run in draft.runs if _is_tag(run)}  # the last tag of each sentence
    for claim in draft.claims:
        if (
            id(claim.run) in asking
            or (claim.run.after == t.QUESTION and claim.code != "not_a_number" and claim.end <= claim.run.end)
            or tagged.get(claim.run.sentence, -1) > claim.start
            or "order" in claim.run.kinds
        ):
            claim.voided = True
    if any("same" in run.kinds and (id(run) in asking or run.after == t.QUESTION) for run in draft.runs):
        draft.carry, draft.carries = None, ()  # 和昨天一样吗
    _drop_premises(draft, required)


def _drop_premises(draft: Draft, required: Collection[str]) -> None:
    """有4个员工在隔离，能不能提前解除: the only figure of a sentence that asks is what the question is about."""
    counted = draft.counted
    if len(counted) != 1 or counted[0].field in required:
        return
    claim = counted[0]
    claim.voided = any(_asks(run) and run.sentence == claim.run.sentence and run.start > claim.at for run in draft.runs)


def _asks(run: Run) -> bool:
    return bool(run.kinds & _ASKING)


def _is_tag(run: Run) -> bool:
    """对吗, 是不是 behind a comma."""
    return _asks(run) and all(
        token.kind in ("ask", "particle", "fill", "not", t.OTHER) and token.end - token.start <= 3
        for token in run.tokens
    )


def strength(draft: Draft, frame: Frame, context: Context) -> Strength:
    """How surely the text states figures."""
    counted = draft.counted
    valued = [claim for claim in counted if claim.value is not None]
    if all(claim.mood & TENTATIVE for claim in counted) and not draft.zeros and draft.carry is None:
        return "none"
    if frame.forwarded and not draft.named:
        return "none"
    if (context.sender.role in COMMANDING or context.sender.role == "grid_leader") and not _official(
        draft, frame, context
    ):
        return "none"
    if not draft.named and "trade" in draft.kinds:
        return "none"
    if _only_reassures(valued, draft) or _only_seems(counted, draft):
        return "none"
    if not valued and not draft.zeros and draft.carry is None:
        return "doubtful"
    clean = [claim for claim in valued if _foreign(claim.run) <= _FOREIGN]
    if clean or len(valued) > 1 or draft.zeros or draft.named or draft.carry:
        return "report"
    return "doubtful"


def _only_reassures(valued: Sequence[Claim], draft: Draft) -> bool:
    """今天3个客户来访，体温正常: nothing but zeros in passing, among words of something else."""
    if draft.zeros or draft.named or any(claim.value not in (0, False) or claim.label is not None for claim in valued):
        return False
    kinds = draft.kinds
    strange = sum(_foreign(run) for run in draft.runs) > _FOREIGN or "survey" in kinds
    return bool(valued) and strange and "title" not in kinds


def _only_seems(counted: Sequence[Claim], draft: Draft) -> bool:
    """上班要带3样东西: every figure may be something else's, among words of something else."""
    if draft.zeros or draft.named or draft.carry or not all(claim.torn for claim in counted):
        return False
    if any(claim.divided or claim.qualified for claim in counted):
        return False
    strange = sum(_foreign(run) + 2 * ("role" in run.kinds) for run in draft.runs)
    return strange >= _FOREIGN and "title" not in draft.kinds


def is_blank_form(draft: Draft, frame: Frame, required: Collection[str]) -> bool:
    """A pasted form without a single answer. A sender who shows others how to fill it in says so (模板, 请各单位)."""
    if draft.claims or frame.forwarded or frame.chain or _TALK & draft.kinds or "sample" in draft.kinds:
        return False
    blanks = {
        token.value
        for run in draft.runs
        for token, behind in pairwise(token for token in run.tokens if token.kind not in ("fill", GROUP))
        if token.kind == t.LABEL and behind.kind == t.COLON
    }
    return len(blanks) >= _BLANKS and blanks >= set(required)


def unlabelled(draft: Draft, text: str, letters: Collection[str], *, addressed: bool = False) -> tuple[int, int] | None:
    """Where figures stand that nobody can place: 今天405人, 岗486/返512. None when nothing asks to be placed.

    `letters`: of which labels are made; one of them alone may stand for its label.
    """
    if draft.kinds & _TALK or len(text) > _SHORT or any(map(_is_about_plans, draft.runs)):
        return None
    if only := _only_numbers(text):
        return only
    pairs = [pair for phrase in draft.phrases for pair in phrase.words if _may_be_a_label(*pair, text, letters)]
    loose = [atom for phrase in draft.phrases for atom in phrase.loose if atom.number is not None and atom.number.heads]
    if not pairs and not loose:
        return None
    foreign = sum(_foreign(run) for run in draft.runs)
    if len(pairs) >= _PAIRS and foreign <= sum(w.token.end - w.token.start for w, _ in pairs) + _FOREIGN:
        return min(word.token.start for word, _ in pairs), max(value.token.end for _, value in pairs)
    told = draft.named or addressed or not draft.kinds.isdisjoint((t.DAY, "total"))
    if len(loose) == 1 and not foreign and told:
        return loose[0].token.start, loose[0].token.end
    return None


def _only_numbers(text: str) -> tuple[int, int] | None:
    """409 420 17 0 1, ①409②420③17: somebody who trusts that the order is known."""
    bare = text.strip()
    if not _ROW.fullmatch(bare):
        return None
    start = len(text) - len(text.lstrip())
    return start, start + len(bare)


def _is_about_plans(run: Run) -> bool:
    """返岗计划：3.5返20人."""
    return t.LOOKALIKE in run.kinds and any(
        token.kind == t.LOOKALIKE and token.value[1] in _PLANS for token in run.tokens
    )


def _may_be_a_label(word: Atom, value: Atom, text: str, letters: Collection[str]) -> bool:
    """岗, 返, 隔: one character of a label."""
    token = word.token
    short = token.kind == t.OTHER and token.end - token.start == 1 and text[token.start : token.end] in letters
    return short and value.number is not None and value.number.measure in (None, "head", "piece")


def _official(draft: Draft, frame: Frame, context: Context) -> bool:
    if not draft.named:
        return _reports_plainly(draft, frame, context)
    return frame.mentions_bot or context.private or len(draft.counted) > 1


def _reports_plainly(draft: Draft, frame: Frame, context: Context) -> bool:
    """工地今天在岗68人，没发热的: several figures and nothing else, of a unit that the leader forgot to name."""
    fields = {claim.field for claim in draft.counted if claim.value is not None}
    plain = context.sender.role == "grid_leader" and not frame.forwarded and not draft.kinds & _TALK
    return plain and len(fields) > 1 and not any(map(_foreign, draft.runs))


def _foreign(run: Run) -> int:
    """How many characters of a run nobody understood."""
    if t.OTHER not in run.kinds:
        return 0
    return sum(token.end - token.start for token in run.tokens if token.kind == t.OTHER)
