"""The answers of numbers: who is missing, late or excused, totals, one unit's day, a trend.

Each takes a scope that was already judged; none of them looks at rights again.
"""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

from bot.handlers.base import Request
from bot.handlers.questions.covering import cover_of, field_of
from bot.handlers.questions.rates import rate
from bot.handlers.questions.scope import Scope
from bot.reading.meaning import QuestionMeaning
from bot.rules.duty import exempt_units, exemptions_on, is_duty_day
from bot.rules.tally import totals
from bot.store.records import StoredReport
from bot.views import figures
from bot.views.lists import days_list, excused_list, late_list, missing_list
from bot.views.summary import summary, unit_day
from bot.views.trend import Point, trend

MOST_DAYS = 31  # days in one trend
MOST_UNITS = 6  # units told one by one


async def missing(request: Request, scope: Scope, meaning: QuestionMeaning) -> str:
    """谁没报"""
    if len(scope.units) == 1 or meaning.unit:
        return await unit(request, scope, meaning)
    if meaning.detail.excused:
        return excused(request, scope)
    if scope.first != scope.last:
        return await missing_days(request, scope, meaning)
    heads = await request.uow.reports.heads_of(scope.form, scope.last)
    cover = cover_of(request, scope, heads)
    if meaning.detail.late:
        at = {u.id: moment for u in cover.late if (moment := heads[u.id].completed_at) is not None}
        return late_list(scope.form, scope.last, title=scope.title, cover=cover, at=at, zone=request.zone)
    labels = {u.id: [scope.form.field(k).label for k in _gaps(scope, heads[u.id])] for u in cover.partial}
    if (wanted := scope.form.terms_on(scope.last).times) > 1:
        done = await _days_done(request, scope)
        labels |= {u.id: [f"{wanted - done[u.id]}次"] for u in cover.missing if 0 < done[u.id] < wanted}
    return missing_list(
        scope.form, scope.last, title=scope.title, cover=cover, directory=request.directory, gaps=labels
    )


async def _days_done(request: Request, scope: Scope) -> Counter[str]:
    """On how many days of the duty each unit has a report that counts."""
    found = await request.uow.reports.heads_between(scope.form.id, *scope.form.window(scope.last))
    return Counter(unit for heads in found.values() for unit, head in heads.items() if head.counts)


def excused(request: Request, scope: Scope) -> str:
    """谁免报: of the last day of the span, with the reason and until when."""
    excuses = exemptions_on(scope.form, request.directory, scope.last)
    units = exempt_units(scope.form, request.directory, scope.last, request.preset)
    told = [(unit, excuses[unit.id].reason, excuses[unit.id].to_day) for unit in units if unit.id in scope.unit_ids]
    return excused_list(scope.form, scope.last, title=scope.title, told=told)


async def missing_days(request: Request, scope: Scope, meaning: QuestionMeaning) -> str:
    """Who did not report (or was late) on some day of the span, or on every one of them; the most days first."""
    form = scope.form
    first = max(scope.first, scope.last - timedelta(days=MOST_DAYS - 1))
    days = [first + timedelta(days=offset) for offset in range((scope.last - first).days + 1)]
    days = [day for day in days if is_duty_day(form, day, request.preset)]
    times: Counter[str] = Counter()
    for duty in days:
        heads = await request.uow.reports.heads_of(form, duty)
        cover = cover_of(request, replace(scope, first=duty, last=duty), heads)
        times.update(unit.id for unit in (cover.late if meaning.detail.late else cover.missing))
    told = [(unit, times[unit.id]) for unit in scope.units if times[unit.id]]
    if meaning.detail.every_day:
        told = [(unit, number) for unit, number in told if number == len(days)]
    told.sort(key=lambda one: -one[1])
    return days_list(
        form,
        first,
        scope.last,
        title=scope.title,
        told=told,
        days=len(days),
        late=meaning.detail.late,
        every=meaning.detail.every_day,
    )


async def total(request: Request, scope: Scope, meaning: QuestionMeaning) -> str:
    """汇总; over several days it is a trend, for stocks of people are not added up over days."""
    if meaning.unit or len(scope.units) == 1:
        return await unit(request, scope, meaning)
    if scope.first != scope.last:
        return await over_days(request, scope, meaning)
    heads = await request.uow.reports.heads_of(scope.form, scope.last)
    cover = cover_of(request, scope, heads)
    inside = [heads[u.id].values for u in (*cover.on_time, *cover.late)]
    sums = totals(scope.form, inside)
    return summary(scope.form, scope.last, title=scope.title, cover=cover, totals=sums, only=field_of(scope, meaning))


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
                only=field_of(scope, meaning),
            )
        )
    if len(scope.units) > MOST_UNITS:
        told.append(f"共{len(scope.units)}家，只列出前{MOST_UNITS}家，请写上单位名再问。")
    return "\n".join(told) or "没有符合条件的单位。"


async def over_days(request: Request, scope: Scope, meaning: QuestionMeaning) -> str:
    """A field over days, or the reports handed in."""
    if meaning.detail.of_reports:
        return await rate(request, scope, meaning)
    first = max(scope.first, scope.last - timedelta(days=MOST_DAYS - 1))
    found = await request.uow.reports.heads_between(scope.form.id, first, scope.last)
    key = field_of(scope, meaning) or next(iter(scope.form.digest_fields), scope.form.fields[0].key)
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
    cover = cover_of(request, scope, heads)
    what = f"{scope.title}{figures.owed(scope.form, scope.last)}{scope.form.name}"
    return f"{what}：应报{len(cover.owed)}，已报{cover.done}，未报{len(cover.missing)}，免报{len(cover.exempt)}。"


def _gaps(scope: Scope, head: StoredReport) -> tuple[str, ...]:
    return tuple(key for key in scope.form.required if key not in head.values)
