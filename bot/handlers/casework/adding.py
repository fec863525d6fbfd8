"""Adds to a case: a note, a holder whom it is handed to, a duplicate that is joined to it or taken apart again.

Who is handed a case must be able to do its next step; everybody else who is able still may.
"""

from dataclasses import replace

from bot.cases.machine import may_take
from bot.cases.standing import standing
from bot.directory.model import COMMANDING, Member
from bot.handlers.base import Request
from bot.handlers.casework.desk import Touched, change, entered, event, example_for, find, outcome, trail
from bot.handlers.casework.facts import PICTURE, pictured
from bot.handlers.filing.items import refuse, to_sender
from bot.messages import Answer, Destination, Reply
from bot.reading.case_order import CaseOrder
from bot.store.casework import Case
from bot.views import case_refusals as no
from bot.views import cases as say
from bot.views.inert import inert


async def add_note(request: Request, order: CaseOrder) -> Answer:
    """Words or pictures that change nothing."""
    mine = await find(request, order.numbers[0])
    if isinstance(mine, Answer):
        return mine
    words = order.words or (PICTURE if await pictured(request, mine.case) else "")
    if not words:
        return refuse(request, "case_unclear", f"还没写要说的话。请发：{mine.case.number} 备注 要说的话")
    what = event(request, mine.case, "noted", words=words)
    await request.uow.cases.note(what)
    trail(request, what)
    text = f"已记在{mine.case.number}（{mine.shown.name}）上。"
    return Answer(outcome(mine.case, from_state=mine.case.state), (to_sender(request, text),))


async def hand_over(request: Request, order: CaseOrder) -> Answer:
    """By those whose turn it is, and by those who command."""
    mine = await find(request, order.numbers[0])
    if isinstance(mine, Answer):
        return mine
    case, kind = mine.case, mine.kind
    if case.into or case.closed:
        return refuse(request, "not_now", no.unclear(case.number, mine.options))
    waited = kind.state(case.state).waits_for
    if not mine.standing & set(waited) and request.member.role not in COMMANDING:
        return refuse(request, "may_not", no.not_yours())
    person = _person(request, order.words, case.number)
    if isinstance(person, Answer):
        return person
    if not _can_act(request, mine, person):
        return refuse(request, "cannot_act", no.cannot_act(person.name, say.called(waited)))
    what = event(request, case, "handed", words="", to_user=person.user_id)
    after = replace(case, holder=person.user_id)
    if not await change(request, case, after, what):
        return refuse(request, "moved_meanwhile", say.MOVED_MEANWHILE)
    whos = standing(person, case, request.directory)
    mend = example_for(kind, case.number, whos, case.state)
    text = "转给您办：" + say.to_do(mine.shown, zone=request.zone) + (f"\n办完请发：{mend}" if mend else "")
    told = Reply(text, to=Destination(member=person.user_id), kind="case")
    role = say.called(sorted(whos & set(waited))) if whos & set(waited) else "接办人"
    name = inert(person.name) if request.private else role
    done = f"{case.number}（{mine.shown.name}）已转给{name}，期限不变。"
    return Answer(outcome(after, from_state=case.state), (to_sender(request, done), told))


def _person(request: Request, words: str, number: str) -> Member | Answer:
    """By name or user id, at the beginning of the words; longer names first."""
    plain = words.lstrip("@＠ ").strip()
    fitting = [
        member
        for member in request.directory.members
        if member.role != "resident" and any(name and plain.startswith(name) for name in (member.name, member.user_id))
    ]
    longest = max((len(member.name) for member in fitting), default=0)
    found = [member for member in fitting if len(member.name) == longest]
    if not found:
        return refuse(request, "case_unclear", no.nobody_named(number))
    if len(found) > 1:
        return refuse(request, "case_unclear", no.several_people(len(found)))
    return found[0]


def _can_act(request: Request, mine: Touched, person: Member) -> bool:
    whos = standing(person, mine.case, request.directory)
    ways = mine.kind.ways_out_of(mine.case.state)
    return any(may_take(way, whos) and way.to != mine.case.state for way in ways)


async def join(request: Request, order: CaseOrder) -> Answer:
    """The first into the second: the same type, the same unit, both open."""
    found = []
    for number in order.numbers[:2]:
        mine = await find(request, number)
        if isinstance(mine, Answer):
            return mine
        found.append(mine)
    one, other = found
    if why := _unlike(one.case, other.case):
        return refuse(request, "cannot_join", no.cannot_join(why))
    if not _may_join(request, one):
        return refuse(request, "may_not", no.may_not_join())
    what = event(request, one.case, "joined", into=other.case.number)
    after = replace(one.case, into=other.case.number, closed=True, next_at=None, holder="")
    if not await change(request, one.case, after, what):
        return refuse(request, "moved_meanwhile", say.MOVED_MEANWHILE)
    words = f"{one.case.number}并入：{one.case.text}"
    await request.uow.cases.note(event(request, other.case, "took_in", words=words, of=one.case.number))
    text = f"{one.case.number}已并入{other.case.number}（{one.shown.name}），以后对{other.case.number}办理。"
    return Answer(outcome(after, from_state=one.case.state, into=other.case.number), (to_sender(request, text),))


async def take_apart(request: Request, order: CaseOrder) -> Answer:
    """Back to where it stood, with a fresh deadline; with a reason."""
    mine = await find(request, order.numbers[0])
    if isinstance(mine, Answer):
        return mine
    case = mine.case
    if not case.into:
        return refuse(request, "not_now", no.not_joined(case.number))
    if not _may_join(request, mine):
        return refuse(request, "may_not", no.may_not_join())
    if not order.words:
        return refuse(request, "case_unclear", no.why_missing(case.number, order.word))
    what = event(request, case, "parted", words=order.words)
    after = entered(mine.kind, replace(case, into=""), request)
    if not await change(request, case, after, what):
        return refuse(request, "moved_meanwhile", say.MOVED_MEANWHILE)
    text = say.moved(replace(mine, case=after).shown, "拆开", zone=request.zone)
    return Answer(outcome(after, from_state=case.state), (to_sender(request, text),))


def _unlike(one: Case, other: Case) -> str:
    if one.number == other.number:
        return "是同一张单"
    if one.type != other.type or one.unit != other.unit:
        return "不是同一类、同一家单位"
    closed = next((case for case in (one, other) if case.closed), None)
    return f"{closed.number}已经办结或并入别的单" if closed is not None else ""


def _may_join(request: Request, mine: Touched) -> bool:
    return request.member.role in COMMANDING or bool(mine.standing & {"opener", "grid_leader"})
