"""A moment that comes every day, by the wall clock of the district: 9:00 stays 9:00 across a change of offset."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class DailyTrigger:
    """Due at `at` of every day."""

    at: time
    zone: ZoneInfo

    def next_after(self, moment: datetime) -> datetime:
        """The first due moment after `moment`, in UTC."""
        day = moment.astimezone(self.zone).date() - timedelta(days=1)
        while True:
            due_at = datetime.combine(day, self.at, tzinfo=self.zone).astimezone(UTC)
            if due_at > moment:
                return due_at
            day += timedelta(days=1)
