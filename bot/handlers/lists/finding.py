"""Which criticism list a decision is about, which of its names, and the answers when that is not clear."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.handlers.base import Request
from bot.handlers.filing.items import note, to_sender
from bot.messages import Answer, Card, Outcome
from bot.reading.meaning import OrderMeaning, Problem
from bot.store.records import AuditLine, CriticismList
from bot.views import figures
from bot.views.inert import inert
from bot.views.posts import unit_names

LOOK_BACK = timedelta(days=60)
"""Without its number no older list is meant."""
OPEN = ("draft",)
SAID = ("approved", "posted")
ALL = ("draft", "approved", "posted", "rejected", "retracted", "lapsed")


async def find_list(request: Request, order: OrderMeaning) -> CriticismList | Answer:
    """The list of that number; without one the only open draft, or the newest that fits the action."""
    lists = request.uow.lists
    if order.number is not None:
        item = await lists.get(order.number)
        return item if item is not None else unclear(request, f"没有编号{inert(order.number, 12)}的通报，请核对编号。")
    drafts = await lists.in_state(OPEN)
    if order.action == "publish":
        drafts = tuple(item for item in drafts if (item.kind == "praise") is order.praise)
    if order.action == "retract":
        lately = request.today - LOOK_BACK
        held = [item for item in (*await lists.in_state(SAID, since=lately), *drafts) if _names(item, order)]
        return (
            held[0]
            if held
            else unclear(request, "没有查到列有该单位的通报，请写上通报编号，例如：更正 0305-1 单位名 原因")
        )
    if order.action == "strike" and order.units:
        drafts = tuple(item for item in drafts if _names(item, order)) or drafts
    if len(drafts) > 1:
        numbers = "、".join(item.number for item in drafts)
        return unclear(request, f"有{len(drafts)}份待批的通报（{numbers}），请写上编号。")
    if drafts:
        return drafts[0]
    every = await lists.in_state(ALL, since=request.today - LOOK_BACK)
    before = [item for item in every if (item.kind == "praise") is order.praise]
    return before[0] if before else unclear(request, "现在没有待批的通报。")


def _names(item: CriticismList, order: OrderMeaning) -> bool:
    wanted = {*order.units, *(unit for p in order.problems for unit in p.candidates)}
    return bool(wanted & {entry.unit for entry in item.entries}) if wanted else True


def find_units(request: Request, order: OrderMeaning, item: CriticismList) -> tuple[str, ...] | Answer:
    """The units meant. A name that several bear is clear when only one of them stands on the list."""
    listed = [entry.unit for entry in item.entries]
    found = list(order.units)
    for problem in order.problems:
        fitting = [unit for unit in problem.candidates if unit in listed]
        if problem.code != "unit_ambiguous" or len(fitting) != 1:
            return _ask(request, problem, item)
        found += fitting
    strange = [unit for unit in found if unit not in listed]
    if strange:
        called = "、".join(names_on(request, strange))
        return unclear(request, f"{called}不在通报{item.number}的名单里，名单没有改动。", units=found, item=item)
    return tuple(dict.fromkeys(found))


def names_on(request: Request, units: Sequence[str]) -> list[str]:
    """How the units are called in an answer; one that left the directory by its id."""
    known = request.directory.unit_by_id
    names = unit_names([known[unit] for unit in units if unit in known], request.directory)
    return [names.get(unit, inert(unit)) for unit in units]


def done(
    request: Request,
    order: OrderMeaning,
    item: CriticismList,
    text: str,
    units: Sequence[str] = (),
    *,
    card: Card | None = None,
    settles: Card | None = None,
) -> Answer:
    """The outcome of a decision and its answer, with a card for the next one; `settles`: see Reply."""
    data: dict[str, Any] = {"list": item.number, "action": order.action, "units": list(units)}
    reply = replace(to_sender(request, text), card=card, settles=settles)
    return Answer(Outcome("approval", data), (reply,))


def unclear(request: Request, text: str, *, units: Sequence[str] = (), item: CriticismList | None = None) -> Answer:
    """Nothing was decided: said why, with the mend."""
    note(request, "list_unclear", item.number if item else "")
    data = {"code": "list_unclear", "why": text, "list": item.number if item else None, "units": list(units)}
    return Answer(Outcome("refused", data), (to_sender(request, text),))


def keep(request: Request, action: str, item: CriticismList, **detail: object) -> None:
    """A line in the trail: who decided what about which list, in which message."""
    about = {"message": request.inbound.message_id, **detail}
    request.uow.audit.write(AuditLine(request.now, request.member.user_id, action, f"list:{item.number}", about))


def _ask(request: Request, problem: Problem, item: CriticismList) -> Answer:
    if problem.candidates:
        names = "、".join(names_on(request, problem.candidates[:6]))
        text = f"“{inert(problem.words)}”不止一家：{names}。请写全称，名单没有改动。"
    elif problem.words:
        text = f"没有找到单位“{inert(problem.words)}”，名单没有改动。请照草稿上的名称写。"
    else:
        text = "请写上单位名，例如：剔除 单位名 原因"
    return unclear(request, text, item=item)


def called(request: Request, item: CriticismList) -> str:
    """What a list is of: 3月5日日报逾期, 工作不力：食堂未分餐, 表扬."""
    if item.kind == "praise":
        return f"表扬：{inert(item.about, 40)}"
    if item.kind == "work":
        return f"工作不力：{inert(item.about, 40)}"
    form = request.preset.form(item.form)
    return f"{figures.owed(form, item.period)}{form.name}逾期"
