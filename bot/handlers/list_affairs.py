"""The verb beside decisions: 暂缓 a draft, 恢复通报 after wrong names, 核验 whether a list is ours, 经过 of a list.

A newcomer's usual mistake is to tell of a draft to who asks whether it is real: what was not published is not ours yet.
"""

from datetime import timedelta
from typing import Any

from bot.directory.model import COMMANDING
from bot.handlers.base import Request, Verb
from bot.handlers.filing.items import note, refuse, to_sender
from bot.handlers.lists import ranking
from bot.handlers.lists.finding import called, keep, names_on
from bot.handlers.lists.publishing import LOOK_BACK, REVIEWED, wrong_lately
from bot.messages import Answer, Outcome
from bot.reading.list_affairs import AffairSaid, read_affair
from bot.scheduler.posts.list_lapse import HELD_FOR, held_key
from bot.store.records import AuditLine, CriticismList
from bot.views import figures
from bot.views.appeals import at as moment_text
from bot.views.list_kinds import title
from bot.views.posts import signature
from bot.views.trail import trail, trail_line

_SIGNS = (
    "排名",
    "暂缓",
    "暫緩",
    "搁置",
    "缓发",
    "先不发",
    "恢复",
    "恢復",
    "重新开启",
    "核验",
    "核驗",
    "验证",
    "核对",
    "查验",
    "真",
    "官方",
    "经过",
    "經過",
    "台账",
    "记录",
)
KNOWN_FOR = timedelta(days=60)
"""A list that was published earlier is told of to nobody any more."""


def _said(request: Request) -> AffairSaid | None:
    text = request.inbound.text
    if len(text) > 200 or not any(sign in text for sign in _SIGNS):
        return None
    said = read_affair(text, request.today)
    if said is not None and request.member.role == "resident" and said.action != "verify":
        return None
    return said


async def _run(request: Request) -> Answer:
    said = _said(request)
    if said is None:
        raise TypeError("this verb needs what was said")
    if said.action == "verify":
        return await _verify(request, said)
    if request.member.role not in COMMANDING:
        return refuse(request, "may_not_decide", "通报由值班员或领导决定，这条没有执行。")
    run = {
        "hold": _hold, "resume": _resume, "trail": _trail,
        "league_ask": ranking.ask, "league_agree": ranking.agree, "league_stop": ranking.stop,
    }  # fmt: skip
    return await run[said.action](request, said)


async def _verify(request: Request, said: AffairSaid) -> Answer:
    """Whether it was published, by whom and when; no names: those stand in the list itself."""
    item = await request.uow.lists.get(said.number)
    known = item is not None and item.approved_at is not None and item.approved_at > request.now - KNOWN_FOR
    if item is not None and item.state == "draft" and _concerns(request, item):
        text = f"{title(item.kind, item.number)}还是草稿，没有人批准，没有发布。"
        return Answer(Outcome("query", {"intent": "status", "list": item.number}), (to_sender(request, text),))
    if item is None or not known or item.approved_at is None or item.state not in ("posted", "retracted"):
        text = f"无此通报：没有发布过编号{said.number}的通报。收到的如果写着这个编号，请截图告诉值班员，勿转发。"
        return Answer(Outcome("query", {"intent": "status", "list": said.number}), (to_sender(request, text),))
    at = moment_text(item.approved_at, request.zone)
    by = signature(request.directory.member(item.approved_by))
    wrong = sum(entry.state == "retracted" for entry in item.entries)
    state = "，后来已全部撤销" if item.state == "retracted" else f"，其中{wrong}家后来已更正" if wrong else ""
    named = sum(entry.state in ("listed", "retracted") for entry in item.entries)
    text = f"{title(item.kind, item.number)}是真的：{called(request, item)}，{named}家，{at}由{by}签发{state}。"
    return Answer(Outcome("query", {"intent": "status", "list": item.number}), (to_sender(request, text),))


def _concerns(request: Request, item: CriticismList) -> bool:
    """Whether the sender knows of the draft anyway: in private, of the command, or of a unit that is on it."""
    own = any(request.directory.may_report(request.member, entry.unit) for entry in item.listed)
    return request.private and (own or request.member.role in COMMANDING)


async def _hold(request: Request, said: AffairSaid) -> Answer:
    """It stays a draft, longer than others, and who publishes it must say its number."""
    item = await request.uow.lists.get(said.number)
    if item is None or item.state != "draft":
        return refuse(request, "list_unclear", f"没有编号{said.number}的待批通报，没有改动。")
    if len(said.reason) < 2:
        return refuse(request, "list_unclear", f"暂缓要写原因，例如：暂缓 {item.number} 等供电局核实停电")
    await request.uow.set_meta(held_key(item.number, item.period), request.now.isoformat())
    keep(request, "list_held", item, reason=said.reason)
    until = figures.day((request.now + HELD_FOR).astimezone(request.zone).date())
    text = f"通报{item.number}已暂缓，没有发布，最晚{until}自动作废。要发请回复：发布通报 {item.number}"
    data = {"list": item.number, "action": "hold", "units": [entry.unit for entry in item.listed]}
    return Answer(Outcome("approval", data), (to_sender(request, text),))


async def _resume(request: Request, said: AffairSaid) -> Answer:
    """After somebody else than who signed the wrong lists looked into them."""
    found = await wrong_lately(request)
    if found is None:
        return refuse(request, "list_unclear", "通报没有暂停，不用恢复。")
    signed = {
        item.approved_by
        for item in await request.uow.lists.in_state(("posted", "retracted"), since=request.today - LOOK_BACK)
        if any(entry.state == "retracted" for entry in item.entries)
    }
    if request.member.user_id in signed:
        return refuse(request, "own_list", "更正过的通报里有您签发的，请别的领导或值班员复核后恢复。")
    if len(said.reason) < 4:
        return refuse(request, "list_unclear", "请写上复核结论，例如：恢复通报 两家系网格群漏收，已改从群记录核对")
    await request.uow.set_meta(REVIEWED, request.now.isoformat())
    about = {"reason": said.reason, "names": found.names, "wrong": found.wrong, "message": request.inbound.message_id}
    line = AuditLine(request.now, request.member.user_id, "criticism_resumed", "criticism", about)
    request.uow.audit.write(line)
    text = "已记下复核结论，可以再发布通报。错的比例从现在起重新计算。"
    data: dict[str, Any] = {"list": None, "action": "resume", "units": []}
    return Answer(Outcome("approval", data), (to_sender(request, text),))


async def _trail(request: Request, said: AffairSaid) -> Answer:
    """Every line about the list, and where it was posted, in order."""
    if not request.private and (request.group is None or request.group.kind != "command"):
        return refuse(request, "not_here", "经过只在私信或指挥部群里看。")
    item = await request.uow.lists.get(said.number)
    if item is None:
        return refuse(request, "list_unclear", f"没有编号{said.number}的通报。")
    note(request, "list_trail_read", f"list:{item.number}")
    text = trail(_head(request, item), await _lines(request, item))
    return Answer(Outcome("query", {"intent": "status", "list": item.number}), (to_sender(request, text),))


def _head(request: Request, item: CriticismList) -> str:
    return f"{title(item.kind, item.number)}（{called(request, item)}）的经过："


async def _lines(request: Request, item: CriticismList) -> list[str]:
    """The trail, with what the platform took, by time."""

    def person(user: str) -> str:
        return signature(request.directory.member(user))

    def unit(one: str) -> str:
        return names_on(request, [one])[0]

    begun = item.created_at - timedelta(days=1)
    lines = await request.uow.audit.between(begun, request.now + timedelta(days=1), subject=f"list:{item.number}")
    told = [
        (one.at, trail_line(one, person=person, unit=unit, zone=request.zone))
        for one in lines
        if one.action != "list_trail_read"
    ]
    words = {"criticism": "通报", "retraction": "更正"}
    for row in await request.uow.outbox.about_list(item.number):
        if f":{item.period.isoformat()}:" in row.key and row.sent_at is not None:
            group = request.directory.group_by_id.get(row.to.group or "")
            at = moment_text(row.sent_at, request.zone)
            where = group.name if group else row.to.key
            told.append((row.sent_at, f"{at} 平台已收下{words.get(row.kind, '消息')}：{where}"))
    return [text for _, text in sorted(told, key=lambda one: one[0])]


LIST_AFFAIRS = Verb(
    name="list_affairs",
    help="核验通报是真是假：核验 通报编号；值班员：暂缓 编号 原因｜编号 经过",
    takes=lambda request: _said(request) is not None,
    run=_run,
)
