"""A question in a command group that nothing here understands: said at once, and handed to the person on duty.

It is an urgent item like any other, so it climbs to the duty officers and stands in 未结事项 until somebody answers.
"""

from bot.directory.model import Member
from bot.handlers.base import Request
from bot.handlers.filing.items import to_sender
from bot.handlers.reading_context import is_called
from bot.messages import Answer, Outcome
from bot.reading.asks import asks, calls_another
from bot.rules.roster import FORGOTTEN, on_duty
from bot.scheduler.base import Desk
from bot.scheduler.climbing import raise_item
from bot.views import urgent as say
from bot.views.roster import people


async def hand_on(request: Request, *, hint: str) -> Answer | None:
    """None: it is no question to the command. `hint`: what the bot understands, for who spoke to it."""
    if not _is_for_the_watch(request):
        return None
    here = on_duty(await request.uow.roster.since(request.now - FORGOTTEN), request.now)
    if here is not None and request.member.user_id in here.people:
        return None  # he is the one to whom it would be handed
    group = request.group.name if request.group is not None else ""
    text = say.question_text(group, _called(request.member), request.inbound.text)
    desk = Desk(request.directory, request.preset, request.zone, request.bot_name)
    item, _ = await raise_item(
        request.uow, desk, kind="question", subject=request.inbound.message_id, unit="", text=text, now=request.now
    )
    told = await request.uow.urgents.get(item.number)
    names = [
        key.removeprefix("member:") for key in (told.told if told is not None else ()) if key.startswith("member:")
    ]
    said = say.handed_on(item.number, people(request.directory, names))
    whole = f"{said}\n{hint}" if is_called(request) else said
    return Answer(Outcome("chatter", {"handed_on": item.number}), (to_sender(request, whole),))


def _is_for_the_watch(request: Request) -> bool:
    """Said in a command group by somebody of the district, to the bot or to nobody in particular."""
    if request.group is None or request.group.kind != "command" or request.member.role == "resident":
        return False
    text = request.inbound.text.strip()
    if not text or request.inbound.event is not None or calls_another(text, request.bot_name):
        return False
    if is_called(request):
        return True
    return request.preset.watch.questions == "all" and request.inbound.quote is None and asks(text)


def _called(member: Member) -> str:
    return member.name or member.user_id
