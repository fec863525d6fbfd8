"""The clock of the cases: says the steps of their deadlines, at moments that hang on each case, not on a timetable.

The row of the case says which step comes next; it moves on in the transaction that puts the messages, so that of
replicas, after whatever sleep or restart, one says each step. A case that moved meanwhile is told of no more.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime

from bot.cases.definition import CaseType, Deadline, Who
from bot.cases.ladder import step_at
from bot.cases.machine import example
from bot.cases.standing import people
from bot.clock import Clock
from bot.directory.model import COMMANDING, Directory, Member
from bot.messages import Body, Destination, Entry, Outbound, PostKind
from bot.scheduler.base import Desk
from bot.scheduler.gate import put
from bot.scheduler.ticker import SCHEDULER, Transactions
from bot.store.case_look import CaseLook
from bot.store.casework import POSTS, Case, CaseEvent, delivered
from bot.store.records import AuditLine
from bot.store.unit_of_work import UnitOfWork
from bot.views import case_posts as say
from bot.views.cases import Shown


class CaseClock:
    """Says what is due of open cases. `on_posted` is called when something went into the outbox."""

    def __init__(
        self,
        *,
        store: Transactions,
        look: CaseLook,
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
        """When the next step of any case is due; None: no case waits."""
        return await self._look.next_due() if self._desk.preset.cases else None

    async def run_due(self, now: datetime) -> int:
        """Say every step that is due, each in its own transaction; how many messages."""
        due_at = await self.next_due()
        if due_at is None or due_at > now:
            return 0
        desk = replace(self._desk, directory=await self._snapshot())
        said, done = 0, True
        while done:
            async with self._store.unit_of_work() as uow:
                due = await uow.cases.due(now, limit=1)
                count = await self._step(uow, desk, due[0], now) if due else None
                done = count is not None
                said += count or 0
                await uow.flush()
                await uow.commit()
        if said:
            self._on_posted()
        return said

    async def _step(self, uow: UnitOfWork, desk: Desk, case: Case, now: datetime) -> int | None:
        """Compose it as of its moment and go on to the next; a step that the file has no more is passed over.

        How many messages; None: the case moved meanwhile.
        """
        kind = next((one for one in desk.preset.cases if one.id == case.type), None)
        known = kind is not None and any(state.key == case.state for state in kind.states)
        deadline = kind.deadline_of(case.state) if kind is not None and known else None
        following = None
        if kind is not None and deadline is not None:
            following = step_at(kind, case.state, case.due_at, case.step + 1, zone=desk.zone)
        composed = await self._composed(uow, desk, kind, deadline, case, now) if kind is not None else ()
        names = [one.to.member for one in composed]
        told = CaseEvent(
            case.number, now, SCHEDULER, "told", case.state, case.state, detail={"step": case.step, "to": names}
        )
        if not await uow.cases.stepped(case, step=case.step + 1, next_at=following, event=told):
            return None
        await put(uow, desk, composed, now=now)
        about = {"step": case.step, "state": case.state, "to": names}
        uow.audit.write(AuditLine(now, SCHEDULER, "case_told", case.number, about))
        return len(composed)

    async def _composed(
        self, uow: UnitOfWork, desk: Desk, kind: CaseType, deadline: Deadline | None, case: Case, now: datetime
    ) -> tuple[Outbound, ...]:
        at, due_at = case.next_at, case.due_at
        if deadline is None or case.step >= len(deadline.steps) or at is None or due_at is None:
            return ()
        step = deadline.steps[case.step]
        if step.hours < 0 and now >= due_at:  # a reminder is never said after its deadline
            return ()
        waited = people(kind.state(case.state).waits_for, case, desk.directory)
        own = tuple(one for one in waited if not case.holder or one.user_id == case.holder) or waited
        told = people(step.to, case, desk.directory)
        if waited and set(told) & set(waited):  # handed over: its holder stands for all whose turn it is
            told = tuple(one for one in told if one not in waited or one in own)
        told = told or _officers(desk.directory)
        unit = desk.directory.unit_by_id.get(case.unit)
        shown = Shown(case, kind, unit)
        times = delivered(await uow.cases.posts(case.number), since=case.moved_at)
        longer = await _extensions(uow, kind, case)
        extended = f"延期{longer}次，" if longer else ""
        late = "clerk" in kind.state(case.state).waits_for  # the unit's own turn: a criticism may rest on it
        found = []
        for member in told:
            kind_of_post: PostKind = "reminder" if step.hours < 0 else "escalation"
            decides = say.CRITICISM if late and member.role in COMMANDING else ""
            text = say.above(shown, at=at, zone=desk.zone, times=times, told=extended, decides=decides)
            if member in waited:
                mend = _mend(kind, case, waits=kind.state(case.state).waits_for)
                kind_of_post = "reminder" if step.hours < 0 else "overdue"
                words = say.soon if step.hours < 0 else say.overdue
                text = words(shown, mend, at=at, zone=desk.zone)
            elif step.hours < 0:
                text = say.soon(shown, "", at=at, zone=desk.zone)
            found.append(_outbound(case, member, kind_of_post, text, at=at))
        return tuple(found)


def _outbound(case: Case, member: Member, kind: PostKind, text: str, *, at: datetime) -> Outbound:
    return Outbound(
        key=f"{POSTS}{case.number}:{case.moves}:{case.step}:{member.user_id}",
        kind=kind,
        to=Destination(member=member.user_id),
        body=Body("", (Entry(case.unit, text),)),
        due_at=at,
        expires_at=case.due_at if kind == "reminder" else None,
    )


def _mend(kind: CaseType, case: Case, *, waits: tuple[Who, ...]) -> str:
    ways = (way for way in kind.ways_out_of(case.state) if set(way.by) & set(waits) and way.to != case.state)
    way = next(ways, None)
    return example(way, case.number) if way is not None else ""


async def _extensions(uow: UnitOfWork, kind: CaseType, case: Case) -> int:
    """How often the case was given longer."""
    longer = {way.key for way in kind.ways if "until" in way.needs}
    return sum(1 for one in await uow.cases.events(case.number) if one.action in longer)


def _officers(directory: Directory) -> tuple[Member, ...]:
    """Where nobody stands as the step wants, somebody hears of it all the same."""
    return tuple(member for member in directory.members if member.role == "duty_officer")
