"""Whom a question is about: a grid by number, name or sector, a unit by name, a kind or tag of units.

A newcomer's usual mistake is to look for 工地 or 企业 before taking the unit's own name out of the
text: 创新大厦工地 is one site, not all of them.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bot.directory.model import Area, Directory, Member, Sector, Unit
from bot.reading.chinese_numbers import CHARS, value_of
from bot.reading.vocabulary import names_of

_CHINESE = "[" + "".join(sorted(CHARS - set("百佰千仟万亿"))) + "]"
_SECTORS: tuple[tuple[str, Sector], ...] = (
    ("工业|企业类?|产业|厂区", "industry"),
    ("工地|在建|建筑|项目", "site"),
    ("居委|社区|小区|居民|街区", "neighbourhood"),
    ("出租屋|租屋|出租", "rental"),
)
_HOW_MANY = f"(?:[0-9]{{1,3}}|{_CHINESE}{{1,3}})"
_NO_DAY = rf"(?:(?<![0-9][./月-])(?<![0-9])[0-9]{{1,3}}|(?<![周期拜]){_CHINESE}{{1,3}})"
"""A number that is no part of a day before it: 周三12格, 2.26网格5."""
_GRID = re.compile(
    rf"(?P<sector>工业|企业类?|产业|工地|在建|建筑|居委|社区|小区|居民|出租屋|租屋)?(?:类|片|区)?"
    rf"(?:第(?P<a>{_HOW_MANY})(?:号|个)?(?:网格|格)"
    rf"|(?P<b>{_NO_DAY})\s*(?:号|#)?\s*(?:网格|格)(?![式局调])"
    rf"|网格\s*(?P<c>{_HOW_MANY})号?)"
)
_BETWEEN = rf"(?:\s*[、,，和与及跟同/]\s*|(?<=格)\s*|(?<=号)(?=第?{_HOW_MANY}号)|(?<![号日])\s+)"
"""3号5号网格 are two grids, 3号5格 is a day and a grid."""
_GRIDS = re.compile(rf"第?{_NO_DAY}(?:号|个)?(?:网格|格)?(?:{_BETWEEN}第?{_HOW_MANY}(?:号|个)?(?:网格|格)?)+(?<=格)")
_GRIDS_TO = re.compile(
    rf"第?({_NO_DAY})(?:号|个)?(?:网格|格)?\s*(?:-+|~|～|—+|至|到)\s*第?({_HOW_MANY})(?:号|个)?(?:网格|格)(?![式局调])"
)
_IN_GRIDS = re.compile(_HOW_MANY)
_SCOPES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(words), scope)
    for words, scope in (
        ("规上|规模以上|规模上|限上", "above_scale"),
        ("工地|项目部|在建项目|建筑项目|工程项目", "site"),
        ("商铺|店铺|门店|个体(?!温)户?|商户|超市|小店|店家|商家|餐饮店?", "shop"),
        ("学校|中小学|校园", "school"),
        ("酒店|宾馆|旅馆|旅店|公寓", "hotel"),
        ("社区|居委会?|居民区", "community"),
        ("出租屋", "rental"),
        ("企业|工厂|公司|厂(?![房区门内长])", "enterprise"),
    )
)
_MOST_GRIDS = 30
"""So many grids are a span of grids at most."""
EXCEPT = r"(?:除[了去开掉]?|不[算含]|不包[括含]|刨[去除掉]?)"
_EXCEPT = re.compile(rf"{EXCEPT}(?:[\u4e00-\u9fff]{{1,5}}?(?:以外|之外|外)|[\u4e00-\u9fff]{{2,4}})")
_WHOLE = re.compile(r"全区|全部网格|所有网格|各网格|整个?区|全体|高新区(?!第|实)|24个网格")


@dataclass(frozen=True, slots=True)
class NamedUnit:
    """A unit's name in the text; more than one candidate: the short name fits several."""

    units: tuple[Unit, ...]
    words: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class NamedGrid:
    """A grid in the text. `area` None: a grid of that number does not exist."""

    number: int | None
    area: Area | None
    words: str
    start: int
    end: int


_HAN = re.compile(r"[\u4e00-\u9fff]+")
_ORDINARY = frozenset({
    "高新", "中心", "河源", "广东", "第一", "实验", "创新", "科技", "工业", "企业", "社区", "学校",
    "酒店", "全区", "今天", "昨天", "网格", "工地", "三期", "二期", "一期", "物业", "超市", "大厦",
    "标准", "中小", "南门", "新锐", "全部", "所有", "帮助", "模板", "状态", "进度", "汇总", "复工",
    "返岗", "在岗", "未报", "没报", "河源市", "高新区", "商铺",
})  # fmt: skip
_STANDS = re.compile(r"^|[查看下催给把和跟与问出于\s,，:：]")
_MANY = 6
"""A beginning that fits more units than this is an ordinary word, not a short name."""


def find_exact_unit(text: str, directory: Directory) -> NamedUnit | None:
    """The longest unit name in `text`, exactly as the directory writes one of its forms."""
    index = names_of(directory)
    best: tuple[int, int, tuple[str, ...]] | None = None
    for start in range(len(text)):
        found = index.at(text, start)
        if found and (best is None or found[0] - start > best[1] - best[0]):
            best = (start, *found)
    if best is None:
        return None
    return _named(best[2], text, best[0], best[1], directory)


def _named(ids: Iterable[str], text: str, start: int, end: int, directory: Directory) -> NamedUnit:
    return NamedUnit(tuple(directory.unit_by_id[i] for i in ids), text[start:end], start, end)


def find_begun_unit(text: str, directory: Directory, *, ordinary: Callable[[str], bool]) -> NamedUnit | None:
    """华信 where a name stands fits 华信电子 and 华信达电子: who shortens further is asked which.

    `ordinary` tells words of the language, which are no beginning of a name (在线 of 在线科技).
    """
    index = names_of(directory)
    for place in _STANDS.finditer(text):
        start = place.end()
        for length in (6, 5, 4, 3, 2):
            head = text[start : start + length]
            if len(head) < length or head in _ORDINARY or not _HAN.fullmatch(head) or ordinary(head):
                continue
            ids = index.resolve(head, ()).units
            if 0 < len(ids) <= _MANY:
                return _named(ids, text, start, start + length, directory)
    return None


def _sector_of(words: str | None) -> Sector | None:
    return next((sector for pattern, sector in _SECTORS if words and re.fullmatch(pattern, words)), None)


def find_grid(text: str, directory: Directory) -> NamedGrid | None:
    """3号网格, 三格, 第3网格, 网格12; 工业3格 is the third grid of its sector unless 3 itself is one of them."""
    for m in _GRID.finditer(text):
        number = value_of(m["a"] or m["b"] or m["c"])
        if not isinstance(number, int):
            continue
        area = directory.grid_numbered(number)
        sector = _sector_of(m["sector"])
        if sector is not None and (area is None or area.sector != sector):
            own = [a for a in directory.areas if a.kind == "grid" and a.sector == sector]
            area = own[number - 1] if 0 < number <= len(own) else area
        return NamedGrid(area.number if area else number, area, m[0], m.start(), m.end())
    for area in directory.areas:
        if area.kind == "grid" and area.name in text:
            at = text.index(area.name)
            return NamedGrid(area.number, area, area.name, at, at + len(area.name))
    return None


def find_grids(text: str) -> tuple[tuple[int, ...], int, int] | None:
    """3号和5号网格, 3、5、7格, 1至3号网格: the numbers of a list that ends with the word, and where it stands."""
    if found := _GRIDS_TO.search(text):
        first, last = value_of(found[1]), value_of(found[2])
        if isinstance(first, int) and isinstance(last, int) and 0 < last - first < _MOST_GRIDS:
            return tuple(range(first, last + 1)), found.start(), found.end()
    for found in _GRIDS.finditer(text):
        numbers = [value_of(words) for words in _IN_GRIDS.findall(found[0])]
        if all(isinstance(number, int) for number in numbers):
            return tuple(int(str(number)) for number in numbers), found.start(), found.end()
    return None


def find_scope(text: str) -> str | None:
    """A unit kind or tag that the words limit the question to; None also for two of them (学校和酒店)."""
    text = _EXCEPT.sub("", text)
    found = [scope for pattern, scope in _SCOPES if pattern.search(text)]
    return found[0] if len(found) == 1 or "above_scale" in found else None


def find_tag(text: str, directory: Directory) -> str | None:
    """A tag of units that the text writes out, as 第5组; the longest."""
    return max((tag for tag in directory.spoken_tags if tag in text), key=len, default=None)


def find_exceptions(text: str) -> tuple[str, ...]:
    """除了工地: the kinds and tags of units that the words leave out."""
    return tuple(scope for words in _EXCEPT.findall(text) for pattern, scope in _SCOPES if pattern.search(words))


def names_whole(text: str) -> bool:
    """全区, 所有网格: the question is about the whole zone."""
    return bool(_WHOLE.search(text))


def own_area(sender: Member, directory: Directory) -> Area | None:
    """The single grid that a grid leader or worker answers for."""
    if sender.role not in ("grid_leader", "grid_worker") or len(sender.areas) != 1:
        return None
    return directory.area_by_id.get(sender.areas[0])
