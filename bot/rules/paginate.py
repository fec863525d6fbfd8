"""Cuts a text to a platform's byte limit: at ends of lines where it can, never inside a character or a mention.

The marks （1/3） count toward the limit. Parts put together, without their marks, are the text again:
nothing is dropped and nothing is added, so a name is never lost between two parts.
"""

import re
import unicodedata

_SOFT = "、，。；：,;! ！?？ "
_TONES = frozenset(map(chr, range(0x1F3FB, 0x1F400)))
_FLAGS = frozenset(map(chr, range(0x1F1E6, 0x1F200)))
_MENTION = re.compile(r"@\S{1,64}|<@[^>\n]{1,64}>")


def paginate(text: str, limit: int) -> tuple[str, ...]:
    """The text in parts of at most `limit` UTF-8 bytes each; one part has no mark.

    A line that is longer than a part is cut behind punctuation or a space, a longer word anywhere
    between characters. Raises ValueError for a limit that has no room for marks and a character.
    """
    if len(text.encode()) <= limit:
        return (text,)
    for digits in range(1, 7):
        mark = len(_mark(10**digits - 1, 10**digits - 1).encode())
        if limit - mark < 8:
            break
        pieces = _cut(text, limit - mark)
        if len(pieces) < 10**digits:
            return tuple(piece + _mark(number, len(pieces)) for number, piece in enumerate(pieces, start=1))
    raise ValueError(f"{limit} bytes are too few to cut a text into")


def _mark(number: int, count: int) -> str:
    return f"（{number}/{count}）"


def _cut(text: str, room: int) -> list[str]:
    pieces = []
    start = 0
    while start < len(text):
        end = _fit(text, start, room)
        if end < len(text):
            end = _good_end(text, start, end)
        pieces.append(text[start:end])
        start = end
    return pieces


def _fit(text: str, start: int, room: int) -> int:
    """The furthest end at which text[start:end] still has at most `room` bytes."""
    end, used = start, 0
    while end < len(text):
        code = ord(text[end])
        used += 1 if code < 0x80 else 2 if code < 0x800 else 3 if code < 0x10000 else 4
        if used > room:
            break
        end += 1
    return end


def _good_end(text: str, start: int, end: int) -> int:
    """The best place to cut in text[start:end]: behind a line, behind punctuation, outside a mention."""
    newline = text.rfind("\n", start, end)
    if newline >= start:
        return newline + 1
    half = start + (end - start) // 2
    soft = max((text.rfind(sign, half, end) for sign in _SOFT), default=-1)
    if soft >= half and not _inside_mention(text, start, soft + 1):
        return soft + 1
    return _between(text, start, end)


def _between(text: str, start: int, end: int) -> int:
    """Back from `end` out of a mention and off a combining sequence; never to an empty part."""
    back = end
    if (opened := _mention_over(text, start, end)) is not None and opened > start:
        back = opened
    while back > start + 1 and _joins(text, back):
        back -= 1
    return back if back > start + 1 or back == end else end


def _joins(text: str, at: int) -> bool:
    """Whether the characters around `at` are seen as one: accents, line ends, skin tones, emoji sequences, flags."""
    before, here = text[at - 1], text[at]
    if unicodedata.category(here) in ("Mn", "Me", "Mc") or "\u200d" in (here, before) or here in _TONES:
        return True
    if before + here == "\r\n":
        return True
    return here in _FLAGS and before in _FLAGS and _flags_before(text, at) % 2 == 1


def _flags_before(text: str, at: int) -> int:
    """How many letters of flags end there: two of them are one flag."""
    start = at
    while start > 0 and text[start - 1] in _FLAGS:
        start -= 1
    return at - start


def _inside_mention(text: str, start: int, at: int) -> bool:
    return _mention_over(text, start, at) is not None


def _mention_over(text: str, start: int, at: int) -> int | None:
    """Where a mention begins that `at` would cut in two."""
    for found in _MENTION.finditer(text, max(start, at - 70), min(len(text), at + 70)):
        if found.start() < at < found.end():
            return found.start()
    return None
