"""Reads until when something is to be done: 3天内, 3月5日12:00前, 明天下班前, 2小时内, 立即.

A day counts to its end. Only words that say so are a deadline: 时间:3月4日15:20 is when something was seen.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.reading.chinese_numbers import value_of
from bot.reading.dates import RELATIVE, date_at

_N = r"(?P<n>\d{1,3}|[一二两三四五六七八九十]{1,3})"
_UNITS = {
    "小时": timedelta(hours=1), "钟头": timedelta(hours=1), "天": timedelta(days=1), "日": timedelta(days=1),
    "周": timedelta(days=7), "星期": timedelta(days=7),
}  # fmt: skip
_SPAN = rf"(?<![\d.月]){_N}\s*个?(?P<u>小时|钟头|天|日|周|星期)"
_WITHIN = re.compile(_SPAN + r"\s*(?:之内|以内|内)")
_SO_LONG = re.compile(_SPAN + r"(?!前|之前|以前)")
_AT_ONCE = re.compile(r"立即|立刻|马上|当场|立行立改|即刻")
_CLOCK = (
    r"(?P<p>上午|早上|中午|下午|傍晚|晚上|晚)?\s*(?P<h>\d{1,2})(?:[:：]|点|时)(?P<m>\d{2}|半)?分?"
    r"|(?P<off>下班)"
)
_BEHIND = re.compile(rf"[\s,，]*(?:{_CLOCK})?\s*(?P<end>之?以?前|止|为止|内|之内|完成|清理|整改到位)?")
_LONE_CLOCK = re.compile(rf"(?<![\d月日])(?:{_CLOCK})\s*(?:之?以?前)")
_LEADING = re.compile(r"(?:限期?|到|至|于|在|截止到?|截至|期限|时限|要求)[\s:：]*(?:于|到|至|在)?\s*$")
_WEEKDAY = re.compile(r"(?P<which>下|本|这)?个?(?:周|星期|礼拜)(?P<day>[一二三四五六日天])")
_AFTERNOON = ("下午", "傍晚", "晚上", "晚")
OFF_WORK = time(18)
MIDNIGHT = 24
NOON = 12


@dataclass(frozen=True, slots=True)
class Until:
    """text[start:end] says until when. `at` None: there is no such day or hour."""

    start: int
    end: int
    at: datetime | None


def until_in(text: str, *, now: datetime, zone: ZoneInfo, loose: bool = False) -> Until | None:
    """The first deadline of the text; None: it says none. `loose`: 2天 alone is one, where one is asked for."""
    local = now.astimezone(zone)
    if found := _WITHIN.search(text):
        return _after(found, local)
    if (dated := _dated(text, local, loose=loose)) is not None:
        return dated
    if found := _LONE_CLOCK.search(text):
        return Until(found.start(), found.end(), _clock(found, local.date(), local))
    if loose and (found := _SO_LONG.search(text)):
        return _after(found, local)
    if found := _AT_ONCE.search(text):
        return Until(found.start(), found.end(), _end_of(local.date(), local))
    return None


def _after(found: "re.Match[str]", local: datetime) -> Until:
    number = int(found["n"]) if found["n"].isdigit() else value_of(found["n"])
    if not isinstance(number, int) or number <= 0:
        return Until(found.start(), found.end(), None)
    span = number * _UNITS[found["u"]]
    at = local + span if span < timedelta(days=1) or found["u"] in ("小时", "钟头") else None
    return Until(found.start(), found.end(), at or _end_of(local.date() + span, local))


def _dated(text: str, local: datetime, *, loose: bool) -> Until | None:
    for start in range(len(text)):
        named = _day_at(text, start, local.date())
        if named is None:
            continue
        end, day = named
        behind = _BEHIND.match(text, end)
        if behind is None:
            continue
        if not (behind["end"] or loose or _LEADING.search(text[:start])):
            continue
        if day is None:
            return Until(start, behind.end(), None)
        if _ago(text, start, end, behind.end()):
            continue
        has_clock = behind["h"] is not None or behind["off"] is not None
        return Until(start, behind.end(), _clock(behind, day, local) if has_clock else _end_of(day, local))
    return None


def _ago(text: str, start: int, end: int, behind: int) -> bool:
    """3日前已告知 is three days ago."""
    return bool(re.fullmatch(r"\d{1,2}日", text[start:end])) and bool(re.match(r"[已就曾发告]", text[behind:]))


def _day_at(text: str, start: int, today: date) -> tuple[int, date | None] | None:
    """Where the day that begins here ends, and which it is; weekdays and numbers alone are those to come."""
    word = next((one for one in _LONGEST_FIRST if text.startswith(one, start)), None)
    if word is not None:
        return start + len(word), today + timedelta(days=RELATIVE[word])
    if found := _WEEKDAY.match(text, start):
        day = today - timedelta(days=today.weekday()) + timedelta(days="一二三四五六日天".index(found["day"]) % 7)
        if found["day"] == "天":
            day = today - timedelta(days=today.weekday()) + timedelta(days=6)
        if found["which"] == "下" or (not found["which"] and day < today):
            day += timedelta(days=7)
        return found.end(), day
    if start and text[start - 1].isdigit():
        return None
    mention = date_at(text, start, today)
    if mention is None:
        return None
    day_alone = "月" not in text[mention.start : mention.end] and mention.day is not None and not mention.weak
    if day_alone and mention.day is not None and mention.day < today:  # 3日前 may be three days ago, 3号前 is to come
        return (mention.end, _next_with(mention.day.day, today)) if "号" in text[start : mention.end] else None
    return mention.end, mention.day


_LONGEST_FIRST = sorted(RELATIVE, key=len, reverse=True)


def _next_with(number: int, today: date) -> date | None:
    """The next day of that number; None: next month has none."""
    try:
        this = today.replace(day=number)
    except ValueError:
        return None
    if this >= today:
        return this
    month = today.replace(day=1) + timedelta(days=32)
    try:
        return month.replace(day=number)
    except ValueError:
        return None


def _clock(found: "re.Match[str]", day: date, local: datetime) -> datetime | None:
    if found["off"]:
        return datetime.combine(day, OFF_WORK, tzinfo=local.tzinfo)
    hour, minute = int(found["h"]), 30 if found["m"] == "半" else int(found["m"] or 0)
    if found["p"] in _AFTERNOON and hour < NOON:
        hour += NOON
    if hour > MIDNIGHT or minute > 59 or (hour == MIDNIGHT and minute):
        return None
    if hour == MIDNIGHT:
        return _end_of(day, local)
    return datetime.combine(day, time(hour, minute), tzinfo=local.tzinfo)


def _end_of(day: date, local: datetime) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=local.tzinfo)
