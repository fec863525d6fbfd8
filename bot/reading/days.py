"""Which day the figures of a text are of: the day written, else (None) the day it was sent.

A newcomer's usual mistake is to take every date for the report's: 计划复工时间：3月6日, 2月10日起复工 and 昨日在岗120人
beside today's figure are none. Where two days stay, figures belong to the one written last before them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.reading import token as t
from bot.reading.dates import DateMention
from bot.reading.meaning import ProblemCode
from bot.reading.runs import Run
from bot.reading.token import Token

_EVENTS = (
    "复工", "开工", "开业", "复产", "起", "开始", "前", "后", "以来", "以后", "之前", "之后", "返回", "返河", "从", "到岗", "到厂", "入职", "抵达", "到达",
    "回来", "回到", "办", "申请", "获批", "批", "隔离期满", "解除", "解封", "至", "到", "离开", "来", "晚", "早", "夜", "上午", "下午", "凌晨", "开学",
)  # fmt: skip
"""Behind a day these say that something happened then."""
_BEFORE = frozenset({"plan", "past", "compare"})
_NOT_KEYS = frozenset({t.OTHER, t.LOOKALIKE, "skip_key", "plan", "role"})


@dataclass(frozen=True, slots=True)
class Day:
    """A day that may be the report's. `heading`: it stands where a heading stands."""

    at: int
    end: int
    day: date | None
    code: ProblemCode | None
    relative: bool
    heading: bool
    line: int
    weekday: bool = False


def days_in(runs: Sequence[Run], text: str, today: date) -> list[Day]:
    """The days of a text that may be those of figures, in order."""
    found: list[Day] = []
    for run in runs:
        for at, token in enumerate(run.tokens):
            if token.kind == t.DAY:
                mention: DateMention = token.value
                if not _is_event(run, at, text, mention, today):
                    day, code = mention.day, mention.code
                    if day is not None and day > today:
                        day, code = None, "date_impossible"
                    heading = _is_heading(run, at)
                    found.append(
                        Day(
                            token.start,
                            token.end,
                            day,
                            code,
                            mention.relative,
                            heading,
                            run.line,
                            mention.weekday is not None,
                        )
                    )
    return found


def _is_event(run: Run, at: int, text: str, mention: DateMention, today: date) -> bool:
    tokens = run.tokens
    before = [token.kind for token in tokens[:at]]
    if any(kind in _BEFORE for kind in before):
        return True
    if mention.relative and mention.day is not None and mention.day > today:
        return True
    if at >= 2 and before[-1] == t.COLON and before[-2] in _NOT_KEYS:
        return True
    if at == 1 and before[-1] == t.COLON and run.host is None and run.before == t.CLOSE:
        return False
    if at and before[-1] == t.OTHER and text[tokens[at - 1].start : tokens[at - 1].end].endswith(("从", "自", "于", "至", "到", "由")):
        return True
    behind = text[token_end(tokens, at) : token_end(tokens, at) + 4].lstrip()
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    if following is not None and following.kind in (t.LABEL, t.UNIT, t.NUMBER, "title", t.STATE):
        return False
    if mention.relative and behind.startswith(("上午", "下午", "早", "晚", "到")):
        return False
    return behind.startswith(_EVENTS)


def token_end(tokens: Sequence[Token], at: int) -> int:
    return tokens[at].end


def _is_heading(run: Run, at: int) -> bool:
    """At the start of a line, or with nothing but a name and a title before it."""
    if any(token.kind in (t.LABEL, t.NUMBER, t.NIL, t.KIND_OF) for token in run.tokens[:at]):
        return False
    return run.before in ("", t.NEWLINE, t.ENUM, t.OPEN, t.STOP)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days of a text, settled: one for all, or several by place. `clash`: two that contradict each other."""

    days: tuple[Day, ...]
    clash: tuple[Day, ...] = ()

    def at(self, place: int) -> Day | None:
        """The day of what stands at `place`."""
        if not self.days:
            return None
        before = [day for day in self.days if day.at <= place]
        return before[-1] if before else self.days[0]


def settle_days(days: Sequence[Day], text: str, today: date) -> tuple[Calendar, tuple[int, ...]]:
    """The calendar, and the places of days that are only compared with (昨日 beside 今日)."""
    problems = [day for day in days if day.code is not None]
    good = [day for day in days if day.code is None]
    distinct = {day.day for day in good}
    if problems:
        return Calendar(tuple(days)), ()
    if len(distinct) <= 1:
        return Calendar(tuple(good[:1])), ()
    if clash := _clash(good, text):
        return Calendar((), clash), ()
    explicit = [day for day in good if not day.relative]
    if len({day.day for day in explicit}) == 1 and explicit[0].heading and all(day.day == today for day in good if day.relative):
        same_line = any(day.line == explicit[0].line and not day.heading for day in good if day.relative)
        if explicit[0].day != today and (same_line or not any(day.heading for day in good if day.relative)):
            return Calendar((explicit[0],)), ()
    now = [day for day in good if day.day == today]
    past = [day for day in good if day.relative and day.day != today]
    if now and past and len(past) + len(now) == len(good) and not (all(day.heading for day in past) and any(d.heading for d in now) and past[0].line != now[0].line):
        return Calendar(tuple(now[:1])), tuple(day.at for day in past)
    return Calendar(tuple(good)), ()


def _clash(days: Sequence[Day], text: str) -> tuple[Day, ...]:
    """今天（16号） on the 17th, 2月23日（星期六）: side by side and not the same."""
    for first, second in zip(days, days[1:], strict=False):
        between = text[first.end : second.at].strip(" ()（）,")
        if first.day != second.day and not between and first.line == second.line:
            return first, second
    return ()
