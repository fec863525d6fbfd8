"""应急模式 到2月20日 原因 台风: lifts quiet hours and numbers until that day's end, and says so.

Its end is announced by a message that lies in the outbox from the beginning: it comes whatever happens to us meanwhile.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from bot.handlers.base import Request
from bot.handlers.filing.items import refuse, to_sender
from bot.messages import URGENT, Answer, Body, Destination, Outbound, Outcome, Reply
from bot.reading.steering import SteeringOrder
from bot.store.records import AuditLine, Directive
from bot.views import steering as say

LONGEST = timedelta(days=60)


async def begin(request: Request, order: SteeringOrder) -> Answer:
    """From now until the end of the day named."""
    if order.impossible:
        return refuse(request, "no_such_day", say.DAY_IS_OVER)
    if order.until is None or not order.reason:
        return refuse(request, "until_when_and_why", say.UNTIL_WHEN_AND_WHY)
    if order.until - request.now > LONGEST:
        return refuse(request, "too_long", say.emergency_too_long(LONGEST.days))
    await _end(request)
    until = order.until.astimezone(UTC)
    directive = Directive("emergency", request.member.user_id, request.now, until, order.reason)
    number = await request.uow.attention.add(directive)
    for group in _commands(request):
        request.uow.outbox.put(_ending(number, group, until))
    _note(request, "emergency_begun", number, until=until.isoformat(), reason=order.reason)
    text = say.emergency(request.member, order.reason, until, zone=request.zone)
    return Answer(
        Outcome("admin", {"action": "emergency", "until": until.isoformat()}),
        (to_sender(request, text), *_announced(request, text)),
    )


async def finish(request: Request, order: SteeringOrder) -> Answer:  # noqa: ARG001  # one shape for all
    """Before its time."""
    ended = await _end(request)
    if not ended:
        return refuse(request, "no_emergency", say.NO_EMERGENCY)
    text = say.emergency_ended_by(request.member)
    return Answer(
        Outcome("admin", {"action": "calm"}), (to_sender(request, text), *_announced(request, text))
    )  # fmt: skip


async def _end(request: Request) -> Sequence[Directive]:
    ended = await request.uow.attention.end("emergency", area=None, by=request.member.user_id, at=request.now)
    for one in ended:
        for group in _commands(request):
            await request.uow.attention.withdraw(_key(one.id, group))
        _note(request, "emergency_ended", one.id)
    return ended


def _commands(request: Request) -> list[str]:
    return [group.id for group in request.directory.command_groups]


def _announced(request: Request, text: str) -> list[Reply]:
    """To the command groups, apart from the one where it was said."""
    here = "" if request.group is None else request.group.id
    groups = [group for group in _commands(request) if group != here]
    return [Reply(text, to=Destination(group=group), kind="alert") for group in groups]


def _key(number: int, group: str) -> str:
    return f"emergency:{number}:end:{group}"


def _ending(number: int, group: str, until: datetime) -> Outbound:
    text = say.EMERGENCY_OVER
    key = _key(number, group)
    return Outbound(key, "alert", Destination(group=group), Body(text), until, priority=URGENT)


def _note(request: Request, action: str, number: int, **detail: str) -> None:
    about = {"message": request.inbound.message_id, **detail}
    request.uow.audit.write(AuditLine(request.now, request.member.user_id, action, f"emergency:{number}", about))
