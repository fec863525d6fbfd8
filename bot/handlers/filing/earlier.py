"""The report that a ledger is balanced against: the unit's one before, and whether a period lies open in between.

Of a form with slots that is the slot before it, the first one's is yesterday's last.
"""

from datetime import date, timedelta

from bot.directory.model import Unit
from bot.forms.checks import Earlier, looks_back
from bot.forms.definition import FormDef
from bot.handlers.base import Request
from bot.rules.duty import is_duty_day
from bot.store.records import StoredReport


async def report_before(
    request: Request, form: FormDef, unit: Unit, period: date, *, last: StoredReport | None
) -> Earlier | None:
    """None: there is none, or no identity of the form asks. `last`: the unit's last report of this very form."""
    if not any(looks_back(identity) for identity in form.identities):
        return None
    slots = [one for one in request.preset.forms if one.family == form.family] if form.family else []
    if len(slots) > 1:
        return await _slot_before(request, slots, form, unit, period)
    return Earlier(last.values, adjacent=_adjacent(request, form, last.period, period)) if last is not None else None


def _adjacent(request: Request, form: FormDef, before: date, period: date) -> bool:
    terms = form.terms_on(period)
    if terms.times > 1:
        return True  # some days of a week have none by right
    days = (period - before).days
    if terms.every > 1:
        return days <= terms.every
    between = (before + timedelta(days=n) for n in range(1, days))
    return not any(is_duty_day(form, day, request.preset) for day in between)


async def _slot_before(
    request: Request, slots: list[FormDef], form: FormDef, unit: Unit, period: date
) -> Earlier | None:
    at = next(number for number, slot in enumerate(slots) if slot.id == form.id)
    reports = request.uow.reports
    for steps in range(1, len(slots) + 1):
        days, place = divmod(at - steps, len(slots))
        head = await reports.head(slots[place].id, unit.id, period + timedelta(days=days))
        if head is not None and head.counts:
            return Earlier(head.values, adjacent=steps == 1)
    older = [await reports.before(slot.id, unit.id, period, back=form.look_back) for slot in slots]
    found = [(head.period, number, head) for number, head in enumerate(older) if head is not None]
    return Earlier(max(found, key=lambda one: one[:2])[2].values, adjacent=False) if found else None
