"""Reminders and overdue notices: one message a group that names who is missing and nobody else.

Each unit stands in one group's message only. Who reports before it is sent falls out of it, and after the
deadline a reminder is not sent any more.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.directory.model import Member, Unit
from bot.forms.definition import FormDef, Step
from bot.forms.moments import RelativeMoment
from bot.messages import Body, Destination, Outbound
from bot.rules.audience import audience, to_group
from bot.rules.tally import Coverage
from bot.scheduler.base import Desk
from bot.scheduler.posts.errand import Errand, Heads, cover_of, day_at, gaps_of, still_missing
from bot.store.unit_of_work import UnitOfWork
from bot.views.inert import inert
from bot.views.posts import listing
from bot.views.posts_wording import say

ASKED = Step(
    name="asked",
    kind="reminder",
    at=RelativeMoment("due"),
    to=("enterprise", "grid"),
    wording="asked",
    mention=True,
)
"""A reminder at somebody's word; its moment is when it was asked for."""
SAID_WITHIN = timedelta(hours=2)  # after the deadline; before it, the deadline ends it


async def compose(uow: UnitOfWork, desk: Desk, errand: Errand) -> Sequence[Outbound]:
    """The missing (or the late) as they were when the step was due, less those who reported since."""
    heads, cover = await day_at(uow, desk, errand)
    units = {"late": cover.late, "all": cover.owed, "missing": cover.missing, "none": ()}[errand.step.about]
    if errand.step.about == "missing" and units:
        units = await still_missing(uow, errand, units)
    return _messages(desk, errand, units, cover=cover, gaps=gaps_of(errand, heads, cover))


def compose_reminder(
    desk: Desk, heads: Heads, form: FormDef, day: date, units: Sequence[Unit], now: datetime
) -> Sequence[Outbound]:
    """A reminder at a leader's word, about those of `units` that are missing at `now`. Pure.

    Asked for twice within a minute it is one message.
    """
    due_at = form.due_at(day, desk.zone)
    until = due_at if now < due_at else now + SAID_WITHIN
    errand = Errand(form, ASKED, day, now, until)
    cover = cover_of(desk, errand, heads)
    wanted = {unit.id for unit in units}
    missing = tuple(unit for unit in cover.missing if unit.id in wanted)
    told = _messages(desk, errand, missing, cover=cover, gaps=gaps_of(errand, heads, cover))
    return [replace(one, key=f"{one.key}:{now:%Y%m%dT%H%M}", due_at=now) for one in told]


def _messages(
    desk: Desk, errand: Errand, units: tuple[Unit, ...], *, cover: Coverage, gaps: Mapping[str, Sequence[str]]
) -> list[Outbound]:
    directory, step = desk.directory, errand.step
    facts = errand.facts(desk) | {"owed": len(cover.owed), "done": cover.done, "exempt": len(cover.exempt)}
    head = say(f"{step.wording}.head", desk.preset.wording, facts)
    tail = say(f"{step.wording}.tail", desk.preset.wording, facts)

    def body(named: Sequence[Unit], *, mention: bool, below: str = "") -> Body:
        whole = "\n".join(part for part in (tail, below) if part)
        return listing(named, directory, head=head, tail=whole, mention=mention, gaps=gaps)

    told = [
        errand.outbound(to_group(group), body(named, mention=step.mention, below=_lesson(desk, group)), drop=True)
        for group, named in audience(units, step.to, directory).by_group.items()
    ]
    for member, named in _in_private(desk, errand, units).items():
        told.append(errand.outbound(Destination(member=member), body(named, mention=False), drop=True))
    return told


def _lesson(desk: Desk, group_id: str) -> str:
    """Who is missing may have reported without the @ that the bot needs to hear it."""
    group = desk.directory.group_by_id.get(group_id)
    if group is None or group.hears != "mentions":
        return ""
    return say("mentions.line", desk.preset.wording, {"bot": inert(desk.bot_name)})


def _in_private(desk: Desk, errand: Errand, units: Sequence[Unit]) -> Mapping[str, list[Unit]]:
    """Units by the clerk or grid leader who is told alone, where the step says so."""
    found: dict[str, list[Unit]] = {}
    for unit in units:
        told: list[Member] = []
        if "clerk" in errand.step.to:
            told += desk.directory.clerks_of(unit.id)
        if "grid_leader" in errand.step.to:
            told += desk.directory.leaders_of(unit.area)
        for member in told:
            found.setdefault(member.user_id, []).append(unit)
    return found
