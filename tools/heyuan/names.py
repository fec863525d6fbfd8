"""Invents the names of the district: enterprises beside a few public ones, sites, shops, compounds, people.

A newcomer's usual mistake is to make every short name unique: real districts have 瑞丰电子 and 瑞丰鞋材, and the
recorded day shows what the bot does with a bare 瑞丰.
"""

from dataclasses import dataclass
from random import Random

PUBLIC = (
    ("农夫山泉广东万绿湖有限公司", ("农夫山泉",)),
    ("广东九明制药有限公司", ("九明制药", "九明")),
    ("河源欧华包装制品有限公司", ("欧华包装", "欧华")),
    ("河源中光电通讯技术有限公司", ("中光电",)),
    ("固德(河源)电材有限公司", ("固德电材", "固德")),
    ("河源富民工业园发展有限公司", ("富民工业园", "富民")),
    ("河源先科电子实业有限公司", ("先科电子", "先科")),
)
"""Names that the article itself prints; every figure given for them here is invented."""

_CONFUSABLE = (
    ("河源市荣信电子有限公司", ("荣信电子",)),
    ("河源市荣信达电子科技有限公司", ("荣信达电子", "荣信达")),
    ("河源鸿达鞋材有限公司", ("鸿达鞋材",)),
    ("河源鸿达鞋业有限公司", ("鸿达鞋业",)),
    ("河源市德立精密五金有限公司", ("德立精密",)),
    ("河源市德利精密塑胶有限公司", ("德利塑胶",)),
    ("河源市三友木业有限公司", ("三友木业",)),
    ("河源第二建材有限公司", ("第二建材",)),
    ("河源市八达物流有限公司", ("八达物流",)),
    ("河源千顺纸品有限公司", ("千顺纸品",)),
    ("广东百利五金电器有限公司", ("百利电器",)),
    ("河源市六合食品有限公司", ("六合食品",)),
    ("广东九鼎照明科技有限公司", ("九鼎照明",)),
)
_FIRST = "瑞恒鸿盛嘉裕昌诚腾凯晟铭旭卓毅博雅佳美康"
_SECOND = "丰图辉鑫茂航翔邦耀杰威宏泰源业华"
_TRADES = (
    ("电子", "电子有限公司"),
    ("电子", "电子科技有限公司"),
    ("塑胶", "塑胶制品有限公司"),
    ("五金", "五金制品有限公司"),
    ("包装", "包装材料有限公司"),
    ("印刷", "印刷有限公司"),
    ("服饰", "服饰有限公司"),
    ("鞋材", "鞋材有限公司"),
    ("家具", "家具有限公司"),
    ("模具", "模具厂"),
    ("灯饰", "灯饰有限公司"),
    ("光电", "光电科技有限公司"),
    ("机械", "机械制造有限公司"),
    ("食品", "食品有限公司"),
    ("饲料", "饲料有限公司"),
    ("玩具", "玩具厂"),
    ("汽配", "汽车配件有限公司"),
    ("电线", "电线电缆有限公司"),
    ("陶瓷", "陶瓷有限公司"),
    ("新材料", "新材料有限公司"),
    ("精工", "精工科技有限公司"),
    ("纸品", "纸品有限公司"),
    ("电源", "电源科技有限公司"),
    ("医疗", "医疗器械有限公司"),
    ("物流", "物流有限公司"),
    ("线路板", "线路板有限公司"),
)
_PLACES = ("河源市", "河源", "河源市", "广东", "河源")
_SITES = (
    "翔龙国际城",
    "保利生态城",
    "东江首府",
    "雅居庭",
    "碧水源",
    "中央公馆",
    "长鸿御园",
    "万绿新城",
    "玖珑湾",
    "翰林苑",
    "江山一品",
    "金碧华府",
    "丽景华庭",
    "凯旋名门",
    "书香雅苑",
    "新天地广场",
)
_PHASES = ("一期", "二期", "三期")
_WORKS = (
    "高新三路市政改造工程",
    "高新七路雨污分流工程",
    "兴业大道绿化提升工程",
    "滨江路堤岸加固工程",
    "第三小学扩建工程",
    "人才公寓2号楼工程",
    "孵化基地7号楼工程",
    "富民标准厂房5号地块",
    "富民标准厂房6号地块",
    "变电站扩容工程",
)
_OWNERS = (
    "老陈",
    "阿珍",
    "阿明",
    "细妹",
    "老黄",
    "阿强",
    "阿英",
    "老李",
    "三叔",
    "阿娟",
    "老朱",
    "阿兰",
    "大头",
    "阿辉",
    "四姐",
    "阿华",
)
_SHOPS = (
    "早餐店",
    "理发店",
    "五金店",
    "水果店",
    "便利店",
    "小炒店",
    "修车行",
    "烟酒店",
    "药店",
    "米粉店",
    "快餐店",
    "文具店",
    "家电维修",
    "奶茶店",
)
_COMPOUNDS = (
    "东环",
    "西苑",
    "南园",
    "北环",
    "金湖",
    "兴隆",
    "万隆",
    "和谐",
    "上围",
    "下围",
    "东坪",
    "新风",
    "翠竹",
    "明珠",
    "永安",
    "泥金",
    "白田",
)
_FAMILY = "王李张刘陈杨黄赵周吴徐孙朱马胡郭何林罗高郑梁谢宋唐邓冯曾彭萧蔡潘田董袁叶温丘赖钟邱江古骆"
_TITLES = ("工", "小姐", "会计", "文员", "经理", "主管", "姐", "行政", "厂长", "助理")
_GIVEN = "敏静丽强磊军洋勇艳杰娟涛明超霞平刚英华玉萍红玲芬燕辉建文斌婷"


@dataclass(frozen=True, slots=True)
class Name:
    """A full name with its short ones; the first is what people say."""

    full: str
    short: tuple[str, ...]


def enterprises(rng: Random, count: int) -> list[Name]:
    """Public names first, then pairs that are easily mixed up, then invented ones; all different."""
    named = [Name(full, short) for full, short in (*PUBLIC, *_CONFUSABLE)]
    cores = [a + b for a in _FIRST for b in _SECOND]
    rng.shuffle(cores)
    taken = {short for name in named for short in name.short}
    twice = cores[:14]  # these cores are used for two trades: their bare form is ambiguous
    queue = [core for core in cores for _ in range(2 if core in twice else 1)]
    while len(named) < count:
        core = queue.pop(0)
        trade, ending = rng.choice(_TRADES)
        if core + trade in taken:
            continue
        taken.add(core + trade)
        bare = (core,) if core not in twice and rng.random() < 0.3 else ()
        named.append(Name(rng.choice(_PLACES) + core + ending, (core + trade, *bare)))
    return named[:count]


def sites(rng: Random, count: int) -> list[Name]:
    """Building sites: 翔龙国际城二期项目部, 高新三路市政改造工程项目部."""
    named = [Name(f"{work}项目部", (work.removesuffix("工程") + "工地", work)) for work in _WORKS]
    estates = [f"{estate}{phase}" for estate in _SITES for phase in _PHASES]
    rng.shuffle(estates)
    named += [Name(f"{estate}项目部", (estate, f"{estate}工地")) for estate in estates]
    return named[:count]


def shops(rng: Random, count: int) -> list[Name]:
    """Self-employed people: 阿珍理发店."""
    every = [owner + shop for owner in _OWNERS for shop in _SHOPS]
    rng.shuffle(every)
    return [Name(name, ()) for name in every[:count]]


def compounds(count: int) -> list[Name]:
    """Compounds with their residents' committee."""
    return [Name(f"{name}社区居委会", (f"{name}社区", f"{name}居委")) for name in _COMPOUNDS[:count]]


SCHOOLS = (Name("高新区第二小学", ("高新二小",)), Name("高新区东江中学", ("东江中学",)))
HOTELS = (
    Name("富绿酒店", ("富绿",)),
    Name("七里香酒店", ("七里香",)),
    Name("四海商务酒店", ("四海商务",)),
    Name("假日阳光酒店", ("假日阳光",)),
    Name("东江明珠宾馆", ("东江明珠",)),
)


def person(rng: Random) -> str:
    """How a colleague is called: 谢小姐, 温姐, 古工."""
    return rng.choice(_FAMILY) + rng.choice(_TITLES)


def full_name(rng: Random) -> str:
    """A family name with a given name."""
    return rng.choice(_FAMILY) + rng.choice(_GIVEN) + (rng.choice(_GIVEN) if rng.random() < 0.5 else "")
