"""A moment that comes once a week, by the wall clock of the district: 9:00 stays 9:00 across a change of offset."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class WeeklyTrigger:
    """Due every `weekday` (0: Monday) at `at`."""

    weekday: int
    at: time
    zone: ZoneInfo

    def next_after(self, moment: datetime) -> datetime:
        """The first due moment after `moment`, in UTC."""
        day = moment.astimezone(self.zone).date()
        day += timedelta(days=(self.weekday - day.weekday()) % 7)
        due_at = datetime.combine(day, self.at, tzinfo=self.zone).astimezone(UTC)
        if due_at > moment:
            return due_at
        return datetime.combine(day + WEEK, self.at, tzinfo=self.zone).astimezone(UTC)
