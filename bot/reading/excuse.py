"""Reads orders about being excused: 申请免报 停产 到3月5日, 免报 3号网格 3月1日到3日 停电, 同意 E12, 取消免报 E12.

Raw words, because reading would take 停产 for a figure. A span may lie ahead, unlike that of a question; a day or a
length that nobody wrote is left None, never guessed.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from bot.directory.characters import fold
from bot.directory.model import Directory
from bot.directory.names import NameIndex
from bot.reading.called import said_plainly
from bot.reading.chinese_numbers import value_of
from bot.reading.dates import RELATIVE, date_at
from bot.reading.question_scope import find_grid, names_whole
from bot.reading.vocabulary import names_of

Action = Literal["ask", "grant", "end", "list", "accept", "decline"]
LONGEST = 300
_ASKS = re.compile(r"[?？]|[吗么呢]\s*[。.!！]*$|怎么|如何|谁|哪些|哪几|几家|多少|什么")
_LIST = re.compile(
    r"(?:查看?|看看?|列出?)?(?:所有|全部|现在|目前|当前)?的?免报(?:名单|情况|清单|列表|申请|单位)?[。.!！]*"
    r"|(?:请问|今天|今日|现在|目前|还)?有?(?:谁|哪些|哪几|多少)(?:家|个)?(?:单位|企业|公司|工地|店)?(?:是|在|被|已经?|申请了?)?免报(?:了|的)?[?？。]*"
    r"|免报的?(?:单位|企业)?(?:有|是)?(?:谁|哪些|哪几家|几家|多少家?)(?:单位|企业)?[?？。]*"
)
_NUMBER = r"[eE]\s*(?P<number>\d{1,6})"
_ACCEPT = re.compile(rf"(?:同意|批准|准许|可以|准)(?:申请)?(?:免报)?(?:申请)?\s*{_NUMBER}\s*(?:免报)?[。.!！~吧了]*")
_DECLINE = re.compile(
    rf"(?:不同意|不批准?|驳回|不准|拒绝)(?:申请)?(?:免报)?(?:申请)?\s*{_NUMBER}(?P<rest>.*)", re.DOTALL
)
_END = re.compile(rf"(?:取消|结束|撤销|停止|解除|终止)\s*(?:免报)\s*(?:{_NUMBER})?(?P<rest>.*)", re.DOTALL)
_ASK = re.compile(
    r"(?:我们?|我司|我单位|本单位)?(?:想|要|需要)?(?:申请|请求|报请)(?:免报|停报|暂停上报|不报)|(?:免报|停报)申请"
)
_GRANT = re.compile(r"(?:请|给|把|准予|设置?|登记|安排)?.{0,60}?免报", re.DOTALL)
_QUOTED = re.compile(r"【免报申请\s*E(\d{1,6})】")
_YES = re.compile(r"(?:同意|批准|准|可以|行|好的?)[。.!！~]*")
_NO = re.compile(r"(?:不同意|不批准?|驳回|不准|不行|拒绝)(?P<rest>.*)", re.DOTALL)
_FOR_EVER = re.compile(r"长期|无限期|一直|到?另行通知(?:为止)?|直到复工|复工前")
_LENGTH = re.compile(r"(?P<n>\d{1,3}|[一二两三四五六七八九十]{1,3})\s*个?(?P<u>天|日(?!起|报)|周|星期|礼拜|月)")
_TILL = re.compile(r"(?:直?到|至|截止到?|截至|—+|-+|~|～)\s*$")
_STOP = re.compile(r"\s*(?:为止|止|前|结束)")
_BEGIN = re.compile(r"\s*(?:起|开始)")
_FROM = re.compile(r"(?:从|自)\s*$")
_WEEKEND = re.compile(r"本周[内里]?|这周[内里]?")
_LEAD = re.compile(
    r"^(?:原因|理由|因为|因|由于|是|为|的|上报|报数|日报|免报|申请|请假|请|给|把|从|自|在|:|：|,|，|、|。|;|；|\s)+"
)
_HEADING = re.compile(r"(?:免报|起止)?(?:时间|日期|期限|天数)\s*[:：]")
_TAIL = re.compile(r"(?:免报|上报|的|,|，|、|。|;|；|\s|起|从|到|至|请|给|把|暂时|期间)+$")


@dataclass(frozen=True, slots=True)
class ExcuseOrder:
    """What a message says about excusing. `units` are ids; `area` a grid's or the zone's id, "" where none is named.

    `several`: units that a name fits, to be asked about. `to_day` None with `open_end`: until somebody ends it;
    without: nobody said how long. `quoted`: the number came out of the message that was quoted.
    """

    action: Action
    number: str = ""
    units: tuple[str, ...] = ()
    area: str = ""
    several: tuple[str, ...] = ()
    from_day: date | None = None
    to_day: date | None = None
    open_end: bool = False
    impossible: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Reader:
    """What is needed to read an order: the names, and the district's day."""

    directory: Directory
    today: date


def read_excuse(text: str, reader: Reader, *, quoted: str = "", may_grant: bool) -> ExcuseOrder | None:
    """The order, or None. `may_grant`: the sender may excuse others, so that 免报 alone is no application."""
    if len(text) > LONGEST:
        return None
    plain = said_plainly(text)
    if (decided := _answer(plain, quoted)) is not None:
        return decided
    if "免报" not in plain and not _ASK.search(plain):
        return None
    if _LIST.fullmatch(plain):
        return ExcuseOrder("list")
    if _ASKS.search(plain):
        return None
    if found := _END.fullmatch(plain):
        order = _about(found["rest"], reader, "end")
        return replace(order, number=found["number"] or "")
    if found := _ASK.search(plain):
        return _about(f"{plain[: found.start()]} {plain[found.end() :]}", reader, "ask")
    if (found := _GRANT.match(plain)) is None:
        return None
    order = _about(plain, reader, "grant")
    named = bool(order.units or order.area or order.several)
    if plain.startswith("免报") or (named and _says_when(order)):
        return order if may_grant else replace(order, action="ask")
    return None


def _says_when(order: ExcuseOrder) -> bool:
    return order.from_day is not None or order.to_day is not None or order.open_end


def _answer(plain: str, quoted: str) -> ExcuseOrder | None:
    """同意 E12, 不同意 E12 reason; with the application quoted also 同意 alone."""
    if found := _ACCEPT.fullmatch(plain):
        return ExcuseOrder("accept", found["number"])
    if found := _DECLINE.fullmatch(plain):
        return ExcuseOrder("decline", found["number"], reason=_why(found["rest"]))
    about = _QUOTED.search(quoted)
    if about is None:
        return None
    if _YES.fullmatch(plain):
        return ExcuseOrder("accept", about[1])
    if found := _NO.fullmatch(plain):
        return ExcuseOrder("decline", about[1], reason=_why(found["rest"]))
    return None


def _about(words: str, reader: Reader, action: Action) -> ExcuseOrder:
    """Who, from when to when, and why, out of the words of an order."""
    order, words = _named(ExcuseOrder(action), words, reader.directory)
    order, words = _dated(order, words, reader.today)
    return replace(order, reason=_reason(words))


def _named(order: ExcuseOrder, words: str, directory: Directory) -> tuple[ExcuseOrder, str]:
    grid = find_grid(words, directory)
    if grid is not None and grid.area is not None:
        return replace(order, area=grid.area.id), words[: grid.start] + " " + words[grid.end :]
    units, several, rest = units_in(words, names_of(directory))
    if units or several:
        return replace(order, units=units, several=several), rest
    if names_whole(words) and (zone := next((a for a in directory.areas if a.kind == "zone"), None)):
        return replace(order, area=zone.id), re.sub(r"全区|全体|全部网格|所有网格|各网格|整个?区", " ", words)
    return order, words


def units_in(words: str, index: NameIndex) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    """(units, what an unclear name fits, the words without them)."""
    units: dict[str, None] = {}
    rest, at = "", 0
    while at < len(words):
        hit = index.at(words, at)
        if hit is None or hit[0] - at < 2:
            rest += words[at]
            at += 1
            continue
        end, fitting = hit
        if len(fitting) > 1:
            return (), fitting, rest + " " + words[end:]
        units[fitting[0]] = None
        rest, at = rest + " ", end
    return tuple(units), (), rest


def _dated(order: ExcuseOrder, words: str, today: date) -> tuple[ExcuseOrder, str]:
    """Take the days out of the words, the first as beginning, the one behind 到 as end."""
    first: date | None = None
    last: date | None = None
    impossible = False
    kept, at = "", 0
    while at < len(words):
        point = _point(words, at, today)
        if point is None:
            kept += words[at]
            at += 1
            continue
        end, day = point
        if day is not None and first is not None and day < first and "月" not in words[at:end]:
            day = _same_month(day.day, first)
        till = _TILL.search(kept)
        kept = kept[: till.start()] if till else (kept[: f.start()] if (f := _FROM.search(kept)) else kept)
        stop = _STOP.match(words, end)
        begin = _BEGIN.match(words, end)
        impossible |= day is None
        if first is None and not till and not stop:
            first = day
        else:
            last = day
        at = stop.end() if stop else begin.end() if begin else end
    order, kept = _lasting(replace(order, from_day=first, to_day=last, impossible=impossible), kept, today)
    return _in_order(order, today), kept


def _same_month(number: int, first: date) -> date | None:
    """3月1日到3日: of the month that the span begins in, or of the next one."""
    try:
        day = first.replace(day=number)
        return day if day >= first else (first.replace(day=28) + timedelta(days=4)).replace(day=number)
    except ValueError:
        return None


def _point(words: str, at: int, today: date) -> tuple[int, date | None] | None:
    """(end, day) of a day that is written at `at`; a day None does not exist."""
    for word, offset in _LONGEST_FIRST:
        if words.startswith(word, at):
            return at + len(word), today + timedelta(days=offset)
    if at and words[at - 1].isdigit():
        return None
    found = date_at(words, at, today)
    return (found.end, found.day) if found is not None else None


_LONGEST_FIRST = sorted(RELATIVE.items(), key=lambda item: -len(item[0]))


def _lasting(order: ExcuseOrder, kept: str, today: date) -> tuple[ExcuseOrder, str]:
    """3天, 一周, 本周, 长期."""
    if order.to_day is not None:
        return order, kept
    if found := _FOR_EVER.search(kept):
        return replace(order, open_end=True), kept[: found.start()] + " " + kept[found.end() :]
    begin = order.from_day or today
    if found := _LENGTH.search(kept):
        number = value_of(found["n"])
        if isinstance(number, int) and number:
            last = _LENGTHS[found["u"]](begin, number)
            return replace(order, from_day=begin, to_day=last), kept[: found.start()] + " " + kept[found.end() :]
    if found := _WEEKEND.search(kept):
        sunday = today + timedelta(days=6 - today.weekday())
        return replace(order, to_day=sunday), kept[: found.start()] + " " + kept[found.end() :]
    if order.from_day is not None and not order.open_end:
        return replace(order, to_day=order.from_day), kept  # 免报 今天: that day alone
    return order, kept


def _days(begin: date, number: int) -> date:
    return begin + timedelta(days=number - 1)


def _weeks(begin: date, number: int) -> date:
    return _days(begin, 7 * number)


def _months(begin: date, number: int) -> date:
    return _days(begin, 30 * number)


_LENGTHS: dict[str, Callable[[date, int], date]] = {
    "天": _days, "日": _days, "周": _weeks, "星期": _weeks, "礼拜": _weeks, "月": _months,
}  # fmt: skip


def _in_order(order: ExcuseOrder, today: date) -> ExcuseOrder:
    """From today where only the end is said; an end before its beginning is of next year."""
    first, last = order.from_day, order.to_day
    if first is None and (last is not None or order.open_end):
        first = today
    if first is not None and last is not None and last < first:
        last = _next_year(last)
    return replace(order, from_day=first, to_day=last)


def _next_year(day: date) -> date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:  # the 29th of February
        return day.replace(year=day.year + 1, day=28)


def _reason(words: str) -> str:
    """What is left, without the little words around it."""
    words = re.sub(r"\s+", " ", _HEADING.sub(" ", words)).strip()
    before = None
    while before != words:
        before, words = words, _TAIL.sub("", _LEAD.sub("", words)).strip()
    return words if len(fold(words)) > 1 else ""


def _why(words: str) -> str:
    """The reason of a refusal, as it was written."""
    return words.strip(" \n\t,，。.!！:：;；")
