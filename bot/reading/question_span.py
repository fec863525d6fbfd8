"""Which day or span of days a question is about: 昨天, 上周三, 近7天, 2月20到25日, 2.17-2.23, 2月份.

A newcomer's usual mistake is to read any "3-5" as a date: in a question digits also number grids and
count people, so a bare month-day pair must be a possible one and must not touch a measure word.
Spans never reach beyond today; a written day that does not exist is returned as `impossible`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from bot.reading.chinese_numbers import CHARS, value_of
from bot.reading.dates import BEGINNINGS, date_at

_NUM = "[0-9" + "".join(sorted(CHARS - set("百佰千仟万亿"))) + "]"
_WEEKDAY = re.compile(r"(?P<week>上上|上|本|这)?(?:个)?(?:周|星期|礼拜)(?P<wd>日(?!报)|天(?!天)|[一二三四五六1-6])")
_WORD = re.compile(
    r"大前[天日]|前[天日]|昨[天日晚儿]|今[天日晚早儿]|当[天日]|截[至止]目前|目前|此刻|现在|昨|今(?![天日晚早儿年后])"
)
_DOTTED = re.compile(r"(0?[1-9]|1[0-2])[./](0[1-9]|[12][0-9]|3[01]|[1-9])(?=\s?[-—~～到至])")
_BEGINNINGS = BEGINNINGS | frozenset("大前昨今当截目此现个")
"""With these characters a day of a question may begin."""
_NOW = frozenset({"目前", "此刻", "现在", "截至目前", "截止目前"})
_TO = r"\s*(?:日|号)?\s*(?:到|至|-+|—+|~|～|－)\s*"
_WEEK = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6}


@dataclass(frozen=True, slots=True)
class DaySpan:
    """Days from..to inclusive and the words text[start:end]; `impossible`: such a day does not exist."""

    from_day: date | None
    to_day: date | None
    start: int
    end: int
    impossible: bool = False


@dataclass(frozen=True, slots=True)
class _Point:
    day: date | None
    start: int
    end: int
    weekday: bool = False


def _number(words: str | None) -> int | None:
    if not words:
        return None
    value = value_of(words)
    if isinstance(value, int):
        return value
    return None


def _dated(year: int | None, month: int | None, day: int | None, today: date) -> date | None:
    """The day itself; without a year the nearest that is not far ahead. None: there is no such day."""
    if month is None or day is None:
        return None
    try:
        found = date(year or today.year, month, day)
        if year is None and found > today + timedelta(days=60):
            found = date(today.year - 1, month, day)
    except ValueError:
        return None
    return found


def _day_of_month(day: int | None, today: date) -> date | None:
    """20日: of this month, or of the last one when this month's lies ahead."""
    if day is None or not 1 <= day <= 31:
        return None
    this = _dated(today.year, today.month, day, today)
    if this is not None and this <= today:
        return this
    before = today.replace(day=1) - timedelta(days=1)
    return _dated(before.year, before.month, day, today) or this


def _weekday(found: re.Match[str], today: date) -> date:
    """周三 is the last Wednesday that has been; 上周三 of the week before, 本周三 of this one."""
    name = found["wd"]
    index = _WEEK[name] if name in _WEEK else int(name) - 1
    day = today - timedelta(days=today.weekday() - index)
    weeks = {"上": 1, "上上": 2}.get(found["week"] or "", 0)
    if found["week"] is None and day > today:
        weeks = 1
    return day - timedelta(days=7 * weeks)


def _days_ago(word: str) -> int:
    if word.startswith("大前"):
        return 3
    return {"前": 2, "昨": 1}.get(word[0], 0)


def _point_at(text: str, start: int, today: date) -> _Point | None:
    if word := _WORD.match(text, start):
        return _Point(today - timedelta(days=_days_ago(word[0])), start, word.end())
    if week := _WEEKDAY.match(text, start):
        return _Point(_weekday(week, today), start, week.end(), weekday=week["week"] is None)
    if start and text[start].isdigit() and text[start - 1].isdigit():
        return None
    if dotted := _DOTTED.match(text, start):  # 2.17-2.23: no figure of a report, but the head of a span
        return _Point(_dated(None, int(dotted[1]), int(dotted[2]), today), start, dotted.end())
    found = date_at(text, start, today)
    return _Point(found.day, start, found.end) if found else None


def _points(text: str, today: date) -> list[_Point]:
    points: list[_Point] = []
    at = 0
    while at < len(text):
        point = _point_at(text, at, today) if text[at] in _BEGINNINGS else None
        if point is not None:
            points.append(point)
        at = point.end if point else at + 1
    return points


def _month_span(year: int, month: int, today: date) -> tuple[date, date] | None:
    if not 1 <= month <= 12:
        return None
    first = date(year, month, 1)
    if first > today:
        first = first.replace(year=year - 1)
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return first, min(last, today)


def _last_days(count: int, today: date) -> tuple[date, date]:
    return today - timedelta(days=max(count, 1) - 1), today


def _week_span(weeks_ago: int, today: date) -> tuple[date, date]:
    monday = today - timedelta(days=today.weekday() + 7 * weeks_ago)
    return monday, min(monday + timedelta(days=6), today)


def _last_month(today: date) -> tuple[date, date] | None:
    before = today.replace(day=1) - timedelta(days=1)
    return _month_span(before.year, before.month, today)


def _weekend(today: date) -> tuple[date, date]:
    saturday = today - timedelta(days=(today.weekday() - 5) % 7)
    return saturday, min(saturday + timedelta(days=1), today)


_Rule = tuple[re.Pattern[str], Callable[[re.Match[str], date], tuple[date, date] | None]]
_SPANS: tuple[_Rule, ...] = (
    (
        re.compile(
            rf"(?:最近|过去|近|前|这|连续|连着|接连|一连|往前|头)(?:的)?(?P<n>{_NUM}{{1,3}})\s*(?:个)?(?:天|日)(?:内|来|以来)?"
        ),
        lambda m, t: _last_days(_number(m["n"]) or 7, t),
    ),
    (
        re.compile(
            rf"(?:最近|过去|近|前|这|连续)(?:的)?(?P<n>{_NUM}{{1,2}})\s*个?(?:周|星期|礼拜)(?![日一三四五六末])"
        ),
        lambda m, t: _last_days(7 * (_number(m["n"]) or 1), t),
    ),
    (
        re.compile(rf"(?<![0-9第]){_NUM}{{1,2}}天(?=[都全也]?(?:没有?|未|冇)[上填]?[报交填])"),
        lambda m, t: _last_days(_number(m[0][:-1]) or 2, t),
    ),
    (
        re.compile(r"(?:最近|过去|近|这)(?:的)?(?:半个月)|(?:最近|过去|近)(?:一个|一|1个)月"),
        lambda m, t: _last_days(15 if "半" in m[0] else 30, t),
    ),
    (
        re.compile(r"(?:最近|过去|近|这|前)(?:的)?(?:几|些)(?:天|日)|近期|近来|连日来?|一周内?(?:以?来)"),
        lambda _, t: _last_days(7, t),
    ),
    (re.compile(r"上上(?:个)?(?:周|星期|礼拜)(?!日(?!报)|[一二三四五六天末1-6])"), lambda _, t: _week_span(2, t)),
    (re.compile(r"上(?:个|一)?(?:周|星期|礼拜)末"), lambda _, t: _weekend(t - timedelta(days=t.weekday() + 1))),
    (re.compile(r"上(?:个|一)?(?:周|星期|礼拜)(?!日(?!报)|[一二三四五六天1-6])"), lambda _, t: _week_span(1, t)),
    (
        re.compile(r"(?:本|这|这个|这一)(?:周|星期|礼拜)(?!日(?!报)|[一二三四五六天末1-6])"),
        lambda _, t: _week_span(0, t),
    ),
    (re.compile(r"(?:这|这个|本)?(?:周|星期|礼拜)末"), lambda _, t: _weekend(t)),
    (re.compile(r"上(?:个)?月(?:份)?"), lambda _, t: _last_month(t)),
    (re.compile(r"本月|这个月|当月|月初(?:到|至)(?:现在|今天|今日|目前)"), lambda _, t: (t.replace(day=1), t)),
    (
        re.compile(rf"(?<![0-9])(?P<n>{_NUM}{{1,2}})月(?:份|的|整月|全月|全部|(?!\s*{_NUM}))"),
        lambda m, t: _month_span(t.year, _number(m["n"]) or 0, t),
    ),
    (re.compile(r"每[天日]|逐日|最近|近日"), lambda _, t: _last_days(7, t)),
)
_MONTH_SHORT = re.compile(
    rf"(?P<a>{_NUM}{{1,2}})月(?P<d>{_NUM}{{1,3}})[日号]?{_TO}(?:(?P<b>{_NUM}{{1,2}})月)?(?P<e>{_NUM}{{1,3}})(?:[日号]|(?!{_NUM}|月|\.))"
)
_DAY_SHORT = re.compile(rf"(?<!{_NUM})(?P<d>{_NUM}{{1,3}})[日号]?{_TO}(?P<e>{_NUM}{{1,3}})[日号](?!网|格|楼|地)")
_SINCE = re.compile(r"\s*(?:以来|开始|起|至今|到现在|到今天|到目前|之后|往后)")
_JOINED = re.compile(_TO)
_AND = re.compile(r"\s*(?:的)?(?:[\u4e00-\u9fff]{0,4})?(?:和|跟|与|同|比|对比|、|,|较|vs)\s*", re.IGNORECASE)


def _span(a: date | None, b: date | None, start: int, end: int, today: date) -> DaySpan:
    if a is None or b is None:
        return DaySpan(None, None, start, end, impossible=True)
    first, last = min(a, b), max(a, b)
    return DaySpan(first, max(first, min(last, today)), start, end)


def _short_ranges(text: str, today: date) -> DaySpan | None:
    """2月20到25日, 2月17日-2月23日 and 20-25号, whose second day borrows the month."""
    if m := _MONTH_SHORT.search(text):
        month = _number(m["a"])
        a = _dated(None, month, _number(m["d"]), today)
        b = _dated(None, _number(m["b"]) or month, _number(m["e"]), today)
        return _span(a, b, m.start(), m.end(), today)
    if m := _DAY_SHORT.search(text):
        return _span(
            _day_of_month(_number(m["d"]), today), _day_of_month(_number(m["e"]), today), m.start(), m.end(), today
        )
    return None


def _between(points: list[_Point], text: str, today: date) -> DaySpan | None:
    """Two days joined by 到 or -, two that are compared, or one and 以来."""
    for left, right in pairwise(points):
        gap = text[left.end : right.start]
        joined = _JOINED.fullmatch(gap)
        if joined or _AND.fullmatch(gap):
            first = left.day
            if joined and left.weekday and first and right.day and first > right.day:  # 周一到周三, asked on a Monday
                first -= timedelta(days=7)
            return _span(first, right.day, left.start, right.end, today)
    for point in points:
        if since := _SINCE.match(text, point.end):
            return _span(point.day, today, point.start, since.end(), today)
    return None


def read_span(text: str, today: date) -> DaySpan | None:
    """The day or days that `text` names, or None when it names none. Days are of the district's zone."""
    if short := _short_ranges(text, today):
        return short
    points = _points(text, today)
    if joined := _between(points, text, today):
        return joined
    for pattern, span_of in _SPANS:
        if (m := pattern.search(text)) and (span := span_of(m, today)):
            since = _SINCE.match(text, m.end())
            return DaySpan(span[0], today if since else span[1], m.start(), since.end() if since else m.end())
    if not points:
        return None
    # 目前 beside another day is not the one that is meant: 目前2月20日的数据
    telling = [p for p in points if text[p.start : p.end] not in _NOW] or points
    point = telling[0]
    if len(telling) == 2 and not re.search(r"[0-9\n]", text[point.end : telling[1].start]):
        return _span(point.day, telling[1].day, point.start, point.end, today)
    return DaySpan(point.day, point.day, point.start, point.end, impossible=point.day is None)
