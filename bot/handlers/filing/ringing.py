"""Values of a report that somebody on duty must hear of at once: the item is opened, kept up to date, and closed.

A value that stood there before rings no second time: a correction of another figure wakes nobody again.
"""

from collections.abc import Mapping
from datetime import date

from bot.directory.model import Unit
from bot.forms.definition import FormDef
from bot.handlers.base import Request
from bot.handlers.filing.occasions import after_alarm
from bot.messages import Body, Destination, Outbound
from bot.reading.meaning import Figure
from bot.rules.urgent import ringing
from bot.scheduler.base import Desk
from bot.scheduler.climbing import close_item, raise_item
from bot.store.watching import Urgent
from bot.views import figures
from bot.views import urgent as say


async def ring(
    request: Request,
    form: FormDef,
    unit: Unit,
    period: date,
    *,
    before: Mapping[str, Figure],
    values: Mapping[str, Figure],
) -> tuple[str, ...]:
    """Numbers of the items that these values are about and that are pending. No statement where nothing rings."""
    desk = Desk(request.directory, request.preset, request.zone, request.bot_name)
    numbers = []
    rings = ringing(form, values)
    for alarm, value in rings:
        subject = _subject(form, unit, period, alarm.field)
        text = say.alarm_text(
            form, alarm, value, unit=unit.short_name, period=period, reporter=request.member.name,
            at=request.inbound.sent_at, zone=request.zone,
        )  # fmt: skip
        if before.get(alarm.field) == value:
            known = await request.uow.urgents.about("alarm", subject)
            numbers += [known.number] if known is not None else []
            continue
        item, new = await raise_item(
            request.uow, desk, kind="alarm", subject=subject, unit=unit.id, text=text, now=request.now
        )
        if new:
            cause = f"{figures.filed(form, period)}{form.name}{form.field(alarm.field).label}"
            await after_alarm(request, unit, alarm.field, cause)
        elif item.text != text:
            await _changed(request, item, text)
        numbers.append(item.number)
    still = {alarm.field for alarm, _ in rings}
    for alarm, value in ringing(form, before):
        if alarm.field not in still:
            item_before = await request.uow.urgents.about("alarm", _subject(form, unit, period, alarm.field))
            if item_before is not None:
                now_says = values.get(alarm.field)
                why = f"已由{value}更正" + ("" if now_says is None else f"为{now_says}")
                await close_item(request.uow, item_before, desk, why=why, now=request.now)
    return tuple(numbers)


async def ring_early(
    request: Request, form: FormDef, unit: Unit, period: date, *, values: Mapping[str, Figure]
) -> tuple[str, ...]:
    """The same for clear values of a report that is asked back: a fever does not wait for a sum to be mended.

    What was an item before is left as it is until the report is stored.
    """
    desk = Desk(request.directory, request.preset, request.zone, request.bot_name)
    numbers = []
    for alarm, value in ringing(form, values):
        subject = _subject(form, unit, period, alarm.field)
        if await request.uow.urgents.seen([subject]):
            known = await request.uow.urgents.about("alarm", subject)
            numbers += [known.number] if known is not None else []
            continue
        text = say.alarm_text(
            form, alarm, value, unit=unit.short_name, period=period, reporter=request.member.name,
            at=request.inbound.sent_at, zone=request.zone,
        )  # fmt: skip
        item, _ = await raise_item(
            request.uow, desk, kind="alarm", subject=subject, unit=unit.id, text=say.not_sure(text), now=request.now
        )
        numbers.append(item.number)
    return tuple(numbers)


async def _changed(request: Request, item: Urgent, text: str) -> None:
    await request.uow.urgents.reword(item, text)
    if item.taken_by:
        request.uow.outbox.put(
            Outbound(
                key=f"urgent:{item.number}:changed:{request.inbound.message_id}",
                kind="alert",
                to=Destination(member=item.taken_by),
                body=Body(say.changed_news(item.number, text)),
                due_at=request.now,
                priority=0,
            )
        )


def _subject(form: FormDef, unit: Unit, period: date, field: str) -> str:
    return f"{form.id}:{unit.id}:{period.isoformat()}:{field}"
