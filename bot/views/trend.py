"""A field over days in text: one line a day and a small drawing that any chat can show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.views.figures import day, span, thousands

_BARS = "▁▂▃▄▅▆▇█"


@dataclass(frozen=True, slots=True)
class Point:
    """One day: the total, and how many units gave the figure (0: nobody, then there is no total)."""

    day: date
    total: int
    units: int


def sparkline(values: Sequence[int | None]) -> str:
    """One character a value, lowest ▁ to highest █; a day without a figure is a dot."""
    known = [v for v in values if v is not None]
    if not known:
        return ""
    low, high = min(known), max(known)
    spread = high - low
    last = len(_BARS) - 1
    return "".join("·" if v is None else _BARS[(v - low) * last // spread if spread else last // 2] for v in values)


def trend(label: str, title: str, points: Sequence[Point]) -> str:
    """The drawing, then the days; the change from first to last day that has figures."""
    known = [p for p in points if p.units]
    head = f"{title}{label} {span(points[0].day, points[-1].day)}"
    if not known:
        return f"{head}：这几天还没有数字。"
    drawing = sparkline([p.total if p.units else None for p in points])
    lines = [f"{head} {drawing}"]
    lines += [f"{day(p.day)} {thousands(p.total)}（{p.units}家）" if p.units else f"{day(p.day)} 无" for p in points]
    if len(known) > 1:
        moved = known[-1].total - known[0].total
        how = f"多{thousands(moved)}" if moved > 0 else f"少{thousands(-moved)}" if moved else "持平"
        lines.append(f"{day(known[-1].day)}比{day(known[0].day)}{how}。填报家数不同时不能直接比。")
    return "\n".join(lines)
