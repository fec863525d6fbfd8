"""Reads orders about what the clock says: 暂停催报 30分钟, 今天不再催, 恢复催报, 加发 3条：台风, 应急模式 到2月20日.

Only the whole message counts: 今天不再催 inside talk is talk. What was not said (how long, why) is left empty and asked
for by the verb, never guessed.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from bot.directory.model import Directory
from bot.reading.called import said_plainly
from bot.reading.chinese_numbers import value_of
from bot.reading.dates import RELATIVE, date_at
from bot.reading.question_scope import find_grid

Action = Literal["pause", "today", "resume", "extra", "emergency", "calm", "foresee"]
LONGEST = 120
_CHASE = r"(?:催报|催办|提醒|催)"
_N = r"(?P<n>\d{1,3}|[一二两三四五六七八九十]{1,3})"
_SPAN = re.compile(rf"{_N}\s*个?(?P<mid>半)?\s*(?P<u>分钟|分|刻钟|小时|钟头)(?P<half>半)?")
_HALF_HOUR = re.compile(r"半\s*个?\s*(?:小时|钟头)")
_CLOCK = re.compile(r"(?:到|至)\s*(?P<h>\d{1,2})(?:[:：点时](?P<m>\d{2})?(?P<half>半)?)分?")
_PAUSE = re.compile(rf"(?:先|请)?(?:暂停|停止|先停|停一?下|暂缓|缓){_CHASE}(?P<rest>.*)", re.DOTALL)
_TODAY = re.compile(
    rf"(?:今天|今日|今晚)(?:就?先?)(?:不再|不要再?|别再?|不用再?|不)(?:发)?{_CHASE}(?:报)?了?(?P<rest>.*)", re.DOTALL
)
_RESUME = re.compile(rf"(?:恢复|继续|重新|重新开始){_CHASE}(?:吧|了)?(?P<rest>.*)", re.DOTALL)
_EXTRA = re.compile(r"加发\s*(?P<n>\d{1,3}|[一二两三四五六七八九十]{1,3})\s*条(?:消息)?(?P<rest>.*)", re.DOTALL)
_CALM = re.compile(r"(?:结束|退出|关闭|解除|取消|停止)应急(?:模式)?(?P<rest>.*)", re.DOTALL)
_EMERGENCY = re.compile(r"(?:进入|开启|启动|打开)?应急模式(?P<rest>.*)", re.DOTALL)
_FORESEE = re.compile(
    r"(?:今天|今日|今晚|接下来|后面|之后|等下|等会儿?|明天前)?(?:还?会|还?要|将|还)?(?:自动)?"
    r"(?:发|催|提醒|推送)(?:些|出)?(?:什么|哪些|啥)(?:消息|提醒|通知)?[?？。]*"
)
_FORESEE_BEGINS = ("今", "接", "后", "之", "等", "明", "还", "会", "要", "将")
_LEAD = re.compile(r"^(?:原因|理由|因为|因|由于|是|为|了|吧|[\s:：,，、。;；])+")
_TAIL = re.compile(r"[\s。.!！~,，、;；]+$")
_UNITS = {"分钟": 1, "分": 1, "刻钟": 15, "小时": 60, "钟头": 60}


@dataclass(frozen=True, slots=True)
class SteeringOrder:
    """What a message says. `until` None: not said, or (`impossible`) no such moment. `area` and `group` are ids.

    A day counts to its end: 到2月20日 is until the midnight after it.
    """

    action: Action
    until: datetime | None = None
    impossible: bool = False
    amount: int = 0
    area: str = ""
    group: str = ""
    reason: str = ""


def read_steering(text: str, *, directory: Directory, now: datetime, zone: ZoneInfo) -> SteeringOrder | None:
    """The order, or None where the message is none."""
    if len(text) > LONGEST:
        return None
    plain = _TAIL.sub("", said_plainly(text))
    if plain.startswith(_FORESEE_BEGINS) and _FORESEE.fullmatch(plain):
        return SteeringOrder("foresee")
    if found := _CALM.fullmatch(plain):
        return SteeringOrder("calm", reason=_reason(found["rest"]))
    if found := _EMERGENCY.fullmatch(plain):
        return _emergency(found["rest"], now.astimezone(zone).date(), zone)
    if found := _EXTRA.fullmatch(plain):
        return _extra(found, directory)
    return _chasing(plain, directory, now, zone)


def _chasing(plain: str, directory: Directory, now: datetime, zone: ZoneInfo) -> SteeringOrder | None:
    """With a grid before or behind the words, or for all."""
    area = ""
    grid = find_grid(plain, directory)
    if grid is not None and grid.area is not None:
        area, plain = grid.area.id, (plain[: grid.start] + plain[grid.end :]).strip(" ，,、：:的")
    if found := _TODAY.fullmatch(plain):
        return SteeringOrder(
            "today", end_of(now.astimezone(zone).date(), zone), area=area, reason=_reason(found["rest"])
        )
    if found := _RESUME.fullmatch(plain):
        return SteeringOrder("resume", area=area) if not _reason(found["rest"]) else None
    found = _PAUSE.fullmatch(plain)
    if found is None:
        return None
    order = SteeringOrder("pause", area=area)
    rest = found["rest"]
    if span := _SPAN.search(rest):
        order = replace(order, until=_after(span, now))
    elif span := _HALF_HOUR.search(rest):
        order = replace(order, until=now + timedelta(minutes=30))
    elif span := _CLOCK.search(rest):
        order = _at_clock(order, span, now, zone)
    if span:
        rest = f"{rest[: span.start()]} {rest[span.end() :]}"
    return replace(order, reason=_reason(rest))


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """The midnight after that day."""
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=zone)


def _after(span: "re.Match[str]", now: datetime) -> datetime | None:
    count = _number(span["n"])
    if count is None or count <= 0:
        return None
    minutes = count * _UNITS[span["u"]] + (30 if span["mid"] or span["half"] else 0)
    return now + timedelta(minutes=minutes)


def _at_clock(order: SteeringOrder, span: "re.Match[str]", now: datetime, zone: ZoneInfo) -> SteeringOrder:
    hour, minute = int(span["h"]), 30 if span["half"] else int(span["m"] or 0)
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        return replace(order, impossible=True)
    day = now.astimezone(zone).date()
    clock = end_of(day, zone) if hour == 24 else datetime.combine(day, time(hour, minute), tzinfo=zone)
    if clock <= now and hour < 12:  # 到5点 in the afternoon is seventeen o'clock
        clock = datetime.combine(day, time(hour + 12, minute), tzinfo=zone)
    return replace(order, impossible=True) if clock <= now else replace(order, until=clock)


def _emergency(rest: str, today: date, zone: ZoneInfo) -> SteeringOrder | None:
    """Until the end of a day; a day that has been this year is meant next year."""
    order = SteeringOrder("emergency")
    if (found := day_in(rest, today)) is not None:
        begin, end, day = found
        before = re.sub(r"(?:直?到|至|截止到?)\s*$", "", rest[:begin])
        until = None if day is None else end_of(day, zone)
        order = replace(order, until=until, impossible=day is None or day < today)
        rest = f"{before} {rest[end:]}"
    reason = _reason(rest)
    if found is None and re.search(r"[?？吗么]|是什么|怎么", reason):
        return None
    return replace(order, reason=reason)


def day_in(words: str, today: date) -> tuple[int, int, date | None] | None:
    """Where the first day stands, and which it is (None: there is no such day)."""
    for at in range(len(words)):
        word = next((one for one in RELATIVE if words.startswith(one, at)), None)
        if word is not None:
            return at, at + len(word), today + timedelta(days=RELATIVE[word])
        if (found := date_at(words, at, today)) is not None:
            day = found.day
            if day is not None and day < today - timedelta(days=90) and "年" not in words[at : found.end]:
                day = _a_year_later(day)
            return at, found.end, day
    return None


def _a_year_later(day: date) -> date | None:
    """None: the 29th of February has none."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return None


def _extra(found: "re.Match[str]", directory: Directory) -> SteeringOrder:
    rest, group = found["rest"], ""
    names = sorted(((one.name, one.id) for one in directory.groups if one.name), key=lambda one: -len(one[0]))
    for name, key in names:
        if name in rest:
            group, rest = key, rest.replace(name, " ", 1)
            break
    rest = re.sub(r"^\s*(?:到|给|在|往)\s*", " ", rest)
    return SteeringOrder("extra", amount=_number(found["n"]) or 0, group=group, reason=_reason(rest))


def _number(word: str) -> int | None:
    if word.isdigit():
        return int(word)
    value = value_of(word)
    return value if isinstance(value, int) else None


def _reason(words: str) -> str:
    return _TAIL.sub("", _LEAD.sub("", " ".join(words.split())))
