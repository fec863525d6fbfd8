"""The digests for meetings: of a day or of a week, whole for the command, of their areas for work groups and grids.

Statements: one a form and day that is looked at, and those of what is open; the number of units is in none of them.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.directory.model import Group
from bot.forms.brief import BriefDef
from bot.forms.definition import FormDef
from bot.forms.moments import duration
from bot.messages import Body, Outbound
from bot.rules.audience import to_group
from bot.rules.briefing import changes, duties_before, duties_between, last_duty, odd_reports
from bot.rules.every_day import DailyTrigger
from bot.rules.tally import Coverage, Head, coverage
from bot.rules.weekly import WeeklyTrigger
from bot.scheduler.base import Desk, ScheduledPost
from bot.scheduler.matters import matters_of
from bot.store.unit_of_work import UnitOfWork
from bot.views.brief import DayPart, WeekPart, day_lines, head, week_lines
from bot.views.matters import NONE, matters_text

DAY = timedelta(days=1)
WEEK = timedelta(days=7)
OFTEN = 2  # misses in a week that are told by name
OFFICIAL = ("command", "work")
TITLES: Mapping[str, str] = {"day": "例会材料", "week": "一周汇总"}
Heads = Mapping[str, Head]


@dataclass(frozen=True, slots=True)
class _Gathered:
    """One form with the heads of every day that is looked at: those told about, and earlier ones, the nearest first."""

    form: FormDef
    duties: tuple[date, ...]
    earlier: tuple[date, ...]
    heads: Mapping[date, Heads]


def brief_posts(briefs: Sequence[BriefDef], zone: ZoneInfo) -> tuple[ScheduledPost, ...]:
    """One post each; they belong to no form's ladder."""
    return tuple(_post(brief, zone) for brief in briefs)


def _post(brief: BriefDef, zone: ZoneInfo) -> ScheduledPost:
    async def run(uow: UnitOfWork, desk: Desk, due_at: datetime) -> Sequence[Outbound]:
        return await compose(uow, desk, brief, due_at)

    weekday = brief.weekday
    trigger = DailyTrigger(brief.clock, zone) if weekday is None else WeeklyTrigger(weekday, brief.clock, zone)
    title = brief.title or TITLES[brief.covers]
    return ScheduledPost(f"brief.{brief.name}", trigger, duration(brief.catch_up), run, title=title, pure=True)


async def compose(uow: UnitOfWork, desk: Desk, brief: BriefDef, due_at: datetime) -> Sequence[Outbound]:
    """One message a group; on a day without anything new the command hears of what is open, if anything is."""
    gather = _of_day if brief.covers == "day" else _of_week
    forms = [form for form in desk.preset.forms if not brief.forms or {form.id, form.family} & set(brief.forms)]
    gathered = [one for form in forms if (one := await gather(uow, desk, brief, form, due_at)) is not None]
    open_now = ""
    if "open" in brief.shows:
        found = await matters_of(
            uow, directory=desk.directory, preset=desk.preset, zone=desk.zone, now=due_at, forms=False
        )
        open_now = matters_text(found, due_at)
    if not gathered and (brief.covers == "week" or open_now in ("", NONE)):
        return ()
    wanted = [group for group in desk.directory.groups if {group.kind, group.id} & set(brief.to)]
    texts = [(group, _text(desk, brief, gathered, group, open_now, due_at)) for group in wanted]
    return [_outbound(brief, group, text, due_at, desk.zone) for group, text in texts if text]


def _text(
    desk: Desk, brief: BriefDef, gathered: Sequence[_Gathered], group: Group, open_now: str, due_at: datetime
) -> str:
    directory = desk.directory
    within = {unit.id for unit in (directory.units_in(group.areas) if group.areas else directory.units)}
    whole = len(within) == len(directory.units)
    lines: list[str] = []
    for one in gathered:
        if brief.covers == "day":
            part = _day_part(desk, brief, one, within)
            officials = group.kind in OFFICIAL
            lines += (
                day_lines(part, brief.shows, directory, whole=whole, officials=officials) if part.cover.owed else []
            )
        else:
            week = _week_part(desk, brief, one, within)
            lines += week_lines(week, brief.shows, directory, commands=group.kind == "command")
    tells_open = open_now and group.kind == "command"
    if not lines and (gathered or not tells_open):
        return ""
    duties = [day for one in gathered for day in one.duties] or [due_at.astimezone(desk.zone).date()]
    top = head(brief.title or TITLES[brief.covers], min(duties), max(duties))
    return "\n".join([top, *lines, *([open_now] if tells_open else [])])


async def _of_day(uow: UnitOfWork, desk: Desk, brief: BriefDef, form: FormDef, due_at: datetime) -> _Gathered | None:
    """The last duty, unless the digest before told of it, and those before that sameness needs, one at least."""
    duty = last_duty(form, due_at, desk.preset, desk.zone)
    if duty is None or form.due_at(duty, desk.zone) <= due_at - DAY:
        return None  # it was told yesterday
    back = max(1, _identical(brief, form) - 1)
    return await _gathered(uow, form, (duty,), duties_before(form, duty, desk.preset, back), due_at)


async def _of_week(uow: UnitOfWork, desk: Desk, _brief: BriefDef, form: FormDef, due_at: datetime) -> _Gathered | None:
    """The seven days before today, and the last duty of the week before to compare with."""
    today = due_at.astimezone(desk.zone).date()
    duties = duties_between(form, today - WEEK, today - timedelta(days=1), desk.preset)
    duties = tuple(day for day in duties if form.due_at(day, desk.zone) <= due_at)
    if not duties:
        return None
    earlier = duties_between(form, today - 2 * WEEK, today - WEEK - timedelta(days=1), desk.preset)
    return await _gathered(uow, form, duties, earlier[-1:], due_at)


async def _gathered(
    uow: UnitOfWork, form: FormDef, duties: tuple[date, ...], earlier: tuple[date, ...], at: datetime
) -> _Gathered | None:
    heads = {duty: await uow.reports.heads_of(form, duty, at=at) for duty in (*duties, *earlier)}
    return _Gathered(form, duties, earlier, heads) if any(heads.values()) else None


def _identical(brief: BriefDef, form: FormDef) -> int:
    """Where a report stands for several days, sameness tells nothing."""
    return brief.identical_days if form.times == 1 and form.every == 1 else 0


def _day_part(desk: Desk, brief: BriefDef, one: _Gathered, within: set[str]) -> DayPart:
    form, duty = one.form, one.duties[0]
    cover = _cover(desk, one, duty, within)
    yesterday = next((day for day in one.earlier[:1] if one.heads[day]), None)
    before = None if yesterday is None else _cover(desk, one, yesterday, within)
    owing = {unit.id for unit in cover.owed}
    moved = changes(form, owing, one.heads[duty], {} if yesterday is None else one.heads[yesterday])
    history = [one.heads[day] for day in (duty, *one.earlier)]
    odd = odd_reports(form, cover.owed, history, identical_days=_identical(brief, form))
    return DayPart(form, duty, cover, before, moved, odd)


def _week_part(desk: Desk, brief: BriefDef, one: _Gathered, within: set[str]) -> WeekPart:
    form, days = one.form, [day for day in one.duties if one.heads[day]] or one.duties[-1:]
    covers = [(day, _cover(desk, one, day, within)) for day in days]
    missed = Counter(unit.id for _, cover in covers for unit in cover.missing)
    often = sorted(((unit, times) for unit, times in missed.items() if times >= OFTEN), key=lambda row: -row[1])
    owing = {unit.id for unit in covers[-1][1].owed}
    moved = changes(form, owing, one.heads[days[-1]], one.heads[one.earlier[0]] if one.earlier else {})
    odd = 0
    for number, (day, cover) in enumerate(covers):
        history = [one.heads[day], *(one.heads[other] for other in reversed(days[:number]))]
        odd += len(odd_reports(form, cover.owed, history, identical_days=_identical(brief, form)))
    return WeekPart(form, days[0], days[-1], tuple(covers), tuple(often), moved, odd, len(one.duties) - len(days))


def _cover(desk: Desk, one: _Gathered, day: date, within: set[str]) -> Coverage:
    return coverage(
        one.form, day, directory=desk.directory, preset=desk.preset, heads=one.heads[day], within=within
    )  # fmt: skip


def _outbound(brief: BriefDef, group: Group, text: str, due_at: datetime, zone: ZoneInfo) -> Outbound:
    to = to_group(group.id)
    return Outbound(
        key=f"brief:{brief.name}:{due_at.astimezone(zone).date().isoformat()}:{to.key}",
        kind="digest",
        to=to,
        body=Body(text),
        due_at=due_at,
        expires_at=due_at + duration(brief.catch_up),
        priority=9,
    )
