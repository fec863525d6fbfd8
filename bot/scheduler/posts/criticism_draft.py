"""Drafts a list of the overdue for the command group, each name with its evidence. It publishes nothing.

Only a named officer's message leads on from here (handlers/approval.py); no clock ever does.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from bot.directory.model import Unit
from bot.messages import Destination, Outbound
from bot.rules.audience import audience, groups_of, to_group
from bot.rules.criticism import Findings, findings
from bot.rules.grades import looked_at
from bot.scheduler.base import Desk
from bot.scheduler.posts.errand import Errand
from bot.store.records import AuditLine, CriticismList, ListEntry
from bot.store.unit_of_work import UnitOfWork
from bot.views import figures
from bot.views.list_card import draft_card
from bot.views.posts import draft_body, listing, unit_names
from bot.views.posts_wording import say

PUBLIC = ("enterprise", "grid")
"""Kinds of group that a list is posted to: where its units were reminded."""


async def compose(uow: UnitOfWork, desk: Desk, errand: Errand) -> Sequence[Outbound]:
    """The list as it stood at the cut-off, less who reported since; stored as a draft and shown."""
    if await _drafted(uow, errand):
        return ()  # a moved deadline drafts no second list for the day
    found = await _findings(uow, desk, errand)
    nobody = not (found.candidates or found.unreminded or found.noted or found.spared)
    if nobody and errand.step.silent_when_empty:
        return ()
    facts = errand.facts(desk)
    card = None
    if found.candidates or found.noted:
        number = await uow.lists.next_number(errand.form.id, errand.day)
        uow.lists.add(_draft(number, desk, errand, found))
        facts["number"] = number
        names = [one.unit.id for one in found.candidates]
        about = {"units": names, "noted": [one.unit.id for one in found.noted], "period": errand.day.isoformat()}
        uow.audit.write(AuditLine(errand.due_at, "scheduler", "list_drafted", f"list:{number}", about))
    if found.candidates:
        called = unit_names([candidate.unit for candidate in found.candidates], desk.directory)
        card = draft_card(number, f"{errand.form.name} {figures.owed(errand.form, errand.day)}", list(called.values()))
    body = draft_body(found, desk.directory, facts=facts, wording=desk.preset.wording, zone=desk.zone, form=errand.form)
    told = [
        errand.outbound(to, body, drop=bool(found.candidates), priority=4, card=card) for to in _readers(desk, errand)
    ]
    return [*told, *_to_clerks(desk, errand, found, facts)] if "clerk" in errand.step.to else told


def _to_clerks(desk: Desk, errand: Errand, found: Findings, facts: Mapping[str, object]) -> list[Outbound]:
    """To each clerk alone: his units stand on a draft; a report takes them off it and out of this text."""
    by_clerk: dict[str, list[Unit]] = {}
    for one in found.candidates:
        for clerk in desk.directory.clerks_of(one.unit.id):
            by_clerk.setdefault(clerk.user_id, []).append(one.unit)
    head, tail = (say(f"drafted.{part}", desk.preset.wording, facts) for part in ("head", "tail"))
    return [
        errand.outbound(
            Destination(member=clerk),
            listing(units, desk.directory, head=head, tail=tail, mention=False, gaps={}),
            drop=True,
            priority=4,
            kind="digest",
        )
        for clerk, units in by_clerk.items()
    ]


def _readers(desk: Desk, errand: Errand) -> list[Destination]:
    """The groups of the step, and where it says so each duty officer: a robot's group has no buttons."""
    told = [to_group(group.id) for group in groups_of(errand.step.to, desk.directory)]
    if "duty_officer" in errand.step.to:
        told += [Destination(member=m.user_id) for m in desk.directory.members if m.role == "duty_officer"]
    return told


async def _drafted(uow: UnitOfWork, errand: Errand) -> bool:
    return await uow.lists.is_drafted(errand.form.id, errand.day)


async def _findings(uow: UnitOfWork, desk: Desk, errand: Errand) -> Findings:
    form, day = errand.form, errand.day
    heads = {**await uow.reports.heads_of(form, day, at=errand.due_at)}
    newest = await uow.reports.heads_of(form, day)
    heads.update({unit: head for unit, head in newest.items() if head.counts})  # came in while we were asleep
    return findings(
        form,
        day,
        directory=desk.directory,
        preset=desk.preset,
        zone=desk.zone,
        heads=heads,
        told=await uow.outbox.accepted_about(form.id, day),
        cutoff_at=errand.due_at,
        missed=await _missed(uow, desk, errand),
    )


async def _missed(uow: UnitOfWork, desk: Desk, errand: Errand) -> Mapping[str, Collection[date]]:
    """Earlier misses that were recorded and still count, by unit. Three statements at most, whatever the units."""
    form, day = errand.form, errand.day
    before = looked_at(form, day, desk.preset)
    if not before:
        return {}
    open_ones = {(one.list_number, one.period, one.unit) for one in await uow.appeals.in_state(("open",))}
    found: dict[str, set[date]] = {}
    for unit, number, period in await uow.lists.misses(form.id, since=before[-1], before=day):
        if (number, period, unit) not in open_ones:
            found.setdefault(unit, set()).add(period)
    if form.criticism.unmended and found:
        came = await uow.reports.arrivals(form.id, first=before[-1], before=day, at=errand.due_at)
        for unit, days in found.items():
            days -= {form.duty_of(period) for period in came.get(unit, ())}
    return found


def _draft(number: str, desk: Desk, errand: Errand, found: Findings) -> CriticismList:
    units = [candidate.unit for candidate in found.candidates]
    return CriticismList(
        number=number,
        form=errand.form.id,
        period=errand.day,
        state="draft" if found.candidates else "noted",
        created_at=errand.due_at,
        cutoff_at=errand.due_at,
        groups=tuple(audience(units, PUBLIC, desk.directory).by_group),
        entries=(
            *(ListEntry(one.unit.id, "listed", one.evidence) for one in found.candidates),
            *(ListEntry(one.unit.id, "noted", one.evidence) for one in found.noted),
        ),
    )
