"""Digits that count nothing: telephones, times of day, codes, sizes of packs, prices; told by what follows the digits.

`stop` is always where the run of digits ends that goes on at `at`. A newcomer's usual mistake is to write the run into
the pattern: a pattern that begins with any number of digits reads a long run anew at each of its places.
"""

import re
from typing import Final

_MOBILE: Final = re.compile(r"1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)")
_TELEPHONES: Final = (
    _MOBILE,
    re.compile(r"0\d{2,3}[- ]?\d{7,8}(?!\d)"),  # land line
    re.compile(r"[48]00-?\d{3}-?\d{4}(?!\d)"),
)
_TIME: Final = re.compile(r"(?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d)?(?!\d)")
_MASKED: Final = re.compile(r"\*{2,}\d+")
_HIDDEN: Final = re.compile(r"\*{3,}")
_LETTERS: Final = re.compile(r"[A-Za-z][A-Za-z\d]*")
_IDENTITY: Final = re.compile(r"\d{17}[\dXx]")
_PACKED: Final = re.compile(r"[包盒箱袋件打]?[xX×*]\d+[只个片]?")
_PACKS: Final = frozenset("包盒箱袋件打xX×*")
_RESULT: Final = re.compile(r"[ ]?=")
_PRICE: Final = re.compile(r"一[盒包只个袋箱片瓶桶斤](?!都|也|没)")
_HOTLINE: Final = re.compile(r"12345(?=热线|平台|投诉|电话|政务|打|反映|举报|$|[,。、 \n])|12320(?!\d)")
_FORMULA: Final = re.compile(r"[A-Za-z]{2,10}\([^()\n]{0,40}\)")
_SCALES: Final = frozenset("wWkK")
_MEASURES: Final = ("kg", "ml")
_IDENTITY_DIGITS: Final = 17
_HOTLINE_DIGITS: Final = 5


def formula_end(text: str, at: int) -> int | None:
    """=SUM(B2:B9) in place of its result."""
    found = _FORMULA.match(text, at) if text[at - 1 : at] == "=" else None
    return found.end() if found is not None else None


def product_end(text: str, stop: int) -> int | None:
    """20包*50只=1000只: the end of what is multiplied before its result."""
    packed = _PACKED.match(text, stop) if text[stop : stop + 1] in _PACKS else None
    result = _RESULT.match(text, packed.end()) if packed is not None else None
    return result.end() if result is not None else None


def look_alike_end(text: str, at: int, stop: int) -> int | None:
    """The end of what begins with the digits text[at:stop] and is no count, or None."""
    behind = text[stop : stop + 1]
    digits = stop - at
    if digits > 2:
        for pattern in _TELEPHONES:
            if found := pattern.match(text, at):
                return found.end()
    elif behind == ":" and (found := _TIME.match(text, at)):
        return found.end()
    if behind == "*" and (found := _MASKED.match(text, stop) or (_HIDDEN.match(text, stop) if digits > 2 else None)):
        return found.end()
    if behind.isascii() and behind.isalpha() and (end := _code_end(text, stop)) is not None:
        return end
    if digits >= _IDENTITY_DIGITS and (found := _IDENTITY.match(text, at)):
        return found.end()
    if behind in _PACKS and (found := _PACKED.match(text, stop)):
        return found.end()
    if behind == "一" and _PRICE.match(text, stop):
        return stop
    if digits >= _HOTLINE_DIGITS and (found := _HOTLINE.match(text, at)):
        return found.end()
    return None


def _code_end(text: str, stop: int) -> int | None:
    """5G, 3M, 91441600MA4X; but 2w and 3k are numbers, and 5kg and 500ml are measured."""
    found = _LETTERS.match(text, stop)
    end = found.end() if found is not None else stop
    while end > stop and (text[end - 1] in _SCALES or text.startswith(_MEASURES, end - 2)):
        end -= 1
    return end if end > stop else None
