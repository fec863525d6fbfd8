"""A calendar day at a place of a text, counted from the day the message was sent.

Whether a day found in a text is the day of the *report* is not decided here (see days.py): 计划复工时间：3月6日
is a day too. `weak` days (2.20, 02-27) are days only where a day may stand.
"""

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple

from bot.reading.chinese_numbers import value_of
from bot.reading.meaning import ProblemCode

RELATIVE = {
    "今天": 0, "今日": 0, "本日": 0, "今儿": 0, "今个": 0, "当天": 0, "当日": 0, "昨天": -1, "昨日": -1, "昨儿": -1,
    "前天": -2, "前日": -2, "大前天": -3, "大前日": -3, "明天": 1, "明日": 1, "后天": 2, "大后天": 3, "昨晚": -1,
    "昨夜": -1, "前晚": -2, "琴日": -1, "寻日": -1, "听日": 1,
}  # fmt: skip
"""Words for days beside today; 琴日, 寻日 and 听日 are Cantonese."""

_CN = "零〇○一二三四五六七八九十廿卅"
_YMD = re.compile(
    r"((?:19|20)\d{2})\s?(?:年|[-./])\s?(\d{1,2})\s?(?:月|[-./])\s?(\d{1,2})(?!\d)\s?(?:日(?!报)|号(?!楼))?"
)
_YMD_SHORT = re.compile(r"(\d{2})年(\d{1,2})月(\d{1,2})[日号]?")
_YMD_SOLID = re.compile(r"(20\d{2})([01]\d)([0-3]\d)(?!\d)")
_MD = re.compile(r"(\d{1,2})\s?月\s?(\d{1,2})(?!\d)(?:\s?(?:日(?!报)|号(?!楼)))?")
_MD_WEAK = re.compile(
    r"(\d{1,2})([-./])(\d{1,2})(?![\d%℃度万千人名个位例只%栋幢座层楼室班组]|[-./:]\d)(日(?!报)|号(?!楼))?"
)
_MD_SOLID = re.compile(r"(0[1-9]|1[0-2](?=\d\d日报))([0-3]\d)(?=日报|\s*(?:\n|$|:|[一-龥]))(?!人|名|个|只|位)")
_D = re.compile(
    r"(\d{1,2})\s?(日(?![报均用常夜产])|号(?![楼地房院线网格厂店车门机桥工铺宿窗仓柜馆公园区档台库塔井池炉令文码筒电泵岗亭通口舍食梯栋幢别站桩标段位船球]))"
)
_CN_MD = re.compile(rf"(?:([{_CN}]{{2,4}})年)?([{_CN}]{{1,3}})月([{_CN}]{{1,3}})(?:日(?!报)|号(?!楼))?")
_CN_D = re.compile(
    rf"([{_CN}]{{1,3}})(?:日(?![报均用常夜产])|号(?![楼地房院线网格厂店车门机桥工铺宿窗仓柜馆公园区档台库塔井池炉令文码筒电泵岗亭通口舍食梯栋幢别站桩标段位船球]))"
)
BEGINNINGS = frozenset("0123456789上本这周星礼" + _CN)
"""With these characters a day may begin."""
_DIGITS = re.compile(r"\d{1,9}")
_BEHIND_A_DAY = frozenset("年月日号-./")
_DAY_DIGITS, _YEAR_DIGITS, _SOLID_DIGITS = 2, 4, 8
_WEEKDAY = re.compile(r"(上上?|本|这个?)?(?:个)?(?:周|星期|礼拜)([一二三四五六日天])")


class DateMention(NamedTuple):
    """A day in the text. `day` None: `code` says why. `relative`: 今天, 昨日; `weekday`: 0 Monday, if written."""

    start: int
    end: int
    day: date | None
    code: ProblemCode | None = None
    weak: bool = False
    relative: bool = False
    weekday: int | None = None


def date_at(text: str, start: int, today: date) -> DateMention | None:
    """The day that begins at `start`. Days after `today` come back with their day: a report may not use them."""
    ch = text[start]
    if "0" <= ch <= "9":
        return _arabic(text, start, today)
    if ch in _CN:
        return _chinese(text, start, today)
    if ch in "上本这周星礼":
        found = _WEEKDAY.match(text, start)
        return _weekday(found, today) if found else None
    return None


def relative_day(word: str, today: date) -> date:
    """昨天 and its like, as a day."""
    return today + timedelta(days=RELATIVE[word])


def _arabic(text: str, start: int, today: date) -> DateMention | None:
    """How many digits there are, and what stands behind them, tells which of the ways it may be."""
    run = _DIGITS.match(text, start)
    digits = run.end() - start if run is not None else 0
    if digits <= _DAY_DIGITS:
        behind = text[start + digits : start + digits + 1]
        return _short(text, start, today, behind) if behind in _BEHIND_A_DAY or behind.isspace() else None
    if digits == _YEAR_DIGITS:
        if found := _YMD.match(text, start):
            return _whole(found, in_one=False)
        found = _MD_SOLID.match(text, start)
        if found and _exists(today.year, int(found[1]), int(found[2])):
            return _month_day(found, int(found[1]), int(found[2]), today, weak=True)
    elif digits == _SOLID_DIGITS and (found := _YMD_SOLID.match(text, start)):
        return _whole(found, in_one=True)
    return None


def _whole(found: re.Match[str], *, in_one: bool) -> DateMention | None:
    """A day with its year."""
    year, month, day = (int(g) for g in found.groups())
    year += 2000 if year < 100 else 0
    if not _exists(year, month, day) and (in_one or not month or not day):
        return None  # 1900/0/0 are three figures
    return _mention(found, year, month, day)


def _short(text: str, start: int, today: date, behind: str) -> DateMention | None:
    """2月20日, 20日, 2.20, and 20年2月20日, each with one or two digits first."""
    if behind == "年":
        found = _YMD_SHORT.match(text, start)
        return _whole(found, in_one=False) if found else None
    if behind in "-./":
        found = _MD_WEAK.match(text, start)
        if found and not (found[2] == "." and len(found[3]) == 1 and found[1] == "0"):
            return _month_day(found, int(found[1]), int(found[3]), today, weak=found[4] is None)
        return None
    if found := _MD.match(text, start):
        return _month_day(found, int(found[1]), int(found[2]), today)
    found = _D.match(text, start)
    return _day_only(found, int(found[1]), today) if found else None


def _chinese(text: str, start: int, today: date) -> DateMention | None:
    found = _CN_MD.match(text, start)
    if found:
        month, day = value_of(found[2]), _number(found[3])
        if not isinstance(month, int) or day is None:
            return None
        if found[1]:
            year = _number(found[1])
            if year is None:
                return None
            return _mention(found, year + (2000 if year < 100 else 0), month, day)
        return _month_day(found, month, day, today)
    found = _CN_D.match(text, start)
    day = _number(found[1]) if found else None
    return _day_only(found, day, today) if found and day is not None else None


def _number(word: str) -> int | None:
    """Chinese digits as one number; 一九 in a day is nineteen, not one or nine."""
    value = value_of(word)
    if isinstance(value, int):
        return value
    digits = [value_of(ch) for ch in word]
    if all(isinstance(d, int) and d < 10 for d in digits):
        return int("".join(map(str, digits)))
    return None


def _exists(year: int, month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]


def _mention(found: re.Match[str], year: int, month: int, day: int, *, weak: bool = False) -> DateMention | None:
    if not 1 <= year <= 9998:
        return None
    if _exists(year, month, day):
        return DateMention(found.start(), found.end(), date(year, month, day), weak=weak)
    if weak:
        return None
    return DateMention(found.start(), found.end(), None, "date_impossible")


def _month_day(found: re.Match[str], month: int, day: int, today: date, *, weak: bool = False) -> DateMention | None:
    """Without a year: this year's, but in January a December day is last year's."""
    year = today.year
    if _exists(year - 1, month, day) and (today - date(year - 1, month, day)).days <= 60:
        year -= 1
    if weak and not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return _mention(found, year, month, day, weak=weak)


def _day_only(found: re.Match[str], day: int, today: date) -> DateMention | None:
    """20日: this month's; of the last month only when that is a few days ago; else a day to come."""
    if not 1 <= day <= 31:
        return None
    if day > today.day:
        last = today.replace(day=1) - timedelta(days=1)
        if day <= last.day and (today - last.replace(day=day)).days <= 10:
            return DateMention(found.start(), found.end(), last.replace(day=day))
    if not _exists(today.year, today.month, day):
        return DateMention(found.start(), found.end(), None, "date_impossible")
    return DateMention(found.start(), found.end(), today.replace(day=day))


def _weekday(found: re.Match[str], today: date) -> DateMention:
    """周三: this week's when it has been, else last week's when that is at most three days ago."""
    number = "一二三四五六日天".index(found[2])
    number = 6 if number == 7 else number
    monday = today - timedelta(days=today.weekday())
    which = found[1] or ""
    day = monday + timedelta(days=number)
    if which.startswith("上"):
        day -= timedelta(days=7 * len(which))
    elif not which and day > today:
        day -= timedelta(days=7)
        if (today - day).days > 3:
            return DateMention(found.start(), found.end(), None, "date_ambiguous", weekday=number)
    return DateMention(found.start(), found.end(), day, weekday=number)
