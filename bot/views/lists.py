"""Lists of units for a chat: by grid, at most so many names, always with the whole count."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.directory.model import Area, Directory, Unit
from bot.forms.definition import FormDef
from bot.rules.tally import Coverage, by_area
from bot.views.figures import day, due, owed, span
from bot.views.inert import inert

NAMED = 30  # names in one answer; the rest is a number


def names(units: Sequence[Unit], limit: int) -> str:
    """甲、乙等5家"""
    shown = "、".join(inert(u.short_name) for u in units[:limit])
    return shown if len(units) <= limit else f"{shown}等{len(units)}家"


def area_label(area: Area | None) -> str:
    """The grid's own name."""
    return inert(area.name) if area else "未分网格"


def counted(cover: Coverage) -> str:
    """应报12，已报9（迟报1），免报2"""
    late = f"（迟报{len(cover.late)}）" if cover.late else ""
    excused = f"，免报{len(cover.exempt)}" if cover.exempt else ""
    return f"应报{len(cover.owed)}，已报{cover.done}{late}{excused}"


def missing_list(
    form: FormDef, period: date, *, title: str, cover: Coverage, directory: Directory, gaps: Mapping[str, Sequence[str]]
) -> str:
    """Who has not reported, by grid. `gaps`: labels that an unfinished report still needs, by unit id."""
    head = f"{title}{owed(form, period)}{form.name}"
    excused = f"免报：{names(cover.exempt, 10)}" if cover.exempt else ""
    if not cover.owed:
        return "\n".join(part for part in (f"{head}没有应报单位。", excused) if part)
    if not cover.missing:
        return "\n".join(part for part in (f"{head}全部报齐（{counted(cover)}）。", excused) if part)
    lines = [f"{head}未报{len(cover.missing)}家（{counted(cover)}）："]
    grouped = by_area(cover.missing)
    left = NAMED
    for area_id, units in grouped.items():
        if left <= 0:
            break
        told = "、".join(_with_gap(unit, gaps) for unit in units[:left])
        more = f"等{len(units)}家" if len(units) > left else ""
        prefix = f"{area_label(directory.area_by_id.get(area_id))}：" if len(grouped) > 1 else ""
        lines.append(f"{prefix}{told}{more}")
        left -= len(units)
    if len(cover.missing) > NAMED:
        lines.append(f"共{len(cover.missing)}家，只列出前{NAMED}家；可按网格问，例如：3号网格未报")
    if excused:
        lines.append(excused)
    return "\n".join(lines)


def late_list(
    form: FormDef, period: date, *, title: str, cover: Coverage, at: Mapping[str, datetime], zone: ZoneInfo
) -> str:
    """Who reported after the deadline, with the moment at which the report was whole. `at` by unit id."""
    head = f"{title}{owed(form, period)}{form.name}"
    if not cover.late:
        return f"{head}没有迟报（{counted(cover)}）。"
    told = [f"{inert(u.short_name)}（{due(at[u.id], period, zone)}）" for u in cover.late[:NAMED] if u.id in at]
    more = f"等{len(cover.late)}家" if len(cover.late) > NAMED else ""
    return f"{head}迟报{len(cover.late)}家（{counted(cover)}）：\n{'、'.join(told)}{more}"


def excused_list(form: FormDef, period: date, *, title: str, told: Sequence[tuple[Unit, str, date | None]]) -> str:
    """Who need not report, with the reason and the last day (None: until somebody ends it)."""
    head = f"{title}{owed(form, period)}{form.name}"
    if not told:
        return f"{head}没有免报的。"
    shown = [
        f"{inert(u.short_name)}（{inert(why)}，{f'到{day(end)}' if end else '未定期限'}）"
        for u, why, end in told[:NAMED]
    ]
    more = f"等{len(told)}家" if len(told) > NAMED else ""
    return f"{head}免报{len(told)}家：\n{'、'.join(shown)}{more}"


def days_list(
    form: FormDef,
    first: date,
    last: date,
    *,
    title: str,
    told: Sequence[tuple[Unit, int]],
    days: int,
    late: bool,
    every: bool,
) -> str:
    """Units with on how many of the `days` of a span they did not report, or were late. `every`: on each of them."""
    did = "迟报" if late else "没报"
    when = f"{'连续' if every else ''}{days}天（{span(first, last)}）"
    head = f"{title}{form.name}{when}"
    if not told:
        return f"{head}没有{did}的。" if late or every else f"{head}天天报齐。"
    shown = "、".join(inert(u.short_name) + ("" if every else f"{number}天") for u, number in told[:NAMED])
    more = f"等{len(told)}家" if len(told) > NAMED else ""
    return f"{head}{'都' if every else '有'}{did}的{len(told)}家：\n{shown}{more}"


def _with_gap(unit: Unit, gaps: Mapping[str, Sequence[str]]) -> str:
    wanting = gaps.get(unit.id)
    return inert(unit.short_name) + (f"（已发，还差{'、'.join(wanting)}）" if wanting else "")
