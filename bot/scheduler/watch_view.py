"""Everything that the watch hangs on at one look, and what of it is due at a moment."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.forms.moments import duration
from bot.forms.preset import Preset
from bot.forms.watch import WatchRules
from bot.rules.overdue import Coming, coming_events, coming_tips, coming_watches, fresh, is_over
from bot.rules.roster import FORGOTTEN, Watch, begun_between, due_gaps, next_beginning, next_gap
from bot.rules.urgent import climbs_at
from bot.store.records import Tip
from bot.store.unit_of_work import Tips
from bot.store.watching import Occasion, Occasions, Roster, Shift, Urgent, Urgents

KEY = "watch"
"""The meta value that holds what was told."""
KEPT = timedelta(days=3)


class Source(Protocol):
    """A unit of work, or one that only reads."""

    @property
    def roster(self) -> Roster: ...
    @property
    def urgents(self) -> Urgents: ...
    @property
    def tips(self) -> Tips: ...
    @property
    def occasions(self) -> Occasions: ...

    async def meta(self, key: str) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Told:
    """Up to which moment beginnings of watches were told, and when each gap was last; `known` False: none ever was."""

    begun: datetime
    gaps: Mapping[str, datetime]
    known: bool = True

    @classmethod
    def read(cls, value: str | None, *, now: datetime) -> "Told":
        """Where nothing was ever told the past is left alone."""
        if value is None:
            return cls(now, {}, known=False)
        kept = json.loads(value)
        gaps = {name: datetime.fromisoformat(at) for name, at in kept["gaps"].items()}
        return cls(datetime.fromisoformat(kept["begun"]), gaps)

    def written(self, now: datetime) -> str:
        """Gaps that were told long ago are forgotten."""
        gaps = {name: at.isoformat() for name, at in self.gaps.items() if at > now - KEPT}
        return json.dumps({"begun": self.begun.isoformat(), "gaps": gaps})


@dataclass(frozen=True, slots=True)
class WatchView:
    """`late`: what becomes urgent by lying there, without what was urgent before."""

    entries: tuple[Shift, ...]
    told: Told
    pending: tuple[Urgent, ...]
    tips: tuple[Tip, ...]
    late: tuple[Coming, ...]
    owed: tuple[Occasion, ...]
    warned: Mapping[str, timedelta]
    rules: WatchRules
    now: datetime

    @classmethod
    async def look(cls, source: Source, preset: Preset, now: datetime) -> "WatchView":
        """At most six statements, whatever there is."""
        rules = preset.watch
        warned = {form.id: form.event.warned for form in preset.forms if form.event is not None}
        entries = await source.roster.since(now - FORGOTTEN)
        told = Told.read(await source.meta(KEY) if entries else None, now=now)
        pending = await source.urgents.pending()
        asks_tips = rules.tip_taken_up or rules.tip_closed or any(one.kind == "tip" for one in pending)
        tips = await source.tips.open_tips() if asks_tips else ()
        owed = await source.occasions.pending() if warned or any(one.kind == "event" for one in pending) else ()
        coming = [*coming_tips(tips, rules), *coming_watches(entries, rules, now=now), *coming_events(owed)]
        seen = await source.urgents.seen([one.subject for one in coming])
        return cls(entries, told, pending, tips, tuple(fresh(coming, seen)), owed, warned, rules, now)

    @property
    def ahead(self) -> timedelta:
        return duration(self.rules.ahead)

    def next_due(self) -> datetime | None:
        """When something is to be done; None: there is nothing to watch."""
        if self.over() or (self.entries and not self.told.known):
            return self.now
        moments = [climbs_at(one, now=self.now) for one in self.pending]
        moments += [one.at for one in self.late[:1]]
        moments += [self._reminds_at(one) for one in self.owed if self._is_to_remind(one)]
        if self.entries:
            begins = next_beginning(self.entries, self.told.begun)
            gap = next_gap(self.entries, self.told.gaps, now=self.now, ahead=self.ahead)
            moments += [moment for moment in (begins, gap) if moment is not None]
        return min(moments, default=None)

    def begun(self) -> tuple[Watch, ...]:
        """Watches whose people are to hear that they are on."""
        return begun_between(self.entries, self.told.begun, self.now)

    def gaps(self) -> tuple[Watch, ...]:
        return due_gaps(self.entries, self.told.gaps, now=self.now, ahead=self.ahead)

    def over(self) -> tuple[Urgent, ...]:
        """Pending items whose cause is gone."""
        return tuple(
            one
            for one in self.pending
            if is_over(one, tips=self.tips, lines=self.entries, now=self.now, owed=self.owed)
        )

    def climbing(self) -> tuple[Urgent, ...]:
        """Pending items that are to be told once more."""
        gone = self.over()
        return tuple(one for one in self.pending if one not in gone and climbs_at(one, now=self.now) <= self.now)

    def reminding(self) -> tuple[Occasion, ...]:
        """What is owed after an event and is to be reminded of, before its end."""
        return tuple(
            one for one in self.owed if self._is_to_remind(one) and self._reminds_at(one) <= self.now < one.due_at
        )

    def _is_to_remind(self, one: Occasion) -> bool:
        return one.reminded_at is None and one.due_at > self.now and one.form in self.warned

    def _reminds_at(self, one: Occasion) -> datetime:
        return one.due_at - self.warned[one.form]

    def urgent_now(self) -> tuple[Coming, ...]:
        return tuple(one for one in self.late if one.at <= self.now)
