"""The verb of officers who steer the clock: 暂停催报, 今天不再催, 恢复催报, 加发, 应急模式, 接下来发什么.

A grid leader pauses for his own grids only; whoever else says it is told who may. Every word is kept with its reason,
holds for a while and ends by itself.
"""

from bot.directory.model import COMMANDING
from bot.handlers.base import Request, Verb
from bot.handlers.filing.items import refuse
from bot.handlers.reading_context import is_called
from bot.handlers.steering_orders.emergency import begin, finish
from bot.handlers.steering_orders.foreseeing import foresee
from bot.handlers.steering_orders.more import more
from bot.handlers.steering_orders.pausing import pause, resume
from bot.messages import Answer
from bot.reading.meaning import ReportMeaning
from bot.reading.steering import SteeringOrder, read_steering

_SIGNS = ("催", "加发", "应急", "什么", "哪些", "啥", "提醒")
RUN = {
    "pause": pause, "today": pause, "resume": resume, "extra": more, "emergency": begin, "calm": finish,
    "foresee": foresee,
}  # fmt: skip
PAUSING = COMMANDING | {"grid_leader"}


def _order(request: Request) -> SteeringOrder | None:
    """Officers are heard everywhere; everybody else only where he speaks to the bot."""
    text = request.inbound.text
    if request.member.role == "resident" or not any(sign in text for sign in _SIGNS):
        return None
    if isinstance(request.meaning, ReportMeaning) and any(item.values for item in request.meaning.items):
        return None
    if request.member.role not in PAUSING and not is_called(request):
        return None
    return read_steering(text, directory=request.directory, now=request.inbound.sent_at, zone=request.zone)


async def _run(request: Request) -> Answer:
    order = _order(request)
    if order is None:
        raise TypeError("steering needs an order")
    may = PAUSING if order.action in ("pause", "today", "resume") else COMMANDING
    if request.member.role not in may:
        why = "这件事由值班员决定，没有执行。单位停产放假请发：申请免报 原因 到几月几日。"
        return refuse(request, "may_not_steer", why)
    return await RUN[order.action](request, order)


STEERING = Verb(
    name="steering",
    help="定时消息：接下来发什么｜暂停催报 30分钟｜今天不再催｜恢复催报｜加发 2条：原因｜应急模式 到几月几日 原因",
    takes=lambda request: _order(request) is not None,
    run=_run,
)
