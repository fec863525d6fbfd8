"""The values on the way of a report into the store: what comes in, what becomes of each unit's part.

This package is no verb: reports, corrections and completed drafts all go through it, so that what is
checked for one is checked for all.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from bot.forms.definition import FormDef
from bot.handlers.base import Request
from bot.messages import Answer, Outcome, Reply
from bot.reading.meaning import Figure, Problem, UnitReading
from bot.store.records import AuditLine, Draft
from bot.views.asking import Question
from bot.views.receipt import Receipt

CONFIRM = "confirm"  # asked of a draft of carried figures: the one word 确认, nothing else
OBJECTION = "objection"  # asked after 不对: which figure is wrong; `candidates` are the listed fields, or units
Kind = Literal["report", "correction"]


@dataclass(frozen=True)
class Item:
    """One unit's part of a message. `extra` are clear values of the drafts that it completes.

    `confirmed`: the sender saw the carried figures and said yes, so `extra` counts as his statement.
    `keep`: what is clear of it waits as a draft when the rest is asked back (not where many rows are asked about at
    once: a short answer would complete the wrong one). `explain`: the receipt says which words gave an unusual figure
    (not where the sender was asked for just this one).
    """

    reading: UnitReading
    kind: Kind
    extra: Mapping[str, Figure] = field(default_factory=dict)
    drafts: tuple[Draft, ...] = ()
    confirmed: bool = False
    keep: bool = True
    explain: bool = True


@dataclass(frozen=True)
class Stored:
    """It was stored: the contract's entry, and what the receipt tells."""

    entry: Mapping[str, Any]
    receipt: Receipt


@dataclass(frozen=True)
class Asked:
    """It was asked back: the contract's problems and certain entry, and the words.

    `text` is the whole answer where the message is about this unit alone, `short` one line of many, and `question`
    what both are made of.
    """

    problems: tuple[Mapping[str, Any], ...]
    certain: Mapping[str, Any]
    text: str
    short: str
    question: Question | None = None


@dataclass(frozen=True)
class Refused:
    """It may not be stored at all, and asking back would not help."""

    code: str
    why: str


Filed = Stored | Asked | Refused


def stamped_at(request: Request) -> datetime:
    """The moment that decides on time or late: when it was sent, by the platform's stamp.

    Our own delay or outage never makes anybody late; a stamp from the future is not believed.
    """
    return min(request.inbound.sent_at, request.inbound.received_at)


def entry(
    form: FormDef, *, unit: str | None, unit_name: str | None, period: date | None, values: Mapping[str, Figure]
) -> dict[str, Any]:
    """The part that reports and drafts have in common in an outcome (CONTRACT section 4)."""
    return {
        "form": form.id,
        "unit": unit,
        "unit_name": unit_name,
        "period": period.isoformat() if period else None,
        "values": {f.key: values[f.key] for f in form.fields if f.key in values},
    }


def problem_entry(problem: Problem, unit: str | None) -> dict[str, Any]:
    """A problem in the contract's shape; of a table that was sent as a file it names the cell, too."""
    cell = {"cell": problem.cell} if problem.cell else {}
    return {
        "code": problem.code,
        "field": problem.field,
        "unit": problem.unit or unit,
        "words": problem.words,
        "start": problem.start,
        "end": problem.end,
        **cell,
    }


def to_sender(request: Request, text: str) -> Reply:
    """A reply to where the message came from; in a group it names whom it is for."""
    return Reply(text, mentions=() if request.private else (request.member.user_id,))


def note(request: Request, action: str, subject: str) -> None:
    """A line in the trail that points at the message, never at its words."""
    line = AuditLine(request.now, request.member.user_id, action, subject, {"message": request.inbound.message_id})
    request.uow.audit.write(line)


def refuse(request: Request, code: str, why: str) -> Answer:
    """Politely no, and a line in the trail."""
    note(request, "refused", code)
    return Answer(Outcome("refused", {"code": code, "why": why}), (to_sender(request, why),))
