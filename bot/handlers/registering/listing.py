"""Who reports for a unit, and what was changed in the register, as far as the asker may see."""

from bot.handlers.base import Request
from bot.handlers.filing.items import refuse, to_sender
from bot.handlers.registering.making import unclear
from bot.messages import Answer, Outcome
from bot.reading.register import RegisterSaid
from bot.store.registering import ChangeState, RegisterChange
from bot.views import register as say

_ALL: tuple[ChangeState, ...] = ("asked", "accepted", "declined", "undone")


async def clerks_of(request: Request, said: RegisterSaid) -> Answer:
    """Names only, and only to whoever may ask about the unit."""
    directory = request.directory
    if not said.unit:
        return unclear(request, "请写上单位全称，例如：九明制药的填报人是谁")
    if not directory.may_ask(request.member, unit_id=said.unit):
        return refuse(request, "unit_not_yours", "只能查自己单位（或自己网格的单位）。")
    text = say.clerks(directory.unit_by_id[said.unit], directory.clerks_of(said.unit))
    return Answer(Outcome("query", {"intent": "unit", "unit": said.unit}), (to_sender(request, text),))


async def changes(request: Request, said: RegisterSaid) -> Answer:
    """The newest first; of one unit, where one is named."""
    found = await request.uow.register.in_state(_ALL)
    seen = [one for one in found if _may_see(request, one) and said.unit in ("", one.about["unit"])]
    text = say.history(seen, request.directory)
    return Answer(Outcome("query", {"intent": "status", "changes": len(seen)}), (to_sender(request, text),))


def _may_see(request: Request, change: RegisterChange) -> bool:
    unit = request.directory.unit_by_id.get(change.about["unit"])
    area = unit.area if unit else change.about.get("area")
    return change.asked_by == request.member.user_id or request.directory.may_ask(request.member, area_id=area)
