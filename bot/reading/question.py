"""Read a question to the bot: what is wanted, about whom, which figure, which days.

A newcomer's usual mistake is to answer every question in a group: people ask each other all day. Those
who lead may ask in free wording; anyone else must speak to the bot or ask about his own report.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.directory.model import Area, Directory, Unit
from bot.reading.meaning import Context, Intent, Problem, QuestionMeaning
from bot.reading.normalise import Clean
from bot.reading.question_asker import Asker, asker_of, strip_calls
from bot.reading.question_detail import detail_of
from bot.reading.question_fields import form_words
from bot.reading.question_intent import Asked, intent_of
from bot.reading.question_scope import (
    EXCEPT,
    NamedUnit,
    find_begun_unit,
    find_exact_unit,
    find_exceptions,
    find_grid,
    find_grids,
    find_scope,
    find_tag,
    names_whole,
    own_area,
)
from bot.reading.question_span import DaySpan, read_span
from bot.reading.question_words import DAY, GRID, UNIT

_TOO_LONG = 120
"""A longer text is prose: a notice or a report, never a question (characters)."""
_PAST = re.compile(r"(?:[报交填发写](?:了|过|的)|了$|了[,，。])")
"""Something has been done: what is bare otherwise is a statement then."""
_HOUR = "(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})"
_CLOCK = re.compile(rf"{_HOUR}(?:点|时(?!候|间|段))(?:半|整|钟|[0-9]{{1,2}}分?)?(?:之?[前后])?|[0-9]{{1,2}}:[0-9]{{2}}")
"""An hour says nothing: reports are of days."""
_COMPARES = re.compile(r"[比较]")
_NOW = re.compile(r"(?:本|这个?)(?:周|星期|月)|今[天日]|现在|目前")
_GOAL = re.compile(r"(?:到|达到|达|够|超过|过)?[0-9.]{1,5}[%％]")
"""上报率有没有到95%: what is asked is the rate, whatever the goal."""
_RATE_ASKED = re.compile("有没有|是否|是不是|到没|达没|够不够|[吗么?？]")
_RATE_STATED = re.compile(r"率[^0-9?？]{0,8}[0-9]|[0-9.]+\s*[%％]")
_WEEK = timedelta(days=6)
_DAY = timedelta(days=1)
_AGAINST = re.compile(r"(周)?环比|同比|较前|比前")
_BESIDE = re.compile(r"\s*(?:[、,，和与及跟同/]|还有|以及)?\s*")
"""Between two units that are asked about in one breath."""
_NOT_IN = re.compile(rf"{EXCEPT}$")
_LEFT_OUT = re.compile(rf"{EXCEPT}(?:之外|以外|外)?")
_MOST_NAMED = 12
"""So many units of one question are looked for."""


@dataclass(frozen=True, slots=True)
class _Found:
    """What the recognisers took out of the text, and the rest that says what is wanted."""

    rest: str
    units: tuple[Unit, ...] = ()
    unit_words: str = ""
    several: tuple[Unit, ...] = ()
    grids: tuple[int | None, ...] = ()
    grid: int | None = None
    area: Area | None = None
    without: tuple[str, ...] = ()
    span: DaySpan | None = None
    span_words: str = ""
    tag: str | None = None


def _marked(text: str, start: int, end: int, mark: str) -> str:
    return text[:start] + mark + text[end:]


def _take_out(text: str, context: Context) -> _Found:
    """A whole name first (names hold grids' and days' numerals), then the grid, half a name, the days."""
    words = form_words(context.form)
    found = _with_units(_Found(rest=text), context.directory)
    found = _with_grids(found, context.directory)
    if (tag := find_tag(found.rest, context.directory)) is not None:
        at = found.rest.index(tag)
        found = replace(found, tag=tag, rest=_marked(found.rest, at, at + len(tag), GRID))
    if not found.units:
        found = _with_unit(found, find_begun_unit(found.rest, context.directory, ordinary=words.knows))
    if span := read_span(found.rest, context.today):
        found = replace(found, span=span, span_words=found.rest[span.start : span.end])
    return found


def _with_grids(found: _Found, directory: Directory) -> _Found:
    """One grid is the grid asked about; of several each is."""
    if (listed := find_grids(found.rest)) is not None:
        numbers, start, end = listed
        found = replace(found, grids=numbers, rest=_marked(found.rest, start, end, GRID))
    first = grid = find_grid(found.rest, directory)
    if grid and grid.area and _NOT_IN.search(found.rest, 0, grid.start):
        rest = found.rest[: grid.start] + found.rest[grid.end :]
        return replace(found, without=(grid.area.id,), rest=_LEFT_OUT.sub("", rest))
    while grid:
        grids = tuple(dict.fromkeys((*found.grids, grid.number)))
        found = replace(found, grids=grids, rest=_marked(found.rest, grid.start, grid.end, GRID))
        grid = find_grid(found.rest, directory)
    return replace(found, grid=first.number, area=first.area) if first and len(found.grids) == 1 else found


def _with_unit(found: _Found, unit: NamedUnit | None) -> _Found:
    if unit is None:
        return found
    return replace(
        found, units=unit.units, unit_words=unit.words, rest=_marked(found.rest, unit.start, unit.end, UNIT)
    )  # fmt: skip


def _with_units(found: _Found, directory: Directory) -> _Found:
    """The longest name, and what stands right beside it: 恒信达和万里. One of them that is unclear is asked about."""
    named: list[NamedUnit] = []
    left = found.rest
    while len(named) < _MOST_NAMED and (one := find_exact_unit(left, directory)):
        named.append(one)
        left = left[: one.start] + UNIT * (one.end - one.start) + left[one.end :]
    row = _beside(named, found.rest)
    for one in reversed(row):
        found = replace(found, rest=_marked(found.rest, one.start, one.end, UNIT))
    units = tuple(dict.fromkeys(one.units[0] for one in row))
    unclear = next((one for one in row if len(one.units) > 1), None)
    if unclear or not row:
        return replace(found, units=unclear.units, unit_words=unclear.words) if unclear else found
    return replace(found, units=units[:1], unit_words=row[0].words, several=units if len(units) > 1 else ())


def _beside(named: Sequence[NamedUnit], text: str) -> list[NamedUnit]:
    """The first with those that stand in one row with it, in the order of the text."""
    row = list(named[:1])
    for one in sorted(named[1:], key=lambda one: one.start):
        if one.start >= row[-1].end and _BESIDE.fullmatch(text, row[-1].end, one.start):
            row.append(one)
    for one in sorted(named[1:], key=lambda one: -one.start):
        if one.end <= row[0].start and _BESIDE.fullmatch(text, one.end, row[0].start):
            row.insert(0, one)
    return row


def _span_for(intent: Intent, found: _Found, context: Context) -> DaySpan:
    """The days asked about; without any, today, and for a trend the last seven days."""
    today, span = context.today, found.span
    if span is None and intent == "trend" and (against := _AGAINST.search(found.rest)):
        return DaySpan(today - (_WEEK + _DAY if against[1] else _DAY), today, 0, 0)
    if span is None or span.impossible or span.from_day is None or span.to_day is None:
        return DaySpan(today - _WEEK if intent == "trend" else today, today, 0, 0)
    return _trend_span(span, found, today) if intent == "trend" else span


def _trend_span(span: DaySpan, found: _Found, today: date) -> DaySpan:
    """A trend runs up to now when one day is named or now is compared with it: 比昨天, 上周和本周."""
    if span.from_day is None or span.to_day is None:
        return span
    compared = re.search(rf"(?<!对)[比较跟和与]{re.escape(found.span_words)}", found.rest) or _NOW.search(found.rest)
    one_day = span.from_day == span.to_day
    if span.to_day < today and (one_day or compared):
        return replace(span, to_day=today)
    if one_day:
        return replace(span, from_day=span.from_day - (timedelta(days=1) if _COMPARES.search(found.rest) else _WEEK))
    return span


def _problems(found: _Found) -> tuple[Problem, ...]:
    problems = []
    if found.span is not None and found.span.impossible:
        problems.append(Problem("date_impossible", words=found.span_words))
    if len(found.units) > 1:
        candidates = tuple(unit.id for unit in found.units)
        problems.append(Problem("unit_ambiguous", field="unit", words=found.unit_words, candidates=candidates))
    return tuple(problems)


def _area_of(found: _Found, context: Context) -> Area | None:
    """The grid named; else the asker's own grid or the group's; 全区 is the zone."""
    if found.area is not None or found.grid is not None:
        return found.area
    if names_whole(found.rest):
        return next((a for a in context.directory.areas if a.kind == "zone"), None)
    if own := own_area(context.sender, context.directory):
        return own
    areas = context.group.areas if context.group else ()
    group_area = context.directory.area_by_id.get(areas[0]) if len(areas) == 1 else None
    return group_area if group_area is not None and group_area.kind == "grid" else None


def _meaning(intent: Intent, found: _Found, asker: Asker, context: Context) -> QuestionMeaning:
    if intent in ("help", "status"):
        return QuestionMeaning(intent, form=context.form.id, from_day=context.today, to_day=context.today)
    span = _span_for(intent, found, context)
    units = found.units or (asker.own_units if intent == "unit" else ())
    unit = units[0] if len(units) == 1 else None
    several = tuple(number for number in found.grids if number is not None) if not found.units else ()
    several = several if len(several) > 1 else ()
    unit = None if found.several else unit
    area = None if found.units or several else _area_of(found, context)
    grid = found.grid if found.grid is not None else (area.number if area else None)
    return QuestionMeaning(
        intent,
        form=context.form.id,
        area=area.id if area else None,
        grid=grid,
        unit=unit.id if unit else None,
        unit_name=unit.name if unit else None,
        scope=None if found.units else found.tag or find_scope(found.rest),
        field=form_words(context.form).field_in(found.rest),
        from_day=span.from_day,
        to_day=span.to_day,
        problems=_problems(replace(found, units=units)),
        grids=several,
        units=tuple(one.id for one in found.several),
        without=() if found.units else (*found.without, *find_exceptions(found.rest)),
        detail=detail_of(intent, found.rest),
    )


def read_question(clean: Clean, context: Context) -> QuestionMeaning | None:
    """What is asked of the bot, or None when nothing is. Never raises.

    Intents and their data: CONTRACT section 4. A figure stated in the text makes it a report, not a question.
    """
    asker = asker_of(clean.text, context)
    text = strip_calls(clean.text, context)
    if not text or len(text) > _TOO_LONG or text.count("\n") > 2 or asker.quotes_others:
        return None
    found = _take_out(text, context)
    span = found.span
    dated = _marked(found.rest, span.start, span.end, DAY) if span else found.rest
    words = form_words(context.form)
    if words.states_figures(dated):
        return None
    own = bool(found.units) and {*found.units, *found.several} <= set(asker.own_units)
    wanted = Asked(
        signs=words.signs(_GOAL.sub("", _CLOCK.sub("", dated))),
        named_unit=bool(found.units),
        named_grid=bool(found.grids),
        named_field=words.field_in(found.rest) is not None,
        scope=found.tag is not None or find_scope(found.rest) is not None,
        days=_length(span),
        has_span=span is not None,
        states_rate=_RATE_STATED.search(dated) is not None and _RATE_ASKED.search(dated) is None,
        past=_PAST.search(dated) is not None,
        asker=replace(asker, names_own=own),
    )
    intent = intent_of(wanted)
    return _meaning(intent, found, replace(asker, names_own=own), context) if intent else None


def _length(span: DaySpan | None) -> int:
    if span is None or span.from_day is None or span.to_day is None:
        return 0
    return (span.to_day - span.from_day).days + 1
