"""Carries out orders about being excused: ask, grant, decide, end, list; or says why not.

Whoever is excused leaves every text that is not sent yet in the same transaction, so nobody is nagged or listed for a
day that was forgiven a minute ago.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from bot.directory.model import COMMANDING, Unit
from bot.handlers.base import Request
from bot.handlers.filing.items import refuse, to_sender
from bot.messages import Answer, Destination, Outcome, Reply
from bot.reading.excuse import ExcuseOrder
from bot.rules.excusing import units_of
from bot.store.records import AuditLine, Excuse, ExcuseState
from bot.views import excuses as say

LOOK_BACK = timedelta(days=7)
"""Unsent texts are about the last days only."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whom an order is about."""

    units: tuple[Unit, ...]
    area: str = ""


async def ask(request: Request, order: ExcuseOrder) -> Answer:
    """An application: it waits for somebody else's yes, and until then the duty stands."""
    found = _wanted(request, order)
    if isinstance(found, Answer):
        return found
    if any(not request.directory.may_report(request.member, unit.id) for unit in found.units):
        return refuse(request, "unit_not_yours", say.not_yours())
    if (lack := _lacking(order, request.today)) is not None:
        return _unclear(request, lack)
    if order.to_day is not None and order.to_day < request.today:
        return _unclear(request, say.over_already(order.to_day))
    excuse = await _made(request, order, found, "asked")
    told = say.Told.of(excuse, request.directory)
    return Answer(
        _outcome("excuse_asked", excuse),
        (to_sender(request, say.asked(told)), *_to_deciders(request, told)),
    )


async def grant(request: Request, order: ExcuseOrder) -> Answer:
    """An order of somebody who may excuse others."""
    found = _wanted(request, order)
    if isinstance(found, Answer):
        return found
    if not _may_decide(request, found.units, found.area):
        return refuse(request, "may_not_excuse", say.may_not())
    if (lack := _lacking(order, request.today)) is not None:
        return _unclear(request, lack)
    excuse = await _made(request, order, found, "granted")
    await _leave_texts(request, excuse)
    return Answer(
        _outcome("excuse_granted", excuse),
        (to_sender(request, say.granted(say.Told.of(excuse, request.directory))),),
    )


async def decide(request: Request, order: ExcuseOrder) -> Answer:
    """Yes or no to an application, by somebody else than who asked."""
    excuse = await request.uow.excuses.get(int(order.number))
    if excuse is None:
        return _unclear(request, say.no_such(order.number))
    if not _may_decide(request, units_of(excuse, request.directory), excuse.area):
        return refuse(request, "may_not_excuse", say.may_not())
    if excuse.state != "asked":
        return _unclear(request, say.decided_already(excuse, request.directory))
    if excuse.asked_by == request.member.user_id:
        return refuse(request, "own_application", say.not_your_own())
    yes = order.action == "accept"
    state: ExcuseState = "granted" if yes else "declined"
    if not await _move(request, excuse, state, until=excuse.to_day, why=order.reason):
        return _unclear(request, say.decided_already(excuse, request.directory))
    if yes:
        await _leave_texts(request, excuse)
    told = say.Told.of(excuse, request.directory)
    text = say.granted(told) if yes else say.declined(told)
    news = say.accepted_to_asker(told) if yes else say.declined_to_asker(told, order.reason)
    return Answer(_outcome(f"excuse_{state}", excuse), (to_sender(request, text), _to_asker(request, excuse, news)))


async def end(request: Request, order: ExcuseOrder) -> Answer:
    """The duty holds again from today; the days before stay excused."""
    excuse = await _to_end(request, order)
    if isinstance(excuse, Answer):
        return excuse
    units = units_of(excuse, request.directory)
    own = all(request.directory.may_report(request.member, unit.id) for unit in units) and not excuse.area
    if not own and not _may_decide(request, units, excuse.area):
        return refuse(request, "may_not_excuse", say.may_not())
    until = request.today - timedelta(days=1)
    last = until if excuse.to_day is None or excuse.to_day > until else excuse.to_day
    if not await _move(request, excuse, "ended", until=last, why=order.reason):
        return _unclear(request, say.decided_already(excuse, request.directory))
    told = say.Told.of(excuse, request.directory)
    replies = [to_sender(request, say.ended(told))]
    if excuse.asked_by != request.member.user_id:
        replies.append(_to_asker(request, excuse, say.ended_to_asker(told)))
    return Answer(_outcome("excuse_ended", excuse), tuple(replies))


def _wanted(request: Request, order: ExcuseOrder) -> Wanted | Answer:
    """The units or the area named; who has one unit need not name it."""
    directory = request.directory
    if order.several:
        names = [directory.unit_by_id[unit].name for unit in order.several if unit in directory.unit_by_id]
        return _unclear(request, say.which_of(names))
    if order.area:
        return Wanted(directory.units_in((order.area,)), order.area)
    units = tuple(directory.unit_by_id[unit] for unit in order.units if unit in directory.unit_by_id)
    if units:
        return Wanted(units)
    own = directory.units_of(request.member) if request.member.role == "clerk" else ()
    if len(own) == 1:
        return Wanted(tuple(own))
    return _unclear(request, say.which_unit([unit.short_name for unit in own]))


def _lacking(order: ExcuseOrder, today: date) -> str | None:
    """What must still be said."""
    if order.impossible:
        return say.no_such_day()
    if order.from_day is None:
        return say.how_long(reason=order.reason, today=today)
    return None if order.reason else say.why(order.from_day, order.to_day)


def _may_decide(request: Request, units: Iterable[Unit], area: str) -> bool:
    member = request.member
    if member.role in COMMANDING:
        return True
    if member.role != "grid_leader":
        return False
    if area:
        return request.directory.may_ask(member, area_id=area)
    return all(request.directory.may_ask(member, unit_id=unit.id) for unit in units)


async def _made(request: Request, order: ExcuseOrder, found: Wanted, state: ExcuseState) -> Excuse:
    decided = state == "granted"
    excuse = Excuse(
        number=await request.uow.excuses.next_number(),
        units=() if found.area else tuple(unit.id for unit in found.units),
        area=found.area,
        form="*",
        from_day=order.from_day or request.today,
        to_day=order.to_day,
        reason=order.reason,
        state=state,
        asked_by=request.member.user_id,
        asked_group=request.group.id if request.group else "",
        asked_at=request.now,
        decided_by=request.member.user_id if decided else "",
        decided_at=request.now if decided else None,
    )
    await request.uow.excuses.add(excuse)
    _keep(request, f"excuse_{state}", excuse)
    return excuse


async def _move(request: Request, excuse: Excuse, state: ExcuseState, *, until: date | None, why: str) -> bool:
    moved = await request.uow.excuses.decide(
        excuse, state, by=request.member.user_id, at=request.now, until=until, why=why
    )
    if moved:
        _keep(request, f"excuse_{state}", replace(excuse, to_day=until))
    return moved


async def _leave_texts(request: Request, excuse: Excuse) -> None:
    first = max(excuse.from_day, request.today - LOOK_BACK)
    last = request.today if excuse.to_day is None else min(excuse.to_day, request.today)
    for form in request.preset.forms:
        for unit in units_of(excuse, request.directory):
            for offset in range((last - first).days + 1):
                await request.uow.outbox.drop_unit(form.id, unit.id, first + timedelta(days=offset))


async def _to_end(request: Request, order: ExcuseOrder) -> Excuse | Answer:
    if order.number:
        excuse = await request.uow.excuses.get(int(order.number))
        if excuse is None or excuse.state != "granted":
            return _unclear(request, say.no_such(order.number))
        return excuse
    found = _wanted(request, order)
    if isinstance(found, Answer):
        return found
    named = {unit.id for unit in found.units}
    rows = await request.uow.excuses.in_state(("granted",))
    fitting = [
        row for row in rows
        if (row.area == found.area if found.area else named == set(row.units))
        and (row.to_day is None or row.to_day >= request.today)
    ]  # fmt: skip
    if len(fitting) == 1:
        return fitting[0]
    return _unclear(request, say.which_excuse([say.Told.of(row, request.directory) for row in fitting]))


def _to_deciders(request: Request, told: "say.Told") -> Sequence[Reply]:
    """To the command groups; where there is none, to every duty officer."""
    text = say.application(told, request.member)
    groups = request.directory.command_groups
    if groups:
        return [Reply(text, to=Destination(group=group.id), kind="case") for group in groups]
    officers = [member for member in request.directory.members if member.role == "duty_officer"]
    return [Reply(text, to=Destination(member=member.user_id), kind="case") for member in officers]


def _to_asker(request: Request, excuse: Excuse, text: str) -> Reply:
    """Where it was asked for: in that group by mention, else privately."""
    if excuse.asked_group and excuse.asked_group in request.directory.group_by_id:
        return Reply(text, mentions=(excuse.asked_by,), to=Destination(group=excuse.asked_group), kind="case")
    return Reply(text, to=Destination(member=excuse.asked_by), kind="case")


def _keep(request: Request, action: str, excuse: Excuse) -> None:
    about: dict[str, Any] = {
        "message": request.inbound.message_id,
        "units": list(excuse.units),
        "area": excuse.area,
        "from": excuse.from_day.isoformat(),
        "to": excuse.to_day.isoformat() if excuse.to_day else None,
    }
    request.uow.audit.write(AuditLine(request.now, request.member.user_id, action, f"excuse:{excuse.number}", about))


def _outcome(action: str, excuse: Excuse) -> Outcome:
    return Outcome("admin", {"action": action, "excuse": f"E{excuse.number}", "units": list(excuse.units)})


def _unclear(request: Request, text: str) -> Answer:
    return refuse(request, "excuse_unclear", text)
