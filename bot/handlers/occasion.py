"""The verb of officers who ask units for a form by then: 布置 处置情况 六顺食品 24小时, 取消布置 处置情况 六顺食品."""

from bot.directory.model import COMMANDING
from bot.handlers.base import Request, Verb
from bot.handlers.filing.items import refuse, to_sender
from bot.handlers.filing.occasions import ask_for
from bot.messages import Answer, Outcome
from bot.reading.occasion import OccasionOrder, read_occasion
from bot.store.records import AuditLine
from bot.views import excuses
from bot.views import occasion as say


def _order(request: Request) -> OccasionOrder | None:
    if request.member.role == "resident" or "布置" not in request.inbound.text:
        return None
    return read_occasion(request.inbound.text, forms=request.preset.forms, directory=request.directory)


async def _run(request: Request) -> Answer:
    order = _order(request)
    if order is None:
        raise TypeError("an occasion needs an order")
    if request.member.role not in COMMANDING:
        return refuse(request, "may_not_ask_for", say.MAY_NOT)
    form = request.preset.form(order.form)
    if order.several:
        by_id = request.directory.unit_by_id
        return refuse(
            request, "which_unit", excuses.which_of([by_id[one].name for one in order.several if one in by_id])
        )
    units = [request.directory.unit_by_id[unit] for unit in order.units]
    if not units or form.event is None:
        return refuse(request, "which_unit", say.NO_UNIT.format(form=form.name))
    _note(request, order)
    if order.action == "take_back":
        gone = []
        for unit in units:
            known = await request.uow.occasions.about(form.id, unit.id)
            if known is not None and await request.uow.occasions.done(known, at=request.now):
                gone.append(unit)
        text = say.taken_back(form, gone) if gone else say.NOTHING_ASKED
        return Answer(Outcome("admin", {"action": "occasion_taken_back"}), (to_sender(request, text),))
    due_at = request.now + (order.within or form.event.span)
    new, known_units = await ask_for(request, form, units, due_at=due_at, cause=order.reason)
    text = say.arranged(form, new, known_units, due_at, request.zone)
    data = {"action": "occasion", "form": form.id, "units": [unit.id for unit in new], "due_at": due_at.isoformat()}
    return Answer(Outcome("admin", data), (to_sender(request, text),))


def _note(request: Request, order: OccasionOrder) -> None:
    about = {"message": request.inbound.message_id, "units": list(order.units), "reason": order.reason}
    line = AuditLine(request.now, request.member.user_id, f"occasion_{order.action}", f"form:{order.form}", about)
    request.uow.audit.write(line)


OCCASION = Verb(
    name="occasion",
    help="限时上报：布置 表名 单位名 24小时｜取消布置 表名 单位名",
    takes=lambda request: _order(request) is not None,
    run=_run,
)
