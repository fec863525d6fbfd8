"""暂停催报 30分钟, 今天不再催, 恢复催报: for the whole district by an officer, for his own grid by a grid leader.

What waits to be sent waits along, and goes out at the end if it still makes sense and is still true.
"""

from datetime import timedelta

from bot.directory.model import COMMANDING
from bot.handlers.base import Request
from bot.handlers.filing.items import refuse, to_sender
from bot.messages import Answer, Destination, Outcome, Reply
from bot.reading.steering import SteeringOrder
from bot.rules.attention import CHASING
from bot.store.records import AuditLine, Directive
from bot.views import steering as say

LONGEST = timedelta(days=1)


async def pause(request: Request, order: SteeringOrder) -> Answer:
    """Nobody is chased until then."""
    areas = _areas(request, order)
    if isinstance(areas, Answer):
        return areas
    if order.until is None or order.impossible:
        return refuse(request, "how_long", say.HOW_LONG)
    if order.until - request.now > LONGEST:
        return refuse(request, "too_long", say.TOO_LONG)
    until = order.until
    for area in areas:
        await request.uow.attention.add(
            Directive("pause", request.member.user_id, request.now, until, order.reason, area)
        )
        _note(request, "pause", area, until=until.isoformat(), reason=order.reason)
    await request.uow.flush()
    if areas == ("",):
        await request.uow.attention.postpone(CHASING, until=until)
    else:
        await request.uow.attention.postpone_about(CHASING, _units(request, areas), until=until)
    where = say.where(request.directory, areas)
    answer = to_sender(request, say.paused(where, until, zone=request.zone, now=request.now))
    told = [answer, *_to_officers(request, say.paused_by(request.member, where, until, zone=request.zone))]
    return Answer(Outcome("admin", {"action": "pause", "areas": list(areas), "until": until.isoformat()}), tuple(told))


async def resume(request: Request, order: SteeringOrder) -> Answer:
    """An officer without a grid ends every pause; a grid leader those of his grids."""
    areas = _areas(request, order)
    if isinstance(areas, Answer):
        return areas
    ended: list[Directive] = []
    for area in areas:
        wanted = None if areas == ("",) else area
        ended += await request.uow.attention.end("pause", area=wanted, by=request.member.user_id, at=request.now)
    if not ended:
        return refuse(request, "nothing_paused", say.NOTHING_PAUSED)
    for one in ended:
        _note(request, "resume", one.area)
        await request.uow.flush()
        if one.area:
            mine = _units(request, (one.area,))
            await request.uow.attention.hasten_about(CHASING, mine, until=one.until_at, now=request.now)
        else:
            await request.uow.attention.hasten(CHASING, until=one.until_at, now=request.now)
    where = say.where(request.directory, tuple(one.area for one in ended))
    return Answer(
        Outcome("admin", {"action": "resume", "areas": [one.area for one in ended]}),
        (to_sender(request, say.resumed(where)),),
    )


def _areas(request: Request, order: SteeringOrder) -> tuple[str, ...] | Answer:
    """Whose units it is about: "" the whole district."""
    if request.member.role in COMMANDING:
        return (order.area,)
    own = tuple(area for area in request.member.areas if area in request.directory.area_by_id)
    if not order.area:
        return own or refuse(request, "no_area", say.NO_AREA)
    if not request.directory.may_ask(request.member, area_id=order.area):
        return refuse(request, "area_not_yours", say.NOT_YOUR_AREA)
    return (order.area,)


def _units(request: Request, areas: tuple[str, ...]) -> frozenset[str]:
    return frozenset(unit.id for unit in request.directory.units_in(areas))


def _to_officers(request: Request, text: str) -> list[Reply]:
    """The duty officers hear of it when a grid leader pauses."""
    if request.member.role in COMMANDING:
        return []
    officers = [one for one in request.directory.members if one.role == "duty_officer"]
    return [Reply(text, to=Destination(member=one.user_id), kind="case") for one in officers]


def _note(request: Request, action: str, area: str, **detail: str) -> None:
    about = {"message": request.inbound.message_id, "area": area, **detail}
    request.uow.audit.write(AuditLine(request.now, request.member.user_id, action, f"area:{area or '*'}", about))
