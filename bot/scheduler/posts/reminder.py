"""Reminders and overdue notices: one message a group that names who is missing and nobody else.

Each unit stands in one group's message only. Who reports before it is sent falls out of it, and after the
deadline a reminder is not sent any more. What grid leaders, paired leaders and the command are told is an escalation:
the unit has heard nothing by it, so it is no evidence that it was reminded.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.directory.model import Directory, Unit
from bot.forms.definition import FormDef, Step
from bot.forms.moments import RelativeMoment
from bot.messages import Body, Destination, Outbound, PostKind
from bot.rules.audience import audience, groups_of, to_group
from bot.rules.habit import BACK, habitual, later_than_usual
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
_WHO_IN_PRIVATE: Mapping[str, PostKind | None] = {"clerk": None, "grid_leader": "escalation", "leader": "escalation"}
"""Who is told alone, and as what: None, as the step itself."""
SAID_WITHIN = timedelta(hours=2)  # after the deadline; before it, the deadline ends it


async def compose(uow: UnitOfWork, desk: Desk, errand: Errand) -> Sequence[Outbound]:
    """The missing (or the late) as they were when the step was due, less those who reported since."""
    heads, cover = await day_at(uow, desk, errand)
    units = {"late": cover.late, "all": cover.owed, "missing": cover.missing, "none": ()}[errand.step.about]
    if errand.step.about == "missing" and units:
        units = await still_missing(uow, errand, units)
    if units and errand.step.name in habitual(errand.form):
        units = await _late_for_themselves(uow, desk, errand, units)
    return _messages(desk, errand, units, cover=cover, gaps=gaps_of(errand, heads, cover))


async def _late_for_themselves(
    uow: UnitOfWork, desk: Desk, errand: Errand, units: tuple[Unit, ...]
) -> tuple[Unit, ...]:
    """Without those who usually report later than this and still in time."""
    form, day = errand.form, errand.day
    first = day - timedelta(days=BACK[form.period])
    arrived = await uow.reports.arrivals(form.id, first=first, before=day, at=errand.due_at)
    return later_than_usual(units, arrived, form=form, day=day, at=errand.due_at, zone=desk.zone)


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
        listed = listing(named, directory, head=head, tail=whole, mention=mention, gaps=gaps)
        return replace(listed, mentions_each=step.mentions_each) if mention else listed

    told = [
        errand.outbound(to_group(group), body(named, mention=step.mention, below=_lesson(desk, group)), drop=True)
        for group, named in audience(units, step.to, directory).by_group.items()
    ]
    if units:
        told += [
            errand.outbound(to_group(above.id), body(units, mention=False), drop=True, kind="escalation")
            for above in groups_of({"command", "work"} & set(step.to), directory)
        ]
    for who, kind in _WHO_IN_PRIVATE.items():
        if who in step.to:
            for member, named in _in_private(directory, who, units).items():
                text = body(named, mention=False)
                told.append(errand.outbound(Destination(member=member), text, drop=True, kind=kind))
    return told


def _lesson(desk: Desk, group_id: str) -> str:
    """Who is missing may have reported without the @ that the bot needs to hear it."""
    group = desk.directory.group_by_id.get(group_id)
    if group is None or group.hears != "mentions":
        return ""
    return say("mentions.line", desk.preset.wording, {"bot": inert(desk.bot_name)})


def _in_private(directory: Directory, who: str, units: Sequence[Unit]) -> Mapping[str, list[Unit]]:
    """Units by the clerk, grid leader or paired leader who is told alone."""
    found: dict[str, list[Unit]] = {}
    for unit in units:
        told = {
            "clerk": directory.clerks_of(unit.id),
            "grid_leader": directory.leaders_of(unit.area),
            "leader": directory.paired_with(unit),
        }
        for member in told[who]:
            found.setdefault(member.user_id, []).append(unit)
    return found
