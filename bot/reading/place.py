"""Where something happens, in the words of the person who tells it: 永福街18号出租屋, 丽都花园南门, 城东市场.

A newcomer's usual mistake is to take the first noun: people begin with 楼下, 我家对面 or 有个工厂 and put the
name at the end or in brackets. Every run of names and place words is a candidate; an address beats a name,
a name beats a road, and 一个工厂 is only taken when nothing better is told.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.directory.model import Directory
from bot.reading.concepts import BREAK, UNKNOWN, Signs
from bot.reading.question_scope import find_exact_unit
from bot.reading.tip_rules import ALPHABET

_SIGN: Final = {
    name: ALPHABET.sign(name) for name in ("head", "trade", "road", "side", "gate", "addr", "line", "name", "adj")
}
_CUES: Final = frozenset(map(ALPHABET.sign, ("cue", "tell")))
_TELL: Final = ALPHABET.sign("tell")
_NAMES: Final = frozenset((UNKNOWN, _SIGN["name"], _SIGN["gate"], *map(ALPHABET.sign, ("thanks", "weary"))))
_KINDS: Final = frozenset(_SIGN[name] for name in ("head", "trade", "road"))
_PLACES: Final = frozenset(_SIGN[name] for name in ("head", "trade", "road", "side", "gate", "addr", "line"))
_SOFT: Final = "".join(map(ALPHABET.sign, ("thanks", "weary", "person", "back", "wrong", "wish", "fever")))
"""Words that a name may hold: 平安里, 天天乐超市, 胡医生诊所."""
_NAME_WITH_A_WORD: Final = re.compile(
    f"(?<![^{BREAK}])[{re.escape(UNKNOWN)}{''.join(_SIGN.values())}{_SOFT}]+(?<=[{''.join(_PLACES)}])(?![^{BREAK}])"
)
_RUN: Final = re.compile(f"[{re.escape(UNKNOWN)}{''.join(_SIGN.values())}]+")
_HAN_NAME: Final = re.compile(r"[\u4e00-\u9fff]{3,8}")
_HAN: Final = re.compile(r"[\u4e00-\u9fffA-Za-z0-9]+")
_NAMES_SOMETHING: Final = re.compile(r"[\u4e00-\u9fffA-Za-z]")
_IS: Final = ("是", "叫", "为", "名", ":", "：")
_THERE: Final = re.compile(r"(?:[那这]里|[那这]边|[那这]儿)$")
"""Only points at the place before it."""
_LINK: Final = re.compile(r"(?:的|[那这][栋个家条间座排片幢户]?|[里内]的?)?")
"""Between a place and what stands there."""
_NEXT_DOOR: Final = re.compile(r"(?:我们?|我[家厂司])?(?:隔壁|对面|旁边|附近|楼下)的?")
"""Says nothing beside a name that is known."""
_BRACKETS: Final = ("(", "（")
"""百信大药房（红星路店）: what stands in brackets says more of the name before."""
_LONGEST = 30
"""So long is a place at most (characters)."""
_LONGEST_NAME = 8
"""So many characters of a name stand before what it is, at most (characters)."""
_BARE = range(3, 11)
"""So long is a clause that is only a name (characters)."""
_SCENERY: Final = frozenset("江河湖湾城山海")
_AFTER_SCENERY = range(1, 4)
"""Words of scenery are no end of a name when so many characters follow: 锦绣江南, 星河丹堤."""
_AFTER_A_ROAD = range(2, 7)
"""So many characters behind a road, up to a clause's end, are the name of what stands in it: 紫金路皇朝."""
_PROPER = 3.0
"""From this score on a place has a name of its own or an address."""
_NAMELESS = 0.5
_ONLY_A_NUMBER = 1.5
"""What 3栋502 is worth without a name; 一个工厂 is worth less."""
_WORTH: Final = (
    (0, ALPHABET.rule("road addr"), 6.0),
    (2, ALPHABET.rule("head"), 4.0),
    (2, ALPHABET.rule("trade"), 3.5),
    (1, ALPHABET.rule("road head"), 4.5),
    (1, ALPHABET.rule("road"), 3.0),
    (0, ALPHABET.rule("line", "trade|head road"), 3.0),
    (0, ALPHABET.rule("trade ~9 head", "head ~9 trade"), 2.5),
    (2, ALPHABET.rule("^ !side ~9 side"), 2.4),
    (1, ALPHABET.rule("head", "addr"), 2.0),
    (0, ALPHABET.rule("head ~9 head"), 2.0),
    (0, ALPHABET.rule("addr"), _ONLY_A_NUMBER),
)
"""What a stretch is worth that has so many characters of a name and these words; the first that fits counts."""
_UNIT = 5.0
"""The score of a unit of the directory."""


@dataclass(frozen=True, slots=True)
class Place:
    """The words text[start:end] that name a place, and how telling they are."""

    start: int
    end: int
    score: float

    @property
    def proper(self) -> bool:
        """Whether it has a name or an address: not only 楼下 or 一个工厂."""
        return self.score >= _PROPER


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A run of signs [first, last) of one text."""

    signs: Signs
    text: str
    first: int
    last: int

    def words(self, first: int | None = None, last: int | None = None) -> str:
        starts = self.signs.starts
        return self.text[starts[self.first if first is None else first] : starts[self.last if last is None else last]]

    @property
    def line(self) -> str:
        return self.signs.line[self.first : self.last]

    def sign_at(self, at: int) -> str:
        return self.signs.line[at] if 0 <= at < len(self.signs.line) else BREAK

    @property
    def cued(self) -> bool:
        """在, 地址, 举报 before it; 是 or 叫 behind a word for a place (公司是润丰贸易)."""
        if self.first == 0:
            return False
        link = self.words(self.first - 1, self.first).strip()
        before = self.sign_at(self.first - 2 if link in _IS else self.first - 1)
        return before in _CUES or (link in _IS and before in _PLACES)

    @property
    def alone(self) -> bool:
        """Whether it is a clause of its own."""
        return self.sign_at(self.first - 1) == BREAK and self.sign_at(self.last) == BREAK


def _named(stretch: _Stretch) -> int:
    """How many characters of a name stand before the last word that says what it is."""
    kinds = [at for at in range(stretch.first, stretch.last) if stretch.sign_at(at) in _KINDS]
    return sum(
        len(stretch.words(at, at + 1).strip())
        for at in range(stretch.first, kinds[-1] if kinds else stretch.last)
        if stretch.sign_at(at) in _NAMES
    )


def _worth(stretch: _Stretch) -> float:
    named = _named(stretch)
    found = (score for least, rule, score in _WORTH if named >= least and rule.search(stretch.line))
    return next(found, _NAMELESS)


def _score(stretch: _Stretch, *, last: bool) -> float:
    worth = _worth(stretch)
    score = worth + (0.3 if _SIGN["side"] in stretch.line else 0.0)
    if worth > _ONLY_A_NUMBER and _SIGN["addr"] in stretch.line:
        score += 1.0
    if stretch.cued:
        score += 1.5 if worth > _ONLY_A_NUMBER else 0.3
    return score + (1.0 if stretch.alone else 0.0) + (0.5 if last else 0.0)


def _trimmed(stretch: _Stretch) -> _Stretch | None:
    """From where the name can begin to the last place word and what belongs to it; None when there is none."""
    places = [at for at, sign in enumerate(stretch.line) if sign in _PLACES]
    if not places:
        return None
    first, last = stretch.first, stretch.first + places[-1] + 1
    before = [at for at in range(places[0]) if stretch.line[at] == UNKNOWN]
    if len(before) > _LONGEST_NAME:
        first += before[-_LONGEST_NAME]
    behind = stretch.last - last
    in_a_road = stretch.sign_at(last - 1) == _SIGN["road"] and stretch.sign_at(stretch.last) == BREAK
    if (in_a_road and behind in _AFTER_A_ROAD) or (
        stretch.words(last - 1, last) in _SCENERY and behind in _AFTER_SCENERY
    ):
        last = stretch.last
    return _Stretch(stretch.signs, stretch.text, first, last)


def _bare(stretch: _Stretch, *, last: bool) -> float:
    """The score of a clause that is only a name, or of a name behind its cue: 叫百顺, 明德名居."""
    words = stretch.words().strip()
    if len(words) not in _BARE or not _HAN.fullmatch(words):
        return 0.0
    if stretch.cued and stretch.sign_at(stretch.last) == BREAK:
        return 3.2
    if stretch.cued and _HAN_NAME.fullmatch(words):
        return 1.8
    if stretch.sign_at(stretch.first - 1) == _TELL:
        return 2.8
    if stretch.alone and stretch.first > 0:
        return 2.5 if last else 1.2
    told = stretch.sign_at(stretch.first - 1) == BREAK and stretch.sign_at(stretch.first - 2) == _TELL
    opens = stretch.first == 0 or told
    return 2.0 if opens and _HAN_NAME.fullmatch(words) else 0.0


def _stretches(text: str, signs: Signs) -> Iterator[_Stretch]:
    """Runs of names and place words; and short clauses that end in one, though their name holds a word (平安里)."""
    for run in _RUN.finditer(signs.line):
        yield _Stretch(signs, text, run.start(), run.end())
    for clause in _NAME_WITH_A_WORD.finditer(signs.line):
        stretch = _Stretch(signs, text, clause.start(), clause.end())
        if len(stretch.words()) in _BARE:
            yield stretch


def _places(text: str, signs: Signs) -> list[Place]:
    found = []
    clauses_end = len(signs.line.rstrip(BREAK))
    for whole in _stretches(text, signs):
        last = whole.last == clauses_end
        stretch = _trimmed(whole)
        score = _score(stretch, last=last) if stretch else _bare(whole, last=last)
        stretch = stretch or whole
        words = stretch.words().rstrip()
        if score > 0 and _NAMES_SOMETHING.search(words):
            start = signs.starts[stretch.first]
            found.append(Place(start, start + len(_THERE.sub("", words) or words), score))
    return found


def find_place(text: str, signs: Signs, directory: Directory) -> Place | None:
    """The most telling place named in `text`; None when none is named."""
    found = _places(text, signs)
    if unit := find_exact_unit(text, directory):
        around = [p for p in found if p.start <= unit.start and unit.end <= p.end]
        inside = around[0] if around else Place(unit.start, unit.end, 0.0)
        if _NEXT_DOOR.fullmatch(text, inside.start, unit.start):
            inside = replace(inside, start=unit.start)
        found.append(Place(inside.start, inside.end, max(inside.score, _UNIT)))
    best = max(found, key=lambda p: (p.score, p.end - p.start, -p.start), default=None)
    return None if best is None else _with_what_stands_there(best, found, text)


def _with_what_stands_there(place: Place, found: Sequence[Place], text: str) -> Place:
    """和平路12号 + 那栋出租屋 + 三楼, 城东幼儿园隔壁 + 的棋牌室: what is said right behind a place is a part of it."""
    named = next((p for p in found if p.proper and text[p.end : place.start] in _BRACKETS), None)
    if named is not None:
        place = Place(named.start, place.end, place.score)
    for behind in sorted(found, key=lambda p: (p.start, -p.end)):
        joined = behind.start >= place.end and _LINK.fullmatch(text, place.end, behind.start) is not None
        if joined and behind.end - place.start <= _LONGEST:
            place = Place(place.start, behind.end, place.score)
    return place
