"""The verb of urgent items: 收到 A3 takes one on and stops the climbing, A3 办结 …… closes it, 急件 lists them.

A bare 收到 counts in private and where it quotes the item; in a group it may answer anything, and is left alone.
"""

from bot.directory.model import COMMANDING
from bot.forms.moments import duration
from bot.handlers.base import Request, Verb
from bot.handlers.filing.items import refuse, to_sender
from bot.messages import Answer, Destination, Outcome, Reply
from bot.reading.urgent import UrgentOrder, read_urgent
from bot.rules.roster import FORGOTTEN, on_duty
from bot.scheduler.climbing import heard, quieten
from bot.scheduler.matters import shown_text
from bot.store.records import AuditLine
from bot.store.watching import Urgent
from bot.views import urgent as say


def _order(request: Request) -> UrgentOrder | None:
    if request.member.role in ("resident", "clerk"):
        return None
    quote = request.inbound.quote
    order = read_urgent(request.inbound.text, quoted="" if quote is None else quote.text)
    if order is not None and order.action == "take" and not order.number and not request.private:
        return None
    return order


async def _run(request: Request) -> Answer:
    order = _order(request)
    if order is None:
        raise TypeError("an urgent item needs an order")
    if order.action == "list":
        return await _listed(request)
    found = await _meant(request, order)
    if isinstance(found, Answer):
        return found
    if not await _may(request, found):
        return refuse(request, "may_not_take", say.MAY_NOT)
    return await (_take(request, found) if order.action == "take" else _close(request, found, order.words))


async def _listed(request: Request) -> Answer:
    if request.member.role not in COMMANDING and not await _is_on_duty(request):
        return refuse(request, "may_not_take", say.MAY_NOT)
    items = await request.uow.urgents.pending()
    by_number = {one.number: one.text if request.private else shown_text(one) for one in items}
    text = say.listing(items, request.directory, request.now, text_of=lambda one: by_number[one.number])
    return Answer(Outcome("query", {"intent": "status", "urgent": len(items)}), (to_sender(request, text),))


async def _meant(request: Request, order: UrgentOrder) -> Urgent | Answer:
    if order.number:
        item = await request.uow.urgents.get(order.number)
        return item or refuse(request, "unknown_item", say.unknown(order.number))
    me = f"member:{request.member.user_id}"
    mine = [one for one in await request.uow.urgents.pending() if one.state == "open" and me in one.told]
    if not mine:
        return Answer(Outcome("chatter"))
    return mine[0] if len(mine) == 1 else refuse(request, "which_item", say.which(mine))


async def _may(request: Request, item: Urgent) -> bool:
    """Officers and leaders, who was told of it, and who is on duty."""
    me = request.member
    return me.role in COMMANDING or f"member:{me.user_id}" in item.told or await _is_on_duty(request)


async def _is_on_duty(request: Request) -> bool:
    here = on_duty(await request.uow.roster.since(request.now - FORGOTTEN), request.now)
    return here is not None and request.member.user_id in (*here.people, *here.backup)


async def _take(request: Request, item: Urgent) -> Answer:
    me, now = request.member.user_id, request.now
    if item.kind == "question":
        return await _close(request, item, "已去答")
    next_at = now + duration(request.preset.watch.settle)
    if not await request.uow.urgents.take(item, by=me, at=now, next_at=next_at):
        text = say.taken_already(item, request.directory, request.zone)
        return Answer(Outcome("admin", {"action": "urgent_taken", "item": item.number}), (to_sender(request, text),))
    await quieten(request.uow, item)
    _note(request, "urgent_taken", item)
    news = [Reply(say.taken_news(item, me, request.directory), to=to, kind="case") for to in _others(request, item)]
    settled = say.taken_card(item, me, now, request.directory, request.zone)
    answer = Reply(say.taken(item), to_sender(request, "").mentions, settles=settled)
    return Answer(Outcome("admin", {"action": "urgent_taken", "item": item.number}), (answer, *news))


async def _close(request: Request, item: Urgent, words: str) -> Answer:
    me = request.member.user_id
    if len(words) < 2:
        return refuse(request, "no_note", say.NO_NOTE.format(number=item.number))
    if not await request.uow.urgents.close(item, by=me, at=request.now, why=words):
        text = f"{item.number}已经办结。"
        return Answer(Outcome("admin", {"action": "urgent_closed", "item": item.number}), (to_sender(request, text),))
    await quieten(request.uow, item)
    _note(request, "urgent_closed", item)
    text = say.answered(item) if item.kind == "question" else say.closed(item)
    news = say.closed_news(item, me, words, request.directory)
    others = [Reply(news, to=to, kind="case") for to in _others(request, item)]
    settled = say.taken_card(item, me, request.now, request.directory, request.zone)
    answer = Reply(text, to_sender(request, "").mentions, settles=settled)
    return Answer(Outcome("admin", {"action": "urgent_closed", "item": item.number}), (answer, *others))


def _others(request: Request, item: Urgent) -> list[Destination]:
    """Who heard of it, apart from the speaker and from the group where he speaks; and who had taken it on."""
    here = [f"member:{request.member.user_id}", *((f"group:{request.group.id}",) if request.group else ())]
    told = heard(item, apart_from=here)
    if item.taken_by and f"member:{item.taken_by}" not in (*here, *item.told):
        told.append(Destination(member=item.taken_by))
    return told


def _note(request: Request, action: str, item: Urgent) -> None:
    about = {"message": request.inbound.message_id, "subject": item.subject}
    request.uow.audit.write(AuditLine(request.now, request.member.user_id, action, f"urgent:{item.number}", about))


URGENT_VERB = Verb(
    name="urgent",
    help="急件：收到 A3｜A3 办结 怎么处理的｜急件",
    takes=lambda request: _order(request) is not None,
    run=_run,
)
