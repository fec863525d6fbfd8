"""Hears drafts that a person writes: 表扬 九溪光电、东岸物流 提前三天复工, 起草通报 Z0003 食堂仍未分餐.

A newcomer's usual mistake is to take 表扬一下大家 for it: without a unit that is known at its beginning it is talk.
"""

import re
from dataclasses import dataclass
from typing import Literal

from bot.directory.characters import table
from bot.directory.model import Directory
from bot.reading.called import CALL
from bot.reading.vocabulary import names_of

LONGEST = 300
_PRAISE = re.compile(r"(?:请|拟|起草)?表扬(?:一下)?[\s:：,，]*(?P<rest>.*)", re.DOTALL)
_WORK = re.compile(r"(?:请|拟)?起草(?:整改不力|工作不力)?通报[\s:：,，]*(?:依据)?[\s:：]*(?P<rest>.*)", re.DOTALL)
_CASE = re.compile(r"[\s、,，和]*(?P<case>[A-Z]{1,2}\d{3,6})(?!\d)", re.IGNORECASE)
_BETWEEN = re.compile(r"[\s]*(?:[、,，]|和|与|及)?[\s]*")
_LEAD = re.compile(r"^(?:[\s:：,，。;；、]|(?:原因|理由|事由)(?:是|为)?[:：]?|因为|因)+")


@dataclass(frozen=True, slots=True)
class DraftSaid:
    """Praise of `units` (several where a name fits several are `unclear`), or blame on `cases`; `about`: for what."""

    kind: Literal["praise", "work"]
    units: tuple[str, ...] = ()
    unclear: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()
    about: str = ""


def read_drafting(text: str, directory: Directory) -> DraftSaid | None:
    """What is to be drafted, or None."""
    if len(text) > LONGEST:
        return None
    folded = text.translate(table()).rstrip()
    plain = CALL.sub("", folded).lstrip()
    if re.search(r"[?？]\s*$|[吗么呢]\s*$", plain):
        return None
    if found := _PRAISE.fullmatch(plain):
        return _praise(found["rest"], directory)
    if found := _WORK.fullmatch(plain):
        return _work(found["rest"])
    return None


def _praise(words: str, directory: Directory) -> DraftSaid | None:
    index, at, units = names_of(directory), 0, list[str]()
    while (hit := index.at(words, at)) is not None and hit[0] - at > 1:
        end, fitting = hit
        if len(fitting) > 1:
            return DraftSaid("praise", unclear=fitting)
        units.append(fitting[0])
        between = _BETWEEN.match(words, end)
        at = between.end() if between else end
    if not units:
        return None
    return DraftSaid("praise", units=tuple(dict.fromkeys(units)), about=_about(words[at:]))


def _work(words: str) -> DraftSaid:
    cases, at = list[str](), 0
    while (found := _CASE.match(words, at)) is not None:
        cases.append(found["case"].upper())
        at = found.end()
    return DraftSaid("work", cases=tuple(dict.fromkeys(cases)), about=_about(words[at:]))


def _about(words: str) -> str:
    lead = _LEAD.match(words)
    return words[lead.end() if lead else 0 :].strip(" \n\t。.!！")
