"""The verb of objections to a criticism list: a unit objects, somebody else than the approver answers, anybody looks.

A newcomer's usual mistake is to take the unit's reason for a report: 申诉 当天已报在岗120人 states no figure.
"""

from bot.directory.model import COMMANDING
from bot.handlers.appeals.asking import ask
from bot.handlers.appeals.deciding import decide, withdraw
from bot.handlers.base import Request, Verb
from bot.handlers.filing.items import refuse, to_sender
from bot.handlers.lists.finding import names_on
from bot.messages import Answer, Outcome
from bot.reading.appeal import AppealSaid, read_appeal
from bot.views import appeals as say

_SIGNS = ("申诉", "申訴", "异议", "異議", "不服", "采纳", "採納", "维持", "維持", "S", "s")


def _said(request: Request) -> AppealSaid | None:
    text = request.inbound.text
    quoted = request.inbound.quote.text if request.inbound.quote else ""
    if request.member.role == "resident" or not any(sign in text for sign in _SIGNS):
        return None
    return read_appeal(text, request.directory, quoted=quoted)


async def _run(request: Request) -> Answer:
    said = _said(request)
    if said is None:
        raise TypeError("this verb needs what was said")
    match said.action:
        case "ask":
            return await ask(request, said)
        case "withdraw":
            return await withdraw(request, said)
        case "list":
            return await _list(request)
        case _:
            if request.member.role not in COMMANDING:
                return refuse(request, "may_not_decide", "申诉由批准人以外的值班员或领导答复，这条没有执行。")
            return await decide(request, said)


async def _list(request: Request) -> Answer:
    """The open ones, as far as the sender may see them."""
    seen = [
        (one, names_on(request, [one.unit])[0])
        for one in await request.uow.appeals.in_state(("open",))
        if request.directory.may_ask(request.member, unit_id=one.unit)
    ]
    text = say.listed(seen, now=request.now, zone=request.zone)
    return Answer(Outcome("query", {"intent": "status", "appeals": len(seen)}), (to_sender(request, text),))


APPEAL = Verb(
    name="appeal",
    help="对通报有异议：申诉 通报编号 理由｜撤回申诉 S1；值班员：采纳 S1｜维持 S1 理由｜申诉名单",
    takes=lambda request: _said(request) is not None,
    run=_run,
)
