"""Totals, rates and one unit's day, as answers to leaders' questions.

Every total says how many units gave the figure; every rate shows its fraction.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.forms.definition import FormDef
from bot.reading.meaning import Figure
from bot.rules.tally import Coverage, Total
from bot.views.figures import clock, day, filed, line, owed, rate, span, thousands
from bot.views.inert import inert
from bot.views.lists import counted, names


@dataclass(frozen=True, slots=True)
class RateLine:
    """One rate: of whom, the part, the whole."""

    label: str
    part: int
    whole: int


def summary(
    form: FormDef, period: date, *, title: str, cover: Coverage, totals: Sequence[Total], only: str | None = None
) -> str:
    """Coverage first, then the totals; `only` one field where the question named it."""
    head = f"{title}{owed(form, period)}{form.name}：{counted(cover)}，未报{len(cover.missing)}。"
    lines = [head]
    wanted = [t for t in totals if only in (None, t.field)]
    for total in wanted:
        field = form.field(total.field)
        if field.kind == "yes_no":
            lines.append(f"{field.label}：是{thousands(total.total)}家（{total.units}家填报）")
        else:
            lines.append(f"{field.label}合计 {thousands(total.total)}{field.unit}（{total.units}家填报）")
    if not wanted:
        lines.append(f"还没有单位报{form.field(only).label}。" if only else "还没有数字。")
    if cover.missing and only:
        lines.append("未报单位的数不在内。")
    return "\n".join(lines)


def rates(name: str, lines: Sequence[RateLine], *, cover: Coverage, now: datetime, zone: ZoneInfo, period: date) -> str:
    """规上企业 102/105＝97.1% ... with the moment it was counted at."""
    until = clock(now, zone) if now.astimezone(zone).date() == period else "全天"
    told = [f"{day(period)}{name}（截至{until}，{counted(cover)}）："]
    told += [f"{entry.label} {rate(entry.part, entry.whole)}" for entry in lines]
    if cover.exempt:
        told.append(f"免报：{names(cover.exempt, 10)}")
    return "\n".join(told)


def rate_days(name: str, first: date, last: date, told: Sequence[tuple[date, Sequence[RateLine]]]) -> str:
    """3月1日 已报 3/5＝60.0%: a line a day."""
    head = f"{name} {span(first, last)}："
    if not told:
        return f"{head}这几天没有应报的日子。"
    lines = [f"{day(one)} {'，'.join(f'{r.label} {rate(r.part, r.whole)}' for r in entries)}" for one, entries in told]
    return "\n".join((head, *lines))


def unit_day(
    form: FormDef,
    period: date,
    *,
    unit_name: str,
    values: Mapping[str, Figure] | None,
    status: str,
    revision: int,
    missing: Sequence[str],
    excused: str | None,
    due: str,
    only: str | None = None,
) -> str:
    """One unit on one day. `values` None: nothing stored. `excused`: the reason of its exemption."""
    head = f"{inert(unit_name)} {filed(form, period)}{form.name}"
    if values is None:
        return f"{head}：免报（{inert(excused)}）。" if excused is not None else f"{head}：还没报，{due}截止。"
    when = "按时" if status == "on_time" else "迟报"
    if missing:
        when = "没报完，还差" + "、".join(form.field(k).label for k in missing)
    again = f"，第{revision}版" if revision > 1 else ""
    if only is not None and only not in values:
        return f"{head}（{when}{again}）：没有填{form.field(only).label}。"
    return f"{head}（{when}{again}）：{line(form, values, None if only is None else (only,))}"
