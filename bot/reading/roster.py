"""Reads what is said about the watch: 值班 今天 8:00-20:00 张三, 值班表, 谁值班, 交班, 接班, 取消值班 明天 8:00-20:00.

Only a whole message counts, and every line of it must be understood: half a roster would leave a gap that nobody sees.
A day counts for the lines below it; a span that ends before it begins ends on the next day.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from bot.directory.model import Directory, Member
from bot.forms.watch import ShiftName
from bot.reading.called import CALL, said_plainly
from bot.reading.chinese_numbers import value_of
from bot.reading.steering import day_in

Action = Literal["set", "clear", "table", "who", "hand_over", "take_over", "open"]
Lack = Literal["nobody", "no_such_person", "which_person", "no_time", "no_day", "over", "not_read"]
LONGEST = 3000
MOST_DAYS = 62
_SET = re.compile(
    r"(?:请|帮我)?(?:登记|设置|安排|改)?(?:值班表?|排班表?|值守)(?:安排)?[\s:：,，]*(?P<rest>.+)", re.DOTALL
)
_CLEAR = re.compile(r"(?:取消|撤销|删除|清空)(?:值班|排班)[\s:：,，]*(?P<rest>.+)", re.DOTALL)
_TABLE = re.compile(r"(?:看|查|查看|看看|发)?(?:一下)?(?:值班表|排班表|值班安排)")
_WHO = re.compile(
    r"(?P<when>现在|当前|目前|此刻|今天|今日|今晚|今夜|明天|明日|明晚|后天)?(?:是|由|归)?"
    r"(?:谁|哪个|哪位)(?:在|来)?(?:值班|当班|值守|的班)(?:的|呢|啊|呀)?"
)
_WHO_TURNED = re.compile(
    r"(?P<when>现在|今天|今晚|明天|明晚|后天)?(?:值班|当班)的?(?:人|人员)?(?:是|有)?(?:谁|哪位|哪些人?)"
)
_HAND_OVER = re.compile(
    r"(?:我)?(?:要|现在|准备)?交班(?:了|啦)?(?:[\s:：,，。]+(?:备注[\s:：]*)?(?P<note>.+))?", re.DOTALL
)
_TAKE_OVER = re.compile(r"(?:我)?(?:来|已|已经|确认)?接班(?:了|啦)?")
_OPEN = re.compile(
    r"(?:看看?|查看?|还有|有)?(?:还有)?(?:哪些|什么|几件)?(?:未结|没结|没办结|未办结|没了结|没办完)(?:的)?(?:事项|事情|事|有哪些)?"
)
_BITS = r"(?P<{0}p>早上|早晨|清晨|早|上午|中午|下午|傍晚|晚上|晚|夜里|凌晨)?"
_HOUR = (
    r"(?P<{0}h>\d{{1,2}}|[一二三四五六七八九十]{{1,3}}(?=点|时))"
    r"(?P<{0}c>[:：点时])?(?P<{0}m>\d{{2}})?(?P<{0}f>半)?(?:分|整)?"
)
_NEXT = r"(?P<next>次日|第二天|翌日|隔天|明早|次晨)?"
_SPAN = re.compile(
    (_BITS + _HOUR).format("a") + r"\s*(?:-|—|–|~|～|至|到)+\s*" + _NEXT + r"\s*" + (_BITS + _HOUR).format("b")
)
_WHOLE_DAY = re.compile(r"全天|24小时|整天")
_BACKUP = re.compile(r"(?:备班|后备|备勤|替班|副班)[\s:：]*")
_PHONE = re.compile(r"(?<![\dA-Za-z_])1[\dxX*＊]{10}(?!\d)")
_PARTING = re.compile(r"[\s、,，;；。和与/及+&:：()（）]+")
_DAY_JOIN = re.compile(r"^\s*(?:-|—|–|~|～|至|到)\s*")
_WEEKDAY = re.compile(r"(?P<which>下|本|这)?个?(?:周|星期|礼拜)(?P<day>[一二三四五六日天])")
_BULLET = re.compile(r"^\s*(?:\d{1,2}[.、)）]\s*|[-*•·]\s+)")
_TITLES = re.compile(r"(?:值班员|带班领导|带班|值班|主班|正班|班长|负责人)")
_TAIL = re.compile(r"[\s。.!！?？~]+$")


@dataclass(frozen=True, slots=True)
class ShiftRead:
    """One span with its people as user ids; nobody: it is taken out of the roster."""

    from_at: datetime
    until_at: datetime
    people: tuple[str, ...] = ()
    backup: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unread:
    """Why a line is not understood, and its words."""

    lack: Lack
    words: str


@dataclass(frozen=True, slots=True)
class RosterOrder:
    """What a message says. With `unread` lines nothing of it is to be kept. `day`: what 谁值班 asks about."""

    action: Action
    shifts: tuple[ShiftRead, ...] = ()
    unread: tuple[Unread, ...] = ()
    day: date | None = None
    night: bool = False
    note: str = ""


class _Days(NamedTuple):
    first: date
    last: date


def read_roster(
    text: str, *, directory: Directory, shifts: Sequence[ShiftName], now: datetime, zone: ZoneInfo
) -> RosterOrder | None:
    """The order, or None where the message is none."""
    if len(text) > LONGEST:
        return None
    plain = _TAIL.sub("", said_plainly(text))
    today = now.astimezone(zone).date()
    if _TABLE.fullmatch(plain):
        return RosterOrder("table")
    if found := _WHO.fullmatch(plain) or _WHO_TURNED.fullmatch(plain):
        return _asked(found["when"] or "", today)
    if plain and _OPEN.fullmatch(plain):
        return RosterOrder("open")
    if _TAKE_OVER.fullmatch(plain):
        return RosterOrder("take_over")
    as_written = _TAIL.sub("", CALL.sub("", text).strip())  # a note is for people: its signs stay
    if found := _HAND_OVER.fullmatch(as_written) or _HAND_OVER.fullmatch(plain):
        return RosterOrder("hand_over", note=" ".join((found["note"] or "").split()))
    for pattern, action in ((_CLEAR, "clear"), (_SET, "set")):
        if (found := pattern.fullmatch(plain)) and _is_about_times(found["rest"], shifts):
            lines = _Lines(directory, shifts, now, zone)
            return lines.read(found["rest"], clears=action == "clear")
    return None


def _asked(when: str, today: date) -> RosterOrder:
    ahead = {"明": 1, "后": 2}.get(when[:1], 0)
    day = today + timedelta(days=ahead) if when and when[:1] in "今明后" else None
    return RosterOrder("who", day=day, night=when.endswith(("晚", "夜")))


def _is_about_times(rest: str, shifts: Sequence[ShiftName]) -> bool:
    """值班人员12人 is no roster: one names a time or a shift."""
    return bool(_SPAN.search(rest) or _WHOLE_DAY.search(rest)) or any(one.name in rest for one in shifts)


class _Lines:
    """Reads line by line; a day that stands alone or first holds until the next one."""

    def __init__(self, directory: Directory, shifts: Sequence[ShiftName], now: datetime, zone: ZoneInfo) -> None:
        self._people = [one for one in directory.members if one.role not in ("resident", "clerk")]
        self._shifts = shifts
        self._now = now
        self._zone = zone
        self._today = now.astimezone(zone).date()

    def read(self, text: str, *, clears: bool) -> RosterOrder:
        days: _Days | None = None
        found: list[ShiftRead] = []
        unread: list[Unread] = []
        for line in re.split(r"[\n;；]+", text):
            words = _BULLET.sub("", line).strip()
            if not words:
                continue
            said, rest, impossible = self._days(words)
            if impossible:
                unread.append(Unread("no_day", words))
                continue
            days = said or days
            if said is not None and not rest:
                continue  # a heading
            read = self._line(words, rest, days, clears=clears)
            if isinstance(read, Unread):
                unread.append(read)
            else:
                found += read
        if not found and not unread:
            unread.append(Unread("no_time", text.strip()))
        return RosterOrder("clear" if clears else "set", tuple(found), tuple(unread))

    def _line(self, words: str, rest: str, days: _Days | None, *, clears: bool) -> list[ShiftRead] | Unread:
        if days is None:
            return Unread("no_day", words)
        spans, names = self._spans(rest)
        if not spans:
            return Unread("no_time", words)
        first, _, second = _split_backup(names)
        people, wrong = self._named(first)
        backup, wrong_too = self._named(second)
        if wrong or wrong_too:
            return wrong or wrong_too or Unread("not_read", words)
        if not people and not clears:
            return Unread("nobody", words)
        read = [
            ShiftRead(begin, end, () if clears else people, () if clears else backup)
            for number in range((days.last - days.first).days + 1)
            for begin, end in (_moments(days.first + timedelta(days=number), span, self._zone) for span in spans)
        ]
        kept = [one for one in read if one.until_at > self._now]
        return kept or Unread("over", words)

    def _days(self, words: str) -> tuple[_Days | None, str, bool]:
        """The day or days that the line begins with, what stands behind them, and whether there is no such day."""
        begin, rest, wrong = self._day(words)
        if begin is None:
            return None, words, wrong
        first = begin
        if joined := _DAY_JOIN.match(rest):
            last, behind, wrong = self._day(rest[joined.end() :])
            if wrong or (last is not None and not 0 <= (last - first).days < MOST_DAYS):
                return None, words, True
            if last is not None:
                return _Days(first, last), behind, False
        return _Days(first, first), rest, False

    def _day(self, words: str) -> tuple[date | None, str, bool]:
        if found := _WEEKDAY.match(words):
            wanted = "一二三四五六日".index(found["day"].replace("天", "日"))
            monday = self._today - timedelta(days=self._today.weekday())
            day = monday + timedelta(days=wanted + (7 if found["which"] == "下" else 0))
            if found["which"] is None and day < self._today:
                day += timedelta(days=7)
            return day, words[found.end() :].lstrip(" ,，:："), False
        found_day = day_in(words, self._today)
        if found_day is None or found_day[0] != 0 or _SPAN.match(words):
            return None, words, False
        _, end, said = found_day
        rest = re.sub(r"^[（(](?:周|星期)[一二三四五六日天][)）]", "", words[end:].lstrip())
        return said, rest.lstrip(" ,，:："), said is None

    def _spans(self, words: str) -> tuple[list[tuple[timedelta, timedelta]], str]:
        """Spans since the day's midnight, and the words without them."""
        found: list[tuple[timedelta, timedelta]] = []
        for one in self._shifts:
            if one.name in words:
                found.append(_in_order(one.first, one.last))
                words = words.replace(one.name, " ")
        if found:
            return found, words
        for match in _SPAN.finditer(words):
            begin, end = _clock(match, "a"), _clock(match, "b")
            if begin is None or end is None or not (match["ac"] or match["bc"]):
                return [], words
            found.append((begin, end + timedelta(days=1)) if match["next"] else _in_order(begin, end))
        if not found and _WHOLE_DAY.search(words):
            found.append((timedelta(), timedelta(days=1)))
        return found, _WHOLE_DAY.sub(" ", _SPAN.sub(" ", words))

    def _named(self, words: str) -> tuple[tuple[str, ...], Unread | None]:
        """User ids in the order of the words; a name that fits nobody, or several, is asked about."""
        found: dict[str, None] = {}
        for part in _PARTING.split(_TITLES.sub(" ", _PHONE.sub(" ", words))):
            word = part.lstrip("@").strip("-—_ ")
            if not word:
                continue
            fitting = self._fitting(word)
            if len(fitting) != 1:
                return (), Unread("which_person" if fitting else "no_such_person", word)
            found[fitting[0].user_id] = None
        return tuple(found), None

    def _fitting(self, word: str) -> list[Member]:
        """By id or whole name; else who is named inside: 张三主任."""
        exact = [one for one in self._people if word in (one.user_id, one.name)]
        if exact:
            return exact
        inside = [
            one for one in self._people if len(one.name) > 1 and (one.name in word or word in one.name.split("-"))
        ]
        longest = max((len(one.name) for one in inside), default=0)
        return [one for one in inside if len(one.name) == longest]


def _split_backup(names: str) -> tuple[str, str, str]:
    found = _BACKUP.search(names)
    return (names[: found.start()], found[0], names[found.end() :]) if found else (names, "", "")


def _clock(found: "re.Match[str]", which: str) -> timedelta | None:
    """Since midnight; 下午3点 is fifteen o'clock. None: no such time."""
    word = found[f"{which}h"]
    value = int(word) if word.isdigit() else value_of(word)
    if not isinstance(value, int):
        return None
    minutes = 30 if found[f"{which}f"] else int(found[f"{which}m"] or 0)
    part = found[f"{which}p"] or ""
    if value < 12 and (part in ("下午", "傍晚", "晚上", "晚", "夜里") and not (part == "夜里" and value < 6)):
        value += 12
    if value > 24 or minutes > 59 or (value == 24 and minutes):
        return None
    return timedelta(hours=value, minutes=minutes)


def _in_order(begin: timedelta, end: timedelta) -> tuple[timedelta, timedelta]:
    return (begin, end) if end > begin else (begin, end + timedelta(days=1))


def _moments(day: date, span: tuple[timedelta, timedelta], zone: ZoneInfo) -> tuple[datetime, datetime]:
    """By the wall clock: 20:00 stays 20:00 across a change of offset."""

    def at(since: timedelta) -> datetime:
        days, rest = divmod(since, timedelta(days=1))
        clock = time(rest.seconds // 3600, rest.seconds % 3600 // 60)
        return datetime.combine(day + timedelta(days=days), clock, tzinfo=zone).astimezone(UTC)

    return at(span[0]), at(span[1])
