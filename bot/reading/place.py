"""Where something happens, in the words of the person who tells it: 永福街18号出租屋, 丽都花园南门, 城东市场.

A newcomer's usual mistake is to take the first noun: people begin with 楼下, 我家对面 or 有个工厂 and put the
name at the end or in brackets. Every place-like run is a candidate; a road with a number or a proper name beats
a common noun.
"""

import re
from dataclasses import dataclass

from bot.directory.model import Directory
from bot.reading.question_scope import find_exact_unit

_PARTS = re.compile(r"[,，。.!！?？;；、\n\t()（）【】\[\]《》“”\"'「」『』:：~～…—\ue000 ]+")
_NUMBER = "[0-9A-Za-z一二三四五六七八九十百零〇]"
_ROAD = (
    r"(?:[\u4e00-\u9fff]{1,6}?"
    r"(?:大道|路(?!边|口|上|过|人)|街|巷|(?<![通味知报渠频街行车楼过人管难])道(?![理歉口上路])|胡同|里弄|国道|省道|公路)"
    rf"(?:[东南西北中]段?)?(?:{_NUMBER}{{1,5}}(?:号|弄|巷|-[0-9]+号?)(?!楼|人|晚|早|下|开|复))?)"
)
_BUILT = tuple(
    word
    for line in (
        "大学 学院 党校 书院 桥底 桥下 桥 楼",
        "五金 精密 电子 塑料 服饰 鞋业 家具 食品 机械 印刷 包装 灯饰 物流",
        "住宅小区 小区 花园 家园 苑 华庭 名城 新城 广场 公馆 山庄 别墅 豪庭 雅居 御园 佳园 嘉园 名苑 丽苑",
        "公寓 宿舍楼 宿舍区 宿舍 大厦 大楼 写字楼 出租屋 出租房 民房 自建房 祠堂 教堂 寺庙 寺 庙 老年活动中心",
        "活动中心 活动室 服务中心 老人中心 文化室 会所 俱乐部 农贸市场 菜市场 肉菜市场 综合市场 批发市场",
        "建材市场 二手市场 市场 便利店 超市 商场 商店 商行 商贸城 商城 购物中心 百货 士多店 士多 杂货店",
        "小卖部 药店 大药房 药房 诊所 卫生院 卫生站 医院 门诊部 工地 建筑工地 项目部 施工现场 施工地 楼盘",
        "工业园 产业园 科技园 创业园 物流园 园区 开发区 工业区 制衣厂 加工厂 家具厂 塑料厂 塑胶厂 电子厂",
        "五金厂 化工厂 印刷厂 食品厂 水泥厂 砖厂 模具厂 纸箱厂 鞋厂 玩具厂 木材厂 造纸厂 电镀厂 修理厂",
        "污水处理厂 厂房 厂区 工厂 厂 有限公司 公司 化工 塑胶 电镀 制衣 作坊 车间 仓库 货仓 冷库 养殖场",
        "养猪场 猪场 屠宰场 鱼塘 宾馆 酒店 旅馆 旅店 招待所 民宿 饭店 餐厅 餐馆 酒楼 酒家 茶楼 茶馆 茶庄",
        "茶餐厅 大排档 排档 烧烤店 烧烤档 烧烤摊 奶茶店 早餐店 米粉店 粉店 面馆 火锅店 火锅城 快餐店 美食城",
        "小吃街 夜市 食堂 饭堂 麻将馆 麻将室 麻将房 棋牌室 棋牌馆 网吧 网咖 KTV ktv 酒吧 影院 电影院 歌舞厅",
        "健身房 台球室 桌球室 桌球城 游戏厅 彩票店 足浴店 足浴城 足浴 沐足店 沐足城 沐足 洗浴中心 桑拿 美容院",
        "美发店 理发店 发廊 快递点 快递站 快递柜 菜鸟驿站 驿站 快递公司 物流点 洗车店 洗车场 汽修店 汽修厂",
        "修车店 加油站 停车场 车站 公交站 汽车站 客运站 高铁站 火车站 服务区 检查站 卡口 检测点 收费站 中学",
        "小学 学校 幼儿园 培训机构 培训班 补习班 托管班 驾校 公园 湿地 球场 篮球场 广场舞场 垃圾站 垃圾场",
        "垃圾池 垃圾堆 公厕 河边 江边 湖边 河道 河涌 水渠 排污口 沟渠 水库 码头 天桥 桥头 大桥 隧道 路口",
        "十字路口 村口 隔离点 隔离酒店 观察点 社区 居委会 居委 新村 老村 村委会 村 屋场 屋 围 坪 城中村 门店",
        "店铺 商铺 档口 铺子 铺 摊位 摊档 摊 馆 店 站 档 场 城 院 园 中心 银行 网点 营业厅",
    )
    for word in line.split()
)
"""What people build and name places after, the longest form first when matching."""
_SUFFIX = "|".join(sorted(_BUILT, key=len, reverse=True))
_BUILDING = rf"(?:第?{_NUMBER}{{1,4}}(?:期|栋|幢|座|单元|号楼|楼|层|室|房|号(?!晚|早|下|开|复)|区|车间|巷))"
_SIDE = (
    r"(?:正?对面|旁边?|隔壁|后面|前面|背后|后门|前门|大门口?|正门|侧门|门口|门前|门卫室?|门岗|"
    r"[东南西北]门口?|入口|出口|楼下|楼上|楼顶|顶楼|天台|楼道|电梯|地下室|地下停车场|负一楼|一带|附近|里面|"
    r"内|里|后巷|后山|外面|外围|停车场|保安亭|岗亭|大堂|广场)"
)
_TAIL = rf"(?:(?:的)?(?:{_BUILDING}|{_SIDE}|{_SUFFIX}))*"
_NAME = r"[\u4e00-\u9fffA-Za-z0-9·]"
_BREAK = re.compile(
    r"(?:我想|我要|想要?|要|请|麻烦|帮忙)?(?:反映|举报|投诉|检举|反应|反馈|报告|曝光|举報)(?:一下|下|个|"
    r"一个|问题|情况)*|一下|一路(?=漏|走|上|都|撒|掉)|地址是?|地点是?|位置是?|就?位于|就在|是在|住在|开在|设在|躲在|聚在|跑到|就是|"
    r"叫做?|名叫|发现|看到|看见|听说|听到|据说|"
    r"我是|我们是|我住|我家住?|我们家?|咱们|他们|她们|你们|大家|你好|您好|领导|打扰了?|在(?!线)|到(?!处)|"
    r"去|有人|有个?|是|的|了|着|"
    r"从(?=湖|武|外|后|前|哪)|向(?=你|您|政)|被|把|给|跟(?=前|你)|过(?=来|去)|还(?=在|有|没|不|是|敢)|"
    r"都(?=没|不|在|是|有|快)|又(?=在|开|有|来|偷)|"
    r"也(?=没|不|在|有|是)|就(?=在|开|是|业)|已经?|正在|没有?|不|好几|"
    r"这几天|这两天|这段时间|最近|天天|每天|每晚|每日|今天|昨天|前天|昨晚|今晚|昨夜|今早|早上|上午|中午|"
    r"下午|晚上|夜里|半夜|凌晨|深夜|一直|经常|总是|老是|现在|目前|刚才|刚刚|那个|这个|那家|这家|那里|这里|"
    r"那边|这边|某个?|一家|一间|一个|几家|几个|好多|很多|许多|所有|全部|整个|门岗|保安|"
    r"偷偷|私自|擅自|违规|违法|非法|居然|竟然|仍然|依然|照样|继续|开始|随便|大量|我(?!爱)|他(?!山)|她|你"
)
_GENERIC = re.compile(
    rf"(?:我们?|本|附近|旁边|对面|隔壁|楼下|楼上|小区|公交站|路边|街边|村里|镇上|市区|城里|家|老|大|小|新|"
    rf"外|内|门口|某|有些|部分|私人|黑|里|上|下|边|{_SIDE})*(?:{_SUFFIX}|路|街|巷|道|大道|"
    rf"{_SIDE})?(?:{_SIDE}|{_BUILDING})*"
)
_SHORTEST = re.compile(rf"(?:{_ROAD}{_TAIL}|{_NAME}{{0,12}}?(?:{_SUFFIX}|{_BUILDING}){_TAIL})")
_LONGEST = re.compile(rf"{_NAME}{{0,16}}(?:{_SUFFIX}|{_BUILDING}|(?<={_NAME}{_NAME}){_SIDE}){_TAIL}")
_LEADING = re.compile(r"^(?:本人系?|整条|整个|路过|经过|靠近|停|住|系|现|什么|吧)+(?=..)")
_PROPER = 2
"""From this score on a place has a name of its own or an address."""
_VERBAL = re.compile(
    r"开工|复工|垃圾|口罩|聚集|聚餐|打牌|打麻将|扎堆|排队|戴|量|测|登记|隐瞒|没报|施工|排放|偷排|冒|堆|扔|"
    r"倒|卖|营业|开门|回来|过来|咳|发烧|吵|响|喝|吃|跳|收费|涨价|外卖|进出|消毒|隔离|住"
)
_LABELLED = re.compile(
    r"(?:地址|地点|位置|在哪|坐标|场所|单位名称|店名|厂名|公司名|小区名|(?:小店|网店|微信|店铺|公司|厂|店)(?=叫))\s*(?:是|为|在|:|：|"
    r"叫)+\s*([^,，。;；!！?？\n]{2,30})"
)


@dataclass(frozen=True, slots=True)
class _Candidate:
    words: str
    score: int
    at: int
    bare: bool = False


def _segments(text: str) -> list[tuple[int, str]]:
    """The text cut at punctuation, each piece with its place."""
    pieces, at = [], 0
    for cut in [*_PARTS.finditer(text), None]:
        end = cut.start() if cut else len(text)
        if end > at:
            pieces.append((at, text[at:end]))
        at = cut.end() if cut else end
    return pieces


def _runs(segment: str) -> list[tuple[int, str]]:
    """A piece cut further at the words that never belong to a name; 的 between two nouns stays inside a tail."""
    runs, at = [], 0
    for cut in [*_BREAK.finditer(segment), None]:
        end = cut.start() if cut else len(segment)
        if end > at:
            runs.append((at, segment[at:end]))
        at = cut.end() if cut else end
    return runs


_PLAIN = re.compile(r"[\u4e00-\u9fff]{3,12}")
_SENTENCE = re.compile(
    r"[的了是在有不没就都也还我你他她们吗呢吧啊要会能说给让被把过着个几多点天晚早后前谢请望]|里面|外面|满|希望|举报|反映|投诉|电话|领导"
)


def _bare_name(segment: str, *, last: bool) -> int:
    """The score of a clause that is nothing but a few characters without any word of a sentence: 明德名居."""
    if not _PLAIN.fullmatch(segment) or _SENTENCE.search(segment) or _VERBAL.search(segment):
        return 0
    return 2 if last else 1


def _score(words: str, run: str, segment: str, *, last: bool) -> int:
    score = 0
    if re.search(rf"(?:路|街|道|巷|村|围|坪){_NUMBER}{{1,5}}号", words):
        score += 4
    elif re.match(_ROAD, words):
        score += 2
    if _GENERIC.fullmatch(words):
        score -= 3
    else:
        score += 2
    if re.search(_BUILDING, words):
        score += 1
    if words == segment:
        score += 3 if last else 2
    elif words == run:
        score += 1
    if _VERBAL.search(words):
        score -= 3
    return score


def _candidates(text: str) -> list[_Candidate]:
    found = []
    segments = _segments(text)
    for number, (at, segment) in enumerate(segments):
        if bare := _bare_name(segment, last=number == len(segments) - 1 > 0):
            found.append(_Candidate(segment, bare, at, bare=True))
        for offset, run in _runs(segment):
            for m in (*_SHORTEST.finditer(run), *_LONGEST.finditer(run)):
                words = _LEADING.sub("", m[0].strip("的·"))
                if len(words) >= 2:
                    score = _score(words, run, segment, last=number == len(segments) - 1)
                    found.append(_Candidate(words, score, at + offset + m.start()))
    return found


def place_in(text: str, directory: Directory) -> str:
    """The most telling place named in `text`, in its own words; empty when none is named."""
    if labelled := _LABELLED.search(text):
        inside = _best(labelled[1])
        return inside.words if inside else labelled[1].strip(' “”"「」')
    best = _best(text)
    unit = find_exact_unit(text, directory)
    if unit is not None and (best is None or best.score < 6):
        if best is not None and best.at <= unit.start < best.at + len(best.words) and unit.words in best.words:
            return best.words
        return _with_tail(text, unit.start, unit.end)
    return best.words if best is not None else ""


def names_a_place(text: str, directory: Directory) -> bool:
    """Whether a place with a name or an address stands in `text`, not only 楼下 or 一个工厂."""
    best = _best(text)
    return (best is not None and best.score >= _PROPER) or find_exact_unit(text, directory) is not None


def _with_tail(text: str, start: int, end: int) -> str:
    tail = re.compile(_TAIL).match(text, end)
    return text[start : tail.end() if tail else end]


def _best(text: str) -> _Candidate | None:
    found = _candidates(text)
    return max(found, key=lambda c: (c.score, not c.bare, len(c.words), -c.at)) if found else None
