"""What of a message is the sender's own statement: quoted messages, mentions and chat heads are set aside.

A newcomer's usual mistake is to drop everything above any dashed line: people draw lines under their headings too.
Above a rule only what stands in quotation brackets, or above a rule of parted dashes (a chat's own), is another's.
"""

import re
from typing import NamedTuple

from bot.directory.characters import fold
from bot.reading.meaning import Context
from bot.reading.normalise import Clean
from bot.reading.vocabulary import Vocabulary

_RULE = re.compile(r"[ ]*[-—_=─━][-—_=─━ ]{3,}")
_PARTED = re.compile(r"(?:[-—_=─━] +){3,}[-—_=─━]?[ ]*")
_QUOTE_MARKS = '「『“"[<《'
_QUOTE_ENDS = '」』”"]>》'
_SPEAKER = re.compile(
    r"[ ]*(?P<name>[^\n:]{1,30}?)[ ]+(?:(?:20\d\d[-/.年])?\d{1,2}[-/.月]\d{1,2}日?[ ]+)?(?:上午|下午|早上|晚上|中午)?"
    r"[ ]?(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?[ ]*"
)
_CLOCK = re.compile(r"\d:[0-5]\d")
_NO_NAME = re.compile(r"[@,，。;；]|截[至止]|[今昨当本]日|今天|昨天|时间|日期|更新|统计|数据")
_CITES = re.compile(r"(?:@\S{1,24} +)?[-—_=]*[ ]?(?:引用|回复|原消息|原始(?:信息|邮件|消息|内容)|转述|>)")
_FORWARDED = re.compile(r"\s*(?:@\S{1,24}\s+)*[【\[]?(?:转发|转[:：]|紧急?通知|通知[:：]|温馨提示|关于.{2,40}的?通知)")
_MENTION_TAIL = re.compile(r"[^\s\u2005@,，:：;；。、!！?？()（）【】\[\]]{1,24}")
_CHAIN = re.compile(r"[ ]*#?[ ]*(?:接龙|Group Note|group note|群接龙)", re.IGNORECASE)


class Speaker(NamedTuple):
    """A line of a copied chat that says who spoke: what follows is his."""

    at: int
    units: tuple[str, ...]


class Frame(NamedTuple):
    """`spans` of the cleaned text are the sender's own; `quoted` is what he quotes."""

    spans: tuple[tuple[int, int], ...]
    quoted: str = ""
    speakers: tuple[Speaker, ...] = ()
    mentions_bot: bool = False
    mentions_others: bool = False
    chain: bool = False
    forwarded: bool = False  # a notice handed on


def frame_of(clean: Clean, vocabulary: Vocabulary, context: Context) -> Frame:
    """Set aside what is not the sender's statement."""
    text = clean.text
    start, quoted = _after_quote(text)
    holes: list[tuple[int, int]] = []
    bot, others = _mentions(text, start, vocabulary, context, holes) if "@" in text else (False, False)
    speakers = _speakers(text, start, vocabulary, context, holes)
    chain = "接龙" in text or "roup" in text
    return Frame(
        spans=_spans(start, len(text), holes),
        quoted=quoted,
        speakers=speakers,
        mentions_bot=bot if context.mentions_bot is None else context.mentions_bot,
        mentions_others=others,
        forwarded=_FORWARDED.match(text, start) is not None,
        chain=chain and any(_CHAIN.match(line) for line in text[start:].split("\n", 3)[:3]),
    )


def _after_quote(text: str) -> tuple[int, str]:
    """Where the sender's own words begin behind a quoted message and its rule, and the quoted words."""
    if "\n" not in text:
        return 0, ""
    begun = len(text) - len(text.lstrip(" \n"))
    at = text.find("\n", begun) + 1
    first = seen = len(text) - len(text.lstrip())
    cites = False
    while at and (end := text.find("\n", at) + 1) and end < len(text):
        if _RULE.fullmatch(text, at, end - 1):
            last = _last_before(text, at)
            if last < first:
                return end, ""  # nothing but odd blanks above it
            cites = cites or _cites(text, seen, at)
            seen = at
            marked = text[first] in _QUOTE_MARKS and text[last] in _QUOTE_ENDS
            if marked or cites or _PARTED.fullmatch(text, at, end - 1):
                return end, text[first : last + 1].strip(_QUOTE_MARKS + _QUOTE_ENDS)
        at = end
    return 0, ""


def _last_before(text: str, at: int) -> int:
    """The last character before a place that is no blank, -1 for none."""
    last = at - 1
    while last >= 0 and text[last].isspace():
        last -= 1
    return last


def _cites(text: str, start: int, end: int) -> bool:
    """Whether a line of text[start:end] begins as a quotation is announced."""
    return any(_CITES.match(line) for line in text[start:end].split("\n"))


def _mentions(
    text: str, start: int, vocabulary: Vocabulary, context: Context, holes: list[tuple[int, int]]
) -> tuple[bool, bool]:
    """Whether the bot and whether others are mentioned; their places go into the holes."""
    bot = others = False
    name = fold(context.bot_name)
    at = text.find("@", start)
    while at >= 0:
        first = at + 1
        while text[first : first + 1] == " ":
            first += 1
        if text.startswith(name, first):
            bot, end = True, first + len(name)
        elif first > at + 1 and text[first - 1] != "@":
            found = vocabulary.members.longest(text, first)
            end = found[0] if found else at + 1
            others = others or found is not None
        else:
            found = vocabulary.members.longest(text, first)
            tail = _MENTION_TAIL.match(text, first)
            if found is not None:
                end, others = found[0], True
            elif tail is not None and text[tail.end() : tail.end() + 1] in (" ", "\u2005", "\n", ""):
                end, others = tail.end(), True
            else:
                end = at + 1
        holes.append((at, end))
        at = text.find("@", max(end, at + 1))
    return bot, others


def _speakers(
    text: str, start: int, vocabulary: Vocabulary, context: Context, holes: list[tuple[int, int]]
) -> tuple[Speaker, ...]:
    """Lines such as "利民家具-小周  17:46" of a copied chat."""
    if "\n" not in text or _CLOCK.search(text, start) is None:
        return ()
    found: list[Speaker] = []
    at = start
    for line in text[start:].split("\n"):
        if len(line) <= 60 and ":" in line:
            match = _SPEAKER.fullmatch(line)
            name = match["name"].strip() if match else ""
            if name and not _NO_NAME.search(name) and name.strip(" 0123456789-/.年月日"):
                units = _units_of(name, vocabulary, context)
                found.append(Speaker(at, units))
                holes.append((at, at + len(line)))
        at += len(line) + 1
    return tuple(found)


def _units_of(name: str, vocabulary: Vocabulary, context: Context) -> tuple[str, ...]:
    named = vocabulary.names.at(name, 0)
    if named is not None:
        return named[1]
    member = vocabulary.members.longest(name, 0)
    if member is not None and member[0] == len(name):
        return context.directory.member(member[1]).units
    return ()


def _spans(start: int, end: int, holes: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    spans: list[tuple[int, int]] = []
    at = start
    for first, last in sorted(holes):
        if first > at:
            spans.append((at, first))
        at = max(at, last)
    if at < end:
        spans.append((at, end))
    return tuple(spans)
