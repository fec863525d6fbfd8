"""The verb of cases of every kind that the preset defines: it opens them, moves them and answers about them.

What carries no number and is no opening is heard only where the bot is spoken to: people talk about 整改 all day.
"""

import re

from bot.directory.model import COMMANDING
from bot.handlers.base import Request, Verb
from bot.handlers.casework.adding import add_note, hand_over, join, take_apart
from bot.handlers.casework.asking import ask, show
from bot.handlers.casework.desk import find
from bot.handlers.casework.facts import show_on
from bot.handlers.casework.moving import move
from bot.handlers.casework.opening import open_case
from bot.handlers.filing.items import refuse
from bot.handlers.reading_context import is_called
from bot.messages import Answer
from bot.reading.case_order import CaseOrder, CaseReader, read_case
from bot.reading.meaning import ReportMeaning
from bot.views import case_refusals as no

_NUMBER = re.compile(r"[A-Za-zＡ-Ｚａ-ｚ][Gg]?[-–—]?[\d０-９]{3,6}")
WORKING = COMMANDING | {"grid_worker", "grid_leader"}


def _order(request: Request) -> CaseOrder | None:
    kinds = request.preset.cases
    inbound = request.inbound
    if not kinds or request.member.role == "resident" or not inbound.text:
        return None
    quoted = inbound.quote.text if inbound.quote and inbound.quote.sender in (request.bot_name, "bot") else ""
    if not _concerns(request, f"{quoted}{inbound.text}"):
        return None
    reader = CaseReader(kinds, request.directory, request.member, inbound.sent_at, request.zone)
    order = read_case(inbound.text, reader, quoted=quoted)
    return order if order is not None and _heard(request, order) else None


def _concerns(request: Request, text: str) -> bool:
    """Cheap, for every message goes through here."""
    if _NUMBER.search(text) or any(sign in text for sign in ("待办", "单子", "单据", "办的", "处理的")):
        return True
    return any(
        all(part in text for part in sign.split("…"))
        for kind in request.preset.cases
        for sign in (*kind.opening, *kind.called, *kind.asking, *(word for way in kind.ways for word in way.words))
    )


def _heard(request: Request, order: CaseOrder) -> bool:
    """Whether it is meant for the bot: in a group what could be talk is talk."""
    called = is_called(request)
    kind = next((one for one in request.preset.cases if one.id == order.kind), None)
    shows = kind is not None and bool(kind.items)
    if not order.numbers and not shows and _is_a_report(request):
        return False
    if order.action == "unclear":
        return called and not _is_a_report(request)
    if order.action == "move" and not order.numbers:  # with a proof; where no case fits, the verb says nothing either
        return called or bool(order.words)
    if order.action == "open":
        plain = bool(order.units or order.items or order.days or not (order.words or order.unknown))
        able = request.member.role in WORKING or (kind is not None and "clerk" in kind.opened_by)
        return called or (able and plain)
    if order.action == "query":
        return called or request.member.role in WORKING or (order.query is not None and order.query.want == "lacking")
    return True


def _is_a_report(request: Request) -> bool:
    meaning = request.meaning
    return isinstance(meaning, ReportMeaning) and any(len(item.values) > 1 for item in meaning.items)


async def _run(request: Request) -> Answer:
    order = _order(request)
    if order is None:
        raise TypeError("a case verb needs an order")
    match order.action:
        case "open":
            return await open_case(request, order)
        case "move":
            return await move(request, order)
        case "show":
            return await show(request, order)
        case "query":
            return await ask(request, order)
        case "note":
            return await add_note(request, order)
        case "hand":
            return await hand_over(request, order)
        case "join":
            return await join(request, order)
        case "part":
            return await take_apart(request, order)
    return await _to_one(request, order)


async def _to_one(request: Request, order: CaseOrder) -> Answer:
    """Proofs and days, or what nobody understood."""
    mine = await find(request, order.numbers[0])
    if isinstance(mine, Answer):
        return mine
    if order.action == "facts":
        return await show_on(request, mine, order)
    return refuse(request, "case_unclear", no.unclear(mine.case.number, mine.options[:3]))


CASE = Verb(
    name="case",
    help="整改、复工等单子：整改 单位名：问题和要求，3天内；Z0001 完成 说明；Z0001 到哪了；我的待办；超期的整改单",
    takes=lambda request: _order(request) is not None,
    run=_run,
)
