"""Moves cases by a word, one or several in one message: each is judged for itself, and told to whom it concerns.

A race that is lost changes nothing, and says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.cases.definition import Way
from bot.cases.facts import lacks_of
from bot.cases.machine import Refusal, Said, decide, may_take
from bot.handlers.base import Request
from bot.handlers.casework.desk import (
    Touched,
    change,
    entered,
    event,
    find,
    masked,
    outcome,
    tell,
    touched,
)
from bot.handlers.casework.facts import PICTURE, may_show, pictured, with_facts
from bot.handlers.filing.items import note, refuse, to_sender
from bot.handlers.reading_context import is_called
from bot.messages import Answer, Card, Outcome, Reply
from bot.reading.case_order import CaseOrder
from bot.store.casework import Case
from bot.views import case_refusals as no
from bot.views import cases as say
from bot.views.case_card import settled_card
from bot.views.cases import Shown

MOST = 50


@dataclass(frozen=True, slots=True)
class Moved:
    """What became of one case: a line for the sender, who else is told, and the case where it moved."""

    text: str
    code: str = ""
    told: tuple[Reply, ...] = ()
    case: Case | None = None
    from_state: str = ""
    settles: Card | None = None


async def move(request: Request, order: CaseOrder) -> Answer:
    """Every case that was named, in order."""
    numbers = order.numbers or await _only(request, order)
    if isinstance(numbers, Answer):
        return numbers
    done = [await _one(request, order, number) for number in numbers[:MOST]]
    moved = [one for one in done if one.case is not None]
    told = tuple(reply for one in done for reply in one.told)
    text = "\n".join(one.text for one in done)
    if not moved:
        note(request, "refused", done[0].code)
        return Answer(Outcome("refused", {"code": done[0].code, "why": text}), (to_sender(request, text),))
    first = moved[0]
    assert first.case is not None  # noqa: S101  # by the line above
    also = {"also": [one.case.number for one in moved[1:] if one.case is not None]} if len(moved) > 1 else {}
    if len(done) > 1:
        text = (
            f"{order.word}{len(moved)}张"
            + (f"，{len(done) - len(moved)}张没有办" if len(done) > len(moved) else "")
            + f"：\n{text}"
        )
    own = replace(to_sender(request, text), settles=first.settles if len(moved) == 1 else None)
    return Answer(outcome(first.case, from_state=first.from_state, **also), (own, *told))


async def _only(request: Request, order: CaseOrder) -> Sequence[str] | Answer:
    """The one case that this person may move by that word; else he is asked."""
    found = []
    for case in await request.uow.cases.still_open(order.kind):
        mine = touched(request, case)
        if mine is None:
            continue
        ways = mine.kind.ways_out_of(case.state)
        if any(order.word in way.words and may_take(way, mine.standing) for way in ways):
            found.append(case.number)
    if len(found) == 1:
        return found
    if not found and not is_called(request):
        return Answer(Outcome("chatter", {}))
    return refuse(request, "which_case", no.which_case(found, order.word))


async def _one(request: Request, order: CaseOrder, number: str) -> Moved:
    mine = await find(request, number)
    if isinstance(mine, Answer):
        return Moved(no.unknown(number), "unknown_case")
    before, kind = mine.case, mine.kind
    if before.into:
        return Moved(no.joined(number, before.into), "joined")
    if order.past:
        return Moved(no.past(), "case_unclear")
    case = with_facts(request, before, order) if may_show(mine) else before
    words = order.words or (PICTURE if await pictured(request, before) else "")
    lacks = (
        lacks_of(kind, items=case.items, days=case.days, unit=mine.unit, today=request.today)
        if kind.items or kind.days
        else None
    )
    said = Said(order.word, words, order.until)
    way = decide(kind, number=number, state=case.state, said=said, standing=mine.standing, lacks=lacks)
    if isinstance(way, Refusal):
        lines = "\n".join(["", *say.lack_lines(lacks)]) if way.code == "lacking" and lacks is not None else ""
        return Moved(f"{way.why}{lines}", way.code)
    after = _after(request, order, mine, case, way)
    if not await change(request, before, after, event(request, before, way.key, to_state=way.to, words=words)):
        return Moved(say.MOVED_MEANWHILE, "moved_meanwhile")
    return _told(request, mine, after, way, words)


def _after(request: Request, order: CaseOrder, mine: Touched, case: Case, way: Way) -> Case:
    kind = mine.kind
    if way.clears:
        case = replace(case, items={key: proof for key, proof in case.items.items() if key not in order.items})
    if way.to == case.state:  # nobody did anything to it: a longer time, a word
        if order.until is None:
            return case
        return entered(kind, case, request, given=order.until)
    moved = replace(case, state=way.to, moved_by=request.member.user_id, moved_at=request.now, holder="")
    return entered(kind, moved, request, given=order.until)


def _told(request: Request, mine: Touched, after: Case, way: Way, words: str) -> Moved:
    shown = Shown(after, mine.kind, mine.unit)
    word = way.words[0]
    news = say.news(shown, word, masked(words), zone=request.zone)
    turn = mine.kind.state(after.state).waits_for if after.state != mine.case.state else ()
    told = tell(request, shown, (*way.tells, *turn), after, news)
    text = say.moved(shown, word, zone=request.zone)
    card = settled_card(shown, word)
    return Moved(text, told=tuple(told), case=after, from_state=mine.case.state, settles=card)
