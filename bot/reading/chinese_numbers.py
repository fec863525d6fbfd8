"""The value of a Chinese number: 一百二, 廿三, 两百, 壹佰, 一千零五, 三万六, 幺二六, also with digits in it (1万5).

cn2an was tried and left: it reads 一百十六 as 106 and refuses 廿三. What is not surely one number (五六, 十几,
二三) has no value here; the caller asks.
"""

from typing import Literal

DIGITS = {
    "零": 0, "〇": 0, "○": 0, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9,
    "两": 2, "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9, "幺": 1,
    "弍": 2, "貮": 2, "俩": 2, "仨": 3,
}  # fmt: skip
TENS = {"廿": 20, "卅": 30, "卌": 40, "念": 20}
UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
BIG = {"万": 10_000, "亿": 100_000_000}
CHARS = frozenset(DIGITS) | frozenset(TENS) - {"念"} | frozenset(UNITS) | frozenset(BIG)

Verdict = int | Literal["inexact", "broken"]


def value_of(word: str) -> Verdict:
    """The whole number that `word` states; "inexact" for 五六 or 七八十; "broken" when it is none at all."""
    if not any(ch in UNITS or ch in BIG or ch in TENS for ch in word):
        return _digit_string(word)
    return _with_units(_split(word))


def _digit_string(word: str) -> Verdict:
    """幺二六 is 126 as people dictate it; 五六 is five or six, 三五 a few; one character is itself."""
    if word.isdigit() and word.isascii():
        return int(word)
    if any(ch.isascii() for ch in word):
        return "broken"
    digits = [DIGITS[ch] for ch in word if ch in DIGITS]
    if len(digits) != len(word):
        return "broken"
    if len(digits) == 1:
        return digits[0]
    if len(digits) == 2 and not set(word) & set("零〇○幺"):
        return "inexact"
    if "两" in word:
        return "inexact" if len(word) == 2 else "broken"
    if digits[0] == 0:
        return "broken"
    return int("".join(map(str, digits)))


def _split(word: str) -> list[str]:
    """Runs of ASCII digits stay together, every other character is a part of its own."""
    parts: list[str] = []
    for ch in word:
        if ch.isascii() and parts and parts[-1][-1].isascii():
            parts[-1] += ch
        else:
            parts.append(ch)
    return parts


class _Reader:
    """Adds up the parts from left to right, every unit smaller than the one before it."""

    def __init__(self) -> None:
        self.total = 0  # finished 亿 and 万
        self.section = 0  # below the next 万
        self.digit: int | None = None
        self.last_unit = 0  # of the section
        self.last_big = 0
        self.zero = False
        self.verdict: Verdict | None = None

    def take(self, part: str) -> None:
        """One character or one run of ASCII digits."""
        if part.isascii():
            self._number(int(part))
        elif part in TENS:
            if self.digit is not None or 0 < self.last_unit <= 10:
                self.verdict = "broken"
                return
            self.section += TENS[part]
            self.last_unit, self.zero = 10, False
        elif part in DIGITS:
            value = DIGITS[part]
            if value == 0:
                if self.digit is not None:
                    self.verdict = "broken"
                self.zero = True
            else:
                self._number(value)
        elif part in UNITS:
            self._unit(UNITS[part])
        else:
            self._big(BIG[part])

    def _number(self, value: int) -> None:
        if self.digit is not None:
            near = self.digit < 10 and value < 10 and self.digit != value
            self.verdict = "inexact" if near else "broken"
        self.digit = value

    def _unit(self, unit: int) -> None:
        if self.last_unit and unit >= self.last_unit:
            self.verdict = "broken"
            return
        if self.digit is None and unit > 10:  # 百二 alone is speech we ask about
            self.verdict = "broken"
        self.section += (1 if self.digit is None else self.digit) * unit
        self.digit, self.last_unit, self.zero = None, unit, False

    def _big(self, unit: int) -> None:
        section = self.section + (self.digit or 0)
        if section == 0 or (self.last_big and unit >= self.last_big):
            self.verdict = "broken"
            return
        self.total += section * unit
        self.section, self.digit, self.last_unit, self.zero, self.last_big = 0, None, 0, False, unit

    def result(self, *, ends_with_digits: bool) -> Verdict:
        """The sum; a last bare digit takes the unit below the last one (一百二, 三万六)."""
        if self.verdict is not None:
            return self.verdict
        if self.digit is None:
            return self.total + self.section
        tail = self.digit
        below = self.last_unit or self.last_big
        short = tail < 10 and not self.zero and below > 10
        if short:
            tail *= below // 10
        elif ends_with_digits and tail >= (below or tail + 1):
            return "broken"
        return self.total + self.section + tail


def _with_units(parts: list[str]) -> Verdict:
    reader = _Reader()
    for part in parts:
        reader.take(part)
        if reader.verdict is not None:
            return reader.verdict
    return reader.result(ends_with_digits=parts[-1].isascii())
