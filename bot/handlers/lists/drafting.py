"""Drafts that a person writes: praise of units, and blame for inadequate work that rests on open cases of theirs.

A newcomer's usual mistake is to mix the two kinds of failing: late paper is drafted by rule from reminders, inadequate
work only from what somebody saw on the spot and wrote down as a case.
"""

from collections.abc import Sequence
from typing import Any

from bot.handlers.base import Request
from bot.handlers.filing.items import refuse, to_sender
from bot.handlers.lists.finding import keep, names_on
from bot.messages import Answer, Destination, Outcome, Reply
from bot.reading.list_drafting import DraftSaid
from bot.rules.audience import audience
from bot.store.records import CriticismList, ListEntry, ListKind
from bot.views.list_kinds import LONGEST, draft_text, kind_card, title

PUBLIC = ("enterprise", "grid")


async def draft_praise(request: Request, said: DraftSaid) -> Answer:
    """By whoever answers for the units; posted after an officer's word."""
    if said.unclear:
        names = "、".join(names_on(request, said.unclear[:6]))
        return refuse(request, "unit_ambiguous", f"这个名称不止一家：{names}。请写全称再发一次。")
    if any(not request.directory.may_ask(request.member, unit_id=unit) for unit in said.units):
        return refuse(request, "unit_not_yours", "只能表扬自己网格的单位。")
    if any(request.directory.unit_by_id[unit].kind == "person" for unit in said.units):
        return refuse(request, "person", "群里不点个人的名，表扬也不点。请写单位。")
    if len(said.about) < 2:
        return refuse(request, "list_unclear", "请写上为什么，例如：表扬 单位名 连续两周按时报送")
    evidence = {"about": said.about[:LONGEST], "drafted_by": request.member.user_id}
    entries = [ListEntry(unit, "listed", evidence) for unit in said.units]
    return await _drafted(request, "praise", entries, said.about, basis="依据：由人起草。")


async def draft_work(request: Request, said: DraftSaid) -> Answer:
    """Each name rests on an open case of its own; without one there is no such list."""
    if not said.cases:
        text = "工作不力的通报要有依据：先开整改单，再写单号，例如：起草通报 Z0003 食堂仍未分餐"
        return refuse(request, "no_basis", text)
    if len(said.about) < 2:
        return refuse(request, "list_unclear", f"请写上事由，例如：起草通报 {said.cases[0]} 食堂仍未分餐")
    kinds = {kind.id: kind for kind in request.preset.cases}
    entries: dict[str, ListEntry] = {}
    for number in said.cases:
        case = await request.uow.cases.get(number)
        if case is None or case.type not in kinds or not case.unit:
            return refuse(request, "no_basis", f"没有查到{number}，没有起草。")
        if case.closed:
            return refuse(request, "no_basis", f"{number}已经办结，不能再拿来通报，没有起草。")
        if not request.directory.may_ask(request.member, unit_id=case.unit):
            return refuse(request, "unit_not_yours", f"{number}不是您网格的，没有起草。")
        told = {
            "number": case.number, "title": kinds[case.type].title, "text": case.text, "opened_by": case.opened_by,
            "opened_at": case.opened_at.isoformat(),
        }  # fmt: skip
        evidence = {"about": said.about[:LONGEST], "drafted_by": request.member.user_id, "case": told}
        entries.setdefault(case.unit, ListEntry(case.unit, "listed", evidence))
    return await _drafted(
        request, "work", list(entries.values()), said.about, basis=f"依据：{'、'.join(said.cases)}（未办结）。"
    )


async def _drafted(request: Request, kind: ListKind, entries: Sequence[ListEntry], about: str, *, basis: str) -> Answer:
    units = [request.directory.unit_by_id[entry.unit] for entry in entries]
    number = await request.uow.lists.next_number("", request.today)
    groups = tuple(audience(units, PUBLIC, request.directory).by_group)
    item = CriticismList(
        number, "", request.today, "draft", request.now, request.now, groups, tuple(entries), kind=kind
    )
    request.uow.lists.add(item)
    keep(request, "list_drafted", item, units=[unit.id for unit in units], reason=about)
    text = draft_text(kind, number, about=about, units=units, directory=request.directory, basis=basis)
    card = kind_card(kind, number, about)
    commands = request.directory.command_groups
    here = request.group is not None and request.group.kind == "command"
    data: dict[str, Any] = {"list": number, "action": f"draft_{kind}", "units": [unit.id for unit in units]}
    if here:
        own = to_sender(request, text)
        return Answer(Outcome("approval", data), (Reply(own.text, mentions=own.mentions, card=card),))
    own = to_sender(request, f"已起草{title(kind, number)}（{len(units)}家），请指挥部批准。")
    told = [Reply(text, to=Destination(group=group.id), kind="case", card=card) for group in commands]
    return Answer(Outcome("approval", data), (own, *told))
