"""Hears who asks why a unit is on a criticism list: 为什么有我, 凭什么通报我们, 九明制药为什么在名单上.

A newcomer's usual mistake is to take every 为什么 for it: 为什么没报 asks about reports, not about a list.
"""

import re
from dataclasses import dataclass

from bot.directory.characters import fold
from bot.directory.model import Directory
from bot.reading.question_scope import find_exact_unit

_LONGEST = 60
"""A longer text is no such question (characters)."""
_WHY = re.compile("为什么|为啥|为何|凭什么|点解|怎么(?:会|又|把)?")
_LISTED = re.compile(
    "(?:通报|名单|公示|点名)[^。]{0,6}(?:有|列|上|里|了)?|(?:有|列|点|通报|批评)(?:了|上|到)?(?:我|咱|本公司|本单位)|被(?:通报|点名|批评)|上(?:了)?(?:通报|名单)"
)
_HAS_A_NAME = re.compile("(?:为什么|为啥|为何|凭什么)(?:会|也)?有")
_NUMBER = re.compile(r"(?<!\d)(\d{4}-\d{1,3})(?!\d)")
_NOT_A_LIST = re.compile("草稿|发布|剔除|驳回|名单(?:没|有没有)?更新")


@dataclass(frozen=True, slots=True)
class WhyAsked:
    """`number` of the list, if it was said; `units`: who was named, several where the name fits several."""

    number: str | None
    units: tuple[str, ...] = ()


def read_why(text: str, directory: Directory) -> WhyAsked | None:
    """What is asked, or None."""
    said = fold(text).strip()
    if len(said) > _LONGEST or _WHY.search(said) is None or _NOT_A_LIST.search(said):
        return None
    listed, number, named = _LISTED.search(said), _NUMBER.search(said), find_exact_unit(said, directory)
    if listed is None and not (named and _HAS_A_NAME.match(said)):
        return None
    return WhyAsked(number[1] if number else None, tuple(unit.id for unit in named.units) if named else ())
