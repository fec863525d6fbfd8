"""What the dialogue after 不对 shows: the stored figures by number, or the units of a message to choose from.

Whatever is shown waits as a draft, so that a restart or another chat changes nothing about it.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bot.forms.definition import FormDef
from bot.forms.moments import duration
from bot.handlers.base import Request
from bot.handlers.filing.items import OBJECTION, entry, problem_entry, to_sender
from bot.messages import Answer, Outcome
from bot.reading.meaning import Problem
from bot.store.records import Draft, StoredReport
from bot.views import objection as words

MOST_UNITS = 200  # of one message among which one can be chosen


async def show(
    request: Request, form: FormDef, unit: str, period: date, *, before: str = "", draft: Draft | None = None
) -> Answer:
    """List what is stored for the unit's day, and wait for the number."""
    head = await request.uow.reports.head(form.id, unit, period)
    name = name_of(request, unit)
    if head is None or head.withdrawn:
        text = words.nothing_stored(form, unit_name=name, period=period)
        return Answer(Outcome("chatter"), (to_sender(request, text),))
    keys = tuple(field.key for field in form.fields if field.key in head.values)
    fresh = _draft(request, form, unit=unit, period=period, asked=(OBJECTION,), candidates=keys)
    waiting = replace(fresh, asked=draft.asked, values=draft.values) if draft is not None else fresh
    request.uow.drafts.put(waiting)
    text = words.which_figure(form, unit_name=name, period=period, values=head.values)
    return _asked(request, form, (head,), "\n".join(filter(None, (before, text))))


async def ask_which(request: Request, form: FormDef, candidates: Sequence[str]) -> Answer:
    """Several units: which of them is it about? Each candidate is "unit/day"."""
    kept = tuple(candidates[:MOST_UNITS])
    request.uow.drafts.put(_draft(request, form, unit=None, period=None, asked=(OBJECTION, "unit"), candidates=kept))
    return await which(request, form, kept)


async def which(request: Request, form: FormDef, candidates: Sequence[str], before: str = "") -> Answer:
    """The units to choose from."""
    heads, named = [], []
    for candidate in candidates:
        unit, _, day = candidate.partition("/")
        period = date.fromisoformat(day)
        head = await request.uow.reports.head(form.id, unit, period)
        heads += [head] if head is not None else []
        named.append((name_of(request, unit), period, head.values if head is not None else {}))
    return _asked(request, form, heads, "\n".join(filter(None, (before, words.which_unit(form, named)))))


def _draft(
    request: Request, form: FormDef, *, unit: str | None, period: date | None, asked: tuple[str, ...],
    candidates: tuple[str, ...],
) -> Draft:  # fmt: skip
    return Draft(
        sender=request.member.user_id,
        chat=request.inbound.chat or "",
        form=form.id,
        unit=unit,
        period=period,
        kind="correction",
        values={},
        asked=asked,
        candidates=candidates,
        message_id=request.inbound.message_id,
        created_at=request.now,
        expires_at=request.now + duration(form.draft_life),
    )


def _asked(request: Request, form: FormDef, heads: Sequence[StoredReport], text: str) -> Answer:
    problem = problem_entry(Problem("field_unclear", words=request.inbound.text[:40]), None)
    certain = [
        entry(form, unit=h.unit, unit_name=_full_name(request, h.unit), period=h.period, values=h.values) for h in heads
    ]
    outcome = Outcome("ask_back", {"problems": [problem], "certain": certain, "reports": [], "dialogue": OBJECTION})
    return Answer(outcome, (to_sender(request, text),))


def name_of(request: Request, unit: str) -> str:
    """The name people use for a unit."""
    known = request.directory.unit_by_id.get(unit)
    return known.short_name if known else unit


def _full_name(request: Request, unit: str) -> str:
    known = request.directory.unit_by_id.get(unit)
    return known.name if known else unit
