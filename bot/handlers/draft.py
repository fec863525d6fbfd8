"""The verb of short answers: what the bot asked back is completed and goes the way of every report.

The draft that an answer completes is the newest one, or the one of the unit that the answer names.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot import texts
from bot.handlers import fallback
from bot.handlers.base import Request, Verb
from bot.handlers.filing.items import CONFIRM, Item, problem_entry, to_sender
from bot.handlers.filing.storing import file_items
from bot.messages import Answer, Outcome
from bot.reading.meaning import Chatter, Problem, ReportMeaning, UnitReading
from bot.store.records import Draft
from bot.views.figures import sample

_YES = re.compile(r"(?:@\S+\s*)?(?:确认|确认无误|确认一样|无误|没错|正确|是的?|对的?)[。.!！~]*")
_NOT_FIELDS = frozenset({"unit", "period", CONFIRM})


def _takes(request: Request) -> bool:
    meaning = request.meaning
    if isinstance(meaning, ReportMeaning):
        return meaning.kind == "answer"
    return isinstance(meaning, Chatter) and _YES.fullmatch(request.inbound.text.strip()) is not None


async def _run(request: Request) -> Answer:
    waiting = await request.uow.drafts.open_for(request.member.user_id, request.inbound.chat or "", now=request.now)
    meaning = request.meaning
    if not isinstance(meaning, ReportMeaning):
        return await _said_yes(request, waiting)
    form = request.preset.form(meaning.form)
    matched = [(reading, _draft_of(reading, waiting)) for reading in meaning.items]
    items = [_completed(reading, draft) for reading, draft in matched if draft is not None]
    if not items:
        first = next((f for f in form.fields if f.required), form.fields[0])
        problem = problem_entry(Problem("field_unclear", words=request.inbound.text[:40]), None)
        outcome = Outcome("ask_back", {"problems": [problem], "certain": [], "reports": []})
        return Answer(outcome, (to_sender(request, texts.no_open_draft(form.name, sample(first))),))
    return await file_items(request, form, items, unknown=meaning.unknown)


async def _said_yes(request: Request, waiting: Sequence[Draft]) -> Answer:
    """确认 to carried figures; without any, it is small talk like any other."""
    draft = next((d for d in waiting if CONFIRM in d.asked), None)
    if draft is None:
        return await fallback.FALLBACK.run(request)
    form = request.preset.form(draft.form)
    return await file_items(request, form, [_completed(UnitReading(draft.unit, draft.period), draft)])


def _draft_of(reading: UnitReading, waiting: Sequence[Draft]) -> Draft | None:
    if reading.named and reading.unit is not None:
        named = next((d for d in waiting if d.unit == reading.unit), None)
        return named or next((d for d in waiting if d.unit is None), None)
    return next(iter(waiting), None)


def _completed(reading: UnitReading, draft: Draft) -> Item:
    """The answer put together with what was clear; what was asked and is still unknown is asked again."""
    whole = replace(reading, unit=reading.unit or draft.unit, period=reading.period or draft.period)
    if CONFIRM in draft.asked:
        said_yes = not reading.values and not reading.problems and reading.carry is None
        return Item(whole, draft.kind, draft.values if said_yes else {}, (draft,), confirmed=said_yes)
    known = {*draft.values, *reading.as_mapping(), *(p.field for p in reading.problems), *_NOT_FIELDS}
    open_yet = tuple(Problem("field_unclear", key) for key in draft.asked if key not in known)
    return Item(replace(whole, problems=(*reading.problems, *open_yet)), draft.kind, draft.values, (draft,))


DRAFT = Verb(name="draft", help="", takes=_takes, run=_run)
