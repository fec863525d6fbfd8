"""Find units by the names that people use: full name, alias, core (河源市X有限公司 -> X), the start of a name, a typo.

An exact name found in a text is a fact. Everything looser (the start of a name, a homophone, one wrong
character) is only ever tried on words that stand where a unit's name stands, and only counts when one unit fits.
"""

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from pypinyin import Style, lazy_pinyin
from rapidfuzz.distance import DamerauLevenshtein

from bot.directory.characters import fold
from bot.directory.lexicon import Lexicon
from bot.directory.model import Directory, Unit

PROVINCES = (
    "北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 "
    "贵州 云南 陕西 甘肃 青海 内蒙古 广西 西藏 宁夏 新疆 香港 澳门 台湾 中国 深圳 广州"
).split()
_SUFFIXES = tuple(
    "有限责任公司 股份有限公司 集团有限公司 有限公司 分公司 集团公司 集团 公司 项目部 居民委员会 居委会 管理站 工程 "
    "工地 总厂 厂".split()
)
_ORGANISATIONS = tuple(
    "公司 厂 店 酒店 项目部 工地 社区 居委会 居委 学校 小学 中学 大厦 超市 公寓 花园 管理站 集团 宾馆 餐厅 饭店 幼儿园 "
    "物业 商场 村委会 卫生院 医院".split()
)
_TRADES = tuple(
    "木业 医药 制药 药业 食品 电子 五金 塑胶 塑料 服饰 服装 家具 家俱 物流 建材 包装 科技 光电 机械 模具 饲料 玩具 "
    "鞋业 鞋材 印刷 化工 纺织 实业 商贸 贸易 电器 电源 能源 环保 生物 建筑 装饰 置业 酒业 餐饮 皮具 陶瓷 纸品 灯饰 "
    "照明 汽配 汽车 轮胎 光学 精密 制造 工艺 礼品 文具 农业 果业 茶业 水产 养殖 铝业 钢构 电路 线路板 合金 新材料 "
    "通讯 设备 仪器 乳业 粮油".split()
)
_PLACE = re.compile(r"[一-龥]{2,3}?(?:省|市|县|高新区|开发区|新区)")
_BRACKETED = re.compile(r"[(（][一-龥]{2,4}[)）]")
_COUNTED = "期号栋幢楼座标段区厂店院中小克路#组队车仓"
_ARABIC = re.compile(rf"(?<![0-9A-Za-z])([1-9][0-9]?)([{_COUNTED}])")
_CHINESE = re.compile(
    rf"(?<![一二三四五六七八九十])([一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九])([{_COUNTED}])"
)
_PHASE = re.compile(r"[0-9一二三四五六七八九十]{1,2}[期栋]")
_DIGIT_OF = dict(zip("一二三四五六七八九", "123456789", strict=True))
_TELLING = frozenset("0123456789一二三四五六七八九十百东西南北上下前后左右大小新老甲乙丙丁总分内外男女正副")
_LONG = 6
"""Names of so many characters may hold one wrong character of any sound."""
_SHORTENED = 4
"""The last two characters stand for a name of so many at most."""
_LEFT_OUT = 4
"""So many characters may be left out of a long name."""
_LONGEST = 30
"""No name is so long (characters)."""
_REMEMBERED = 4096
_FUZZY_SCOPE = 2000
"""Typos are looked for among at most so many units: the sender's own."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """What loose words for a unit came to: `one` id, `many` ids that fit, or none.

    `other`: much like the name of an own unit, but telling another one (三期 for 一期).
    """

    verdict: Literal["one", "many", "none", "other"]
    units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Spoken:
    """A unit with every way to say it, cleaned."""

    unit: str
    names: tuple[str, ...]


class NameIndex:
    """All names of a directory. Built once per snapshot; look-ups read a few dictionary entries."""

    def __init__(self, directory: Directory) -> None:
        self._places = _places(directory.units)
        spoken = [_Spoken(unit.id, tuple(dict.fromkeys(self._ways(unit)))) for unit in directory.units]
        exact: dict[str, tuple[str, ...]] = {}
        for entry in spoken:
            for name in entry.names:
                exact[name] = (*exact.get(name, ()), entry.unit)
        self._by_unit = {entry.unit: entry.names for entry in spoken}
        self.lexicon: Lexicon[tuple[str, ...]] = Lexicon(exact)
        self._sorted = sorted((name, unit) for name, units in exact.items() for unit in units)
        self._sounds: dict[str, tuple[str, ...]] | None = None
        self._resolved: dict[tuple[str, tuple[str, ...] | frozenset[str]], Resolution] = {}

    def _ways(self, unit: Unit) -> Iterator[str]:
        """Full name, aliases and the core of the full name, with their numerals in both scripts (1期, 一期)."""
        full = fold(unit.name)
        for name in (full, *map(fold, unit.aliases), self.core(full)):
            if len(name) >= 2:
                yield name
                yield from in_other_numerals(name)
                if name.upper() != name.lower():
                    yield from (name.upper(), name.lower())

    def core(self, name: str) -> str:
        """河源市华信电子有限公司 -> 华信电子; never shorter than two characters."""
        name = _BRACKETED.sub("", name)
        changed = True
        while changed:
            changed = False
            for place in self._places:
                if name.startswith(place) and len(name) - len(place) >= 3:
                    name, changed = name[len(place) :], True
        return _without_suffix(name)

    def at(self, text: str, start: int) -> tuple[int, tuple[str, ...]] | None:
        """(end, ids) of the longest exact name that begins at `start`."""
        return self.lexicon.longest(text, start)

    def exact(self, words: str) -> tuple[str, ...]:
        """Ids of the units that bear exactly this name."""
        return self.lexicon.get(fold(words)) or ()

    def resolve(self, words: str, scope: tuple[str, ...] | frozenset[str]) -> Resolution:
        """Who is meant by words that stand in a name's place and are no exact name.

        `scope` are the sender's own units. The start of a name fits every unit whose name begins so,
        also those of others: 华信 is a question while there are two. Typos and homophones are
        looked for in the scope alone. People use the same loose words day by day, so answers are remembered.
        """
        if len(scope) > _FUZZY_SCOPE:
            return self._resolve(words, scope)
        key = (words, scope)
        found = self._resolved.get(key)
        if found is None:
            if len(self._resolved) >= _REMEMBERED:
                self._resolved.clear()
            found = self._resolved[key] = self._resolve(words, scope)
        return found

    def _resolve(self, words: str, scope: Collection[str]) -> Resolution:
        folded = fold(words)
        if found := self._plainly(folded):
            return _resolution(found)
        loose = self._loose(_without_suffix(folded), scope)
        return loose if loose.verdict != "none" else self._loose(folded, scope)

    def _plainly(self, folded: str) -> tuple[str, ...]:
        """Ids of the units whose name it is, or begins with it; without a place before it and a legal form behind."""
        for candidate in dict.fromkeys((folded, _without_suffix(folded), self.core(folded))):
            if len(candidate) >= 2 and (found := self.exact(candidate) or self._beginning_with(candidate)):
                return found
        return ()

    def is_guess(self, words: str) -> bool:
        """Whether words that name a unit are no name, core or beginning of a name, but only look or sound like one."""
        return not self._plainly(fold(words))

    def is_place(self, words: str) -> bool:
        """Whether words only say where a unit is: 河源 before 百川铝业."""
        return words in self._places

    def _beginning_with(self, start: str, limit: int = 20) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for at in range(bisect_left(self._sorted, (start, "")), len(self._sorted)):
            name, unit = self._sorted[at]
            if not name.startswith(start) or len(found) >= limit:
                break
            found[unit] = None
        return tuple(found)

    def _loose(self, words: str, scope: Collection[str]) -> Resolution:
        """Inside the name, sounding alike, or one wrong character: only where exactly one own unit fits."""
        if not 2 <= len(words) <= _LONGEST or len(scope) > _FUZZY_SCOPE:
            return Resolution("none")
        length, sound, chars = len(words), sound_of(words), frozenset(words)
        near: dict[str, None] = {}
        other = False
        for unit in scope:
            for name in self._by_unit.get(unit, ()):
                if abs(len(name) - length) > 2 and words not in name and not name.startswith(words[:1]):
                    continue
                if len(name) != length and chars.isdisjoint(name):
                    continue
                if _near(words, sound, name):
                    near[unit] = None
                    break
                other = other or _tells_another(words, name)
        if not near and other:
            return Resolution("other")
        return _resolution((*near, *self._begins_with_another(words, near, scope)))

    def _begins_with_another(self, words: str, near: Collection[str], scope: Collection[str]) -> list[str]:
        """天和电子 sounds like 天禾电子, but begins like 天和灯饰: whoever typed it may mean either."""
        start = words[:2]
        if not near or any(name.startswith(start) for unit in near for name in self._by_unit[unit]):
            return []
        return [
            unit
            for unit in scope
            if unit not in near and any(name.startswith(start) for name in self._by_unit.get(unit, ()))
        ]

    def sounding_like(self, words: str) -> tuple[str, ...]:
        """Units anywhere whose name sounds the same; built at the first use."""
        if self._sounds is None:
            sounds: dict[str, tuple[str, ...]] = {}
            for name, unit in self._sorted:
                key = sound_of(name)
                sounds[key] = (*sounds.get(key, ()), unit)
            self._sounds = sounds
        return tuple(dict.fromkeys(self._sounds.get(sound_of(fold(words)), ())))

    def names_of(self, unit: str) -> tuple[str, ...]:
        """Every exact name of a unit."""
        return self._by_unit.get(unit, ())


def _near(words: str, sound: str, name: str) -> bool:
    """Whether loose words may be this name. A numeral, a direction or a size that differs makes another name."""
    if (len(words) >= 3 or _PHASE.fullmatch(words)) and words in name:
        return True
    if _leaves_out(words, name):
        return True
    if not _differs_little(words, sound, name):
        return False
    if len(words) == len(name):  # 白川 for 百川: one of the two characters tells nothing
        return not any(a != b and a in _TELLING and b in _TELLING for a, b in zip(words, name, strict=True))
    return _telling(words) == _telling(name[: len(words)] if len(name) > len(words) >= 3 else name)


def _leaves_out(words: str, name: str) -> bool:
    """八佰伴高新店 for 八佰伴超市高新店, 三小 for 高新三小: some characters of the name are left out."""
    if len(words) == 2:
        return len(name) <= _SHORTENED and name.endswith(words) and words not in (*_TRADES, *_ORGANISATIONS)
    gone = len(name) - len(words)
    if len(words) < 4 or not 0 < gone <= _LEFT_OUT or words[:2] != name[:2] or words[-1] != name[-1]:
        return False
    rest = iter(name)
    return all(ch in rest for ch in words)


def _differs_little(words: str, sound: str, name: str) -> bool:
    """Sounds alike, from the start on, or differs in a character or two."""
    if len(name) == len(words) and sound_of(name) == sound:
        return True
    if len(name) > len(words) >= 3 and sound_of(name[: len(words)]) == sound:
        return True
    shortest = min(len(name), len(words))
    if shortest < 3 or abs(len(name) - len(words)) > 2:
        return False
    distance = DamerauLevenshtein.distance(name, words, score_cutoff=2)
    if distance > (1 if len(name) < 7 else 2):
        return False
    return len(name) != len(words) or shortest >= _LONG or _sounds_near(words, name)


def _telling(words: str) -> str:
    """The characters that tell names apart which are else the same: 一期 and 二期, 东区 and 西区, 新厂 and 老厂."""
    return "".join(_DIGIT_OF.get(ch, ch) for ch in words if ch in _TELLING)


def _tells_another(words: str, name: str) -> bool:
    """星河湾三期 for 星河湾一期: the same but for what tells such names apart."""
    if len(words) < 3 or _telling(words) == _telling(name):
        return False
    bare, other = (("".join(ch for ch in text if ch not in _TELLING)) for text in (words, name))
    return len(bare) >= 2 and bare == other


def _sounds_near(words: str, name: str) -> bool:
    """The one wrong character sounds much like the right one, as typed by sound; or two changed places."""
    if sorted(words) == sorted(name):
        return True
    for a, b in zip(words, name, strict=True):
        if a != b and DamerauLevenshtein.distance(_sound(a), _sound(b)) > 1:
            return False
    return True


def in_other_numerals(name: str) -> Iterator[str]:
    """8号公馆 as 八号公馆 and the other way round; only numerals that count something, never 三和."""
    if _ARABIC.search(name):
        yield _ARABIC.sub(lambda found: _in_chinese(int(found[1])) + found[2], name)
    if _CHINESE.search(name):
        yield _CHINESE.sub(lambda found: str(_from_chinese(found[1])) + found[2], name)


def _in_chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    digits = "零一二三四五六七八九"
    if number < 10:
        return digits[number]
    return ("" if tens == 1 else digits[tens]) + "十" + (digits[ones] if ones else "")


def _from_chinese(word: str) -> int:
    digits = "零一二三四五六七八九"
    if "十" not in word:
        return int("".join(str(digits.index(ch)) for ch in word))
    tens, _, ones = word.partition("十")
    return (digits.index(tens) if tens else 1) * 10 + (digits.index(ones) if ones else 0)


def looks_like_an_organisation(words: str) -> bool:
    """Whether unknown words end like the name of an enterprise, site, shop or community."""
    return len(words) >= 3 and words.endswith((*_ORGANISATIONS, *_TRADES))


def _resolution(units: tuple[str, ...]) -> Resolution:
    if not units:
        return Resolution("none")
    return Resolution("one" if len(units) == 1 else "many", units)


def _without_suffix(name: str) -> str:
    for suffix in _SUFFIXES:
        if name.endswith(suffix) and len(name) - len(suffix) >= 2:
            return name[: -len(suffix)]
    return name


def _places(units: Iterable[Unit]) -> tuple[str, ...]:
    """Provinces, and what the names themselves show to be places: 河源市, 高新区, and so 河源."""
    found = dict.fromkeys(PROVINCES)
    for unit in units:
        place = _PLACE.match(unit.name)
        if place:
            found[place.group()] = None
            bare = place.group()[:-1]
            if len(bare) >= 2 and place.group().endswith(("省", "市", "县")):
                found[bare] = None
    return tuple(sorted(found, key=len, reverse=True))


@cache
def _sound(ch: str) -> str:
    """Toneless pinyin of one character, with the endings and initials that southern speech merges."""
    sound = str(lazy_pinyin(ch, style=Style.NORMAL)[0])
    for initial, merged in (("zh", "z"), ("ch", "c"), ("sh", "s")):
        if sound.startswith(initial):
            sound = merged + sound[2:]
    return sound[:-1] if sound.endswith(("ing", "eng")) else sound


def sound_of(words: str) -> str:
    """How words sound: equal texts are homophones."""
    return " ".join(map(_sound, words))
