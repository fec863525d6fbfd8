"""Carries out 采纳 and 维持: by somebody else than who approved the list, with the consequence in the same transaction.

A newcomer's usual mistake is to publish a name again when its objection was dismissed: it only goes back to where an
approver decides, as a draft.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.handlers.base import Request
from bot.handlers.filing.items import refuse, to_sender
from bot.handlers.lists.finding import called, keep, names_on
from bot.handlers.lists.mending import correct, take_off
from bot.messages import Answer, Card, Destination, Outcome, Reply
from bot.reading.appeal import AppealSaid
from bot.store.records import Appeal, AppealState, CriticismList
from bot.views import appeals as say
from bot.views import figures
from bot.views.posts import signature


async def decide(request: Request, said: AppealSaid) -> Answer:
    """Yes or no to an open objection."""
    appeal = await request.uow.appeals.get(int(said.number))
    item = await request.uow.lists.get(appeal.list_number) if appeal is not None else None
    if appeal is None or item is None or item.period != appeal.period:
        return refuse(request, "appeal_unclear", f"没有申诉S{said.number}，请核对编号。")
    if appeal.state != "open":
        return _already(request, appeal)
    if appeal.asked_by == request.member.user_id:
        return refuse(request, "own_appeal", f"S{appeal.number}是您自己提的，请由别人答复。")
    if item.approved_by == request.member.user_id:
        return refuse(request, "own_list", f"通报{item.number}是您批准的，S{appeal.number}请由别的值班员或领导答复。")
    accepted = said.action == "accept"
    if not accepted and len(said.reason) < 2:
        return refuse(
            request, "appeal_unclear", f"维持要写理由，单位会看到，例如：维持 S{appeal.number} 系统里没有当天的记录"
        )
    state: AppealState = "accepted" if accepted else "dismissed"
    me, now = request.member.user_id, request.now
    if not await request.uow.appeals.decide(appeal, state, by=me, at=now, why=said.reason):
        return _already(request, appeal)
    keep(request, f"appeal_{state}", item, appeal=f"S{appeal.number}", units=[appeal.unit], reason=said.reason)
    appeal = replace(appeal, state=state, decided_by=me, decided_at=now, why=said.reason)
    if accepted:
        return await _accept(request, item, appeal)
    return await _dismiss(request, item, appeal)


async def withdraw(request: Request, said: AppealSaid) -> Answer:
    """The unit needs no answer any more; its name is as it was before it objected."""
    own = [
        one
        for one in await request.uow.appeals.in_state(("open",))
        if request.directory.may_report(request.member, one.unit) and said.number in ("", str(one.number))
    ]
    if len(own) != 1:
        text = "请写上编号，例如：撤回申诉 S1" if own else "没有您可以撤回的申诉。"
        return refuse(request, "appeal_unclear", text)
    [appeal] = own
    item = await request.uow.lists.get(appeal.list_number)
    if not await request.uow.appeals.decide(appeal, "withdrawn", by=request.member.user_id, at=request.now):
        return _already(request, appeal)
    again: tuple[Reply, ...] = ()
    if item is not None:
        keep(request, "appeal_withdrawn", item, appeal=f"S{appeal.number}", units=[appeal.unit])
        again = await _back_to_draft(request, item, appeal.unit)
    return _answer(request, appeal, f"申诉S{appeal.number}已撤回。", (*again,))


def _already(request: Request, appeal: Appeal) -> Answer:
    return refuse(request, "appeal_unclear", f"申诉{say.fate(appeal, request.zone, openly=False)}，没有改动。")


async def _accept(request: Request, item: CriticismList, appeal: Appeal) -> Answer:
    """Struck from a draft, corrected where it was read."""
    [name] = names_on(request, [appeal.unit])
    state = next((entry.state for entry in item.entries if entry.unit == appeal.unit), "struck")
    corrected = False
    if item.state == "draft":
        left = await take_off(request, item, (appeal.unit,), reason=appeal.why or "申诉采纳")
        where = f"，已移出通报{item.number}" + ("" if left else "，名单上没有单位了，已结案")
    elif item.state in ("approved", "posted") and state == "listed":
        groups = await correct(request, item, (appeal.unit,), reason=appeal.why)
        corrected = bool(groups)
        known = request.directory.group_by_id
        names = "、".join(known[group].name for group in groups if group in known)
        where = f"，更正已发到{names}" if groups else "，名单还没有发出，已直接移出"
    else:
        await request.uow.lists.mark_entry(
            item.number, appeal.unit, "struck", reason=appeal.why, by=request.member.user_id
        )
        where = "，没有发布过，已移出"
    told = Reply(say.accepted_to_asker(appeal, corrected=corrected), to=Destination(member=appeal.asked_by))
    return _answer(request, appeal, f"申诉S{appeal.number}已采纳：{name}{where}。已私信告诉申诉人。", (told,))


async def _dismiss(request: Request, item: CriticismList, appeal: Appeal) -> Answer:
    told = Reply(say.dismissed_to_asker(appeal, appeal.why), to=Destination(member=appeal.asked_by))
    again = await _back_to_draft(request, item, appeal.unit)
    more = "名字回到草稿，请别人决定发不发。" if again or item.state == "draft" else ""
    return _answer(
        request, appeal, f"申诉S{appeal.number}：维持通报{item.number}。{more}已私信告诉申诉人。", (told, *again)
    )


async def _back_to_draft(request: Request, item: CriticismList, unit: str) -> tuple[Reply, ...]:
    """A name that was left out of the posted list because of its objection: a draft of its own, for an approver."""
    entry = next((one for one in item.entries if one.unit == unit), None)
    if entry is None or entry.state != "disputed" or item.state not in ("approved", "posted"):
        return ()
    number = await request.uow.lists.next_number(item.form, item.period)
    fresh = replace(entry, state="listed", reason="", by="")
    request.uow.lists.add(
        replace(
            item,
            number=number,
            state="draft",
            created_at=request.now,
            entries=(fresh,),
            approved_by="",
            approved_at=None,
        )
    )
    why = f"转入通报{number}"
    await request.uow.lists.mark_entry(item.number, unit, "struck", reason=why, by=request.member.user_id)
    keep(request, "list_drafted_again", item, units=[unit], again=number)
    [name] = names_on(request, [unit])
    text = (
        f"【通报草稿{number}】{called(request, item)}，拟通报1家：{name}"
        f"（原通报{item.number}发布时申诉未答复，没有列入）。\n"
        f"发布请回复：发布通报 {number}\n不发请回复：驳回 {number} 原因"
    )
    groups = request.directory.command_groups
    return tuple(Reply(text, to=Destination(group=group.id), kind="case") for group in groups)


def _answer(request: Request, appeal: Appeal, text: str, more: Sequence[Reply]) -> Answer:
    data: dict[str, Any] = {"list": appeal.list_number, "action": f"appeal_{appeal.state}", "units": [appeal.unit]}
    how = f"由{signature(request.member)}于{figures.clock(request.now, request.zone)}答复"
    settles: Card = say.settled_card(appeal.number, how)
    own = replace(to_sender(request, text), settles=settles)
    return Answer(Outcome("approval", data | {"appeal": f"S{appeal.number}"}), (own, *more))
