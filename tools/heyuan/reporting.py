"""Who reports when, where and how: every unit's ordinary report of the day, and grid workers' lists.

A newcomer's usual mistake is to give every report its own sender: in the grids of rented houses a worker reports
for the shops that have no clerk with a telephone.
"""

from random import Random

from heyuan.district import District, Unit
from heyuan.figures import Figures
from heyuan.script import Line, Values, Want, report
from heyuan.wording import Style, greeting, stated, styles_for

LATE_ENTERPRISES, LATE_OTHERS = 14, 7
_FORMS = ("_form", "_numbered", "_dotted", "_stamped", "_traditional", "_signed")


def clock(rng: Random, *, start: int, end: int) -> str:
    """A moment between two minutes of the day, as HH:MM:SS."""
    seconds = rng.randrange(start * 60, end * 60)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def _working_hour(rng: Random) -> str:
    """Reports come in the morning and before the deadline, few at noon."""
    start, end = rng.choices(((450, 600), (600, 720), (780, 930), (930, 1030), (1030, 1079)), (22, 16, 14, 24, 24))[0]
    return clock(rng, start=start, end=end)


def _place(rng: Random, unit: Unit) -> str | None:
    if unit.kind == "enterprise":
        return rng.choices(("ent", f"grid-{unit.grid}", None), (80, 12, 8))[0]
    return rng.choices((f"grid-{unit.grid}", None), (92, 8))[0]


def _name(rng: Random, unit: Unit, style: Style) -> str:
    """People say the short name; a form of many lines often has the full one."""
    full = style.write.__name__ in _FORMS and rng.random() < 0.4
    return unit.name if full or not unit.aliases else rng.choice(unit.aliases[:2])


def ordinary(rng: Random, unit: Unit, figures: Figures, *, at: str | None = None) -> Line:
    """One clear report of a unit by one of its clerks."""
    style = rng.choice(styles_for(unit.kind, figures))
    at = at or _working_hour(rng)
    text = style.write(_name(rng, unit, style), figures)
    text = text.replace("<time>", at[:5]).replace("<hour>", str(int(at[:2])))
    sender = rng.choice(unit.clerks)
    place = _place(rng, unit)
    text = text if place is None else greeting(rng, text)
    return Line(at, sender, place, text, report(unit.id, stated(style, figures)))


def shop_lists(rng: Random, units: list[Unit], figures: dict[str, Figures]) -> list[Line]:
    """Lists of grid workers: three to six shops of one grid in a message."""
    lines = []
    waiting = list(units)
    while waiting:
        grid = waiting[0].grid
        here = [u for u in waiting if u.grid == grid][: rng.randint(3, 6)]
        waiting = [u for u in waiting if u not in here]
        kind = rng.randrange(3)
        said = [_row(kind, u, figures[u.id]) for u in here]
        head = ("", f"{grid}号网格商铺日报\n", "今天的商铺：\n")[kind]
        values = {u.id: _row_values(kind, figures[u.id]) for u in here}
        text = head + "\n".join(said)
        lines.append(Line(_working_hour(rng), f"wx_gw{grid:02d}", f"grid-{grid}", text, Want("report", values)))
    return lines


def _row(kind: int, unit: Unit, figures: Figures) -> str:
    if kind == 0:
        return f"{unit.short} 在岗{figures.on_duty} 口罩{figures.masks_stock}"
    if kind == 1:
        return f"【{unit.short}】在岗{figures.on_duty}人，体温异常0人"
    return f"{unit.short}：在岗{figures.on_duty}，发热0"


def _row_values(kind: int, figures: Figures) -> Values:
    second = ("masks_stock", figures.masks_stock or 0) if kind == 0 else ("abnormal_temp", 0)
    return {"on_duty": figures.on_duty, second[0]: second[1]}


def late_ones(rng: Random, district: District, figures: dict[str, Figures], taken: set[str]) -> list[Unit]:
    """Units that report after the deadline, none of them among `taken`."""
    free = [u for u in district.units if u.id in figures and u.id not in taken]
    enterprises = rng.sample([u for u in free if u.kind == "enterprise"], LATE_ENTERPRISES)
    others = rng.sample([u for u in free if u.kind in ("site", "shop")], LATE_OTHERS)
    return enterprises + others


def late(rng: Random, unit: Unit, figures: Figures, *, at: str | None = None) -> Line:
    """A clear report after the deadline, mostly within the grace time, sometimes with an excuse."""
    line = ordinary(rng, unit, figures, at=at or clock(rng, start=1082, end=1196))
    if "\n" in line.text or line.text.startswith(("@", "＠", "领导")):
        return line
    excuse = rng.choice(("不好意思报晚了，", "补上今天的：", "", ""))
    return Line(line.at, line.sender, line.group, excuse + line.text, line.want)
