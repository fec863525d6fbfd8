"""The pulse: notes that we are there, on waking or after a channel's silence that we were not, and stops the clocks.

An absence is known twice: a pulse that did not beat for minutes (the bot was down, or asleep), and sends that failed
for minutes without one that got through (a platform was down). A newcomer's usual mistake is to ask a platform: what
it took and what it did not take is all that counts.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.forms.definition import FormDef
from bot.forms.moments import duration
from bot.messages import Body, Outbound
from bot.rules.audience import groups_of, to_group
from bot.rules.freezing import frozen_preset
from bot.scheduler.ticker import Transactions
from bot.snapshot import Known
from bot.store.records import Absence, AuditLine
from bot.store.unit_of_work import UnitOfWork
from bot.views.absence import BOT, stood_still

KEY = "alive_at"
"""The meta value that holds the last beat."""
BEAT = timedelta(minutes=1)
KEPT = timedelta(days=60)
"""Absences that ended earlier move no clock any more."""
TOLD = ("enterprise", "grid", "command")
FAILING = ("again", "unknown")
GAP = timedelta(minutes=40)
"""Between two tries that failed; waiting messages are tried every quarter of an hour."""


class Reach(Protocol):
    """What a channel's last calls came to: the first and the last miss in a row, and when something last arrived."""

    @property
    def since(self) -> datetime | None: ...
    @property
    def missed_at(self) -> datetime | None: ...
    @property
    def reached_at(self) -> datetime | None: ...


NOBODY: Mapping[str, Reach] = MappingProxyType({})


@dataclass
class _Silence:
    """Channels that nothing gets through: the first and the last miss; and those that came back, from when to when."""

    missed: dict[str, tuple[datetime, datetime]] = field(default_factory=dict)
    over: list[tuple[str, datetime, datetime]] = field(default_factory=list)

    def miss(self, name: str, first: datetime, last: datetime) -> None:
        """Without calls nothing is known, so after a long gap it begins anew."""
        since, before = self.missed.get(name, (first, first))
        self.missed[name] = (first, last) if last - before > GAP else (min(since, first), max(before, last))

    def reach(self, name: str, at: datetime) -> None:
        """Over: at that moment, or where nobody had tried for long, at the last miss."""
        since, last = self.missed.pop(name)
        self.over.append((name, since, at if at - last <= GAP else last))


class Pulse:
    """Beats once a minute. `heard` is told (channel, result) of every send."""

    def __init__(
        self,
        *,
        store: Transactions,
        known: Callable[[], Awaitable[Known]],
        clock: Clock,
        zone: ZoneInfo,
        contacts: Mapping[str, Reach] = NOBODY,
        on_posted: Callable[[], None] = lambda: None,
    ) -> None:
        self._store = store
        self._known = known
        self._clock = clock
        self._zone = zone
        self._contacts = contacts
        self._silence = _Silence()
        self._beaten: datetime | None = None
        self.on_posted = on_posted

    def heard(self, channel: str, result: str) -> None:
        """What one send came to."""
        now = self._clock.now()
        if result in FAILING:
            self._silence.miss(channel, now, now)
        elif result == "sent" and channel in self._silence.missed:
            self._silence.reach(channel, now)

    async def next_due(self) -> datetime | None:
        return self._clock.now() if self._beaten is None else self._beaten + BEAT

    async def run_due(self, now: datetime) -> int:
        """Beat, and note what was missed; how many absences ended."""
        if self._beaten is not None and self._beaten <= now < self._beaten + BEAT and not self._silence.over:
            return 0
        known = await self._known()
        least = duration(known.preset.criticism.freeze_after)
        self._listen()
        over, self._silence.over = self._silence.over, []
        async with self._store.unit_of_work() as uow:
            last = await uow.meta(KEY)
            ended = [Absence(*one) for one in over if one[2] - one[1] >= least]
            if last is not None and now - datetime.fromisoformat(last) >= least:
                ended.append(Absence(BOT, datetime.fromisoformat(last), now))
            missed = self._silence.missed.items()
            going = [Absence(name, since, last) for name, (since, last) in missed if last - since >= least]
            for one in (*ended, *going):
                await uow.absences.note(one.kind, one.from_at, one.until_at)
            if ended:
                await self._tell(uow, known, ended, now)
            await uow.set_meta(KEY, now.isoformat())
            await uow.flush()
            await uow.commit()
        self._beaten = now
        if ended:
            self.on_posted()
        return len(ended)

    def _listen(self) -> None:
        """Channels that do not even connect, though nothing is sent."""
        for name, contact in self._contacts.items():
            if contact.since is not None and contact.missed_at is not None:
                self._silence.miss(name, contact.since, contact.missed_at)
            elif (
                name in self._silence.missed
                and contact.reached_at is not None
                and contact.reached_at >= self._silence.missed[name][1]
            ):
                self._silence.reach(name, contact.reached_at)

    async def beat(self, now: datetime) -> None:
        """We are there at that moment, whatever was before."""
        async with self._store.unit_of_work() as uow:
            await uow.set_meta(KEY, now.isoformat())
            await uow.commit()
        self._beaten = now

    async def _tell(self, uow: UnitOfWork, known: Known, ended: Sequence[Absence], now: datetime) -> None:
        """Say so where the units are, and let nobody be late by it who reported already."""
        zone = self._zone
        before = {form.id: {one.day for one in form.frozen} for form in known.preset.forms}
        preset = frozen_preset(known.preset, await uow.absences.since(now - KEPT), zone)
        moved: list[tuple[FormDef, date]] = []
        for form in preset.forms:
            for one in form.frozen:
                await uow.reports.restate(form.id, one.day, until=form.due_at(one.day, zone), always=one.void)
                if one.day not in before[form.id] or one not in _held(known, form.id):
                    moved.append((form, one.day))
        for absence in ended:
            subject = f"absence:{absence.kind}:{absence.from_at.isoformat()}"
            about = {"until": absence.until_at.isoformat(), "duties": [f"{form.id} {day}" for form, day in moved]}
            uow.audit.write(AuditLine(now, "scheduler", "absence", subject, about))
            if not moved:
                continue
            text = stood_still(absence.kind, absence.from_at, absence.until_at, moved, zone)
            for group in groups_of(TOLD, known.directory):
                uow.outbox.put(
                    Outbound(
                        key=f"{subject}:{group.id}",
                        kind="alert",
                        to=to_group(group.id),
                        body=Body(text),
                        due_at=now,
                        expires_at=now + timedelta(hours=12),
                        priority=2,
                    )
                )


def _held(known: Known, form_id: str) -> Sequence[object]:
    return next((form.frozen for form in known.preset.forms if form.id == form_id), ())
