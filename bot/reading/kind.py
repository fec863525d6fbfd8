"""Whether a text that has figures in it is a report, a correction, or only talk.

A newcomer's usual mistake is to answer every text in which a label stands beside a number: notices, plans, rumours
and questions have them too. A report states something, of a unit that the sender answers for, in words that are known.
"""

from typing import Literal

from bot.directory.model import COMMANDING
from bot.reading import token as t
from bot.reading.claims import Claim
from bot.reading.frame import Frame
from bot.reading.meaning import Context
from bot.reading.report import Draft
from bot.reading.runs import Run

Strength = Literal["report", "doubtful", "none"]


def drop_what_is_asked(draft: Draft) -> None:
    """Figures inside a question are not stated: 在岗是126吗, 返岗104？"""
    asking = {id(run) for run in draft.runs if _asks(run)}
    tags = [run for run in draft.runs if _is_tag(run)]
    for claim in draft.claims:
        if id(claim.run) in asking or (claim.run.after == t.QUESTION and not _blank_asked(claim)):
            claim.voided = True
        elif any(tag.sentence == claim.run.sentence for tag in tags):
            claim.voided = True
        elif any(token.kind == "order" for token in claim.run.tokens):
            claim.voided = True


def _asks(run: Run) -> bool:
    return any(token.kind == "ask" for token in run.tokens)


def _is_tag(run: Run) -> bool:
    """对吗, 是不是 behind a comma."""
    return _asks(run) and all(token.kind in ("ask", "fill", "not") for token in run.tokens)


def _blank_asked(claim: Claim) -> bool:
    return claim.code is not None


def strength(draft: Draft, frame: Frame, context: Context) -> Strength:
    """How surely the text states figures."""
    counted = draft.counted
    valued = [claim for claim in counted if claim.value is not None]
    if not counted and not draft.zeros and draft.carry is None:
        return "none"
    if context.sender.role in COMMANDING and not _official(draft, frame, context):
        return "none"
    if not valued and not draft.zeros and draft.carry is None:
        return "doubtful"
    clean = [claim for claim in valued if _foreign(claim.run, draft) == 0]
    if clean or len(valued) > 1 or draft.zeros or draft.named or draft.carry:
        return "report"
    return "doubtful"


def _official(draft: Draft, frame: Frame, context: Context) -> bool:
    if not draft.named:
        return False
    return frame.mentions_bot or context.private or len(draft.counted) > 1


def _foreign(run: Run, draft: Draft) -> int:
    """How many characters of a run nobody understood."""
    return sum(token.end - token.start for token in run.tokens if token.kind == t.OTHER)
