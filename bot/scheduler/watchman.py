"""The watchman: says when a watch begins and when nobody is on duty, at moments that hang on data, not on a timetable.

What it did stands in the database in the same transaction as the messages, so that whichever replica looks next, after
whatever sleep, does nothing twice; a watch that began and ended while everything was down is told to nobody any more.
"""

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.directory.model import Directory
from bot.forms.moments import duration
from bot.messages import URGENT, Body, Destination, Outbound
from bot.rules.roster import FORGOTTEN, Watch, begun_between, due_gaps, name_of, next_beginning, next_gap
from bot.scheduler.base import Desk
from bot.scheduler.matters import matters_of
from bot.scheduler.ticker import Transactions
from bot.store.unit_of_work import UnitOfWork
from bot.store.watch_look import WatchLook
from bot.store.watching import Shift
from bot.views import roster as say
from bot.views.matters import matters_text

KEY = "watch"
"""The meta value that holds what was told."""
KEPT = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Told:
    """Up to which moment beginnings of watches were told, and when each gap was last."""

    begun: datetime
    gaps: Mapping[str, datetime]

    @classmethod
    def read(cls, value: str | None, *, now: datetime) -> "Told":
        """Where nothing was ever told the past is left alone."""
        if value is None:
            return cls(now, {})
        kept = json.loads(value)
        gaps = {name: datetime.fromisoformat(at) for name, at in kept["gaps"].items()}
        return cls(datetime.fromisoformat(kept["begun"]), gaps)

    def written(self, now: datetime) -> str:
        """Gaps that were told long ago are forgotten."""
        gaps = {name: at.isoformat() for name, at in self.gaps.items() if at > now - KEPT}
        return json.dumps({"begun": self.begun.isoformat(), "gaps": gaps})


class Watchman:
    """Looks at the roster. `on_posted` is called when something went into the outbox."""

    def __init__(
        self,
        *,
        store: Transactions,
        look: WatchLook,
        desk: Desk,
        snapshot: Callable[[], Awaitable[Directory]],
        clock: Clock,
        on_posted: Callable[[], None] = lambda: None,
    ) -> None:
        self._store = store
        self._look = look
        self._desk = desk
        self._snapshot = snapshot
        self._clock = clock
        self._on_posted = on_posted

    async def next_due(self) -> datetime | None:
        """When a watch begins or a gap is to be told; None: no roster is kept."""
        now = self._clock.now()
        entries, value = await self._look.roster(now - FORGOTTEN, key=KEY)
        if not entries:
            return None
        return now if value is None else self._next(entries, value, now)

    async def run_due(self, now: datetime) -> int:
        """Say what is due; how many messages."""
        entries, value = await self._look.roster(now - FORGOTTEN, key=KEY)
        if not entries or (value is not None and not self._is_due(entries, value, now)):
            return 0
        directory = await self._snapshot()
        async with self._store.unit_of_work() as uow:
            entries = await uow.roster.since(now - FORGOTTEN)
            told = Told.read(await uow.meta(KEY), now=now)
            said = [
                *await self._beginnings(uow, directory, begun_between(entries, told.begun, now), now),
                *self._gaps(directory, found := due_gaps(entries, told.gaps, now=now, ahead=self._ahead), now),
            ]
            for one in said:
                uow.outbox.put(one)
            gaps = {**told.gaps, **{name_of(gap): now for gap in found}}
            await uow.set_meta(KEY, Told(max(told.begun, now), gaps).written(now))
            await uow.flush()
            await uow.commit()
        if said:
            self._on_posted()
        return len(said)

    @property
    def _ahead(self) -> timedelta:
        return duration(self._desk.preset.watch.ahead)

    def _next(self, entries: Sequence[Shift], value: str | None, now: datetime) -> datetime | None:
        told = Told.read(value, now=now)
        moments = (next_beginning(entries, told.begun), next_gap(entries, told.gaps, now=now, ahead=self._ahead))
        return min((moment for moment in moments if moment is not None), default=None)

    def _is_due(self, entries: Sequence[Shift], value: str, now: datetime) -> bool:
        due_at = self._next(entries, value, now)
        return due_at is not None and due_at <= now

    async def _beginnings(
        self, uow: UnitOfWork, directory: Directory, found: Sequence[Watch], now: datetime
    ) -> list[Outbound]:
        """To those who come on duty, with what is open."""
        if not found:
            return []
        desk = self._desk
        text = matters_text(
            await matters_of(uow, directory=directory, preset=desk.preset, zone=desk.zone, now=now), now
        )
        return [
            Outbound(
                key=f"watch:begins:{watch.entry}:{name_of(watch)}:{person}",
                kind="case",
                to=Destination(member=person),
                body=Body(say.your_watch_begins(watch, text, desk.zone)),
                due_at=now,
                priority=URGENT,
                expires_at=watch.until_at,
                card=say.take_over_card(watch, desk.zone),
            )
            for watch in found
            for person in watch.people
        ]

    def _gaps(self, directory: Directory, found: Sequence[Watch], now: datetime) -> list[Outbound]:
        officers = [Destination(member=one.user_id) for one in directory.members if one.role == "duty_officer"]
        commands = [Destination(group=one.id) for one in directory.groups if one.kind == "command"]
        return [
            Outbound(
                key=f"watch:gap:{name_of(gap)}:{now.isoformat()}:{to.key}",
                kind="alert",
                to=to,
                body=Body(say.gap_alarm(gap, now, self._desk.zone)),
                due_at=now,
                priority=0,
            )
            for gap in found
            for to in officers or commands
        ]
