"""Forms that are owed after an event: asked for when it happens, and done with the report that comes.

The group of the unit hears of it at once, with the report that was the event. Excuses are for duties by the day.
"""

from collections.abc import Sequence
from datetime import datetime

from bot.directory.model import Unit
from bot.forms.definition import FormDef
from bot.handlers.base import Request
from bot.messages import Outbound
from bot.rules.audience import audience, to_group
from bot.store.watching import Occasion
from bot.views import occasion as say

GROUPS = ("enterprise", "grid")


async def after_alarm(request: Request, unit: Unit, field: str, cause: str) -> None:
    """Ask for every form that this alarm calls for."""
    for form in request.preset.forms:
        event = form.event
        if event is None or event.on != "alarm" or (event.fields and field not in event.fields):
            continue
        if unit.kind in form.owed_by:
            await ask_for(request, form, [unit], due_at=request.now + event.span, cause=cause)


async def ask_for(
    request: Request, form: FormDef, units: Sequence[Unit], *, due_at: datetime, cause: str
) -> tuple[list[Unit], list[Unit]]:
    """Those that owe it from now on, and those that owed it already."""
    new: list[Unit] = []
    known: list[Unit] = []
    for unit in units:
        wanted = Occasion(form.id, unit.id, cause, request.member.user_id, request.now, due_at)
        _, is_new = await request.uow.occasions.open(wanted)
        (new if is_new else known).append(unit)
    for group, named in audience(new, GROUPS, request.directory).by_group.items():
        to = to_group(group)
        body = say.asked_for(form, named, request.directory, due_at=due_at, cause=cause, zone=request.zone)
        key = f"occasion:{form.id}:{request.inbound.message_id}:{to.key}"
        request.uow.outbox.put(Outbound(key, "case", to, body, request.now, mentions=body.mentions, priority=3))
    return new, known


async def done_by(request: Request, form: FormDef, unit: Unit) -> Occasion | None:
    """What the unit owed of this form after an event; with a whole report it is done."""
    return await request.uow.occasions.about(form.id, unit.id) if form.event is not None else None
