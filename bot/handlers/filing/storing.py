"""The one path by which a figure reaches the store: who, when, merged with what is known, checked, stored.

Each unit of a message stands alone: a clear one is stored although its neighbour is asked back.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from bot import texts
from bot.directory.model import Unit
from bot.forms.definition import FormDef
from bot.handlers.base import Request
from bot.handlers.filing.asking import ask, ask_for_figures, ask_to_confirm
from bot.handlers.filing.earlier import report_before
from bot.handlers.filing.items import (
    CONFIRM,
    Asked,
    Filed,
    Item,
    Refused,
    Stored,
    entry,
    refuse,
    stamped_at,
    to_sender,
)  # fmt: skip
from bot.handlers.filing.occasions import done_by
from bot.handlers.filing.ringing import ring, ring_early
from bot.messages import Answer, Outcome
from bot.reading.as_read import as_read
from bot.reading.meaning import Figure, Problem
from bot.reading.vocabulary import names_of
from bot.rules.duty import accepts, status_at
from bot.rules.settling import Settled, carryable, settle
from bot.store.records import Draft, StoredReport
from bot.views import figures
from bot.views.receipt import Receipt, odd_text, receipt, receipts, told_the_watch, unknown_line

TOGETHER = 50  # items filed before others have their turn
Tell = Callable[[Sequence[Filed]], str]


async def file_items(
    request: Request, form: FormDef, items: Sequence[Item], *, unknown: Sequence[str] = (), tell: Tell | None = None
) -> Answer:
    """Store what is clear, ask back what is not, refuse who may not. `unknown`: words that no field took.

    `tell` puts what became of the items, in their order, into words of its own.
    """
    if (refusal := who_may_not(request)) is not None:
        return refuse(request, refusal.code, refusal.why)
    waiting = await request.uow.drafts.open_for(request.member.user_id, request.inbound.chat or "", now=request.now)
    done: list[Filed] = []
    for item in items:
        if len(done) % TOGETHER == TOGETHER - 1:
            await asyncio.sleep(0)  # a file has two thousand rows, and others are waiting
        done.append(await _file(request, form, _with_draft(item, form, waiting, request)))
    return _answer(request, done, unknown, tell)


def who_may_not(request: Request) -> Refused | None:
    """Why the sender may not report at all; None: he may."""
    if request.member.role == "resident":
        return Refused("not_registered", texts.not_registered())
    if request.member.role == "leader":
        return Refused("role", texts.role_does_not_report())
    if not request.directory.units_of(request.member):
        return Refused("no_unit", texts.no_unit_yet())
    return None


def _with_draft(item: Item, form: FormDef, waiting: Sequence[Draft], request: Request) -> Item:
    """A fuller message about a unit takes up what was clear in the one asked back before it.

    Carried figures waiting for 确认 are not taken up: the sender preferred to state new ones.
    """
    if item.drafts or item.reading.unit is None:
        return item
    period = form.filed_under(item.reading.period or request.today)
    mine = tuple(d for d in waiting if d.unit == item.reading.unit and d.period == period)
    clear: dict[str, Figure] = {}
    for draft in reversed(mine):
        if CONFIRM not in draft.asked:
            clear.update(draft.values)
    return replace(item, extra=clear, drafts=mine)


async def _file(request: Request, form: FormDef, item: Item) -> Filed:
    """What became of it; an alarm value that is clear is told although the rest is asked back."""
    filed = await _judged(request, form, item)
    unit = request.directory.unit_by_id.get(item.reading.unit or "")
    if not isinstance(filed, Asked) or unit is None or not request.directory.may_report(request.member, unit.id):
        return filed
    unclear = {problem.field for problem in item.reading.problems}
    stated = {key: value for key, value in item.reading.as_mapping().items() if key not in unclear}
    period = form.filed_under(item.reading.period or request.today)
    if not (numbers := await ring_early(request, form, unit, period, values=stated)):
        return filed
    line = told_the_watch(numbers)
    return replace(filed, text=f"{filed.text}\n{line}", short=f"{filed.short}（{line}）")


async def _judged(request: Request, form: FormDef, item: Item) -> Filed:
    reading = item.reading
    unit = request.directory.unit_by_id.get(reading.unit or "")
    problems = _with_unit_problem(request, item, unit)
    unclear = {p.field for p in problems}
    values = {k: v for k, v in {**item.extra, **reading.as_mapping()}.items() if k not in unclear}
    if problems or unit is None:
        return ask(request, form, item, values=values, problems=problems)
    period = form.filed_under(reading.period or request.today)
    if not accepts(form, period, stamped_at(request), request.zone):
        if period > request.today:
            return Refused("future_day", texts.day_in_the_future(unit.short_name, figures.filed(form, period)))
        return Refused("expired", texts.day_has_expired(unit.short_name, figures.filed(form, period), form.name))
    head = await request.uow.reports.head(form.id, unit.id, period)
    last = await request.uow.reports.before(form.id, unit.id, period, back=form.look_back)
    stored: Mapping[str, Figure] = head.values if head is not None and not head.withdrawn else {}
    carried: Mapping[str, Figure] = {}
    if reading.carry is not None and not item.confirmed:
        if last is None:
            if not values:
                return ask_for_figures(request, form, item, values=values)
        else:
            carried = carryable(form, last.values)
            differs = any(k not in values and stored.get(k, v) != v for k, v in carried.items())
            if reading.carry == "all" or differs or last.period != form.filed_under(period - timedelta(days=1)):
                return ask_to_confirm(request, form, item, values={**carried, **values}, last=last)
    if not values:
        return ask_for_figures(request, form, item, values=values)
    settled = settle(
        form, stated=values, stored=stored, carried=carried, last=last.values if last else None,
        earlier=await report_before(request, form, unit, period, last=last),
    )  # fmt: skip
    if settled.broken:
        return ask(request, form, item, values=values, broken=settled.broken)
    return await _store(request, form, item, values=values, settled=settled, head=head, last=last)


def _with_unit_problem(request: Request, item: Item, unit: Unit | None) -> tuple[Problem, ...]:
    """The reading's problems; the right to report for a unit is judged here again, whatever the reading thought."""
    problems = item.reading.problems
    if unit is None:
        asks = any(p.code.startswith("unit_") for p in problems)
        return problems if asks else (Problem("unit_missing"), *problems)
    if not request.directory.may_report(request.member, unit.id):
        return (Problem("unit_not_yours", unit=unit.id, words=unit.short_name), *problems)
    return problems


async def _store(
    request: Request,
    form: FormDef,
    item: Item,
    *,
    values: Mapping[str, Figure],
    settled: Settled,
    head: StoredReport | None,
    last: StoredReport | None,
) -> Stored:
    unit = request.directory.unit_by_id[item.reading.unit or ""]
    period = form.filed_under(item.reading.period or request.today)
    before = head if head is not None and not head.withdrawn else None
    owed = await done_by(request, form, unit)
    due_at = form.due_at(period, request.zone) if owed is None else owed.due_at
    status = status_at(form, period, stamped_at(request), request.zone)
    if form.event is not None:
        status = "late" if owed is not None and stamped_at(request) > owed.due_at else "on_time"
    completed_at = request.inbound.received_at if settled.complete else None
    if before is not None and before.complete:  # mending a report later never makes it late
        status, completed_at = before.status, before.completed_at
    report = StoredReport(
        form=form.id,
        unit=unit.id,
        period=period,
        revision=head.revision + 1 if head else 1,
        kind=item.kind,
        values=settled.values,
        stated=values,
        complete=settled.complete,
        status=status,
        reporter=request.member.user_id,
        channel=request.inbound.channel,
        message_id=request.inbound.message_id,
        received_at=request.inbound.received_at,
        completed_at=completed_at,
        warnings=_warnings(form, settled),
    )
    request.uow.reports.add(report)
    for draft in item.drafts:
        request.uow.drafts.close(draft)
    if report.complete and owed is not None:
        await request.uow.occasions.done(owed, at=request.now)
    if report.complete:
        await request.uow.outbox.drop_unit(form.id, unit.id, form.duty_of(period))
    stood = before.values if before is not None else {}
    urgent = await ring(request, form, unit, period, before=stood, values=settled.values)
    told = Receipt(
        form=form,
        unit_name=unit.short_name,
        period=period,
        kind=item.kind,
        status=status,
        stated=values,
        stored=settled.values,
        due=figures.due(due_at, period, request.zone),
        carried=settled.carried,
        missing=settled.missing,
        odd=settled.odd,
        warned=tuple(v.message for v in settled.warned),
        previous=before.values if before else None,
        last=last.values if last else None,
        last_day=last.period if last else None,
        as_read=as_read(form, item.reading.values, request.inbound.text) if item.explain else (),
        unit_as_read=_misspelled(request, item.reading.unit_words),
        urgent=urgent,
        nothing_to_carry=item.reading.carry is not None and last is None and not item.confirmed,
    )
    data = entry(form, unit=unit.id, unit_name=unit.name, period=period, values=values)
    data |= {
        "stored": dict(settled.values), "status": status, "revision": report.revision,
        "warnings": [dict(w) for w in report.warnings],
    }  # fmt: skip
    return Stored(data, told)


def _misspelled(request: Request, words: str) -> str:
    """The words that named the unit, when they only look or sound like its name."""
    return words if words and names_of(request.directory).is_guess(words) else ""


def _warnings(form: FormDef, settled: Settled) -> tuple[Mapping[str, str], ...]:
    missing = ({"code": "field_missing", "field": k, "text": f"还差{form.field(k).label}"} for k in settled.missing)
    jumps = ({"code": "jump", "field": o.field, "text": odd_text(o, form)} for o in settled.odd)
    warned = ({"code": v.code, "field": v.fields[0], "text": v.message} for v in settled.warned)
    carried = ({"code": "carried", "field": k, "text": f"{form.field(k).label}沿用上次"} for k in settled.carried)
    return (*missing, *jumps, *warned, *carried)


def _answer(request: Request, done: Sequence[Filed], unknown: Sequence[str], tell: Tell | None) -> Answer:
    stored = [d for d in done if isinstance(d, Stored)]
    asked = [d for d in done if isinstance(d, Asked)]
    refused = [d for d in done if isinstance(d, Refused)]
    if refused and not stored and not asked:
        why = tell(done) if tell else "\n".join(dict.fromkeys(d.why for d in refused))
        return refuse(request, refused[0].code, why)
    reports = [dict(d.entry) for d in stored]
    if asked:
        outcome = Outcome(
            "ask_back",
            {
                "problems": [dict(p) for d in asked for p in d.problems],
                "certain": [dict(_clear(d)) for d in done if not isinstance(d, Refused)],
                "reports": reports,
            },
        )
    else:
        corrected = all(d.receipt.kind == "correction" for d in stored)
        outcome = Outcome("correction" if corrected else "report", {"reports": reports})
    if tell is not None:
        return Answer(outcome, (to_sender(request, tell(done)),))
    if len(done) == 1:
        text = receipt(stored[0].receipt) if stored else asked[0].text
    else:
        text = receipts([d.receipt for d in stored], [d.short for d in asked])
    lines = [text, *dict.fromkeys(d.why for d in refused), unknown_line(unknown)]
    return Answer(outcome, (to_sender(request, "\n".join(part for part in lines if part)),))


def _clear(done: Stored | Asked) -> Mapping[str, object]:
    return done.entry if isinstance(done, Stored) else done.certain
