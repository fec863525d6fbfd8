"""Asking back: keep what is clear as a draft, name what is not, count nothing.

The draft keeps figures that break an identity too (one of them is right, and the answer will name
only the wrong one); the outcome's `certain` does not.
"""

from collections.abc import Mapping
from datetime import date, timedelta

from bot.forms.checks import Violation
from bot.forms.definition import FormDef
from bot.forms.moments import duration
from bot.handlers.base import Request
from bot.handlers.filing.items import CONFIRM, Asked, Item, entry, note, problem_entry
from bot.reading.meaning import Figure, Problem, UnitReading
from bot.store.records import Draft, StoredReport
from bot.views.asking import Question, asked_back, confirm_carried, nothing_to_carry, question_lines
from bot.views.inert import inert

NAMED_UNITS = 20  # who reports for more is not told the list of his units


def ask(
    request: Request,
    form: FormDef,
    item: Item,
    *,
    values: Mapping[str, Figure],
    problems: tuple[Problem, ...] = (),
    broken: tuple[Violation, ...] = (),
) -> Asked:
    """Ask about problems of the reading or identities that do not hold."""
    reading = item.reading
    foreign = any(p.code == "unit_not_yours" for p in problems)
    if foreign:
        note(request, "asked_back", "unit_not_yours")
    unit = None if foreign else reading.unit
    known = request.directory.unit_by_id.get(unit or "")
    undated = any(p.code in ("date_impossible", "date_ambiguous") for p in problems)
    period = None if undated else form.filed_under(reading.period or request.today)
    asked = [a for p in problems if (a := _asked_about(p))] + [key for v in broken for key in v.fields]
    candidates = tuple(c for p in problems for c in p.candidates)
    _keep(request, form, item, unit=unit, period=period, values=values, asked=asked, candidates=candidates)
    own = request.directory.units_of(request.member) if unit is None else ()
    question = Question(
        form=form,
        unit_name=known.short_name if known else None,
        period=period,
        problems=problems,
        broken=broken,
        certain=values,
        own=tuple(u.short_name for u in own) if len(own) <= NAMED_UNITS else (),
        carry_lost=reading.carry is not None,
    )
    short = "；".join(question_lines(question, request.directory))
    doubtful = {key for v in broken for key in v.fields}
    certain = {k: v for k, v in values.items() if k not in doubtful}
    return Asked(
        problems=(
            *(problem_entry(p, unit) for p in problems),
            *(problem_entry(_pointed(v, reading), unit) for v in broken),
        ),
        certain=entry(form, unit=unit, unit_name=known.name if known else None, period=period, values=certain),
        text=asked_back(question, request.directory),
        short=f"{inert(known.short_name)}：{short}" if known else short,
        question=question,
    )


def ask_to_confirm(
    request: Request, form: FormDef, item: Item, *, values: Mapping[str, Figure], last: StoredReport
) -> Asked:
    """同昨日 alone, or of a day that was not yesterday: show the figures and wait for 确认."""
    unit = request.directory.unit_by_id[item.reading.unit or ""]
    period = form.filed_under(item.reading.period or request.today)
    _keep(request, form, item, unit=unit.id, period=period, values=values, asked=[CONFIRM])
    text = confirm_carried(
        form, unit_name=unit.short_name, period=period, last_day=last.period, values=values,
        expected=form.filed_under(period - timedelta(days=1)),
    )  # fmt: skip
    stated = item.reading.as_mapping()
    certain = entry(form, unit=unit.id, unit_name=unit.name, period=period, values=stated)
    problem = problem_entry(Problem("field_unclear"), unit.id)
    return Asked((problem,), certain, text, text.replace("\n", "；"))


def ask_for_figures(request: Request, form: FormDef, item: Item, *, values: Mapping[str, Figure]) -> Asked:
    """同昨日 of a unit that has nothing to carry over, or a report without a single figure."""
    unit = request.directory.unit_by_id[item.reading.unit or ""]
    period = form.filed_under(item.reading.period or request.today)
    wanted = [key for key in form.required if key not in values]
    _keep(request, form, item, unit=unit.id, period=period, values=values, asked=wanted)
    text = nothing_to_carry(form, unit_name=unit.short_name, asked_to_carry=item.reading.carry is not None)
    problems = tuple(problem_entry(Problem("field_unclear", key), unit.id) for key in wanted or (None,))
    certain = entry(form, unit=unit.id, unit_name=unit.name, period=period, values=values)
    return Asked(problems, certain, text, text)


def _asked_about(problem: Problem) -> str | None:
    if problem.code in ("unit_missing", "unit_ambiguous", "unit_not_yours"):
        return "unit"
    if problem.code in ("date_impossible", "date_ambiguous"):
        return "period"
    return problem.field


def _pointed(violation: Violation, reading: UnitReading) -> Problem:
    """The violation at the words of its first field that this message states."""
    said = next((v for v in reading.values if v.field in violation.fields), None)
    if said is None:
        return Problem(violation.code, violation.fields[0])
    return Problem(violation.code, said.field, None, said.words, said.start, said.end)


def _keep(
    request: Request,
    form: FormDef,
    item: Item,
    *,
    unit: str | None,
    period: date | None,
    values: Mapping[str, Figure],
    asked: list[str],
    candidates: tuple[str, ...] = (),
) -> None:
    if not item.keep:
        return
    for old in item.drafts:
        request.uow.drafts.close(old)
    request.uow.drafts.put(
        Draft(
            sender=request.member.user_id,
            chat=request.inbound.chat or "",
            form=form.id,
            unit=unit,
            period=period,
            kind=item.kind,
            values=dict(values),
            asked=tuple(dict.fromkeys(asked)),
            candidates=candidates,
            message_id=request.inbound.message_id,
            created_at=request.now,
            expires_at=request.now + duration(form.draft_life),
        )
    )
