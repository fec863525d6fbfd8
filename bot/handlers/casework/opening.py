"""Opens a case: whose, by whom, what about, until when; or says what is missing and keeps nothing.

Another open case about much the same of the same unit is named beside it, so that duplicates can be joined.
"""

from dataclasses import replace

from bot.cases.definition import CaseType
from bot.cases.facts import lacks_of
from bot.cases.likeness import alike
from bot.cases.standing import as_to_unit
from bot.directory.model import Unit
from bot.handlers.base import Request
from bot.handlers.casework.desk import entered, event, masked, outcome, tell, touched, trail
from bot.handlers.casework.facts import over_already, show_on, taken_down, to_hand_in
from bot.handlers.filing.items import refuse, to_sender
from bot.messages import Answer
from bot.reading.case_order import CaseOrder
from bot.store.casework import Case
from bot.views import case_refusals as no
from bot.views import cases as say
from bot.views.cases import Shown


async def open_case(request: Request, order: CaseOrder) -> Answer:
    """A new case, or of a type that a unit has one of, more about the one that is open."""
    kind = next(one for one in request.preset.cases if one.id == order.kind)
    unit = _unit(request, order, kind)
    if isinstance(unit, Answer):
        return unit
    if not as_to_unit(request.member, unit, request.directory) & set(kind.opened_by):
        return refuse(request, "may_not_open", no.may_not_open(kind))
    if order.past:
        return refuse(request, "case_unclear", no.past())
    if order.impossible:
        return refuse(request, "case_unclear", no.no_such_day(_day_name(kind, order.impossible[0])))
    if (over := over_already(request, order, kind)) is not None:
        return over
    still_open = await request.uow.cases.still_open(kind.id, unit=unit.id)
    if kind.one_each and still_open and (mine := touched(request, still_open[-1])) is not None:
        return await show_on(request, mine, order)
    if not order.words and not kind.items:
        return refuse(request, "case_unclear", no.no_words(kind))
    case = await _made(request, order, kind, unit)
    return _answer(request, order, kind, case, unit, still_open)


def _answer(
    request: Request, order: CaseOrder, kind: CaseType, case: Case, unit: Unit, still_open: tuple[Case, ...]
) -> Answer:
    shown = Shown(case, kind, unit)
    text = say.opened(shown, given=order.until is not None, zone=request.zone)
    if kind.items or kind.days:
        lacks = lacks_of(kind, items=case.items, days=case.days, unit=unit, today=request.today)
        lines = say.lack_lines(lacks)
        text += f"\n已记：{noted}。" if (noted := taken_down(kind, order, case)) else ""
        text += ("\n还差：\n" + "\n".join(lines)) if lines else f"\n条件都齐了，请发：{to_hand_in(kind, case)}"
    if double := next((one for one in still_open if alike(one.text, case.text)), None):
        text += (
            f"\n{double.number}也是{shown.name}的，内容相近。如果是同一件事，请发：{case.number} 合并到 {double.number}"
        )
    waited = kind.state(case.state).waits_for
    told = tell(request, shown, waited, case, say.to_do(shown, zone=request.zone))
    return Answer(outcome(case, from_state=""), (to_sender(request, text), *told))


async def _made(request: Request, order: CaseOrder, kind: CaseType, unit: Unit) -> Case:
    who = request.member.user_id
    case = Case(
        number=await request.uow.cases.next_number(kind.prefix),
        type=kind.id,
        unit=unit.id,
        state=kind.initial,
        text="" if kind.items else masked(order.words),
        opened_by=who,
        opened_at=request.now,
        moved_by=who,
        moved_at=request.now,
        items={key: masked(words) for key, words in order.items.items() if words},
        days=dict(order.days),
    )
    case = entered(kind, case, request, given=order.until)
    opened = replace(event(request, case, "opened", words=order.words, unit=unit.id), from_state="")
    await request.uow.cases.add(case, opened)
    trail(request, opened)
    return case


def _unit(request: Request, order: CaseOrder, kind: CaseType) -> Unit | Answer:
    known = request.directory.unit_by_id
    if order.and_more:
        return refuse(request, "case_unclear", no.one_unit_each(kind))
    if len(order.units) > 1:
        names = [known[one].name for one in order.units]
        return refuse(request, "case_unclear", no.several_units(names, kind))
    if order.units:
        return known[order.units[0]]
    if order.unknown:
        return refuse(request, "case_unclear", no.no_such_unit(order.unknown, kind))
    own = request.directory.units_of(request.member) if request.member.role == "clerk" else ()
    if len(own) == 1:
        return own[0]
    return refuse(request, "case_unclear", no.which_unit(kind))


def _day_name(kind: CaseType, key: str) -> str:
    return next(one.name for one in kind.days if one.key == key)
