"""The answers of numbers: who is missing, totals, one unit's day, rates, a trend.

Each takes a scope that was already judged; none of them looks at rights again.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from bot.handlers.base import Request
from bot.handlers.questions.scope import SCOPES, Scope
from bot.reading.meaning import QuestionMeaning
from bot.rules.duty import exemptions_on, is_duty_day
from bot.rules.tally import Coverage, coverage, in_scope, said_yes, totals
from bot.store.records import StoredReport
from bot.views import figures
from bot.views.lists import days_list, late_list, missing_list
from bot.views.summary import RateLine, rates, summary, unit_day
from bot.views.trend import Point, trend

MOST_DAYS = 31  # days in one trend
MOST_UNITS = 6  # units told one by one


async def missing(request: Request, scope: Scope, meaning: QuestionMeaning) -> str:
    """谁没报"""
    if len(scope.units) <= 1 or meaning.unit:
        return await unit(request, scope, meaning)
    if scope.first != scope.last:
        return await missing_days(request, scope, meaning)
    heads = await request.uow.reports.heads_of(scope.form, scope.last)
    cover = _cover(request, scope, heads)
    if meaning.late:
        at = {u.id: moment for u in cover.late if (moment := heads[u.id].completed_at) is not None}
        return late_list(scope.form, scope.last, title=scope.title, cover=cover, at=at, zone=request.zone)
    labels = {u.id: [scope.form.field(k).label for k in _gaps(scope, heads[u.id])] for u in cover.partial}
    return missing_list(
        scope.form, scope.last, title=scope.title, cover=cover, directory=request.directory, gaps=labels
    )


async def missing_days(request: Request, scope: Scope, meaning: QuestionMeaning) -> str:
    """Who did not report (or was late) on some day of the span, or on every one of them; the most days first."""
    form = scope.form
    first = max(scope.first, scope.last - timedelta(days=MOST_DAYS - 1))
    days = [first + timedelta(days=offset) for offset in range((scope.last - first).days + 1)]
    days = [day for day in days if is_duty_day(form, day, request.preset)]
    times: Counter[str] = Counter()
    for duty in days:
        heads = await request.uow.reports.heads_of(form, duty)
        cover = _cover(request, replace(scope, first=duty, last=duty), heads)
        times.update(unit.id for unit in (cover.late if meaning.late else cover.missing))
    told = [(unit, times[unit.id]) for unit in scope.units if times[unit.id]]
    if meaning.every_day:
        told = [(unit, number) for unit, number in told if number == len(days)]
    told.sort(key=lambda one: -one[1])
    return days_list(
        form,
        first,
        scope.last,
        title=scope.title,
        told=told,
        days=len(days),
        late=meaning.late,
        every=meaning.every_day,
    )


async def total(request: Request, scope: Scope, meaning: QuestionMeaning) -> str:
    """汇总; over several days it is a trend, for stocks of people are not added up over days."""
    if meaning.unit or len(scope.units) == 1:
        return await unit(request, scope, meaning)
    if scope.first != scope.last:
        return await over_days(request, scope, meaning)
    heads = await request.uow.reports.heads_of(scope.form, scope.last)
    cover = _cover(request, scope, heads)
    inside = [heads[u.id].values for u in (*cover.on_time, *cover.late)]
    sums = totals(scope.form, inside)
    return summary(scope.form, scope.last, title=scope.title, cover=cover, totals=sums, only=_field(scope, meaning))


async def unit(request: Request, scope: Scope, meaning: QuestionMeaning) -> str:
    """One unit, or a clerk's few, on the last day of the span."""
    form, period = scope.form, scope.last
    told = []
    for one in scope.units[:MOST_UNITS]:
        head = await request.uow.reports.head(form.id, one.id, period)
        known = head if head is not None and not head.withdrawn else None
        excuse = exemptions_on(form, request.directory, period).get(one.id)
        told.append(
            unit_day(
                form,
                period,
                unit_name=one.short_name,
                values=known.values if known else None,
                status=known.status if known else "",
                revision=known.revision if known else 0,
                missing=_gaps(scope, known) if known and not known.complete else (),
                excused=excuse.reason if excuse else None,
                due=figures.due(form.due_at(period, request.zone), period, request.zone),
                only=_field(scope, meaning),
            )
        )
    if len(scope.units) > MOST_UNITS:
        told.append(f"共{len(scope.units)}家，只列出前{MOST_UNITS}家，请写上单位名再问。")
    return "\n".join(told) or "没有符合条件的单位。"


async def rate(request: Request, scope: Scope, meaning: QuestionMeaning) -> str:
    """复工率 of the register, 到岗率 of those who reported, 上报率 of those who owe: always with the fraction."""
    heads = await request.uow.reports.heads_of(scope.form, scope.last)
    cover = _cover(request, scope, heads)
    key = _field(scope, meaning)
    kind = scope.form.field(key).kind if key else "yes_no"
    if kind == "yes_no":
        chosen = key or next((f.key for f in scope.form.fields if f.kind == "yes_no"), None)
        name = f"{scope.form.field(chosen).label.removeprefix('是否')}率" if chosen else ""
        lines = _yes_lines(scope, heads, chosen, meaning.scope) if chosen else []
    else:
        name = f"{figures.word(scope.form.field(key or ''))}率"
        lines = _staff_lines(scope, cover, heads, key or "")
    if not lines:
        name, lines = "上报率", [RateLine("已报", cover.done, len(cover.owed))]
    return rates(f"{scope.title}{name}", lines, cover=cover, now=request.now, zone=request.zone, period=scope.last)


async def over_days(request: Request, scope: Scope, meaning: QuestionMeaning) -> str:
    """A field over days."""
    first = max(scope.first, scope.last - timedelta(days=MOST_DAYS - 1))
    found = await request.uow.reports.heads_between(scope.form.id, first, scope.last)
    key = _field(scope, meaning) or next(iter(scope.form.digest_fields), scope.form.fields[0].key)
    inside = scope.unit_ids
    points = []
    for offset in range((scope.last - first).days + 1):
        day = first + timedelta(days=offset)
        rows = [head.values for unit_id, head in found.get(day, {}).items() if unit_id in inside and head.counts]
        sums = {t.field: t for t in totals(scope.form, rows)}
        points.append(Point(day, sums[key].total if key in sums else 0, sums[key].units if key in sums else 0))
    cut = "" if first == scope.first else f"\n只列出最近{MOST_DAYS}天，更长的请导出。"
    title = scope.title if scope.title.endswith(" ") else f"{scope.title} "
    return trend(scope.form.field(key).label, title, points) + cut


async def standing(request: Request, scope: Scope) -> str:
    """How the day stands, in one line."""
    heads = await request.uow.reports.heads_of(scope.form, scope.last)
    cover = _cover(request, scope, heads)
    what = f"{scope.title}{figures.owed(scope.form, scope.last)}{scope.form.name}"
    return f"{what}：应报{len(cover.owed)}，已报{cover.done}，未报{len(cover.missing)}，免报{len(cover.exempt)}。"


def _cover(request: Request, scope: Scope, heads: Mapping[str, StoredReport]) -> Coverage:
    return coverage(
        scope.form,
        scope.last,
        directory=request.directory,
        preset=request.preset,
        heads=heads,
        within=scope.unit_ids,
    )


def _gaps(scope: Scope, head: StoredReport) -> tuple[str, ...]:
    return tuple(key for key in scope.form.required if key not in head.values)


def _field(scope: Scope, meaning: QuestionMeaning) -> str | None:
    """The field asked about, if the form has it."""
    return meaning.field if any(f.key == meaning.field for f in scope.form.fields) else None


def _yes_lines(scope: Scope, heads: Mapping[str, StoredReport], key: str, named: str | None) -> list[RateLine]:
    """Of the whole register: who does not report is not thereby working. Enterprises above scale stand apart."""
    register = [unit for unit in scope.units if unit.kind in scope.form.owed_by and unit.active_on(scope.last)]
    wanted = [named] if named else [*dict.fromkeys(unit.kind for unit in register)]
    lines = []
    for label in wanted:
        whole = in_scope(register, label)
        lines.append(RateLine(SCOPES.get(label, label), len(said_yes(whole, heads, key)), len(whole)))
        large = in_scope(whole, "above_scale")
        if label == "enterprise" and large:
            lines.append(RateLine("其中规上", len(said_yes(large, heads, key)), len(large)))
    return lines


def _staff_lines(scope: Scope, cover: Coverage, heads: Mapping[str, StoredReport], key: str) -> list[RateLine]:
    """Of the head counts in the register, over units that reported and whose head count is known."""
    known = [u for u in (*cover.on_time, *cover.late) if u.staff and key in heads[u.id].values]
    if not known:
        return []
    here = sum(int(v) for u in known if isinstance(v := heads[u.id].values[key], int))
    label = f"{scope.form.field(key).label}（{len(known)}家已报且有在册人数）"
    return [RateLine(label, here, sum(u.staff or 0 for u in known))]
