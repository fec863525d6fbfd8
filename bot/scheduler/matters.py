"""Gathers what is open at a moment: for who takes over, for 未结事项 and for the digests.

A fixed number of statements and one for each form, whatever the units.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.directory.model import Directory
from bot.forms.preset import Preset
from bot.messages import PostKind
from bot.rules.duty import is_duty_day
from bot.rules.tally import coverage
from bot.store.unit_of_work import UnitOfWork
from bot.store.watching import Urgent
from bot.views.matters import Matter, Matters
from bot.views.roster import people

LOOKED_FOR: tuple[PostKind, ...] = ("reminder", "overdue", "criticism", "retraction", "digest", "escalation", "case")
BACK = timedelta(days=3)


async def matters_of(
    uow: UnitOfWork, *, directory: Directory, preset: Preset, zone: ZoneInfo, now: datetime, forms: bool = True
) -> Matters:
    """Flush the unit of work before where it has written. `forms` False: without who has not reported today."""
    urgent = [
        Matter(one.number, f"{_holder(one, directory)}：{shown_text(one)}", one.opened_at)
        for one in await uow.urgents.pending()
    ]
    tips = [Matter(one.number, "", one.created_at) for one in await uow.tips.open_tips()]
    lists = [Matter(one.number, "", one.created_at) for one in reversed(await uow.lists.in_state(("draft",)))]
    appeals = [Matter(f"S{one.number}", "", one.asked_at) for one in await uow.appeals.in_state(("open",))]
    excuses = [Matter(f"{one.number}号", "", one.asked_at) for one in await uow.excuses.in_state(("asked",))]
    dead = await uow.outbox.undelivered(kinds=LOOKED_FOR, since=now - BACK, limit=100)
    return Matters(
        urgent=tuple(urgent),
        tips=tuple(sorted(tips, key=lambda one: one.since)),
        lists=tuple(lists),
        appeals=tuple(appeals),
        excuses=tuple(excuses),
        cases=await _cases(uow, preset, now),
        owed=await _owed(uow, preset),
        missing=await _missing(uow, directory, preset, zone, now) if forms else (),
        undelivered=len(dead),
    )


def shown_text(item: Urgent) -> str:
    """What of an urgent item any group may read: of a tip-off not even its number."""
    return "一件反映超过了时限" if item.kind == "tip" else item.text


def _holder(item: Urgent, directory: Directory) -> str:
    return f"{people(directory, (item.taken_by,))}在办" if item.taken_by else "没人收到"


async def _owed(uow: UnitOfWork, preset: Preset) -> tuple[tuple[str, int], ...]:
    """Of every form that is owed after an event."""
    forms = [form for form in preset.forms if form.event is not None]
    pending = await uow.occasions.pending() if forms else ()
    counts = [(form.name, sum(one.form == form.id for one in pending)) for form in forms]
    return tuple((name, count) for name, count in counts if count)


async def _cases(uow: UnitOfWork, preset: Preset, now: datetime) -> tuple[tuple[str, int, int], ...]:
    """Of every kind of which any is open."""
    still = await uow.cases.still_open() if preset.cases else ()
    found = []
    for kind in preset.cases:
        own = [case for case in still if case.type == kind.id]
        if own:
            late = sum(1 for case in own if case.due_at is not None and case.due_at <= now)
            found.append((kind.title, len(own), late))
    return tuple(found)


async def _missing(
    uow: UnitOfWork, directory: Directory, preset: Preset, zone: ZoneInfo, now: datetime
) -> tuple[tuple[str, int, int], ...]:
    """Of every form that is open now."""
    found = []
    for form in preset.forms:
        duty = form.duty_of(now.astimezone(zone).date())
        if not is_duty_day(form, duty, preset) or not form.opens_at(duty, zone) <= now <= form.expires_at(duty, zone):
            continue
        heads = await uow.reports.heads_of(form, duty)
        cover = coverage(form, duty, directory=directory, preset=preset, heads=heads)
        if cover.missing:
            found.append((form.name, len(cover.missing), len(cover.owed)))
    return tuple(found)
