"""The watchman: everything that is said at moments that hang on data, not on a timetable.

A watch begins, nobody is on duty, a tip-off lies too long, an urgent item climbs. What was done stands in the database
in the same transaction as the messages, so that whichever replica looks next, after whatever sleep, does nothing twice.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.clock import Clock
from bot.directory.model import Directory, Unit
from bot.messages import URGENT, Body, Destination, Outbound
from bot.rules.audience import audience, to_group
from bot.rules.overdue import Coming
from bot.rules.roster import Watch, name_of
from bot.scheduler.base import Desk
from bot.scheduler.climbing import climb, close_item, raise_item, repeating
from bot.scheduler.gate import put
from bot.scheduler.matters import matters_of
from bot.scheduler.ticker import Transactions
from bot.scheduler.watch_view import KEY, Told, WatchView
from bot.store.unit_of_work import UnitOfWork
from bot.store.watch_look import WatchLook
from bot.store.watching import Occasion, Urgent
from bot.views import roster as say
from bot.views.matters import matters_text
from bot.views.occasion import overdue, reminder
from bot.views.urgent import late_tip_text, not_taken_over_text

GROUPS = ("enterprise", "grid")


class Watchman:
    """Looks at the watch. `on_posted` is called when something went into the outbox."""

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
        """When something is to be done; None: there is nothing to watch."""
        return await self._next(self._clock.now())

    async def run_due(self, now: datetime) -> int:
        """Do what is due; how many messages went into the outbox."""
        due_at = await self._next(now)
        if due_at is None or due_at > now:
            return 0
        desk = replace(self._desk, directory=await self._snapshot())
        async with self._store.unit_of_work() as uow:
            view = await WatchView.look(uow, desk.preset, now)
            for item in view.over():
                await close_item(uow, item, desk, why="已处理", now=now)
            said = [*await self._begun(uow, desk, view), *_gaps(desk, view.gaps(), now)]
            said += await climb(uow, desk, _going(desk, view), view.entries, now=now)
            for one in said:
                uow.outbox.put(one)
            for coming in view.urgent_now():
                text = _late_text(desk, view, coming, now)
                await raise_item(
                    uow, desk, kind=coming.kind, subject=coming.subject, unit=coming.unit, text=text, now=now
                )
            await _remind(uow, desk, view.reminding(), now)
            if view.entries:
                gaps = {**view.told.gaps, **{name_of(gap): now for gap in view.gaps()}}
                await uow.set_meta(KEY, Told(max(view.told.begun, now), gaps).written(now))
            posted = uow.outbox.posted
            await uow.flush()
            await uow.commit()
        if posted:
            self._on_posted()
        return posted

    async def _next(self, now: datetime) -> datetime | None:
        async with self._look.looking() as source:
            view = await WatchView.look(source, self._desk.preset, now)
        return view.next_due()

    @staticmethod
    async def _begun(uow: UnitOfWork, desk: Desk, view: WatchView) -> list[Outbound]:
        """To those who come on duty, with what is open."""
        found = view.begun()
        if not found:
            return []
        matters = await matters_of(uow, directory=desk.directory, preset=desk.preset, zone=desk.zone, now=view.now)
        text = matters_text(matters, view.now)
        return [
            Outbound(
                key=f"watch:begins:{watch.entry}:{name_of(watch)}:{person}",
                kind="case",
                to=Destination(member=person),
                body=Body(say.your_watch_begins(watch, text, desk.zone)),
                due_at=view.now,
                priority=URGENT,
                expires_at=watch.until_at,
                card=say.take_over_card(watch, desk.zone),
            )
            for watch in found
            for person in watch.people
        ]


def _going(desk: Desk, view: WatchView) -> list[Urgent]:
    """Those that are due, and where one of them is told to the last rung once more all that wait there."""
    due = list(view.climbing())
    if not repeating(due, desk, view.entries, now=view.now):
        return due
    gone = view.over()
    waiting = [one for one in view.pending if one not in due and one not in gone]
    return due + repeating(waiting, desk, view.entries, now=view.now)


def _gaps(desk: Desk, found: Sequence[Watch], now: datetime) -> list[Outbound]:
    """To the officers, where there is none to the command groups."""
    officers = [Destination(member=one.user_id) for one in desk.directory.members if one.role == "duty_officer"]
    commands = [Destination(group=one.id) for one in desk.directory.command_groups]
    return [
        Outbound(
            key=f"watch:gap:{name_of(gap)}:{now.isoformat()}:{to.key}",
            kind="alert",
            to=to,
            body=Body(say.gap_alarm(gap, now, desk.zone)),
            due_at=now,
            priority=0,
        )
        for gap in found
        for to in officers or commands
    ]


async def _remind(uow: UnitOfWork, desk: Desk, found: Sequence[Occasion], now: datetime) -> None:
    """Once each, in the unit's group; quiet hours and pauses hold as for every reminder."""
    messages = []
    for one in found:
        unit = desk.directory.unit_by_id.get(one.unit)
        if unit is None or not await uow.occasions.reminded(one, at=now):
            continue
        form = desk.preset.form(one.form)
        body = reminder(form, unit, desk.directory, due_at=one.due_at, zone=desk.zone)
        messages += [
            Outbound(
                key=f"occasion:{one.id}:reminder",
                kind="reminder",
                to=to_group(group),
                body=body,
                due_at=now,
                expires_at=one.due_at,
            )
            for group in audience([unit], GROUPS, desk.directory).by_group
        ]
    if messages:
        await put(uow, desk, messages, now=now)


def _late_text(desk: Desk, view: WatchView, coming: Coming, now: datetime) -> str:
    if coming.kind == "event":
        owed = next(one for one in view.owed if str(one.id) == coming.subject)
        unit = desk.directory.unit_by_id.get(owed.unit) or Unit(owed.unit, owed.unit, "enterprise", "")
        return overdue(desk.preset.form(owed.form), unit, owed.cause, owed.due_at, desk.zone)
    if coming.kind == "tip":
        return late_tip_text(coming.about, coming.subject.partition(":")[2], now - coming.since)
    names = say.people(desk.directory, (coming.about,))
    return not_taken_over_text(names, coming.since, coming.at - coming.since, desk.zone)
