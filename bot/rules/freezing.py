"""An absence of ours stops the clocks: by how much a duty's deadline moves, so that nobody had less time than promised.

What counts of an absence is its overlap with the last two hours before the deadline (a night's restart moves nothing),
and then with the grace. A newcomer's usual mistake is to move only by the overlap before the old deadline: an absence
that goes on beyond it eats the time that was just given. Pure.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.forms.definition import FormDef
from bot.forms.frozen import FrozenDay
from bot.forms.moments import duration
from bot.forms.preset import Preset
from bot.rules.duty import is_duty_day

STRETCH = timedelta(hours=2)
"""Before a deadline that is when people report."""
LONGEST = timedelta(hours=20)
"""A deadline that would move by more is void: it would meet the next one."""
Span = tuple[datetime, datetime]


class Away(Protocol):
    """What is needed of an absence."""

    @property
    def from_at(self) -> datetime: ...
    @property
    def until_at(self) -> datetime: ...


def merged(absences: Iterable[Away], *, least: timedelta) -> tuple[Span, ...]:
    """Absences of at least that length as spans that do not overlap, in order, in UTC."""
    found: list[Span] = []
    spans = ((one.from_at.astimezone(UTC), one.until_at.astimezone(UTC)) for one in absences)
    for begin, end in sorted(span for span in spans if span[1] - span[0] >= least):
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((begin, end))
    return tuple(found)


def frozen(form: FormDef, day: date, spans: Sequence[Span], zone: ZoneInfo) -> FrozenDay | None:
    """How the moments of a duty move; None: they do not. `form` as its file says, without frozen days."""
    due = form.due_at(day, zone)
    grace = form.grace_at(day, zone) - due
    last = max(due - STRETCH, form.opens_at(day, zone))
    moved = due
    for begin, end in spans:
        if begin < moved and end > last:
            moved += end - max(begin, last)
    over = moved + grace
    for begin, end in spans:
        if moved <= begin < over:
            over += end - begin
    due_by, grace_by = moved - due, over - moved - grace
    if not due_by and not grace_by:
        return None
    if due_by + grace_by > LONGEST:
        return FrozenDay(day=day, void=True)
    return FrozenDay(day=day, due_by=due_by, grace_by=grace_by)


def frozen_days(form: FormDef, absences: Iterable[Away], preset: Preset, zone: ZoneInfo) -> tuple[FrozenDay, ...]:
    """Every duty whose moments move, in order."""
    spans = merged(absences, least=duration(preset.criticism.freeze_after))
    if not spans:
        return ()
    plain = form.model_copy(update={"frozen": ()})
    far = form.farthest() + timedelta(days=2)
    days: dict[date, None] = {}
    for begin, end in spans:
        first = (begin - far).astimezone(zone).date()
        last = (end + timedelta(days=1)).astimezone(zone).date()
        days |= dict.fromkeys(first + timedelta(days=n) for n in range((last - first).days + 1))
    found = (frozen(plain, day, spans, zone) for day in sorted(days) if is_duty_day(form, day, preset))
    return tuple(one for one in found if one is not None)


def frozen_preset(preset: Preset, absences: Sequence[Away], zone: ZoneInfo) -> Preset:
    """The preset whose forms know when we were away; the very same where no clock stood still."""
    forms = []
    for form in preset.forms:
        days = frozen_days(form, absences, preset, zone)
        forms.append(form if days == form.frozen else form.model_copy(update={"frozen": days}))
    same = all(new is old for new, old in zip(forms, preset.forms, strict=True))
    return preset if same else replace(preset, forms=tuple(forms))
