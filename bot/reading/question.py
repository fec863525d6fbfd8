"""Read a question to the bot: what is wanted, about whom, which figure, which days.

A newcomer's usual mistake is to answer every question in a group: people ask each other all day. Those
who lead may ask in free wording; anyone else must speak to the bot or ask about his own report.
"""

import re
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.directory.model import Area, Unit
from bot.reading.meaning import Context, Intent, Problem, QuestionMeaning
from bot.reading.normalise import Clean
from bot.reading.question_asker import Asker, asker_of, strip_calls
from bot.reading.question_fields import field_words
from bot.reading.question_intent import Asked, intent_of
from bot.reading.question_scope import find_grid, find_scope, find_unit, names_whole, own_area
from bot.reading.question_span import DaySpan, read_span

_TOO_LONG = 120
"""A longer text is prose: a notice or a report, never a question (characters)."""
_HOLE = "\ue000"
"""Stands where a name was taken out, so that words on both sides do not grow together."""
_WEEK = timedelta(days=6)


@dataclass(frozen=True, slots=True)
class _Found:
    """What the recognisers took out of the text, and the rest that says what is wanted."""

    rest: str
    units: tuple[Unit, ...] = ()
    unit_words: str = ""
    unit_at: tuple[int, int] = (0, 0)
    grid: int | None = None
    area: Area | None = None
    grid_words: str = ""
    span: DaySpan | None = None
    span_words: str = ""


def _without(text: str, start: int, end: int) -> str:
    return text[:start] + _HOLE + text[end:]


def _take_out(text: str, context: Context) -> _Found:
    """Unit first (names hold grids' and days' numerals), then the grid, then the days."""
    found = _Found(rest=text)
    if unit := find_unit(text, context.directory):
        found = replace(
            found, units=unit.units, unit_words=unit.words, unit_at=(unit.start, unit.end),
            rest=_without(found.rest, unit.start, unit.end),
        )  # fmt: skip
    if grid := find_grid(found.rest, context.directory):
        found = replace(
            found, grid=grid.number, area=grid.area, grid_words=grid.words,
            rest=_without(found.rest, grid.start, grid.end),
        )  # fmt: skip
    if span := read_span(found.rest, context.today):
        found = replace(found, span=span, span_words=found.rest[span.start : span.end])
    return found


def _span_for(intent: Intent, found: _Found, context: Context) -> DaySpan:
    """The days asked about; without any, today, and for a trend the last seven days."""
    today = context.today
    span = found.span
    if span is None or span.impossible or span.from_day is None or span.to_day is None:
        return DaySpan(today - _WEEK if intent == "trend" else today, today, 0, 0)
    against_now = re.search(rf"(?<!对)[比较跟和与]{re.escape(found.span_words)}", found.rest) is not None
    if intent == "trend" and against_now and span.to_day < today:  # 比昨天, 比上周: up to now
        return replace(span, to_day=today)
    if intent == "trend" and span.from_day == span.to_day:
        if span.to_day < today:
            return replace(span, to_day=today)
        against = span.from_day - (timedelta(days=1) if "比" in found.rest or "较" in found.rest else _WEEK)
        return replace(span, from_day=against)
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
    area = None if found.units else _area_of(found, context)
    grid = found.grid if found.grid is not None else (area.number if area else None)
    return QuestionMeaning(
        intent,
        form=context.form.id,
        area=area.id if area else None,
        grid=grid,
        unit=unit.id if unit else None,
        unit_name=unit.name if unit else None,
        scope=None if found.units else find_scope(found.rest),
        field=field_words(context.form).field_in(found.rest),
        from_day=span.from_day,
        to_day=span.to_day,
        problems=_problems(replace(found, units=units)),
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
    undated = found.rest.replace(found.span_words, _HOLE, 1) if found.span_words else found.rest
    if field_words(context.form).states_figures(undated):
        return None
    wanted = Asked(
        text=undated,
        whole=found.rest,
        named_unit=bool(found.units),
        named_grid=found.grid is not None,
        named_field=field_words(context.form).field_in(found.rest) is not None,
        scope=find_scope(found.rest) is not None,
        days=_length(found.span),
        has_span=found.span is not None,
        asker=asker,
    )
    intent = intent_of(wanted)
    return _meaning(intent, found, asker, context) if intent else None


def _length(span: DaySpan | None) -> int:
    if span is None or span.from_day is None or span.to_day is None:
        return 0
    return (span.to_day - span.from_day).days + 1
