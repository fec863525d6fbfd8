"""Which day the figures of a text are of: the day written, else (None) the day it was sent.

A newcomer's usual mistake is to take every date for the report's: 计划复工时间：3月6日, 2月10日起复工, 昨天消毒两次 and
昨日在岗120人 beside today's figure are none. Where two days stay, figures belong to the one written last before them.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from datetime import date
from itertools import islice, pairwise
from typing import Final, NamedTuple

from bot.reading import token as t
from bot.reading.atoms import DENIED
from bot.reading.claims import Claim
from bot.reading.dates import DateMention
from bot.reading.meaning import ProblemCode
from bot.reading.runs import GROUP, Run, mends_another_day
from bot.reading.token import Token

_EVENTS: Final = tuple(
    "复工 开工 开业 复产 起 开始 前 后 以来 以后 之前 之后 返回 返河 从 到岗 到厂 入职 抵达 到达 回来 回到 办 申请 "
    "获批 批 期满 隔离期满 解除 解封 至 到 离开 来 夜 凌晨 开学 满".split()
)
"""Behind a day these say that something happened then."""
_LEAD_IN: Final = ("从", "自", "于", "至", "到", "由", "时间", "日期")
"""Unknown words that end so say what the day is of: 解除隔离日期3月1日."""
_PUT_OFF: Final = (
    "改到",
    "改在",
    "推迟到",
    "推迟至",
    "推到",
    "延到",
    "延至",
    "延期到",
    "延期至",
    "延迟到",
    "定在",
    "定于",
)
_BEFORE: Final = frozenset({"plan", "past", "compare"})
_NOT_KEYS: Final = frozenset({t.OTHER, t.LOOKALIKE, "skip_key", "plan", "role"})
_HEADS: Final = frozenset(
    {
        t.UNIT,
        t.LABEL,
        t.KIND_OF,
        t.UNCLEAR,
        t.STATE,
        t.NIL,
        "title",
        t.COLON,
        "date_key",
        "until",
        "same",
        "rest",
        t.DAY,
        "oops",
        "notice",
        "becomes",
        "missed",
        "misreported",
        "unknown",
        t.DASH,
        t.CELL,
    }
)
_KEYED: Final = frozenset({t.OTHER, t.LABEL, t.LOOKALIKE})
_STATED: Final = frozenset({t.LABEL, t.KIND_OF, t.UNIT, t.NUMBER, "title", t.STATE})
_NEUTRAL: Final = frozenset({"fill", GROUP, t.NOISE, "join", "sorry", "total"})
_LEADS: Final = _HEADS | _NEUTRAL | {"rest", "unit_key"}


_CATCHING_UP: Final = (
    "补报",
    "补发",
    "补录",
    "补交",
    "漏报",
    "忘记报",
    "忘报",
    "忘了报",
    "没来得及报",
    "忘记发",
    "忘了发",
)
"""Who catches up reports the days before, and does not compare with them."""
_MIS_SAID: Final = re.compile("(?:报|写|填|打|发)成.{0,12}改")
"""昨天的在岗是63，我报成36了，帮改下: he mends that day, and does not compare."""
_LONG_AGO: Final = 7
"""A day so long ago is none that is still reported for (days)."""


class Day(NamedTuple):
    """A day that may be the report's. `heading`: no figure stands before it; `own`: figures follow in its run."""

    at: int
    end: int
    day: date | None
    code: ProblemCode | None
    relative: bool
    heading: bool
    own: bool
    line: int
    depth: int = 0


def days_in(runs: Sequence[Run], claims: Sequence[Claim], text: str, today: date) -> list[Day]:
    """The days of a text that may be those of figures, in order."""
    runs = [run for run in runs if t.DAY in run.kinds and not mends_another_day(run)]
    if not runs:
        return []
    found: list[Day] = []
    by_run: dict[int, list[Claim]] = {id(run): [] for run in runs}
    for claim in claims:
        if (of_run := by_run.get(id(claim.run))) is not None:
            of_run.append(claim)
    first = min((claim.at for claim in claims if claim.counts), default=len(text))
    for run in runs:
        for at, token in enumerate(run.tokens):
            if token.kind == t.DAY and not _explains(run, token):
                day = _day(run, at, token, by_run[id(run)], text, today, first)
                if day is not None:
                    found.append(day)
    return found


def _explains(run: Run, token: Token) -> bool:
    """22日（周六）: the weekday of the day before the bracket."""
    mention: DateMention = token.value
    if run.host is None or not run.host_at or mention.weekday is None:
        return False
    before = run.host.tokens[run.host_at - 1]
    return before.kind == t.DAY and before.value.day is not None and before.value.day.weekday() == mention.weekday


def _day(run: Run, at: int, token: Token, claims: Sequence[Claim], text: str, today: date, first: int) -> Day | None:
    mention: DateMention = token.value
    if _is_event(run, at, text):
        return None
    said = [claim for claim in claims if claim.at >= token.start or claim.end > token.end]
    own = any(claim.counts for claim in said)
    if (
        not own
        and token.start > first
        and any(word in text[token.end : run.end] for word in ("已", "报了", "报过", "没报"))
    ):
        return None
    if said and not own and not all(claim.mood & DENIED for claim in said):  # 昨天发热填成1，实际没有
        return None
    heading = token.start < first
    day, code = mention.day, mention.code
    if not own and not _stands_as_head(run, at):
        return None
    if _has_resumed(run, at) and day is not None and day != today:  # 2月10日已复工，在岗128
        if (today - day).days > _LONG_AGO:
            return None
        day, code = None, "date_ambiguous"
    future = day is not None and day > today
    if future and (mention.relative or run.depth or not (heading or own)):
        return None
    if future:
        day, code = None, "date_impossible"
    return Day(token.start, token.end, day, code, mention.relative, heading, own, run.line, run.depth)


def _follows_a_resumption(run: Run, at: int) -> bool:
    """已复工（2月10日）."""
    if at or run.host is None or not run.host_at:
        return False
    return run.host.tokens[run.host_at - 1].kind == t.STATE


def _has_resumed(run: Run, at: int) -> bool:
    """A yes glued to the day: it may be the day when that began."""
    behind = run.tokens[at + 1] if at + 1 < len(run.tokens) else None
    return behind is not None and behind.kind == t.STATE and behind.value[1] is True and not behind.gap


def _stands_as_head(run: Run, at: int) -> bool:
    """With nothing but names, titles and small words behind it: 昨天数据, 2月20日 利民家具日报."""
    tokens = run.tokens
    for place in range(at + 1, len(tokens)):
        if tokens[place].kind not in _NEUTRAL:
            return tokens[place].kind in _HEADS
    return all(token.kind in _LEADS for token in islice(tokens, at))


def _is_event(run: Run, at: int, text: str) -> bool:
    tokens, kinds = run.tokens, run.kinds
    if not kinds.isdisjoint(_BEFORE) and any(token.kind in _BEFORE for token in islice(tokens, at)):
        return True
    if _follows_a_resumption(run, at):
        return True
    if at >= 2 and tokens[at - 1].kind == t.COLON and tokens[at - 2].kind in _NOT_KEYS:
        return not _misses(run, at) and "title" not in {token.kind for token in islice(tokens, at)}
    if "date_key" in kinds and _has_its_own_key(tokens, at):
        return True
    if text.endswith(_PUT_OFF, 0, tokens[at].start) or ("use" in kinds and _was_handed_out(tokens, at)):
        return True
    if at and tokens[at - 1].kind == t.OTHER and text.endswith(_LEAD_IN, tokens[at - 1].start, tokens[at - 1].end):
        return True
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    if following is not None and following.kind in _STATED:
        return False
    behind = text[tokens[at].end : tokens[at].end + 5].lstrip(" 就才便正")
    return behind.startswith(_EVENTS)


def _was_handed_out(tokens: Sequence[Token], at: int) -> bool:
    """口罩昨天发了800还剩2400: the day of what is gone, not of what is left."""
    if not at or tokens[at - 1].kind != t.LABEL or at + 1 == len(tokens) or tokens[at + 1].kind != "use":
        return False
    return any(token.kind == "left" for token in islice(tokens, at, None))


def _misses(run: Run, at: int) -> bool:
    """漏报：2月20日."""
    return "missed" in run.kinds and any(token.kind == "missed" for token in islice(run.tokens, at))


def _has_its_own_key(tokens: Sequence[Token], at: int) -> bool:
    """解除隔离日期：3月1日: something stands before the word for a day."""
    key = next((place for place in range(at) if tokens[place].kind == "date_key"), 0)
    return any(token.kind in _KEYED for token in islice(tokens, key))


class Calendar(NamedTuple):
    """The days of a text, settled: one for all, or several by place. `clash`: two that contradict each other."""

    days: tuple[Day, ...]
    clash: tuple[Day, ...] = ()

    def at(self, place: int) -> Day | None:
        """The day of what stands at `place`."""
        if not self.days:
            return None
        if len(self.days) == 1:
            return self.days[0]
        return self.days[max(0, bisect_right(self.days, place, key=lambda day: day.at) - 1)]


def settle_days(
    days: Sequence[Day], text: str, today: date, claims: Sequence[Claim]
) -> tuple[Calendar, tuple[int, ...]]:
    """The calendar, and the places of days that are only compared with (昨日 beside 今日)."""
    if not days:
        return Calendar(()), ()
    catching_up = any(word in text for word in _CATCHING_UP) or _MIS_SAID.search(text) is not None
    if sum(day.own and not day.relative for day in days) > 1:
        days = [day for day in days if day.own or not day.heading or not day.relative]  # 补报周六周日：2月22日 …
    compared = () if catching_up else _compared(days, today)
    days = [day for day in days if day.at not in compared]
    if any(day.code is not None for day in days):
        return Calendar(tuple(days)), compared
    distinct = {day.day for day in days}
    if len(distinct) <= 1:
        return Calendar(tuple(days[:1])), compared
    if clash := _clash(days, text):
        return Calendar((), clash), compared
    explicit = [day for day in days if not day.relative]
    relative = [day for day in days if day.relative]
    if len({day.day for day in explicit}) == 1 and all(day.day == today for day in relative):
        written = explicit[0]
        if written.heading and not written.own and written.at < relative[0].at and written.line <= relative[0].line:
            return Calendar((written,)), compared  # 补报2月19日日报：今日在岗118人
        if not written.heading and not written.own:
            return Calendar((written,)), compared
    now = [day for day in days if day.day == today]
    past = [day for day in relative if day.day != today]
    told = now and past and not catching_up and not _has_its_own_report(past[0], now[0], claims)
    if told and len(past) + len(now) == len(days) and (past[0].line == now[0].line or not past[0].heading):
        own = [day.at for day in past if day.own]
        return Calendar(tuple(now[:1])), (*compared, *own)
    return Calendar(tuple(days)), compared


def _has_its_own_report(past: Day, now: Day, claims: Sequence[Claim]) -> bool:
    """昨天上班50人，返岗55人；今天上班53人，返岗57人: two days of several figures each."""
    fields = {claim.field for claim in claims if past.at < claim.at < now.at and claim.counts}
    return past.at < now.at and len(fields & {claim.field for claim in claims if claim.at > now.at}) > 1


def _compared(days: Sequence[Day], today: date) -> tuple[int, ...]:
    """在岗126，昨日120, 在岗126（上周五120）: a past day behind today's figures is only looked back at."""
    found: list[int] = []
    current: date | None = None
    for day in days:
        if (
            (day.relative or day.depth)
            and not day.heading
            and day.own
            and day.day != today
            and current in (None, today)
        ):
            found.append(day.at)
        else:
            current = day.day
    return tuple(found)


def _clash(days: Sequence[Day], text: str) -> tuple[Day, ...]:
    """今天（16号） on the 17th, 2月23日（星期六）: side by side and not the same."""
    for first, second in pairwise(days):
        between = text[first.end : second.at].strip(" ()（）,、-—~和及与至到")
        if first.day != second.day and not between and first.line == second.line:
            return first, second
    return ()
