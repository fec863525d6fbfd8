"""A digest in words: how complete and how timely against yesterday, totals and what moved, what is odd, what is open.

Pure. Every rate stands with its fraction, every total with how many units gave it, and beside both the question that
leads to the reports behind them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.directory.model import Directory
from bot.forms.definition import FormDef
from bot.rules.briefing import Change, Odd
from bot.rules.tally import Coverage, by_area
from bot.views.figures import day as spoken_day
from bot.views.figures import figure, measure, owed, rate, thousands
from bot.views.inert import inert
from bot.views.lists import area_label
from bot.views.posts import unit_names

ODD_NAMED = 8
NAMED = 12
_WEEK = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class DayPart:
    """One form's day within a group's areas; `before` None: no day to compare with."""

    form: FormDef
    duty: date
    cover: Coverage
    before: Coverage | None
    changes: tuple[Change, ...]
    odd: tuple[Odd, ...]


@dataclass(frozen=True, slots=True)
class WeekPart:
    """One form's week: coverage of each duty, who missed how many, the last day's totals against a week before.

    `silent`: duties of which nobody at all reported: we were not there, and they are in no figure.
    """

    form: FormDef
    first: date
    last: date
    days: tuple[tuple[date, Coverage], ...]
    missed: tuple[tuple[str, int], ...]
    changes: tuple[Change, ...]
    odd: int
    silent: int = 0


def head(title: str, first: date, last: date) -> str:
    """【例会材料】3月5日, 【一周汇总】3月2日至3月8日"""
    when = spoken_day(first) if first == last else f"{spoken_day(first)}至{spoken_day(last)}"
    return f"【{inert(title)}】{when}"


def day_lines(part: DayPart, shows: Sequence[str], directory: Directory, *, whole: bool, officials: bool) -> list[str]:
    """`whole`: for those who see every grid; the others get the names of their own missing.

    `officials`: nobody but the district's own people reads it; elsewhere what is odd is a number without names.
    """
    name = f"{owed(part.form, part.duty)}{inert(part.form.name)}"
    if not part.cover.owed:
        return [f"{name}没有应报单位。"]
    told = [f"{name}：应报{len(part.cover.owed)}家，免报{len(part.cover.exempt)}家不计。"]
    if "coverage" in shows:
        told += _covered(part.cover, part.before)
    if "totals" in shows:
        told += [_changed(part.form, one, "前一次") for one in part.changes]
        if part.changes:
            label = inert(part.form.field(part.changes[0].field).label)
            told.append(f"哪家报了多少请问：明细 {label} {spoken_day(part.duty)}")
    strange = len({one.unit.id for one in part.odd}) if "odd" in shows else 0
    if strange and not officials:
        told.append(f"数字要核对的{strange}家，网格长请问：异常 {spoken_day(part.duty)}")
    elif strange:
        told += odd_lines(part.form, part.odd, directory, most=ODD_NAMED)
        if strange > ODD_NAMED:
            told.append(f"全部请问：异常 {spoken_day(part.duty)}")
    if "missing" in shows and part.cover.missing:
        told.append(f"未报：{_missing(part.cover, directory, whole=whole)}")
        if whole:
            told.append(f"名单请问：{spoken_day(part.duty)}谁没报")
    return told


def week_lines(part: WeekPart, shows: Sequence[str], directory: Directory, *, commands: bool) -> list[str]:
    """The week of one form, day by day and as a whole. `commands`: who missed often is named to the command alone."""
    name = inert(part.form.name)
    days = [(day, cover) for day, cover in part.days if cover.owed]
    if not days:
        return []
    told = []
    if "coverage" in shows:
        done, owing = sum(c.done for _, c in days), sum(len(c.owed) for _, c in days)
        timely = sum(len(c.on_time) for _, c in days)
        told.append(f"{name}：上报率 {rate(done, owing)}，按时率 {rate(timely, owing)}（各天合计）")
        if part.silent:
            told.append(f"另有{part.silent}天一家都没有报，不计在内")
        told.append("；".join(f"周{_WEEK[day.weekday()]} {cover.done}/{len(cover.owed)}" for day, cover in days))
    if "totals" in shows:
        told += [f"{spoken_day(part.last)} {_changed(part.form, one, '一周前')}" for one in part.changes]
    if "odd" in shows and part.odd:
        told.append(f"异常{part.odd}处，哪天的请问：异常 {spoken_day(days[-1][0])}")
    if "missing" in shows and part.missed and not commands:
        told.append(f"没报两次以上的{len(part.missed)}家")
    elif "missing" in shows and part.missed:
        by_id = directory.unit_by_id
        names = unit_names([by_id[unit] for unit, _ in part.missed[:NAMED] if unit in by_id], directory)
        shown = "、".join(f"{names[unit]}{times}次" for unit, times in part.missed[:NAMED] if unit in names)
        more = f"等{len(part.missed)}家" if len(part.missed) > NAMED else ""
        told.append(f"没报两次以上：{shown}{more}")
    return told


def odd_lines(form: FormDef, found: Sequence[Odd], directory: Directory, *, most: int) -> list[str]:
    """One line a unit, with everything that is odd about it."""
    by_unit: dict[str, list[Odd]] = {}
    for one in found:
        by_unit.setdefault(one.unit.id, []).append(one)
    shown = list(by_unit.items())[:most]
    names = unit_names([ones[0].unit for _, ones in shown], directory)
    more = f"，先列{most}家" if len(by_unit) > most else ""
    return [
        f"异常{len(by_unit)}家{more}：",
        *(f"{names[unit]}：{'；'.join(_odd(form, one) for one in ones)}" for unit, ones in shown),
    ]


def _odd(form: FormDef, odd: Odd) -> str:
    match odd.kind:
        case "jump":
            label = form.field(odd.field).label
            return inert(odd.message) if odd.message else f"{label} {thousands(odd.before)}→{thousands(odd.now)}"
        case "same":
            return f"连续{odd.days}次数字一样"
        case "round":
            return "数字都是整百"
        case "sum":
            return inert(odd.message)


def _covered(now: Coverage, before: Coverage | None) -> list[str]:
    whole = len(now.owed)
    done = None if before is None else (before.done, len(before.owed))
    timely = None if before is None else (len(before.on_time), len(before.owed))
    late = f"，迟报{len(now.late)}家" if now.late else ""
    return [
        f"上报率 {rate(now.done, whole)}{_against(now.done, whole, done)}",
        f"按时率 {rate(len(now.on_time), whole)}{_against(len(now.on_time), whole, timely)}{late}",
    ]


def _against(part: int, whole: int, before: tuple[int, int] | None) -> str:
    """（前一次 100/105，↑1.9点）"""
    if before is None or not before[1] or not whole:
        return ""
    moved = round(part * 100 / whole - before[0] * 100 / before[1], 1)
    how = "持平" if not moved else f"{'↑' if moved > 0 else '↓'}{abs(moved):g}个百分点"
    return f"（前一次 {before[0]}/{before[1]}，{how}）"


def _changed(form: FormDef, change: Change, than: str) -> str:
    field = form.field(change.field)
    unit = measure(field)
    what = "是" if field.kind == "yes_no" else ""
    told = f"{inert(field.label)}{what} {thousands(change.total)}{unit}（{change.units}家填报"
    if change.both:
        how = "多" if change.moved > 0 else "少"
        moved = f"{how}{thousands(abs(change.moved))}{unit}" if change.moved else "没有变"
        told += f"，同样{change.both}家比{than}{moved}"
    return f"{told}）"


def _missing(cover: Coverage, directory: Directory, *, whole: bool) -> str:
    if not whole:
        names = list(unit_names(cover.missing[:NAMED], directory).values())
        more = f"等{len(cover.missing)}家" if len(cover.missing) > NAMED else ""
        return f"{'、'.join(names)}{more}"
    grouped: Mapping[str, Sequence[object]] = by_area(cover.missing)
    told = [f"{area_label(area)}{len(grouped[area.id])}家" for area in directory.areas if area.id in grouped]
    told += [f"未分网格{len(units)}家" for area, units in grouped.items() if area not in directory.area_by_id]
    return "；".join(told)


def detail(
    form: FormDef,
    key: str,
    duty: date,
    *,
    title: str,
    told: Sequence[tuple[str, int | bool | str, str, str]],
    most: int,
) -> str:
    """Which unit gave how much: name, value, who and when."""
    field = form.field(key)
    where = f"{title}{owed(form, duty)}{inert(form.name)}{inert(field.label)}"
    if not told:
        return f"{where}还没有人填报。"
    total = sum(int(value) for _, value, _, _ in told if isinstance(value, int))
    summed = f"，合计{thousands(total)}{measure(field)}" if field.kind in ("count", "money", "decimal") else ""
    lines = [f"{where}：{len(told)}家填报{summed}"]
    lines += [f"{name} {figure(value)}（{who}{at}）" for name, value, who, at in told[:most]]
    if len(told) > most:
        lines.append(f"等{len(told)}家，全部请发：导出")
    return "\n".join(lines)


def detail_of_some(
    form: FormDef,
    key: str,
    duty: date,
    *,
    title: str,
    told: Sequence[tuple[str, int | bool | str, str, str]],
    asked: int,
    most: int,
) -> str:
    """Which units have any: 哪几家有发烧的. `asked`: so many gave that figure at all."""
    if told or not asked:
        return detail(form, key, duty, title=title, told=told, most=most)
    where = f"{title}{owed(form, duty)}{inert(form.name)}{inert(form.field(key).label)}"
    return f"{where}：填报的{asked}家都是0。"
