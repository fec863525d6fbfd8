"""Closes objections whose name left the list without them: struck, repaired, corrected, or the whole list taken back.

A unit that is right already must not wait for an answer, and nobody must be chased for one.
"""

from bot.handlers.base import Request
from bot.handlers.lists.finding import keep
from bot.messages import Destination, Reply
from bot.store.records import CriticismList
from bot.views.appeals import moot_to_asker

STANDING = ("listed", "disputed")
OVER = ("rejected", "retracted")


async def close_settled(request: Request, item: CriticismList) -> tuple[Reply, ...]:
    """What is told to those whose objection is no longer needed."""
    waiting = [one for one in await request.uow.appeals.of_list(item.number, item.period) if one.state == "open"]
    if not waiting:
        return ()
    now = await request.uow.lists.get(item.number)
    states = {entry.unit: entry.state for entry in now.entries} if now is not None else {}
    told = []
    for appeal in waiting:
        if now is not None and now.state not in OVER and states.get(appeal.unit) in STANDING:
            continue
        if await request.uow.appeals.decide(appeal, "moot", by=request.member.user_id, at=request.now):
            keep(request, "appeal_moot", item, appeal=f"S{appeal.number}", units=[appeal.unit])
            told.append(Reply(moot_to_asker(appeal), to=Destination(member=appeal.asked_by)))
    return tuple(told)
