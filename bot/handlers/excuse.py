"""The verb of being excused: a clerk asks for it, a named officer or grid leader grants, declines or ends it.

What only looks like it stays what it is: a list with figures that says 免报 of somebody is still a report.
"""

from bot.directory.model import COMMANDING
from bot.handlers.base import Request, Verb
from bot.handlers.excuses.granting import ask, decide, end, grant
from bot.handlers.excuses.listing import listed
from bot.messages import Answer
from bot.reading.excuse import ExcuseOrder, Reader, read_excuse
from bot.reading.meaning import ReportMeaning

_SIGNS = ("免报", "免報", "停报", "停報", "暂停上报", "暫停上報", "不报", "不報", "E", "e")
DECIDING = COMMANDING | {"grid_leader"}


def _order(request: Request) -> ExcuseOrder | None:
    inbound = request.inbound
    quoted = inbound.quote.text if inbound.quote else ""
    if "免报申请" not in quoted and not any(sign in inbound.text for sign in _SIGNS):
        return None
    if isinstance(request.meaning, ReportMeaning) and any(item.values for item in request.meaning.items):
        return None
    order = read_excuse(
        inbound.text,
        Reader(request.directory, request.today),
        quoted=quoted,
        may_grant=request.member.role in DECIDING,
    )
    if order is None or request.member.role == "resident":
        return None
    return order


async def _run(request: Request) -> Answer:
    order = _order(request)
    if order is None:
        raise TypeError("an excuse needs an order")
    if order.action == "list":
        return await listed(request)
    run = {"ask": ask, "grant": grant, "accept": decide, "decline": decide, "end": end}[order.action]
    return await run(request, order)


EXCUSE = Verb(
    name="excuse",
    help="停产放假：申请免报 原因 到几月几日；值班员：同意 E12｜免报 单位名 起止日期 原因｜免报名单",
    takes=lambda request: _order(request) is not None,
    run=_run,
)
