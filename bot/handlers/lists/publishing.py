"""Publishing a list after a named officer said so: every name is judged again at that instant.

Compare-and-set decides who was first, so a second 发布 changes nothing; what is posted goes out in the same
transaction as the approval, and a unit that reports before it is sent still drops out of the text.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.handlers.base import Request
from bot.handlers.filing.items import refuse
from bot.handlers.lists.finding import done, keep, names_on
from bot.handlers.lists.posting import later, post
from bot.messages import Answer, Card
from bot.reading.meaning import OrderMeaning
from bot.rules.correctness import Published, must_pause
from bot.rules.criticism import standing_of
from bot.store.records import CriticismList, EntryState, ListState
from bot.views import figures
from bot.views.list_card import decided_card
from bot.views.list_kinds import title
from bot.views.posts import signature
from bot.views.posts_wording import say

PUBLIC = ("enterprise", "grid")
SENT_WITHIN = timedelta(hours=4)  # a list that could not be sent for so long is an old list
LOOK_BACK = timedelta(days=90)
REVIEWED = "criticism_reviewed_at"
"""The meta value that holds when somebody last looked into wrong names."""
Dropped = dict[EntryState, list[str]]


async def publish(request: Request, order: OrderMeaning, item: CriticismList) -> Answer:
    """Post what still stands; with nobody left the list is closed with a kind word."""
    if item.state != "draft":
        return decided_already(request, order, item)
    if item.kind == "work" and item.drafted_by == request.member.user_id:
        return refuse(request, "own_draft", f"通报{item.number}是您起草的，请别的值班员或领导批准。")
    if item.kind != "praise" and (found := await wrong_lately(request)) is not None:
        keep(request, "criticism_paused", item, names=found.names, wrong=found.wrong)
        text = (
            f"近{LOOK_BACK.days}天点名{found.names}家，更正了{found.wrong}家（{found.share:.1f}%），超过"
            f"{request.preset.criticism.pause_over:g}%，通报已自动暂停，通报{item.number}没有发布。"
            "请没有签发过这些通报的领导或值班员复核后发：恢复通报 复核结论"
        )
        return refuse(request, "criticism_paused", text)
    left, dropped = await judge(request, item)
    told = _dropped(request, dropped)
    if own := await judged_by(request, item, left):
        text = f"您维持了{'、'.join(own)}的申诉，通报{item.number}请由别的值班员或领导发布。"
        return refuse(request, "own_judgement", text)
    left, waiting = await _undisputed(request, item, left)
    if waiting and not left:
        whose = "、".join(names_on(request, waiting))
        text = f"通报{item.number}上的{whose}申诉还没有答复，没有发布。先答复请发：申诉名单"
        return done(request, order, item, text)
    told += f"申诉未答复、没有列入{len(waiting)}家：{'、'.join(names_on(request, waiting))}。" if waiting else ""
    if not left:
        await request.uow.lists.set_state(item.number, "rejected", by=request.member.user_id, at=request.now)
        keep(request, "list_closed", item, why="nobody left")
        text = f"通报{item.number}上的单位都已补报或移出，不用发布，已结案。{told}感谢大家配合。"
        return done(request, order, item, text, settles=decided_by(request, item, "rejected", "结案"))
    if not await request.uow.lists.set_state(item.number, "approved", by=request.member.user_id, at=request.now):
        newer = await request.uow.lists.get(item.number)
        return decided_already(request, order, newer or item)
    for one in waiting:
        await request.uow.lists.mark_entry(
            item.number, one, "disputed", reason="objection open", by=request.member.user_id
        )
    groups, begins = await post(request, item, left)
    await request.uow.lists.set_state(item.number, "posted", by=request.member.user_id, at=request.now)
    names = names_on(request, left)
    keep(request, "list_published", item, units=list(left), groups=list(groups), disputed=list(waiting))
    where = "、".join(f"{request.directory.group_by_id[group].name}{number}家" for group, number in groups.items())
    shown = "、".join(names[:10]) + (f"等{len(names)}家" if len(names) > 10 else "")
    mend = f"误列请回复：更正 {item.number} 单位名 原因" if item.kind != "praise" else ""
    text = f"{title(item.kind, item.number)}已发布（{where}）：{shown}。{later(request, begins)}{told}{mend}"
    return done(request, order, item, text, left, settles=decided_by(request, item, "posted", "发布"))


async def judge(request: Request, item: CriticismList) -> tuple[tuple[str, ...], Dropped]:
    """Mark who repaired or is exempt by now; who is still to be listed, and who dropped out."""
    if item.kind != "late":
        return await _judge_drafted(request, item)
    form = request.preset.form(item.form)
    heads = await request.uow.reports.heads_of(form, item.period)
    left: list[str] = []
    dropped: Dropped = {}
    for entry in item.listed:
        state = standing_of(
            entry.unit, form=form, day=item.period, directory=request.directory, preset=request.preset, heads=heads
        )
        if state == "listed":
            left.append(entry.unit)
            continue
        await request.uow.lists.mark_entry(
            item.number, entry.unit, state, reason="checked before publishing", by=request.member.user_id
        )
        dropped.setdefault(state, []).append(entry.unit)
    return tuple(left), dropped


async def judged_by(request: Request, item: CriticismList, left: Sequence[str]) -> list[str]:
    """Objections of those left that the sender himself dismissed: S1, S2. Who judges does not publish."""
    me, found = request.member.user_id, []
    for one in await request.uow.appeals.of_day(item.period):
        if one.state == "dismissed" and one.decided_by == me and one.unit in left:
            about = await request.uow.lists.get(one.list_number)  # perhaps the list that this one follows
            if about is not None and about.form == item.form:
                found.append(f"S{one.number}")
    return found


async def _undisputed(
    request: Request, item: CriticismList, left: Sequence[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Who may be named, and whose objection is open."""
    appeals = await request.uow.appeals.of_list(item.number, item.period)
    disputed = {one.unit for one in appeals if one.state == "open"}
    return tuple(unit for unit in left if unit not in disputed), tuple(unit for unit in left if unit in disputed)


async def _judge_drafted(request: Request, item: CriticismList) -> tuple[tuple[str, ...], Dropped]:
    """Of a list that a person wrote: whose case was closed meanwhile has mended it; who left the directory is out."""
    left: list[str] = []
    dropped: Dropped = {}
    for entry in item.listed:
        state: EntryState = "listed" if entry.unit in request.directory.unit_by_id else "exempt"
        if item.kind == "work" and state == "listed":
            case = await request.uow.cases.get(str(entry.evidence.get("case", {}).get("number", "")))
            state = "listed" if case is not None and not case.closed else "repaired"
        if state == "listed":
            left.append(entry.unit)
            continue
        await request.uow.lists.mark_entry(
            item.number, entry.unit, state, reason="checked before publishing", by=request.member.user_id
        )
        dropped.setdefault(state, []).append(entry.unit)
    return tuple(left), dropped


def decided_already(request: Request, order: OrderMeaning, item: CriticismList) -> Answer:
    """已由某某于20:20发布; the state is told, nothing happens twice."""
    who = signature(request.directory.member(item.approved_by)) if item.approved_by else "值班员"
    at = f"于{figures.clock(item.approved_at, request.zone)}" if item.approved_at else ""
    match item.state:
        case "approved" | "posted":
            how, text = f"由{who}{at}发布", f"通报{item.number}已由{who}{at}发布，没有重复发布。"
        case "rejected":
            how, text = "没有发布", f"通报{item.number}已经结案，没有发布。"
        case "lapsed":
            text = f"通报{item.number}过期没有人定，已作废，不能再发布。"
            return done(request, order, item, text)
        case "retracted":
            how, text = "已经撤销", f"通报{item.number}已经撤销，不能再发布。"
        case "noted":
            text = f"通报{item.number}只是记录，上面没有到通报次数的单位，没有什么可以发布。"
            return done(request, order, item, text)
        case _:
            return done(request, order, item, f"通报{item.number}还没有发布。")
    return done(request, order, item, text, settles=decided_card(item.number, item.state, how))


def decided_by(request: Request, item: CriticismList, state: ListState, verb: str) -> Card:
    """What the draft's card shows once the sender decided: 由值班员冯八于20:21发布."""
    at = figures.clock(request.now, request.zone)
    return decided_card(item.number, state, f"由{signature(request.member)}于{at}{verb}")


async def wrong_lately(request: Request) -> Published | None:
    """What was published lately, if too much of it was wrong and nobody looked into it since; else None."""
    reviewed = await request.uow.meta(REVIEWED)
    since = request.now - LOOK_BACK
    if reviewed is not None:
        since = max(since, datetime.fromisoformat(reviewed))
    found = await request.uow.lists.published(since=since, before=request.now + timedelta(seconds=1))
    return found if must_pause(found, request.preset.criticism) else None


def _dropped(request: Request, dropped: Dropped) -> str:
    said = {"repaired": "已补报移出", "exempt": "免报移出"}
    return "".join(
        f"{said[state]}{len(units)}家：{'、'.join(names_on(request, units))}。"
        for state, units in dropped.items()
        if state in said
    )


def wording_of(request: Request, key: str, **facts: object) -> str:
    """A sentence of the district's, or the built-in one."""
    return say(key, request.preset.wording, facts)
