"""Hears what is said about a criticism list beside deciding it: 暂缓, 恢复通报, 核验 and 经过. Words only, no rights.

A newcomer's usual mistake is to leave the number out: which list is meant is never guessed here.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.reading.called import said_plainly
from bot.reading.dates import date_at

Affair = Literal["hold", "resume", "verify", "trail", "league_ask", "league_agree", "league_stop"]
LONGEST = 200
_NUMBER = (
    r"(?:[【\[(（]?\s*(?:通报|表扬|名单|清单)?(?:草稿)?\s*(?:编号|号)?[:：]?\s*(?P<number>\d{4}-\d{1,3})\s*[】\])）]?)"
)
_REASON = r"[\s:：,，、。]*(?:(?:原因|理由)(?:是|为)?[:：]?|因为)?(?P<rest>.*)"
_PATTERNS: tuple[tuple[Affair, "re.Pattern[str]"], ...] = (
    ("hold", re.compile(rf"(?:请|先)?(?:暂缓|搁置|缓发|先不发)(?:发布)?\s*{_NUMBER}{_REASON}", re.DOTALL)),
    ("resume", re.compile(rf"(?:恢复|重新开启)通报(?:功能)?{_REASON}", re.DOTALL)),
    ("league_agree", re.compile(r"(?:同意|批准)公开排名[\s。.!！]*")),
    ("league_stop", re.compile(r"(?:停止|结束|取消)公开排名[\s。.!！]*")),
    ("league_ask", re.compile(r"公开排名\s*(?:直?到|至|截止到?)?\s*(?P<until>.*)", re.DOTALL)),
    ("verify", re.compile(rf"(?:请|帮我)?(?:核验|验证|核对一下|查验)\s*{_NUMBER}[\s。.!！?？]*")),
    ("verify", re.compile(rf"{_NUMBER}\s*(?:是(?:不是)?(?:真|官方|你们?发)的?)(?:吗|么)?[\s。.!！?？]*")),
    (
        "trail",
        re.compile(rf"(?:查看?|打印|看看?|调)?\s*{_NUMBER}\s*的?(?:全部|全|办理)?(?:经过|台账|记录)[\s。.!！?？]*"),
    ),
    ("trail", re.compile(rf"(?:查看?|打印|看看?|调)?(?:全部|全|办理)?(?:经过|台账|记录)\s*{_NUMBER}[\s。.!！?？]*")),
)


@dataclass(frozen=True, slots=True)
class AffairSaid:
    """Which affair, of which list ("" where none is needed), and why."""

    action: Affair
    number: str = ""
    reason: str = ""
    until: date | None = None


def read_affair(text: str, today: date) -> AffairSaid | None:
    """What is said, or None."""
    if len(text) > LONGEST:
        return None
    plain = said_plainly(text)
    for action, pattern in _PATTERNS:
        if found := pattern.fullmatch(plain):
            told = found.groupdict()
            if action == "league_ask":
                return _league(told["until"], today)
            return AffairSaid(action, told.get("number") or "", (told.get("rest") or "").strip(" \n\t。.!！,，"))
    return None


def _league(words: str, today: date) -> AffairSaid:
    found = date_at(words, 0, today) if words else None
    if found is None or found.day is None:
        return AffairSaid("league_ask")
    rest = re.sub(r"^(?:为止|止)?[\s:：,，、。]*(?:(?:原因|理由)(?:是|为)?[:：]?|因为)?", "", words[found.end :])
    day = found.day if found.day >= today else found.day.replace(year=found.day.year + 1)
    return AffairSaid("league_ask", reason=rest.strip(" \n\t。.!！,，"), until=day)
