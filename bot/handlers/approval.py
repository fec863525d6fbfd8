"""The verb of decisions about criticism lists: 发布通报, 驳回, 剔除, 更正 and 撤销, by message, by named officers.

This is the only way from a draft to a posted list: no clock, no rule and no other verb leads there.
"""

from dataclasses import replace

from bot.directory.model import COMMANDING
from bot.handlers.appeals.closing import close_settled
from bot.handlers.base import Request, Verb
from bot.handlers.filing.items import refuse
from bot.handlers.lists.finding import find_list
from bot.handlers.lists.mending import reject, retract, strike
from bot.handlers.lists.publishing import publish
from bot.messages import Answer
from bot.reading.meaning import OrderMeaning

DECIDE = {"publish": publish, "reject": reject, "strike": strike, "retract": retract}


async def _run(request: Request) -> Answer:
    order = request.meaning
    if not isinstance(order, OrderMeaning):
        raise TypeError("an approval verb needs an order")
    if request.member.role not in COMMANDING:
        why = "通报由值班员或领导决定，这条没有执行。对名单有异议请回复：申诉 通报编号 理由。"
        return refuse(request, "may_not_decide", why)
    item = await find_list(request, order)
    if isinstance(item, Answer):
        return item
    answer = await DECIDE[order.action](request, order, item)
    return replace(answer, replies=(*answer.replies, *await close_settled(request, item)))


APPROVAL = Verb(
    name="approval",
    help="通报：发布通报｜驳回｜剔除 单位名 原因；发布后误列：更正 单位名 原因",
    takes=lambda request: isinstance(request.meaning, OrderMeaning),
    run=_run,
    roles=COMMANDING,
)
