"""When the steps of a form's ladder are due: a trigger per step, walked day by day, purely.

The day is the key: a step is due once for each duty day, whatever the clock does. A moment is computed
from the day, never by adding 24 hours to the last one, so it is right over a change of offset and at 24:00.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.forms.definition import FormDef, Step
from bot.forms.moments import duration
from bot.forms.preset import Preset
from bot.rules.duty import is_duty_day

FARTHEST = 400  # days to look ahead for the next duty day; a calendar without any for so long has none


@dataclass(frozen=True)
class StepTrigger:
    """Due at the step's moment of every day on which the form is owed."""

    form: FormDef
    step: Step
    preset: Preset
    zone: ZoneInfo

    def next_after(self, moment: datetime) -> datetime | None:
        """The first due moment after `moment`, in UTC; None: the form is over, or nobody owes it in 400 days."""
        moment = moment.astimezone(UTC)
        for day in self._days(moment):
            due_at = self.form.moment(self.step, day, self.zone)
            if due_at > moment and is_duty_day(self.form, day, self.preset):
                return due_at
        return None

    def day_of(self, due_at: datetime) -> date | None:
        """The day whose step is due exactly then; None: no such day (the form changed meanwhile)."""
        before = self.next_after(due_at - timedelta(microseconds=1))
        if before != due_at:
            return None
        for day in self._days(due_at - timedelta(microseconds=1)):
            if self.form.moment(self.step, day, self.zone) == due_at and is_duty_day(self.form, day, self.preset):
                return day
        return None

    def says_until(self, due_at: datetime) -> datetime:
        """The last moment at which what was due then still makes sense: `catch_up`, for "until_due" the deadline."""
        if self.step.catch_up != "until_due":
            return due_at + duration(self.step.catch_up)
        day = self.day_of(due_at)
        return due_at if day is None else max(due_at, self.form.due_at(day, self.zone) - timedelta(microseconds=1))

    def _days(self, moment: datetime) -> Iterator[date]:
        """Days in order, from one whose step is surely not after `moment`."""
        first = (moment.astimezone(self.zone) - self._reach()).date() - timedelta(days=2)
        if self.form.starts_on is not None:
            first = max(first, self.form.starts_on)
        last = first + timedelta(days=FARTHEST)
        if self.form.ends_on is not None:
            last = min(last, self.form.ends_on)
        for offset in range((last - first).days + 1):
            yield first + timedelta(days=offset)

    def _reach(self) -> timedelta:
        """How long after its first day's midnight the step is due at most."""
        return self.form.farthest() + abs(self.step.at.offset)
