"""The answers of rates: units at work, people there, reports handed in; of the whole or grid by grid.

A newcomer's usual mistake is one whole for all of them: 复工率 is of the register, 上报率 of those who owe a report.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.handlers.base import Request
from bot.handlers.questions.covering import cover_of, field_of
from bot.handlers.questions.scope import SCOPES, Scope
from bot.reading.meaning import QuestionMeaning
from bot.rules.duty import is_duty_day
from bot.rules.tally import Coverage, by_area, in_scope, said_yes
from bot.store.records import StoredReport
from bot.views import figures
from bot.views.lists import area_label
from bot.views.summary import RateLine, rate_days, rates

MOST_DAYS = 31  # days told one by one


@dataclass(frozen=True, slots=True)
class _Told:
    """A rate of one day: what it is called, its lines, and who owed that day."""

    name: str
    lines: Sequence[RateLine]
    cover: Coverage


async def rate(request: Request, scope: Scope, meaning: QuestionMeaning) -> str:
    """复工率 of the register, 到岗率 of those who reported, 上报率 of those who owe: always with the fraction."""
    if scope.first != scope.last:
        return await _over_days(request, scope, meaning)
    told = await _of_day(request, scope, meaning)
    title = f"{scope.title}{told.name}"
    return rates(title, told.lines, cover=told.cover, now=request.now, zone=request.zone, period=scope.last)


async def _over_days(request: Request, scope: Scope, meaning: QuestionMeaning) -> str:
    """One line a day, of the whole; on a day when nothing is owed there is no rate."""
    first = max(scope.first, scope.last - timedelta(days=MOST_DAYS - 1))
    days = [first + timedelta(days=offset) for offset in range((scope.last - first).days + 1)]
    days = [day for day in days if is_duty_day(scope.form, day, request.preset)]
    meaning = replace(meaning, detail=replace(meaning.detail, by_grid=False))
    told = [(day, await _of_day(request, replace(scope, first=day, last=day), meaning)) for day in days]
    name = told[-1][1].name if told else ""
    return rate_days(f"{scope.title}{name}", first, scope.last, [(day, one.lines) for day, one in told])


async def _of_day(request: Request, scope: Scope, meaning: QuestionMeaning) -> _Told:
    heads = await request.uow.reports.heads_of(scope.form, scope.last)
    cover = cover_of(request, scope, heads)
    if meaning.detail.of_reports:
        return _of_reports(request, meaning, cover)
    key = field_of(scope, meaning)
    kind = scope.form.field(key).kind if key else "yes_no"
    if kind == "yes_no":
        chosen = key or next((f.key for f in scope.form.fields if f.kind == "yes_no"), None)
        name = f"{scope.form.field(chosen).label.removeprefix('是否')}率" if chosen else ""
        lines = _yes_lines(scope, heads, chosen, meaning.scope) if chosen else []
    else:
        name = f"{figures.word(scope.form.field(key or ''))}率"
        lines = _staff_lines(scope, cover, heads, key or "")
    if not lines:
        return _Told("上报率", [RateLine("已报", cover.done, len(cover.owed))], cover)
    return _Told(name, lines, cover)


def _of_reports(request: Request, meaning: QuestionMeaning, cover: Coverage) -> _Told:
    """上报率, or 迟报率, of those who owe a report; grid by grid the highest first."""
    late = meaning.detail.late
    counted = {unit.id for unit in (*cover.late, *(() if late else cover.on_time))}
    lines = [RateLine("迟报" if late else "已报", len(counted), len(cover.owed))]
    grids = by_area(cover.owed) if meaning.detail.by_grid else {}
    if len(grids) > 1:
        label = request.directory.area_by_id.get
        each = [
            RateLine(area_label(label(area)), sum(unit.id in counted for unit in units), len(units))
            for area, units in grids.items()
        ]
        lines += sorted(each, key=lambda line: -line.part / line.whole)
    return _Told("迟报率" if late else "上报率", lines, cover)


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
