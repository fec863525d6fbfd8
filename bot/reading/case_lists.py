"""Reads questions after cases without a number: 我的待办, 超期的整改单, 整改单 3号网格, 我还差什么才能复工.

The message is taken apart piece by piece; whatever is left over that is no small word makes it no question.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bot.cases.definition import CaseType
from bot.directory.model import Directory
from bot.reading.question_scope import find_exact_unit, find_grid

Want = Literal["todo", "list", "lacking", "count", "sum"]
LONGEST = 40
_TODO = re.compile(
    r"(?:看看?|查看?|列出)?(?:一下)?(?:我的|我有(?:哪些|什么)|我(?:还)?有(?:哪些|什么|多少)|轮到我的?|等我(?:办|处理)的|待我(?:办|处理)的?)?"
    r"(?:待办|待处理|待办事项|待办清单|没办的(?:事|单子?)?|要办的(?:事|单子?)?)(?:有)?(?:哪些|什么|清单|列表|事项)?(?:呢|呀|啊)?[?？。]*"
    r"|(?:有)?(?:什么|哪些)(?:是)?(?:轮到|等|要)我(?:来)?(?:办|处理)的?[?？]*|我的(?:单子|单据)[?？。]*"
)
_OVERDUE = re.compile(
    r"(?:已经?)?(?:超期|逾期|过期|超时)(?:未(?:改|整改|办结?|完成))?(?:了)?的?|到期没(?:办|改)(?:完)?的?"
)
_OPEN = re.compile(r"(?:还)?(?:未|没)(?:有)?(?:办结|完成|办完|办|结案|关闭|整改完?)的?|在办的?|待办的?|(?<=有)哪些没办")
_ALL = re.compile(r"所有的?|全部的?|全区的?")
_COUNT = re.compile(r"(?:有|共)?(?:多少|几)(?:张|件|份|个|单)?")
_SUM = re.compile(r"汇总|总数|统计|总体|总的?情况|完成率|办结率")
_SMALL = re.compile(
    r"有没有|看看|看一下|查看|查询|查一下|列出|列一下|有哪些|哪些|有|请问|麻烦|现在|目前|还|的|是|列表|清单|情况|名单|排队|队列|"
    r"到哪一?步?了?|进展|进度|怎么样|看|查|列|请|都|呢|吗|了|张|单子?|[\s?？。!！:：,，、]"
)


@dataclass(frozen=True, slots=True)
class CaseQuery:
    """What is asked for. `kind` "": of every type; `state` a state's key; `unit` and `area` ids; `overdue` only those.

    Ids of several units: the name fits them all.
    """

    want: Want
    kind: str = ""
    state: str = ""
    overdue: bool = False
    units: tuple[str, ...] = ()
    area: str = ""


def read_query(plain: str, *, kinds: Sequence[CaseType], directory: Directory) -> CaseQuery | None:
    """The question, or None."""
    if len(plain) > LONGEST:
        return None
    if _TODO.fullmatch(plain):
        return CaseQuery("todo")
    for kind in kinds:
        for words in sorted(kind.asking, key=len, reverse=True):
            if words in plain:
                rest, units, area = _scoped(plain.replace(words, " ", 1), directory)
                rest = re.sub(r"我们?|我司|我厂|公司|本单位", "", rest)
                return None if _small(rest) else CaseQuery("lacking", kind.id, units=units, area=area)
    return _list(plain, kinds, directory)


def _list(plain: str, kinds: Sequence[CaseType], directory: Directory) -> CaseQuery | None:
    """A list is asked for by what the type is called, or by 超期的单子."""
    named = [(word, kind) for kind in kinds for word in (kind.title, *kind.called) if word in plain]
    overdue = _OVERDUE.search(plain)
    if not named:
        loose = re.fullmatch(
            r"(?:有)?(?:哪些|所有|全部)?(?:超期|逾期)的?(?:单子?|单据|事项)(?:有)?(?:哪些)?[?？。]*", plain
        )
        return CaseQuery("list", overdue=True) if loose else None
    rest, units, area = _scoped(plain, directory)
    hits = [(word, kind) for word, kind in named if word in rest]
    if not hits:
        return None
    word, kind = max(hits, key=lambda one: len(one[0]))
    states = [state for state in kind.states if state.name in rest]
    for piece in (*(state.name for state in states[:1]), word):
        rest = rest.replace(piece, " ", 1)
    counted, summed = _COUNT.search(rest), _SUM.search(rest)
    for pattern in (_OVERDUE, _OPEN, _ALL, _COUNT, _SUM):
        rest = pattern.sub(" ", rest)
    rest = re.sub(r"我的|我们?的?|公司的?", " ", rest)
    if _small(rest):
        return None
    asks = bool(overdue or states or units or area or counted or summed or _asks(plain, word))
    if not asks:
        return None
    state = states[0].key if states else ""
    want: Want = "sum" if summed else "count" if counted else "list"
    return CaseQuery(want, kind.id, state, overdue is not None, units, area)


def _asks(plain: str, word: str) -> bool:
    """整改单 alone, and 整改单列表; 整改 alone is talk."""
    return word.endswith("单") or bool(re.search(r"列表|清单|排队|队列|哪些|未办结|没办结|申请", plain))


def _small(rest: str) -> str:
    """What is left when the small words are taken away."""
    return _SMALL.sub("", rest)


def _scoped(plain: str, directory: Directory) -> tuple[str, tuple[str, ...], str]:
    """The text without the grid and the unit that it names, and these."""
    grid = find_grid(plain, directory)
    if grid is not None and grid.area is not None:
        return f"{plain[: grid.start]} {plain[grid.end :]}", (), grid.area.id
    unit = find_exact_unit(plain, directory)
    if unit is not None:
        ids = tuple(one.id for one in unit.units)
        return f"{plain[: unit.start]} {plain[unit.end :]}", ids, ""
    return plain, (), ""
