"""The verb of 不对: shows what is stored, numbered, and takes the right figures by their numbers.

A newcomer's usual mistake is to keep the dialogue anywhere else than in a draft: what is half answered waits there like
every other question, and nothing stored changes before an answer is clear.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, get_args

from bot.forms.moments import duration
from bot.handlers import fallback
from bot.handlers.base import Request, Verb
from bot.handlers.filing.items import OBJECTION, Item, to_sender
from bot.handlers.filing.storing import file_items
from bot.handlers.objections.said import Choice, bare, opened_for, said_in
from bot.handlers.objections.showing import ask_which, name_of, show, which
from bot.handlers.reading_context import context_of, is_called
from bot.handlers.withdrawal import WITHDRAWAL
from bot.messages import Answer, Outcome, OutcomeKind
from bot.reading.cell_figure import CellFigures
from bot.reading.meaning import Problem, UnitReading, Value, WithdrawalMeaning
from bot.reading.objection import Given, objects
from bot.store.records import Draft, Remembered
from bot.views import objection as words

STORED: tuple[OutcomeKind, ...] = ("report", "correction")
ABOUT: tuple[OutcomeKind, ...] = (*STORED, "ask_back")


def _takes(request: Request) -> bool:
    opened = opened_for(request)
    if opened is None:
        return not request.inbound.media and objects(bare(request))
    return said_in(request, opened) is not None


async def _run(request: Request) -> Answer:
    opened = opened_for(request)
    if opened is None:
        return await _begin(request)
    said = said_in(request, opened)
    match said:
        case Choice(at=at):
            unit, _, day = opened.candidates[at].partition("/")
            request.uow.drafts.close(opened)
            return await show(request, request.preset.form(opened.form), unit, date.fromisoformat(day))
        case UnitReading():
            return await _correct(request, opened, said)
        case tuple():
            return await _by_number(request, opened, said)
        case "yes":
            return await _leave(request, opened)
        case "back" if opened.unit is not None:
            request.uow.drafts.close(opened)
            meaning = WithdrawalMeaning(opened.form, opened.unit, opened.period)
            return await WITHDRAWAL.run(replace(request, meaning=meaning))
        case "no":
            return await _once_more(request, opened)
        case _:
            return await _again(request, opened, words.not_understood(bare(request)))


async def _begin(request: Request) -> Answer:
    """Find what the 不对 is about: the last thing that was stored for the sender here, or asked of him."""
    last = await _last(request, ABOUT if is_called(request) else get_args(OutcomeKind))
    if last is None or last.kind not in ABOUT:  # in a group only right after the receipt
        return await fallback.FALLBACK.run(request)
    if not _stored(last):
        told = next((reply.text for reply in last.replies if reply.to is None), "")
        return Answer(Outcome("ask_back", dict(last.data)), (to_sender(request, words.not_stored_yet(told)),))
    return await _about(request, last)


def _stored(last: Remembered) -> Sequence[Mapping[str, Any]]:
    """The contract's entries of what a message stored, or of what this dialogue showed."""
    return last.data.get("certain" if last.data.get("dialogue") == OBJECTION else "reports") or ()


async def _last(request: Request, kinds: Sequence[OutcomeKind]) -> Remembered | None:
    lives = max(duration(form.draft_life) for form in request.preset.forms)
    return await request.uow.inbox.last_of(
        request.member.user_id, request.inbound.chat or "", kinds=kinds, since=request.now - lives
    )


async def _about(request: Request, last: Remembered) -> Answer:
    form = request.preset.form(_stored(last)[0]["form"])
    stored = [one for one in _stored(last) if one["form"] == form.id]
    if len(stored) == 1:
        return await show(request, form, stored[0]["unit"], date.fromisoformat(stored[0]["period"]))
    return await ask_which(request, form, [f"{one['unit']}/{one['period']}" for one in stored])


async def _once_more(request: Request, opened: Draft) -> Answer:
    """不对 again: about the same, unless something else was stored meanwhile."""
    last = await _last(request, STORED)
    if last is not None and opened.period is not None:
        stored = [(one["unit"], one["period"]) for one in _stored(last)]
        if stored and (opened.unit, opened.period.isoformat()) not in stored:
            request.uow.drafts.close(opened)
            return await _about(request, last)
    return await _again(request, opened, "")


async def _again(request: Request, opened: Draft, before: str) -> Answer:
    """The same list once more: nothing was lost and nothing changed."""
    form = request.preset.form(opened.form)
    if opened.unit is None or opened.period is None:
        return await which(request, form, opened.candidates, before)
    return await show(request, form, opened.unit, opened.period, before=before, draft=opened)


async def _leave(request: Request, opened: Draft) -> Answer:
    request.uow.drafts.close(opened)
    form = request.preset.form(opened.form)
    unit, _, day = (opened.candidates[0] if opened.unit is None else f"{opened.unit}/{opened.period}").partition("/")
    text = words.left_as_it_is(form, unit_name=name_of(request, unit), period=date.fromisoformat(day))
    return Answer(Outcome("chatter"), (to_sender(request, text),))


async def _by_number(request: Request, opened: Draft, given: Sequence[Given]) -> Answer:
    form = request.preset.form(opened.form)
    count = len(opened.candidates)
    if unlisted := [one.number for one in given if not 1 <= one.number <= count]:
        return await _again(request, opened, words.not_listed(unlisted[0], count))
    figures = CellFigures(context_of(request, form))
    values: dict[str, Value] = {}
    problems: list[Problem] = []
    for one in given:
        key = opened.candidates[one.number - 1]
        figure, code = figures.of_words(form.field(key), one.words)
        start = max(request.inbound.text.find(one.words), 0)
        end = start + len(one.words)
        if figure is None:
            problems.append(Problem(code, key, None, one.words, start, end))
        elif key in values and values[key].value != figure:
            problems.append(Problem("contradiction", key, None, one.words, start, end, (values[key].words, one.words)))
        else:
            values[key] = Value(key, figure, start, end, one.words)
    reading = UnitReading(opened.unit, opened.period, tuple(values.values()), tuple(problems), named=True)
    return await _correct(request, opened, reading)


async def _correct(request: Request, opened: Draft, reading: UnitReading) -> Answer:
    """File it like any correction. What is asked back goes on with the same numbers."""
    form = request.preset.form(opened.form)
    answer = await file_items(request, form, [Item(reading, "correction", opened.values, (opened,), explain=False)])
    if answer.outcome.kind == "ask_back":
        waiting = await request.uow.drafts.open_for(request.member.user_id, request.inbound.chat or "", now=request.now)
        same = (opened.form, opened.unit, opened.period)
        fresh = next((d for d in waiting if (d.form, d.unit, d.period) == same), opened)
        asked = tuple(dict.fromkeys((OBJECTION, *fresh.asked)))
        request.uow.drafts.put(replace(fresh, asked=asked, candidates=opened.candidates))
    return answer


OBJECTION_VERB = Verb(name="objection", help="回执有错：回复“不对”，按序号改", takes=_takes, run=_run)
