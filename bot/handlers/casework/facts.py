"""What an application shows: proofs and days added to it while it is prepared, and what it still lacks.

A proof that is given again replaces the one before it; both stay in the case's history.
"""

from dataclasses import replace

from bot.cases.definition import CaseType
from bot.cases.facts import gate_of, lacks_of
from bot.cases.machine import example
from bot.handlers.base import Request
from bot.handlers.casework.desk import Touched, change, event, masked, outcome
from bot.handlers.filing.items import refuse, to_sender
from bot.media.subject import of_case
from bot.messages import Answer, Outcome
from bot.reading.case_order import CaseOrder
from bot.store.casework import Case
from bot.views import case_refusals as no
from bot.views import cases as say
from bot.views.figures import day

PICTURE = "（见照片）"
_KINDS = ("image", "file", "video")


async def show_on(request: Request, mine: Touched, order: CaseOrder) -> Answer:
    """Adds what was shown, and answers with what is lacking; with nothing shown only the latter."""
    if not (order.items or order.days or order.impossible):
        return lacking(request, mine)
    if order.impossible:
        name = next(one.name for one in mine.kind.days if one.key == order.impossible[0])
        return refuse(request, "case_unclear", no.no_such_day(name))
    if (over := over_already(request, order, mine.kind)) is not None:
        return over
    if not may_show(mine):
        return refuse(request, "not_now", no.cannot_show(mine.kind, mine.shown.state))
    after = with_facts(request, mine.case, order)
    if after == mine.case:
        return lacking(request, mine)
    shown = _in_words(mine.kind, order, after)
    if not await change(request, mine.case, after, event(request, mine.case, "shown", words=shown)):
        return refuse(request, "moved_meanwhile", say.MOVED_MEANWHILE)
    return lacking(request, replace(mine, case=after), before=mine.case, noted=taken_down(mine.kind, order, after))


def over_already(request: Request, order: CaseOrder, kind: CaseType) -> Answer | None:
    """A planned day that has passed is a mistake; a day that must lie before another one may have been."""
    for one in kind.days:
        if not one.before and one.key in order.days and order.days[one.key] < request.today:
            return refuse(request, "case_unclear", no.day_is_over(one.name, day(order.days[one.key])))
    return None


def lacking(request: Request, mine: Touched, *, before: Case | None = None, noted: str = "") -> Answer:
    """What the application lacks now; `noted`: what was just taken down, so that a day read wrongly is seen."""
    case, kind = mine.case, mine.kind
    lacks = lacks_of(kind, items=case.items, days=case.days, unit=mine.unit, today=request.today)
    unplanned = kind.days and kind.days[0].key not in case.days
    gate = gate_of(kind, mine.unit, day=kind.days[0].key) if unplanned else None
    mend = ""
    if may_show(mine):
        mend = to_hand_in(kind, case) if not say.lack_lines(lacks) else _to_show(request, kind, case)
    text = say.lacking(mine.shown, lacks, gate=gate, mend=mend)
    if before is not None:
        text = f"已记：{noted}。\n{text}"
    if not mend and (waited := say.waits(mine.shown)):
        due = say.due(mine.shown, now=request.now, zone=request.zone)
        text += "，".join(part for part in (waited, due) if part) + "。"
    asked = Outcome("query", {"intent": "cases", "cases": [case.number]})
    said = asked if before is None else outcome(case, from_state=before.state)
    return Answer(said, (to_sender(request, text),))


def may_show(mine: Touched) -> bool:
    """Only where the way that needs the items begins, and only for those whose turn it is or who opened it."""
    hand_in = mine.kind.hand_in
    if hand_in is None or mine.case.state not in hand_in.at:
        return False
    waited = set(mine.kind.state(mine.case.state).waits_for) | {"opener"}
    return not mine.case.closed and not mine.case.into and bool(mine.standing & waited)


def with_facts(request: Request, case: Case, order: CaseOrder) -> Case:
    """The case with what was shown; a picture beside the name of one item alone is its proof."""
    shows_picture = any(media.kind in _KINDS for media in request.inbound.media)
    shown = dict(order.items)
    if len(shown) == 1 and shows_picture:
        shown = {key: words or PICTURE for key, words in shown.items()}
    items = dict(case.items) | {key: masked(words) for key, words in shown.items() if words}
    return replace(case, items=items, days={**case.days, **order.days})


async def pictured(request: Request, case: Case) -> bool:
    """Whether the message, or one since the case came into its state, brought a picture or file of the sender's."""
    if any(media.kind in _KINDS for media in request.inbound.media):
        return True
    files = await request.uow.files.of(of_case(case.number).text)
    mine = request.member.user_id
    return any(
        one.sender == mine and one.created_at >= case.moved_at and one.state in ("kept", "waiting") for one in files
    )


def to_hand_in(kind: CaseType, case: Case) -> str:
    """What to type once all is there."""
    return example(kind.hand_in, case.number) if kind.hand_in is not None else ""


def _to_show(request: Request, kind: CaseType, case: Case) -> str:
    """An example with the first thing that is lacking."""
    lacks = lacks_of(kind, items=case.items, days=case.days, unit=None, today=request.today)
    if lacks.items:
        return f"{case.number} {lacks.items[0].words[0]}：{lacks.items[0].proof}"
    day = lacks.days[0] if lacks.days else kind.days[0]
    return f"{case.number} {day.words[0]} 几月几日"


def _in_words(kind: CaseType, order: CaseOrder, after: Case) -> str:
    proofs = {key: after.items.get(key, "") for key in order.items}
    parts = [f"{item.name}：{proofs[item.key] or '未附证明'}" for item in kind.items if item.key in proofs]
    parts += [f"{one.name}：{day(order.days[one.key])}" for one in kind.days if one.key in order.days]
    return "；".join(parts)


def taken_down(kind: CaseType, order: CaseOrder, after: Case) -> str:
    """防控机制到位、计划复工日2月13日: without the proofs, for it may be said in a group."""
    items = [item.name for item in kind.items if item.key in order.items and after.items.get(item.key)]
    return "、".join([*items, *(f"{one.name}{day(order.days[one.key])}" for one in kind.days if one.key in order.days)])
