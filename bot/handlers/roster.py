"""The verb of the watch: 值班 今天 8:00-20:00 张三, 值班表, 谁值班, 交班, 接班, 未结事项.

Officers and leaders arrange it, everybody of the command hears who is on duty; a clerk or a resident does not.
"""

from bot.directory.model import COMMANDING
from bot.handlers.base import Request, Verb
from bot.handlers.filing.items import refuse
from bot.handlers.reading_context import is_called
from bot.handlers.watch.asking import open_matters, table, who
from bot.handlers.watch.handing import hand_over, take_over
from bot.handlers.watch.setting import set_down
from bot.messages import Answer
from bot.reading.meaning import ReportMeaning
from bot.reading.roster import RosterOrder, read_roster
from bot.views import roster as say

_SIGNS = ("值班", "排班", "交班", "接班", "当班", "值守", "结", "没办完")
RUN = {
    "set": set_down, "clear": set_down, "table": table, "who": who, "hand_over": hand_over, "take_over": take_over,
    "open": open_matters,
}  # fmt: skip


def _order(request: Request) -> RosterOrder | None:
    """Officers are heard everywhere; everybody else only where he speaks to the bot or in the command's own group."""
    text, role = request.inbound.text, request.member.role
    if role in ("resident", "clerk") or not any(sign in text for sign in _SIGNS):
        return None
    if isinstance(request.meaning, ReportMeaning) and any(item.values for item in request.meaning.items):
        return None
    commands = request.group is not None and request.group.kind == "command"
    if role not in COMMANDING and not commands and not is_called(request):
        return None
    return read_roster(
        text, directory=request.directory, shifts=request.preset.watch.shifts, now=request.inbound.sent_at,
        zone=request.zone,
    )  # fmt: skip


async def _run(request: Request) -> Answer:
    order = _order(request)
    if order is None:
        raise TypeError("the watch needs an order")
    if order.action in ("set", "clear", "open") and request.member.role not in COMMANDING:
        return refuse(request, "may_not_arrange", say.MAY_NOT)
    return await RUN[order.action](request, order)


ROSTER = Verb(
    name="roster",
    help="值班：值班表｜谁值班｜值班 今天 8:00-20:00 姓名 备班 姓名｜交班｜接班｜未结事项",
    takes=lambda request: _order(request) is not None,
    run=_run,
)
