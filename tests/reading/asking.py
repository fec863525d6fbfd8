"""A district of invented names, and its people who ask: what `ask` gives is read as in their own group."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.directory.model import Area, Directory, Group, Member, Unit
from bot.forms.load import load_preset
from bot.reading.meaning import Context
from bot.reading.normalise import clean
from bot.reading.question import read_question

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2020, 3, 2, 17, tzinfo=ZONE)
FORM = load_preset("heyuan-2020").form("daily")
SECTORS = ["industry"] * 7 + ["site"] * 5 + ["neighbourhood"] * 6 + ["rental"] * 6
NAMES = [
    ("农夫山泉广东万绿湖有限公司", "enterprise", 1, "农夫山泉"),
    ("广东九明制药有限公司", "enterprise", 1, "九明制药|九明"),
    ("河源欧华包装制品有限公司", "enterprise", 1, "欧华|欧华包装"),
    ("固德(河源)电材有限公司", "enterprise", 2, "固德"),
    ("河源中光电通讯技术有限公司", "enterprise", 2, "中光电"),
    ("河源市华声电子有限公司", "enterprise", 2, "华声电子"),
    ("河源市华声达电器有限公司", "enterprise", 2, "华声达"),
    ("河源白鹭纸品有限公司", "enterprise", 3, "白鹭纸品|白鹭"),
    ("广东三江机械制造有限公司", "enterprise", 3, "三江机械|三江"),
    ("河源恒发鞋业有限公司", "enterprise", 4, "恒发鞋业"),
    ("河源恒发鞋材有限公司", "enterprise", 4, "恒发鞋材"),
    ("河源市雅迪服饰有限公司", "enterprise", 4, "雅迪|雅迪服饰"),
    ("河源市得力精工五金有限公司", "enterprise", 5, "得力精工"),
    ("河源第六建材有限公司", "enterprise", 5, "第六建材"),
    ("河源市五味鲜食品有限公司", "enterprise", 6, "五味鲜"),
    ("广东先锐汽配有限公司", "enterprise", 6, "先锐汽配"),
    ("广东粤北合金有限公司", "enterprise", 6, "粤北合金"),
    ("河源市天河电子有限公司", "enterprise", 7, "天河电子|天河"),
    ("河源市天合灯饰有限公司", "enterprise", 7, "天合灯饰"),
    ("双百电商产业园管理有限公司", "enterprise", 7, "双百电商园"),
    ("江畔贰号项目部", "site", 9, "江畔贰号"),
    ("富民标准厂房3号地块项目部", "site", 10, "富民3号地块"),
    ("翠湖湾四期项目部", "site", 11, "翠湖湾四期"),
    ("高新区新城第二小学", "school", 13, "新城二小"),
    ("育才中学", "school", 14, "育才中学"),
    ("银湖社区居委会", "community", 14, "银湖居委"),
    ("五月花酒店", "hotel", 16, "五月花"),
    ("八日阳光酒店", "hotel", 18, "八日阳光"),
]
UNITS = tuple(
    Unit(f"u{i}", name, kind, f"grid-{grid}", tuple(aliases.split("|")))
    for i, (name, kind, grid, aliases) in enumerate(NAMES)
)
SHORT = {unit.short_name: unit for unit in UNITS}
MEMBERS = {
    "officer": Member("m-officer", "防控办", "duty_officer"),
    "chief": Member("m-chief", "区领导", "leader"),
    "leader": Member("m-leader", "3号网格长", "grid_leader", areas=("grid-3",)),
    "worker": Member("m-worker", "3号网格员", "grid_worker", areas=("grid-3",)),
    "clerk": Member("m-clerk", "白鹭文员", "clerk", units=(SHORT["白鹭纸品"].id,)),
    "resident": Member("m-resident", "街坊", "resident"),
}
GROUPS = (
    Group("cmd", "指挥部", "command", "chat", "cmd", "chat", "cmd", ("zone",)),
    Group("ent", "企业群", "enterprise", "chat", "ent", "chat", "ent", ("zone",)),
    Group("grid-3", "3号网格", "grid", "chat", "grid-3", "chat", "grid-3", ("grid-3",)),
)
DIRECTORY = Directory(
    1,
    (
        Area("zone", "高新区", kind="zone"),
        *(Area(f"grid-{i}", f"{i}号网格", "zone", "grid", s, i) for i, s in enumerate(SECTORS, 1)),
    ),
    UNITS,
    tuple(MEMBERS.values()),
    GROUPS,
)
HOME = {"officer": "cmd", "chief": "cmd", "leader": "grid-3", "worker": "grid-3", "clerk": "ent"}


def context(who, *, private=False, **more: Any):
    group = None if private else DIRECTORY.group_by_id.get(HOME.get(who, ""))
    base = Context(MEMBERS[who], group, NOW, ZONE, DIRECTORY, FORM, private=group is None)
    return replace(base, **more)


def ask(text, who="officer", **more: Any):
    return read_question(clean(text), context(who, **more))
