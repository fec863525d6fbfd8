"""What every order to a case needs: the case as this person may see it, its change, and who is told of it.

A change is written with its event and its line in the trail, and takes unsent reminders about the case along.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from bot.cases.definition import CaseType, Way, Who
from bot.cases.ladder import next_step
from bot.cases.machine import due_at, example, may_take
from bot.cases.standing import may_see, people, standing
from bot.directory.model import Unit
from bot.handlers.base import Request
from bot.handlers.filing.items import refuse
from bot.messages import Answer, Destination, Outcome, Reply
from bot.reading.masking import mask
from bot.store.casework import Case, CaseEvent
from bot.store.records import AuditLine
from bot.views import case_refusals as no
from bot.views.case_card import turn_card
from bot.views.cases import Shown


@dataclass(frozen=True, slots=True)
class Touched:
    """A case that the sender may see, and how he stands to it."""

    case: Case
    kind: CaseType
    unit: Unit | None
    standing: frozenset[Who]

    @property
    def shown(self) -> Shown:
        return Shown(self.case, self.kind, self.unit)

    @property
    def options(self) -> tuple[str, ...]:
        """What he may type now."""
        if self.case.into:
            return ()
        ways = self.kind.ways_out_of(self.case.state)
        return tuple(example(way, self.case.number) for way in ways if may_take(way, self.standing))


def touched(request: Request, case: Case) -> Touched | None:
    """None: the type is no more, or he may not see it."""
    kind = next((one for one in request.preset.cases if one.id == case.type), None)
    if kind is None or not may_see(request.member, case, kind, request.directory):
        return None
    unit = request.directory.unit_by_id.get(case.unit)
    return Touched(case, kind, unit, standing(request.member, case, request.directory))


async def find(request: Request, number: str) -> Touched | Answer:
    """An unknown number and a case that he may not see get the same answer."""
    case = await request.uow.cases.get(number)
    found = None if case is None else touched(request, case)
    return refuse(request, "unknown_case", no.unknown(number)) if found is None else found


def entered(kind: CaseType, case: Case, request: Request, *, given: Any = None) -> Case:
    """The case with the deadline of the state that it is in, and the first step of its ladder."""
    deadline = kind.deadline_of(case.state)
    due = (
        None if deadline is None else due_at(deadline, now=request.now, zone=request.zone, until=given, days=case.days)
    )
    step = next_step(kind, case.state, due, after=request.now, zone=request.zone)
    place, at = step if step is not None else (0, None)
    return replace(case, due_at=due, step=place, next_at=at, closed=kind.state(case.state).final)


def masked(words: str) -> str:
    """What may be kept and shown of what somebody typed."""
    return mask(words)[0]


def event(
    request: Request, case: Case, action: str, *, to_state: str = "", words: str = "", **detail: Any
) -> CaseEvent:
    """Something that the sender did to the case."""
    told = {"message": request.inbound.message_id, **detail}
    to = to_state or case.state
    return CaseEvent(case.number, request.now, request.member.user_id, action, case.state, to, masked(words), told)


async def change(request: Request, before: Case, after: Case, what: CaseEvent) -> bool:
    """False: somebody moved it meanwhile."""
    if not await request.uow.cases.change(before, after, what):
        return False
    await request.uow.cases.drop_posts(before.number)
    trail(request, what)
    return True


def trail(request: Request, what: CaseEvent) -> None:
    """The line in the audit trail; it points at the message, never at its words."""
    about = {"from": what.from_state, "to": what.to_state, **what.detail}
    request.uow.audit.write(AuditLine(request.now, request.member.user_id, f"case_{what.action}", what.number, about))


def tell(request: Request, shown: Shown, whos: Iterable[Who], case: Case, text: str) -> list[Reply]:
    """A private word to everybody who stands so, but not to the sender; with what to type for those who can go on.

    What needs no words is a button, too.
    """
    told = []
    for member in people(whos, case, request.directory):
        if member.user_id == request.member.user_id:
            continue
        whose = standing(member, case, request.directory)
        mend = example_for(shown.kind, case.number, whose, case.state)
        words = f"{text}\n办完请发：{mend}" if mend else text
        ways = [way for way in shown.kind.ways_out_of(case.state) if mend and may_take(way, whose)]
        card = turn_card(shown, ways, zone=request.zone)
        told.append(Reply(words, to=Destination(member=member.user_id), kind="case", card=card))
    return told


def outcome(case: Case, *, from_state: str, **more: Any) -> Outcome:
    """By the contract; `case` is as it stands now."""
    data = {"case": case.number, "case_type": case.type, "from_state": from_state, "to_state": case.state, **more}
    return Outcome("case", data)


def example_for(kind: CaseType, number: str, whos: Iterable[Who], state: str) -> str:
    """What somebody who stands so would type to bring the case on; nothing where he can only wait."""
    wanted = frozenset(whos)
    waits = set(kind.state(state).waits_for)
    ways = (one for one in kind.ways_out_of(state) if may_take(one, wanted) and one.to != state)
    way: Way | None = next((one for one in ways if set(one.by) & waits), None)
    return example(way, number) if way is not None and wanted & waits else ""
