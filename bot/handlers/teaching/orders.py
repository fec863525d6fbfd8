"""Reads orders about words out of a raw text, one a line: 加别名 到工 = 在岗人数, 删别名 到工, 别名, 忽略 到工.

Raw, because reading would take the word that is taught for a report.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bot.directory.characters import fold, table

LONGEST = 2000
MOST = 20  # orders in one message
_MENTION = re.compile(r"^@\S+\s*")
_LIST = re.compile(
    r"(?:查看?|看看?|列出?|有哪些|显示)?(?:学过的|加过的|全部|所有)?(?:别名|别称)(?:列表|清单|有哪些)?[?？。!！]?"
)
_ADD = re.compile(
    r"(?:请|麻烦|帮忙|帮我)?(?:再)?(?:加|添加|增加|新增|设置?|设个|加个|加一个)(?:别名|别称)[\s:：,，]*(?P<rest>.*)"
)
_DROP = re.compile(r"(?:请|麻烦|帮忙|帮我)?(?:删掉?|删除|去掉|取消|撤销)(?:别名|别称)[\s:：,，]*(?P<rest>.*)")
_TAKE = re.compile(
    r"(?:请|麻烦|以后|帮我)?把\s*(?P<word>[“\"「『'‘][^”\"」』'’]{1,40}[”\"」』'’])\s*"
    r"(?:都|也)?(?:当作|当成|当做|算作|算成|看作|看成|认作|认成|记作|记成|改作|归为|归到)\s*(?P<target>.+)"
)
_GIVE = re.compile(
    r"(?:请|麻烦|帮忙|帮我)?给\s*(?P<target>.{2,40}?)\s*(?:再)?(?:加|添加|增加|起)(?:个|一个)?(?:别名|别称)[\s:：,，]*(?P<word>.+)"
)
_IGNORE = re.compile(r"(?P<back>取消|撤销|恢复|不再|不)?忽略(?:词语?|这个词)?[\s:：]+(?P<words>\S.{0,200})")
"""With a blank behind it: 忽略上条 is said to people."""
_SIGN = re.compile(r"\s*(?:=+>?|→|->)\s*")
_VERB = re.compile(r"(?P<word>.+?)\s*(?:就是|指的是|等于|等同于|当作|当成|算作|是|指|即)\s*(?P<target>.+)")
_QUOTES = " \t\u3000“”\"‘’'「」『』《》【】[]。.!！,，;；"
_LISTED = re.compile(r"[、，,;；]+")
_PARTED = re.compile(r"[\s、，,;；]+")


@dataclass(frozen=True, slots=True)
class AliasOrder:
    """One line. Words are folded: without blanks, simplified, half-width.

    `plain`: it begins with the command itself, so it is an order whoever says it. Of a line that cannot be read
    `word` is the line.
    """

    action: Literal["add", "drop", "list", "ignore", "heed", "unreadable"]
    word: str = ""
    target: str = ""
    plain: bool = False


def orders_in(text: str) -> tuple[AliasOrder, ...]:
    """The orders of a message, () when its first line is none."""
    simple = text[:LONGEST].strip().translate(table())
    lines = [line.strip() for line in _MENTION.sub("", simple).splitlines()]
    lines = [line for line in lines if line][:MOST]
    if not lines:
        return ()
    first = _orders(lines[0])
    if not first or first[0].action == "list":
        return first if len(lines) == 1 else ()
    found = [*first]
    for line in lines[1:]:
        found += _orders(line) or (AliasOrder("unreadable", line),)
    return tuple(found)


def _orders(line: str) -> tuple[AliasOrder, ...]:
    """The orders of one line: more than one when it drops several words."""
    if _LIST.fullmatch(line):
        return (AliasOrder("list"),)
    if found := _ADD.fullmatch(line):
        return _addition(found["rest"], line)
    if found := _GIVE.fullmatch(line):
        return _additions([found["word"], found["target"]], line)
    if found := _DROP.fullmatch(line):
        words = [word for part in _PARTED.split(found["rest"]) if (word := _name(part))]
        return tuple(AliasOrder("drop", word, plain=True) for word in words) or (_unreadable(line),)
    if found := _IGNORE.fullmatch(line):
        words = [word for part in _PARTED.split(found["words"]) if (word := _name(part))]
        return tuple(AliasOrder("heed" if found["back"] else "ignore", word) for word in words)
    if found := _TAKE.fullmatch(line):
        return (AliasOrder("add", _name(found["word"]), _name(found["target"])),)
    return ()


def _addition(rest: str, line: str) -> tuple[AliasOrder, ...]:
    """到工 = 在岗人数, 到工 是 在岗人数, 到工 在岗人数; several words may stand before the sign."""
    rest = rest.strip()
    parts = _SIGN.split(rest)
    if len(parts) == 1 and (found := _VERB.fullmatch(rest)):
        parts = [found["word"], found["target"]]
    return _additions(rest.split() if len(parts) == 1 else parts, line)


def _additions(parts: Sequence[str], line: str) -> tuple[AliasOrder, ...]:
    target = _name(parts[1]) if len(parts) == 2 else ""
    words = [word for part in _LISTED.split(parts[0]) if (word := _name(part))] if target else []
    return tuple(AliasOrder("add", word, target, plain=True) for word in words) or (_unreadable(line),)


def _unreadable(line: str) -> AliasOrder:
    return AliasOrder("unreadable", line, plain=True)


def _name(words: str) -> str:
    return fold(words.strip(_QUOTES))
