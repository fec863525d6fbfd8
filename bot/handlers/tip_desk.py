"""The verb of the duty officers: the open tip-offs, and what becomes of each.

Only in private. An answer reaches the sender through the sealed table's reply address; no officer, no
log and no outcome ever holds who it was.
"""

import re
import unicodedata
from dataclasses import dataclass

from bot import texts
from bot.directory.model import Area, Role
from bot.handlers.base import Request, Verb
from bot.handlers.filing.items import note, refuse, to_sender
from bot.handlers.tip_joining import join, take_apart
from bot.messages import Answer, Destination, Outcome, Reply
from bot.reading.masking import mask
from bot.store.records import AuditLine, Tip
from bot.views.tips import tip_detail, tip_list

OFFICERS: frozenset[Role] = frozenset({"duty_officer", "admin"})
_LIST = re.compile(r"(?:举报|反映|线索)(?:列表|清单)|(?:未办结|待办)的?举报")
_ORDER = re.compile(
    r"([TtＴ][0-9０-９]{4,})[\s:：,，]*(受理|转交|转办|办结|详情|并入|合并到|拆开|重开)[\s:：,，]*(.*)", re.DOTALL
)
_GRID = re.compile(r"(\d{1,4})\s*号?\s*网?格")
_ANSWER = re.compile(r"^(?:答复|回复)[\s:：,，]*")


@dataclass(frozen=True, slots=True)
class Order:
    """What an officer said: `number` None asks for the list."""

    number: str | None
    action: str = ""
    words: str = ""


def _order(request: Request) -> Order | None:
    text = re.sub(r"^@\S+\s*", "", request.inbound.text[:2000].strip())
    if _LIST.fullmatch(text):
        return Order(None)
    if found := _ORDER.fullmatch(text):
        return Order(unicodedata.normalize("NFKC", found[1]).upper(), found[2], found[3].strip())
    return None


async def _run(request: Request) -> Answer:
    order = _order(request)
    if order is None:
        raise TypeError("a desk verb needs an order")
    if not request.private:
        return refuse(request, "private_only", texts.tip_only_in_private())
    tips = request.uow.tips
    if order.number is None:
        text = tip_list(await tips.open_tips(), now=request.now)
        return Answer(Outcome("case", {"case_type": "tipoff"}), (Reply(text),))
    tip = await tips.get(order.number)
    if tip is None:
        return refuse(request, "unknown_case", f"没有编号{order.number}，请核对。发“举报列表”可看全部未办结的。")
    if order.action == "详情":
        note(request, "tip_read", tip.number)
        joined = [one.number for one in await tips.joined_to(tip.number)]
        return _done(request, tip, tip.state, tip_detail(tip, now=request.now, zone=request.zone, joined=joined))
    if order.action == "重开":
        return await _reopen(request, tip, order.words)
    if tip.state == "closed":
        return refuse(request, "closed_case", f"{tip.number}已经办结，不能再改。要接着办请发：{tip.number} 重开 原因")
    if order.action == "拆开":
        return await take_apart(request, tip)
    if tip.into:
        return refuse(
            request, "joined_case", f"{tip.number}已并入{tip.into}，请对{tip.into}办理；拆开请发：{tip.number} 拆开"
        )
    if order.action in ("并入", "合并到"):
        return await join(request, tip, order.words)
    if order.action == "办结":
        return await _close(request, tip, _ANSWER.sub("", order.words).strip())
    return await _assign(request, tip, order)


async def _close(request: Request, tip: Tip, answer: str) -> Answer:
    """The tip-off and all that it stands for: everybody who told of it gets the answer."""
    if not answer:
        return refuse(
            request, "answer_missing", f"请写上给反映人的答复，例如：{tip.number} 办结 答复：已现场核实并整改"
        )
    told: list[Reply] = []
    joined = await request.uow.tips.joined_to(tip.number)
    for one in (tip, *joined):
        await request.uow.tips.set_state(one.number, state="closed", answer=answer, area=one.area)
        note(request, "tip_closed", one.number)
        told += await _to_teller(request, one.number, texts.tip_closed(one.number, answer))
    also = f"，并入的{'、'.join(one.number for one in joined)}一起" if joined else ""
    return _done(request, tip, "closed", f"{tip.number}{also}已办结，答复会发给反映人，对方发“进度”也能看到。", *told)


async def _reopen(request: Request, tip: Tip, why: str) -> Answer:
    """What was closed is worked on again, with a reason that the trail keeps; its sender hears of it."""
    if tip.state != "closed":
        return refuse(request, "not_closed", f"{tip.number}还没有办结，不用重开。")
    if not why:
        return refuse(request, "reason_missing", f"请写上重开的原因，例如：{tip.number} 重开 反映人说又开工了")
    await request.uow.tips.set_state(tip.number, state="assigned", answer="", area=tip.area)
    about = {"message": request.inbound.message_id, "why": mask(why)[0]}
    request.uow.audit.write(AuditLine(request.now, request.member.user_id, "tip_reopened", tip.number, about))
    told = await _to_teller(request, tip.number, texts.tip_reopened(tip.number))
    return _done(request, tip, "assigned", f"{tip.number}已重开，办完请发：{tip.number} 办结 答复：……", *told)


async def _assign(request: Request, tip: Tip, order: Order) -> Answer:
    area = _named_area(request, order.words)
    if order.action != "受理" and area is None:
        return refuse(request, "area_missing", f"请写明转给哪个网格，例如：{tip.number} 转交 3号网格")
    await request.uow.tips.set_state(
        tip.number, state="assigned", answer=tip.answer, area=area.id if area else tip.area
    )
    note(request, "tip_assigned", tip.number)
    told: list[Reply] = []
    joined = await request.uow.tips.joined_to(tip.number)
    for one in joined:
        await request.uow.tips.set_state(one.number, state="assigned", answer=one.answer, area=one.area)
    for one in (tip, *joined):
        if one.state == "received":
            told += await _to_teller(request, one.number, texts.tip_taken_up(one.number))
    text = f"{tip.number}已受理。办完请发：{tip.number} 办结 答复：……"
    if area is not None:
        leaders = request.directory.leaders_of(area.id)
        words = texts.tip_for_the_grid(tip.number, tip.category, tip.place)
        told += [Reply(words, to=Destination(member=m.user_id), kind="case") for m in leaders]
        text = f"{tip.number}已转交{area.name}" + ("。" if leaders else "，但该网格没有网格长，请另行通知。")
    return _done(request, tip, "assigned", text, *told)


def _named_area(request: Request, words: str) -> Area | None:
    if found := _GRID.search(words):
        return request.directory.grid_numbered(int(found[1]))
    return next((a for a in request.directory.areas if a.kind == "grid" and a.name and a.name in words), None)


async def _to_teller(request: Request, number: str, text: str) -> list[Reply]:
    address = await request.uow.tips.reply_address(number)
    return [Reply(text, to=address, kind="case")] if address is not None else []


def _done(request: Request, tip: Tip, to_state: str, text: str, *told: Reply) -> Answer:
    data = {"case": tip.number, "case_type": "tipoff", "from_state": tip.state, "to_state": to_state}
    return Answer(Outcome("case", data), (to_sender(request, text), *told))


TIP_DESK = Verb(
    name="tip_desk",
    help="办理反映（私信）：举报列表；T0001 受理；T0001 转交 3号网格；T0001 办结 答复：……；T0002 并入 T0001",
    takes=lambda request: request.member.role in OFFICERS and _order(request) is not None,
    run=_run,
    roles=OFFICERS,
)
