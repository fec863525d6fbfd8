"""Who owes a form for which day, who is excused, and when a report counts as on time.

Days are calendar days in the district's zone; every comparison of moments is made in UTC, because two
aware times of one zone are otherwise compared by their wall clocks (wrong in the hour that DST repeats).
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Literal, Protocol
from zoneinfo import ZoneInfo

from bot.directory.model import Directory, Exemption, Unit
from bot.forms.definition import FormDef
from bot.forms.preset import Preset
from bot.rules.calendar import is_working_day


class Counted(Protocol):
    """What a duty needs of a stored report."""

    @property
    def counts(self) -> bool: ...


def is_duty_day(form: FormDef, day: date, preset: Preset) -> bool:
    """Whether the form is asked for on that day at all (its first and last day, its calendar)."""
    begun = form.starts_on is None or form.starts_on <= day
    ended = form.ends_on is not None and day > form.ends_on
    if form.event is not None or day != form.duty_of(day):
        return False  # a week or a month is owed on its first day, and after an event nobody owes by the day
    return begun and not ended and (form.terms_on(day).calendar == "every_day" or is_working_day(day, preset))


def subject_units(form: FormDef, directory: Directory, day: date, preset: Preset) -> tuple[Unit, ...]:
    """Units that the form is about on `day`, excused or not: by kind, by tag (any of them), active that day."""
    if not is_duty_day(form, day, preset):
        return ()
    tags = frozenset(form.owed_tags)
    return tuple(
        unit for unit in directory.units
        if unit.kind in form.owed_by and (not tags or tags & unit.tags) and unit.active_on(day)
    )  # fmt: skip


def exemptions_on(form: FormDef, directory: Directory, day: date) -> Mapping[str, Exemption]:
    """The exemption of every unit that has one for the form on `day`; the first in the file wins."""
    found: dict[str, Exemption] = {}
    day = form.judged_on(day)
    for item in directory.exemptions:
        open_yet = item.to_day is None or day <= item.to_day
        if item.form in (form.id, form.family, "*", "") and item.from_day <= day and open_yet:
            found.setdefault(item.unit, item)
    return found


def owed_units(form: FormDef, directory: Directory, day: date, preset: Preset) -> tuple[Unit, ...]:
    """Units that owe the form for `day`, without the exempt, in file order."""
    excused = exemptions_on(form, directory, day)
    return tuple(unit for unit in subject_units(form, directory, day, preset) if unit.id not in excused)


def exempt_units(form: FormDef, directory: Directory, day: date, preset: Preset) -> tuple[Unit, ...]:
    """Units that would owe the form for `day` but are excused; always disclosed beside the owed ones."""
    excused = exemptions_on(form, directory, day)
    return tuple(unit for unit in subject_units(form, directory, day, preset) if unit.id in excused)


def missing(
    form: FormDef, directory: Directory, day: date, preset: Preset, heads: Mapping[str, Counted]
) -> tuple[Unit, ...]:
    """Units that owe the form for `day` and have no report that counts. `heads` by unit id."""
    return tuple(
        unit for unit in owed_units(form, directory, day, preset) if unit.id not in heads or not heads[unit.id].counts
    )


def status_at(form: FormDef, period: date, received_at: datetime, zone: ZoneInfo) -> Literal["on_time", "late"]:
    """On time up to and including the due moment itself."""
    if form.is_void(period):
        return "on_time"
    due_at = form.due_at(period, zone).astimezone(UTC)
    return "on_time" if received_at.astimezone(UTC) <= due_at else "late"


def accepts(form: FormDef, period: date, received_at: datetime, zone: ZoneInfo) -> bool:
    """Whether a report for `period` may still be taken: the day has begun and has not expired."""
    begun = period <= received_at.astimezone(zone).date()
    return begun and received_at.astimezone(UTC) <= form.expires_at(period, zone).astimezone(UTC)
