"""Answers questions about cases: how one stands, my own, lists by state, grid and unit, what an application lacks.

Nobody learns from a list or a count of a case that he may not see.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.cases.definition import CALLED, CaseType
from bot.cases.facts import gate_of, rank
from bot.cases.machine import may_take
from bot.cases.standing import standing
from bot.directory.model import COMMANDING, Unit
from bot.handlers.base import Request
from bot.handlers.casework.desk import Touched, find, outcome, touched
from bot.handlers.casework.facts import lacking
from bot.handlers.filing.items import note, refuse, to_sender
from bot.media.subject import of_case
from bot.messages import Answer, Outcome
from bot.reading.case_lists import CaseQuery
from bot.reading.case_order import CaseOrder
from bot.store.casework import Case, CaseEvent, delivered
from bot.views import case_refusals as no
from bot.views import cases as say
from bot.views.cases import Happened
from bot.views.inert import inert

_WHAT = {
    "opened": "开单", "noted": "备注", "handed": "转办", "joined": "并入别的单", "took_in": "并入一张",
    "parted": "拆开", "shown": "补充条件", "told": "自动提醒",
}  # fmt: skip
MOST_EVENTS = 20


async def show(request: Request, order: CaseOrder) -> Answer:
    """One case; several numbers one line each."""
    found = []
    for number in order.numbers[: say.SHOWN]:
        mine = await find(request, number)
        if isinstance(mine, Answer):
            return mine
        found.append(mine)
    if len(found) > 1:
        text = say.listed("单子", [(one.shown, "") for one in found], now=request.now, zone=request.zone)
        return Answer(_asked(found), (to_sender(request, text),))
    [mine] = found
    case = mine.case
    files = [one for one in await request.uow.files.of(of_case(case.number).text) if one.state == "kept"]
    events = await request.uow.cases.events(case.number)
    happened = [_happened(request, mine, one) for one in events if one.action != "took_in" or request.private]
    holder = _holder(request, mine)
    text = say.detail(
        mine.shown, happened[-MOST_EVENTS:], files=len(files), holder=holder, now=request.now, zone=request.zone,
        private=request.private,
    )  # fmt: skip
    times = await _delivered(request, case)
    if times and not case.closed:
        text += f"\n{say.reminded(times, request.zone)}"
    if mine.options and request.private:
        text += "\n您现在可以发：" + "；".join(mine.options[:4])
    note(request, "case_seen", case.number)
    return Answer(outcome(case, from_state=case.state), (to_sender(request, text),))


async def ask(request: Request, order: CaseOrder) -> Answer:
    """A question without a number."""
    query = order.query
    if query is None:
        raise TypeError("a question needs a query")
    run = {"todo": _todo, "lacking": _lacking, "sum": _sum}.get(query.want, _list)
    return await run(request, query)


async def _todo(request: Request, _query: CaseQuery) -> Answer:
    mine = [one for one in await _seen(request, "") if _waits_for_me(request, one)]
    rows = [(one.shown, _next(one)) for one in _in_order(mine)]
    text = say.listed("轮到您办的单子", rows, now=request.now, zone=request.zone) if rows else say.NOTHING_TODO
    return Answer(_asked(mine), (to_sender(request, text),))


async def _list(request: Request, query: CaseQuery) -> Answer:
    if len(query.units) > 1:
        names = [request.directory.unit_by_id[one].name for one in query.units]
        kind = next(one for one in request.preset.cases if one.id == query.kind)
        return refuse(request, "case_unclear", no.several_units(names, kind))
    unit = query.units[0] if query.units else ""
    found = [one for one in await _seen(request, query.kind, unit=unit) if _fits(request, one, query)]
    title = _title(request, query)
    if query.want == "count":
        late = sum(1 for one in found if _is_late(one.case, request.now))
        text = f"{title}{len(found)}张" + (f"，其中超期{late}张。" if late and not query.overdue else "。")
        return Answer(_asked(found), (to_sender(request, text),))
    ordered = _in_order(found)
    rows = []
    for one in ordered[: say.SHOWN]:
        beside = say.reminded(await _delivered(request, one.case), request.zone) if query.overdue else ""
        rows.append((one.shown, beside))
    text = say.listed(title, rows, now=request.now, zone=request.zone, total=len(ordered))
    return Answer(_asked(found), (to_sender(request, text),))


async def _sum(request: Request, query: CaseQuery) -> Answer:
    """Of the units that he may ask about; of everybody's only for who commands."""
    kind = next(one for one in request.preset.cases if one.id == query.kind)
    directory = request.directory
    inside = directory.areas_below((query.area,)) if query.area else None
    counts: Counter[str] = Counter()
    merged = 0
    for row in await request.uow.cases.tally(kind.id):
        unit = directory.unit_by_id.get(row.unit)
        if not directory.may_ask(request.member, unit_id=row.unit) or (query.units and row.unit not in query.units):
            continue
        if kind.seen_by == "command" and request.member.role not in COMMANDING:
            continue
        if inside is not None and (unit is None or unit.area not in inside):
            continue
        if row.merged:
            merged += row.count
        else:
            counts[row.state] += row.count
    seen = [one for one in await _seen(request, kind.id) if _fits(request, one, query)]
    late = sum(
        1 for one in seen if _is_late(one.case, request.now) and (not query.units or one.case.unit in query.units)
    )
    where = _where(request, query)
    text = say.summed(f"{where}{kind.title}", kind, counts, merged=merged, late=late)
    return Answer(_asked(seen), (to_sender(request, text),))


async def _lacking(request: Request, query: CaseQuery) -> Answer:
    kind = next(one for one in request.preset.cases if one.id == query.kind)
    unit = _unit_of(request, query, kind)
    if isinstance(unit, Answer):
        return unit
    cases = await request.uow.cases.of_unit(unit.id, type=kind.id)
    case = next((one for one in cases if not one.closed), None)
    mine = None if case is None else touched(request, case)
    if mine is None:
        gate = gate_of(kind, unit, day=kind.days[0].key) if kind.days else None
        text = say.not_opened_yet(kind, inert(unit.short_name), gate=gate)
        return Answer(_asked(()), (to_sender(request, text),))
    return lacking(request, mine)


def _unit_of(request: Request, query: CaseQuery, kind: CaseType) -> Unit | Answer:
    """The one that was named, else the only one of his own; never one that is none of his business."""
    directory = request.directory
    own = directory.units_of(request.member) if request.member.role == "clerk" else ()
    ids = query.units or tuple(unit.id for unit in own)
    if len(ids) != 1:
        return refuse(request, "case_unclear", no.which_unit(kind))
    if not directory.may_ask(request.member, unit_id=ids[0]):
        return refuse(request, "unit_not_yours", "只能问自己负责的单位。")
    return directory.unit_by_id[ids[0]]


async def _delivered(request: Request, case: Case) -> tuple[datetime, ...]:
    return delivered(await request.uow.cases.posts(case.number), since=case.moved_at)


async def _seen(request: Request, kind: str, *, unit: str = "") -> list[Touched]:
    cases = await request.uow.cases.still_open(kind, unit=unit)
    return [one for case in cases if (one := touched(request, case)) is not None]


def _fits(request: Request, one: Touched, query: CaseQuery) -> bool:
    if query.state and one.case.state != query.state:
        return False
    if query.overdue and not _is_late(one.case, request.now):
        return False
    area = one.unit.area if one.unit is not None else ""
    return not query.area or area in request.directory.areas_below((query.area,))


def _is_late(case: Case, now: datetime) -> bool:
    return case.due_at is not None and case.due_at <= now


def _waits_for_me(request: Request, one: Touched) -> bool:
    if one.case.holder:
        return one.case.holder == request.member.user_id
    waited = set(one.kind.state(one.case.state).waits_for)
    ways = one.kind.ways_out_of(one.case.state)
    return bool(one.standing & waited) and any(may_take(way, one.standing) for way in ways)


def _in_order(found: Iterable[Touched]) -> list[Touched]:
    """Those that go first by their unit's tags, then by deadline, then by number."""

    def key(one: Touched) -> tuple[int, bool, float, str]:
        due = one.case.due_at
        return rank(one.kind, one.unit), due is None, due.timestamp() if due is not None else 0.0, one.case.number

    return sorted(found, key=key)


def _next(one: Touched) -> str:
    return f"请发：{one.options[0]}" if one.options else ""


def _title(request: Request, query: CaseQuery) -> str:
    kind = next((one for one in request.preset.cases if one.id == query.kind), None)
    name = kind.title if kind is not None else "单子"
    state = f"“{kind.state(query.state).name}”的" if kind is not None and query.state else ""
    late = "超期的" if query.overdue else ("未办结的" if not state else "")
    return f"{_where(request, query)}{late}{state}{name}"


def _where(request: Request, query: CaseQuery) -> str:
    where = request.directory.area_by_id[query.area].name if query.area else ""
    unit = inert(request.directory.unit_by_id[query.units[0]].short_name) if query.units else ""
    return f"{where}{unit}"


def _happened(request: Request, mine: Touched, one: CaseEvent) -> Happened:
    way = next((way for way in mine.kind.ways if way.key == one.action), None)
    what = way.words[0] if way is not None else _WHAT.get(one.action, one.action)
    if one.action == "told":
        what = f"{what}{len(one.detail.get('to', ()))}人"
    return Happened(one.at, _who(request, mine, one.who), what, one.words)


def _who(request: Request, mine: Touched, user: str) -> str:
    """The role in a group, the name too in private."""
    member = request.directory.member_by_id.get(user)
    if member is None:
        return "系统" if user == "scheduler" else "已离任"
    whos = standing(member, mine.case, request.directory) - {"opener", "doer", "insider"}
    role = CALLED[min(whos)] if whos else "其他人员"
    return f"{role}{inert(member.name)}" if request.private and member.name else role


def _holder(request: Request, mine: Touched) -> str:
    if not mine.case.holder or mine.case.closed:
        return ""
    return _who(request, mine, mine.case.holder)


def _asked(found: Sequence[Touched]) -> Outcome:
    return Outcome("query", {"intent": "cases", "cases": [one.case.number for one in found]})
