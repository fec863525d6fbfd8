"""What a clerk says after a receipt that is wrong: 不对, and then which of the listed figures, and the right one.

A newcomer's usual mistake is to split at commas first: 2，130 is an answer, 2,130 may be two thousand, and
9 正常，无异常 is one remark. What can be taken in two ways is no answer.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from bot.directory.characters import fold, table
from bot.reading.chinese_numbers import value_of

_CORES: Final = frozenset(
    "不对 不是 错 搞错 弄错 记错 登记错 写错 报错 填错 看错 读错 识别错 理解错 发错 打错 数字不对 数不对 数据不对 "
    "数字有误 数据有误 数字错 数据错 不正确 有误 有错 不准 不准确 登记不对 登记有误 记得不对 登的不对 报得不对".split()
)
_HEADS: Final = tuple(
    "机器人 助手 等一下 等等 刚才 刚刚 上面 这个 这条 这 那个 那 好像 全部 全 都 又 你 您 哎 唉 喂 啊 的".split()
)
_TAILS: Final = tuple("了 吧 啊 呀 哦 呢 的 嘛 哈 喔 啦 呃 哎".split())
_MARKS: Final = "。.!！~？?，,、 …"
_YES: Final = frozenset("确认 确认无误 没问题 没有问题 没错 对 对的 正确 无误 不用改 不改 是我看错 我看错".split())
_BACK: Final = frozenset("撤回 撤销 作废 删除 删掉 取消 撤掉 不算 重报 重新报".split())
_ALL: Final = ("全部", "全", "都", "整个", "整条", "这条", "这份", "请", "帮我")
_CIRCLED: Final = re.compile(r"[\u2460-\u249b\u24ea-\u24ff\u2776-\u2793\u3220-\u3229]|\d\ufe0f?\u20e3")
_SEGMENTS: Final = re.compile(r"[\n;；。]+")
_COMMAS: Final = re.compile(r"，|,(?!\d{3}(?!\d))|、(?=\s*第)")
_PAIR: Final = re.compile(
    r"\s*(?P<first>第)?\s*(?P<number>\d{1,2}|[一二三四五六七八九十]{1,3})(?P<item>\s*[项条个行栏号家])?"
    r"(?P<gap>[\s.、，:)\]=→>]*(?:应该是|应该为|应为|应是|改成|改为|换成|更正为|是|为|改)?[\s:]*)(?P<words>.*)"
)
_ALONE: Final = re.compile(r"\s*第?\s*(\d{1,3}|[一二三四五六七八九十]{1,3})\s*[项条个行栏号家]?\s*")
_THOUSANDS: Final = re.compile(r"\s*\d{1,3}(?:,\d{3})+\s*")
_SHORT: Final = frozenset("无 没有 零 是 否".split())
_LONGEST: Final = 300


@dataclass(frozen=True, slots=True)
class Given:
    """The right words for the figure of that number in the list."""

    number: int
    words: str


def objects(text: str) -> bool:
    """Whether the text says nothing but that something is wrong. `text` without mentions."""
    return len(text) <= 24 and _peeled(fold(text).strip(_MARKS), _HEADS, _TAILS) & _CORES != frozenset()


def agrees(text: str) -> bool:
    """Whether the text only says that all is right after all."""
    return len(text) <= 24 and _peeled(fold(text).strip(_MARKS), (), _TAILS) & _YES != frozenset()


def takes_back(text: str) -> bool:
    """Whether the text only says that the whole is to be forgotten."""
    return len(text) <= 24 and _peeled(fold(text).strip(_MARKS), _ALL, _TAILS) & _BACK != frozenset()


def _peeled(text: str, heads: Iterable[str], tails: Iterable[str]) -> frozenset[str]:
    """The text, and what is left as words that say nothing are taken off its ends one by one."""
    found = {text}
    waiting = [text]
    while waiting:
        current = waiting.pop()
        shorter = [current.removeprefix(head) for head in heads] + [current.removesuffix(tail) for tail in tails]
        for left in (one.strip(_MARKS) for one in shorter):
            if left and left not in found:
                found.add(left)
                waiting.append(left)
    return frozenset(found)


def numbered(text: str) -> tuple[Given, ...] | None:
    """2 130; 第二项130; 1 128，2 130: every figure with its number, or None where that is not what the text is."""
    if not text.strip() or len(text) > _LONGEST:
        return None
    said = _cleaned(_CIRCLED.sub(lambda found: f"\n第{_number_in(found[0])}项", text))
    given: list[Given] = []
    for segment in _SEGMENTS.split(said):
        if segment.strip():
            pairs = _of_segment(segment.strip())
            if pairs is None:
                return None
            given += pairs
    return tuple(given) or None


def number_alone(text: str) -> int | None:
    """2, 第二家: a number of the list and nothing else."""
    said = _CIRCLED.sub(lambda found: _number_in(found[0]), text).translate(table()).strip(_MARKS)
    found = _ALONE.fullmatch(said)
    return _value(found[1]) if found is not None else None


def _cleaned(text: str) -> str:
    """Character by character as in all of reading, but for the wide comma: it never stands inside a number."""
    return "，".join(part.translate(table()) for part in text.split("，"))


def _of_segment(segment: str) -> list[Given] | None:
    if _THOUSANDS.fullmatch(segment):
        return None
    parts = [part for part in _COMMAS.split(segment) if part.strip()]
    each = [_pair(part) for part in parts]
    if len(parts) > 1 and None not in each:
        return [pair for pair in each if pair is not None]
    places, figures = segment.split()[::2], segment.split()[1::2]
    if len(places) == len(figures) > 1 and all(map(_is_place, places)) and all(map(_is_figure, figures)):
        return [Given(int(at), figure) for at, figure in zip(places, figures, strict=True)]
    pair = _pair(segment)
    return [pair] if pair is not None else None


def _pair(text: str) -> Given | None:
    found = _PAIR.fullmatch(text)
    if found is None or not found["words"].strip() or not (found["first"] or found["item"] or found["gap"]):
        return None
    number = _value(found["number"])
    return Given(number, found["words"].strip()) if number is not None else None


def _is_place(word: str) -> bool:
    return word.isascii() and word.isdecimal() and len(word) < 3


def _is_figure(word: str) -> bool:
    return word in _SHORT or (word.isascii() and word.replace(",", "").isdecimal())


def _value(word: str) -> int | None:
    if word.isdecimal():
        return int(word)
    value = value_of(word)
    return value if isinstance(value, int) else None


def _number_in(mark: str) -> str:
    """② and 2️⃣ as 2."""
    return mark[0] if mark[0].isdecimal() and mark[0].isascii() else str(int(unicodedata.numeric(mark[0], 0)))
