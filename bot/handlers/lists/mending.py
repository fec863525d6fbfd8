"""Striking names before a list is posted, and setting it right in the same groups after it was.

A correction goes to every group whose list really named the unit, as large as the list was, with its number;
what has not been sent yet simply loses the name.
"""

from collections.abc import Sequence
from dataclasses import replace

from bot.handlers.base import Request
from bot.handlers.lists.finding import called, done, find_units, keep, names_on, unclear
from bot.handlers.lists.publishing import decided_already, decided_by, judge, wording_of
from bot.messages import Answer, Body, Outbound
from bot.reading.meaning import OrderMeaning
from bot.store.records import CriticismList, OutboxRow
from bot.views.impersonal import impersonal
from bot.views.inert import inert
from bot.views.list_card import draft_card

UNSAID = frozenset({"refused", "expired", "emptied"})
"""States of a row of which it is certain that nobody read it."""
LONGEST_REASON = 100  # characters of a reason in a public text
NO_REASON = "经核实更正"


async def reject(request: Request, order: OrderMeaning, item: CriticismList) -> Answer:
    """The draft is not posted; nobody but the command group learns of it."""
    if item.state != "draft":
        return decided_already(request, order, item)
    if not await request.uow.lists.set_state(item.number, "rejected", by=request.member.user_id, at=request.now):
        return done(request, order, item, f"通报{item.number}刚由别人处理，没有改动。")
    keep(request, "list_rejected", item, reason=order.reason)
    why = f"原因：{inert(order.reason, LONGEST_REASON)}。" if order.reason else ""
    text, units = f"通报{item.number}已驳回，不会发布。{why}", [e.unit for e in item.listed]
    return done(request, order, item, text, units, settles=decided_by(request, item, "rejected", "驳回"))


async def strike(request: Request, order: OrderMeaning, item: CriticismList) -> Answer:
    """Take names off a draft, with the reason; the last one closes it."""
    if item.state in ("approved", "posted"):
        text = f"通报{item.number}已经发布，不能剔除。误列请回复：更正 {item.number} 单位名 原因"
        return unclear(request, text, item=item)
    if item.state != "draft":
        return decided_already(request, order, item)
    units = find_units(request, order, item)
    if isinstance(units, Answer):
        return units
    left = await take_off(request, item, units, reason=order.reason)
    names = "、".join(names_on(request, units))
    why = f"（{inert(order.reason, LONGEST_REASON)}）" if order.reason else ""
    if not left:
        text = f"已从通报{item.number}剔除{names}{why}。名单上没有单位了，已结案，不再发布。"
        return done(request, order, item, text, units, settles=decided_by(request, item, "rejected", "结案"))
    rest = names_on(request, left)
    shown = "、".join(rest[:10]) + (f"等{len(rest)}家" if len(rest) > 10 else "")
    text = f"已从通报{item.number}剔除{names}{why}。现在还有{len(rest)}家：{shown}。发布请回复：发布通报 {item.number}"
    return done(request, order, item, text, units, card=draft_card(item.number, called(request, item), rest))


async def take_off(request: Request, item: CriticismList, units: Sequence[str], *, reason: str) -> tuple[str, ...]:
    """Strike them from a draft; who is left. With nobody left the draft is closed."""
    for unit in units:
        await request.uow.lists.mark_entry(item.number, unit, "struck", reason=reason, by=request.member.user_id)
    keep(request, "list_struck", item, units=list(units), reason=reason)
    left, _ = await judge(request, _without(item, units))
    if not left:
        await request.uow.lists.set_state(item.number, "rejected", by=request.member.user_id, at=request.now)
    return left


async def retract(request: Request, order: OrderMeaning, item: CriticismList) -> Answer:
    """Correct names of a posted list, or take the whole of it back; on a draft it is a strike."""
    if item.state == "draft":
        return await (strike if order.units or order.problems else reject)(request, order, item)
    if item.state not in ("approved", "posted"):
        return decided_already(request, order, item)
    if item.kind == "praise":
        return unclear(request, "表扬发出去了就不收回；有出入请在群里说明。", item=item)
    units = find_units(request, order, item)
    if isinstance(units, Answer):
        return units
    if not units:
        return await _take_back(request, order, item)
    fresh = tuple(entry.unit for entry in item.listed if entry.unit in units)
    if not fresh:
        names = "、".join(names_on(request, units))
        return done(request, order, item, f"{names}已不在通报{item.number}上，没有重复更正。", units)
    groups = await correct(request, item, fresh, reason=order.reason)
    names = "、".join(names_on(request, fresh))
    where = "、".join(request.directory.group_by_id[g].name for g in groups if g in request.directory.group_by_id)
    told = f"更正已发到{where}。" if groups else "名单还没有发出，已直接移出。"
    return done(request, order, item, f"通报{item.number}中{names}已更正，{told}", fresh)


async def correct(request: Request, item: CriticismList, units: Sequence[str], *, reason: str) -> Sequence[str]:
    """Take names of a posted list back where they were read; the groups that read it."""
    serial = sum(entry.state == "retracted" for entry in item.entries)
    groups: dict[str, None] = {}
    for unit in units:
        serial += 1
        await request.uow.lists.mark_entry(item.number, unit, "retracted", reason=reason, by=request.member.user_id)
        await request.uow.outbox.drop_unit(item.duty, unit, item.period)
        [name] = names_on(request, [unit])
        text = wording_of(
            request, "correction.post", number=item.number, unit=name, reason=_public(request, reason), serial=serial
        )
        groups |= dict.fromkeys(await _say_where_it_was_said(request, item, text, unit=unit))
    keep(request, "list_corrected", item, units=list(units), reason=reason, groups=list(groups))
    return tuple(groups)


async def _take_back(request: Request, order: OrderMeaning, item: CriticismList) -> Answer:
    """The whole list: every group that may have read it reads that it is void."""
    if not await request.uow.lists.set_state(item.number, "retracted", by=request.member.user_id, at=request.now):
        return done(request, order, item, f"通报{item.number}刚由别人处理，没有改动。")
    serial = sum(entry.state == "retracted" for entry in item.entries) + 1
    units = [entry.unit for entry in item.listed]
    for unit in units:
        await request.uow.lists.mark_entry(
            item.number, unit, "retracted", reason=order.reason, by=request.member.user_id
        )
        await request.uow.outbox.drop_unit(item.duty, unit, item.period)
    text = wording_of(
        request, "retraction.post", number=item.number, reason=_public(request, order.reason), serial=serial
    )
    groups = await _say_where_it_was_said(request, item, text, unit=None)
    keep(request, "list_retracted", item, units=units, reason=order.reason, groups=list(groups))
    told = "已在原群发出撤销说明" if groups else "名单还没有发出，不会再发"
    text = f"通报{item.number}已全部撤销，{told}。"
    return done(request, order, item, text, units, settles=decided_by(request, item, "retracted", "撤销"))


async def _say_where_it_was_said(
    request: Request, item: CriticismList, text: str, *, unit: str | None
) -> Sequence[str]:
    """A retraction into each group whose list may have been read with that name in it."""
    await request.uow.flush()
    groups = []
    for row in await request.uow.outbox.about_list(item.number):
        if row.kind != "criticism" or not _may_have_named(row, unit) or not _is_of(row, item):
            continue
        request.uow.outbox.put(
            Outbound(
                key=f"list:{item.number}:{item.period.isoformat()}:retract:{unit or 'all'}:{row.to.group}",
                kind="retraction",
                to=row.to,
                body=Body(text),
                due_at=request.now,
                form=item.duty,
                period=item.period,
                priority=2,
            )
        )
        groups.append(row.to.group or row.to.key)
    return groups


async def may_have_been_read(request: Request, item: CriticismList, unit: str) -> bool:
    """Whether any group may have read the list with that name in it."""
    await request.uow.flush()
    rows = await request.uow.outbox.about_list(item.number)
    return any(row.kind == "criticism" and _is_of(row, item) and _may_have_named(row, unit) for row in rows)


def _is_of(row: OutboxRow, item: CriticismList) -> bool:
    return f":{item.period.isoformat()}:" in row.key


def _may_have_named(row: OutboxRow, unit: str | None) -> bool:
    if row.state in UNSAID:
        return row.part_done > 0
    return any(unit in (None, entry.unit) for entry in row.body.entries)


def _without(item: CriticismList, units: Sequence[str]) -> CriticismList:
    return replace(item, entries=tuple(entry for entry in item.entries if entry.unit not in units))


def _public(request: Request, reason: str) -> str:
    return impersonal(reason, request.directory, LONGEST_REASON) or NO_REASON
