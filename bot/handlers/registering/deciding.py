"""Yes or no to an application, and undoing what holds; never by who asked for it.

Undoing takes the change away: what the files say holds again, and changes made since stay.
"""

from bot.directory.changing import changed_directory
from bot.handlers.base import Request
from bot.handlers.filing.items import refuse, to_sender
from bot.handlers.registering.making import keep, may_decide, news, outcome, to_asker, unclear, with_both
from bot.messages import Answer
from bot.reading.register import RegisterSaid
from bot.store.registering import ChangeState, RegisterChange
from bot.views import register as say

_MAY_NOT = "登记变更由本网格的网格长或值班员决定，这条没有执行。"
_WORDS: dict[ChangeState, str] = {"accepted": "已经生效", "declined": "已经退回", "undone": "已经撤销"}


async def decide(request: Request, said: RegisterSaid) -> Answer:
    """同意 R3, 不同意 R3."""
    change = await request.uow.register.get(int(said.number))
    if change is None:
        return unclear(request, f"没有R{said.number}这个申请，请核对编号。")
    if not may_decide(request, _areas(request, change)):
        return refuse(request, "register_role", _MAY_NOT)
    if change.state != "asked":
        return unclear(request, f"R{change.number}{_WORDS[change.state]}，不用再定。")
    if change.asked_by == request.member.user_id:
        return refuse(request, "own_application", "自己提的申请要由另一位来定，这条没有执行。")
    state: ChangeState = "accepted" if said.action == "accept" else "declined"
    moved = await _move(request, change, state, why=said.reason)
    if moved is None:
        return unclear(request, f"R{change.number}刚刚已由别人决定。")
    if state == "declined":
        told = to_asker(change, say.declined_to_asker(change, request.directory, said.reason))
        return Answer(outcome(moved), (to_sender(request, say.declined(change)), told))
    after = changed_directory(request.directory, (moved,))
    text = say.done(moved, with_both(request.directory, after))
    replies = [to_sender(request, text), *news(request, moved, after)]
    if change.kind != "join" and change.asked_by != request.member.user_id:
        replies.append(
            to_asker(change, f"R{change.number}已同意：{say.what(change, with_both(request.directory, after))}。")
        )
    return Answer(outcome(moved), tuple(replies))


async def undo(request: Request, said: RegisterSaid) -> Answer:
    """撤销 R3, of what holds; of what still waits, also by who asked."""
    change = await request.uow.register.get(int(said.number))
    if change is None or change.state not in ("accepted", "asked"):
        return unclear(request, f"R{said.number}没有生效的变更可以撤销。")
    own = change.asked_by == request.member.user_id and change.state == "asked"
    if not own and not may_decide(request, _areas(request, change)):
        return refuse(request, "register_role", _MAY_NOT)
    moved = await _move(request, change, "undone", why=said.reason)
    if moved is None:
        return unclear(request, f"R{change.number}刚刚已由别人决定。")
    return Answer(outcome(moved), (to_sender(request, say.undone(change, request.directory)),))


async def _move(request: Request, change: RegisterChange, state: ChangeState, *, why: str) -> RegisterChange | None:
    """The change as it is now; None: somebody else was quicker."""
    rows = request.uow.register
    if not await rows.decide(change, state, by=request.member.user_id, at=request.now, why=why):
        return None
    moved = await rows.get(change.number)
    if moved is not None:
        keep(request, moved)
    return moved


def _areas(request: Request, change: RegisterChange) -> tuple[str, ...]:
    """Whose word is needed: the grids that a unit leaves and comes to."""
    unit = request.directory.unit_by_id.get(change.about["unit"])
    areas = (change.about.get("from"), change.about.get("area"), unit.area if unit else None)
    return tuple(dict.fromkeys(area for area in areas if area))
