"""The district: 24 grids, 513 units, their clerks, grid workers, leaders, duty officers and groups.

A newcomer's usual mistake is to renumber: the recorded day names units and people by these ids.
"""

import csv
import io
from dataclasses import dataclass, field
from random import Random

from heyuan import names

SECTORS = ["industry"] * 7 + ["site"] * 5 + ["neighbourhood"] * 6 + ["rental"] * 6
ENTERPRISES, ABOVE_SCALE, SITES, SHOPS, COMPOUNDS = 330, 105, 58, 101, 17
CHANNEL = "chat"


@dataclass
class Unit:
    """A unit with the people who report for it."""

    id: str
    name: str
    kind: str
    grid: int
    aliases: tuple[str, ...]
    above_scale: bool = False
    staff: int = 0
    clerks: list[str] = field(default_factory=list)

    @property
    def short(self) -> str:
        """What people call it."""
        return self.aliases[0] if self.aliases else self.name


@dataclass(frozen=True)
class Member:
    """A line of members.csv."""

    user_id: str
    name: str
    role: str
    units: str = ""
    areas: str = ""
    title: str = ""


@dataclass
class District:
    """Everything that the folder `directory/` says."""

    units: list[Unit]
    members: list[Member]

    def of_kind(self, kind: str) -> list[Unit]:
        """Units of one kind in the order of the file."""
        return [unit for unit in self.units if unit.kind == kind]

    def named(self, short: str) -> Unit:
        """The unit that people call so."""
        return next(unit for unit in self.units if short in (unit.name, *unit.aliases))


def build(rng: Random) -> District:
    """The same district for the same state of `rng`."""
    units: list[Unit] = []

    def add(name: names.Name, kind: str, grid: int) -> Unit:
        unit = Unit(f"unit-{len(units) + 1:03d}", name.full, kind, grid, name.short)
        units.append(unit)
        return unit

    named = names.enterprises(rng, ENTERPRISES)
    above = {name.full for name in named[:20]} | {name.full for name in rng.sample(named[20:], ABOVE_SCALE - 20)}
    for number, name in enumerate(named):
        add(name, "enterprise", number * 7 // ENTERPRISES + 1).above_scale = name.full in above
    for number, name in enumerate(names.sites(rng, SITES)):
        add(name, "site", 8 + number * 5 // SITES)
    for number, name in enumerate(names.compounds(COMPOUNDS)):
        add(name, "community", 13 + number % 12)
    for number, name in enumerate(names.shops(rng, SHOPS)):
        add(name, "shop", 13 + number * 12 // SHOPS)
    for number, name in enumerate(names.SCHOOLS):
        add(name, "school", 13 + number)
    for number, name in enumerate(names.HOTELS):
        add(name, "hotel", 14 + 2 * number)
    return District(units, _members(rng, units))


def _members(rng: Random, units: list[Unit]) -> list[Member]:
    members = []
    for unit in units:
        number = unit.id.removeprefix("unit-")
        unit.clerks.append(f"wx_u{number}")
        members.append(Member(f"wx_u{number}", f"{unit.short}-{names.person(rng)}", "clerk", unit.id, title="填报员"))
        if unit.kind == "enterprise" and rng.random() < 0.15:
            unit.clerks.append(f"wx_u{number}b")
            members.append(Member(f"wx_u{number}b", names.person(rng), "clerk", unit.id, title="填报员"))
    for grid in range(1, 25):
        area = f"grid-{grid}"
        members.append(
            Member(f"wx_gw{grid:02d}", f"{grid}号网格员{names.full_name(rng)}", "grid_worker", "", area, "网格员")
        )
        members.append(
            Member(f"wx_gl{grid:02d}", f"{grid}号网格长{names.full_name(rng)}", "grid_leader", "", area, "网格长")
        )
    for order, title in enumerate(("区管委会主任", "区管委会副主任", "指挥部副指挥"), start=1):
        members.append(Member(f"wx_ld{order:02d}", names.full_name(rng), "leader", "", "zone", title))
    for order, desk in enumerate(("防控办", "企业防控组", "工地防控组"), start=1):
        members.append(
            Member(f"wx_adm{order:02d}", f"{desk}-{names.full_name(rng)}", "duty_officer", "", "zone", "值班")
        )
    members.append(Member("wx_root", f"信息员{names.full_name(rng)}", "admin", "", "zone", "系统管理员"))
    for order, nick in enumerate(("老街坊", "阿May", "平安是福", "路过", "木子", "热心居民"), start=1):
        members.append(Member(f"wx_res{order:02d}", nick, "resident"))
    return members


PRIORITY = ("九明制药", "欧华包装", "中光电")
"""They make masks or what masks are made of, so they may work before the others."""


def _tags(unit: Unit) -> list[str]:
    tags = ["above_scale"] if unit.above_scale else []
    return [*tags, "priority_goods"] if unit.short in PRIORITY else tags


EXEMPT = (
    ("site", 2, "2020-03-01", "2020-03-15", "停工待图，现场已封闭"),
    ("shop", 5, "2020-02-24", "2020-03-31", "店主在外省未返，店面关闭"),
    ("shop", 17, "2020-03-01", "2020-03-10", "店面装修"),
    ("hotel", 1, "2020-02-01", "", "征用为集中隔离点，由隔离点专报"),
)
"""Who owes nothing: kind, place among its kind, from, to, why. Approved by the first duty officer."""


def exempt_units(district: District) -> list[Unit]:
    """The units that owe no report on the recorded day."""
    return [district.of_kind(kind)[index] for kind, index, *_ in EXEMPT]


def files(district: District) -> dict[str, str]:
    """The five files of CONTRACT section 3 by name."""
    areas = [["zone", "高新区", "", "zone", "", ""]]
    areas += [[f"grid-{n}", f"{n}号网格", "zone", "grid", sector, str(n)] for n, sector in enumerate(SECTORS, start=1)]
    units = [
        [
            u.id,
            u.name,
            u.kind,
            f"grid-{u.grid}",
            "|".join(u.aliases),
            "|".join(_tags(u)),
            str(u.staff),
        ]
        for u in district.units
    ]
    members = [[m.user_id, m.name, m.role, m.units, m.areas, m.title] for m in district.members]
    groups = [
        ["ent", "企业防控工作群", "enterprise", CHANNEL, "ent", "zone", "all"],
        ["cmd", "防控指挥部工作群", "command", CHANNEL, "cmd", "zone", "all"],
        *([f"grid-{n}", f"{n}号网格工作群", "grid", CHANNEL, f"grid-{n}", f"grid-{n}", "all"] for n in range(1, 25)),
        ["pub", "高新区便民互助群", "public", CHANNEL, "pub", "zone", "mentions"],
    ]
    exempt = [
        [unit.id, "daily", start, end, reason, "wx_adm01"]
        for unit, (_, _, start, end, reason) in zip(exempt_units(district), EXEMPT, strict=True)
    ]
    return {
        "areas.csv": _csv(["id", "name", "parent", "kind", "sector", "number"], areas),
        "units.csv": _csv(["id", "name", "kind", "area", "aliases", "tags", "staff"], units),
        "members.csv": _csv(["user_id", "name", "role", "units", "areas", "title"], members),
        "groups.csv": _csv(["id", "name", "kind", "channel", "chat_id", "areas", "hears"], groups),
        "exemptions.csv": _csv(["unit", "form", "from", "to", "reason", "approved_by"], exempt),
    }


def _csv(header: list[str], rows: list[list[str]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()
