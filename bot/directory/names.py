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
    "北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 贵州 云南 陕西 "
    "甘肃 青海 内蒙古 广西 西藏 宁夏 新疆 香港 澳门 台湾 中国 深圳 广州"
).split()
_SUFFIXES = (
    "有限责任公司", "股份有限公司", "集团有限公司", "有限公司", "分公司", "集团公司", "集团", "公司", "项目部", "居民委员会",
    "居委会", "管理站", "工程", "工地", "总厂", "厂",
)  # fmt: skip
_ORGANISATIONS = (
    "公司", "厂", "店", "酒店", "项目部", "工地", "社区", "居委会", "居委", "学校", "小学", "中学", "大厦", "超市", "公寓", "花园",
    "管理站", "集团", "宾馆", "餐厅", "饭店", "幼儿园", "物业", "商场", "村委会", "卫生院", "医院",
)  # fmt: skip
_PLACE = re.compile(r"[一-龥]{2,3}?(?:省|市|县|高新区|开发区|新区)")
_BRACKETED = re.compile(r"[(（][一-龥]{2,4}[)）]")
_FUZZY_SCOPE = 2000
"""Typos are looked for among at most so many units: the sender's own."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """What loose words for a unit came to: `one` id, `many` ids that fit, or none."""

    verdict: Literal["one", "many", "none"]
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
        self.lexicon: Lexicon[tuple[str, ...]] = Lexicon(exact, head=2)
        self._sorted = sorted((name, unit) for name, units in exact.items() for unit in units)
        self._sounds: dict[str, tuple[str, ...]] | None = None

    def _ways(self, unit: Unit) -> Iterator[str]:
        """Full name, aliases and the core of the full name; a name of one character is none."""
        full = fold(unit.name)
        for name in (full, *map(fold, unit.aliases), self.core(full)):
            if len(name) >= 2:
                yield name

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

    def resolve(self, words: str, scope: Collection[str]) -> Resolution:
        """Who is meant by words that stand in a name's place and are no exact name.

        `scope` are the sender's own units. The start of a name fits every unit whose name begins so,
        also those of others: 华信 is a question while there are two. Typos and homophones are
        looked for in the scope alone.
        """
        folded = fold(words)
        for candidate in dict.fromkeys((folded, _without_suffix(folded), self.core(folded))):
            if len(candidate) < 2:
                continue
            found = self.exact(candidate) or self._beginning_with(candidate)
            if found:
                return _resolution(found)
        return self._loose(_without_suffix(folded), scope)

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
        if len(words) < 2 or len(scope) > _FUZZY_SCOPE:
            return Resolution("none")
        sound = sound_of(words)
        near: dict[str, None] = {}
        for unit in scope:
            for name in self._by_unit.get(unit, ()):
                if len(words) >= 3 and words in name:
                    near[unit] = None
                elif len(name) == len(words) and sound_of(name) == sound:
                    near[unit] = None
                elif min(len(name), len(words)) >= 3 and DamerauLevenshtein.distance(
                    name, words, score_cutoff=2
                ) <= (1 if len(name) < 7 else 2):
                    near[unit] = None
                elif len(name) > len(words) >= 3 and sound_of(name[: len(words)]) == sound:
                    near[unit] = None
        return _resolution(tuple(near))

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


def looks_like_an_organisation(words: str) -> bool:
    """Whether unknown words end like the name of an enterprise, site, shop or community."""
    return len(words) >= 3 and words.endswith(_ORGANISATIONS)


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
