"""Drafts a list of the overdue for the command group, each name with its evidence. It publishes nothing.

Only a named officer's message leads on from here (handlers/approval.py); no clock ever does.
"""

from collections.abc import Sequence

from bot.messages import Destination, Outbound
from bot.rules.audience import audience, groups_of, to_group
from bot.rules.criticism import Findings, findings
from bot.scheduler.base import Desk
from bot.scheduler.posts.errand import Errand
from bot.store.records import CriticismList, ListEntry
from bot.store.unit_of_work import UnitOfWork
from bot.views import figures
from bot.views.list_card import draft_card
from bot.views.posts import draft_body, unit_names

PUBLIC = ("enterprise", "grid")
"""Kinds of group that a list is posted to: where its units were reminded."""


async def compose(uow: UnitOfWork, desk: Desk, errand: Errand) -> Sequence[Outbound]:
    """The list as it stood at the cut-off, less who reported since; stored as a draft and shown."""
    if await _drafted(uow, errand):
        return ()  # a moved deadline drafts no second list for the day
    found = await _findings(uow, desk, errand)
    if not found.candidates and not found.unreminded and errand.step.silent_when_empty:
        return ()
    facts = errand.facts(desk)
    card = None
    if found.candidates:
        number = await uow.lists.next_number(errand.form.id, errand.day)
        uow.lists.add(_draft(number, desk, errand, found))
        facts["number"] = number
        names = unit_names([candidate.unit for candidate in found.candidates], desk.directory)
        card = draft_card(number, f"{errand.form.name} {figures.owed(errand.form, errand.day)}", list(names.values()))
    body = draft_body(found, desk.directory, facts=facts, wording=desk.preset.wording, zone=desk.zone, form=errand.form)
    return [
        errand.outbound(to, body, drop=bool(found.candidates), priority=4, card=card) for to in _readers(desk, errand)
    ]


def _readers(desk: Desk, errand: Errand) -> list[Destination]:
    """The groups of the step, and where it says so each duty officer: a robot's group has no buttons."""
    told = [to_group(group.id) for group in groups_of(errand.step.to, desk.directory)]
    if "duty_officer" in errand.step.to:
        told += [Destination(member=m.user_id) for m in desk.directory.members if m.role == "duty_officer"]
    return told


async def _drafted(uow: UnitOfWork, errand: Errand) -> bool:
    known = await uow.lists.in_state(("draft", "approved", "posted", "rejected", "retracted"))
    return any(item.form == errand.form.id and item.period == errand.day for item in known)


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
    )


def _draft(number: str, desk: Desk, errand: Errand, found: Findings) -> CriticismList:
    units = [candidate.unit for candidate in found.candidates]
    return CriticismList(
        number=number,
        form=errand.form.id,
        period=errand.day,
        state="draft",
        created_at=errand.due_at,
        cutoff_at=errand.due_at,
        groups=tuple(audience(units, PUBLIC, desk.directory).by_group),
        entries=tuple(ListEntry(c.unit.id, "listed", c.evidence) for c in found.candidates),
    )
