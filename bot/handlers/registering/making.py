"""Makes a change or an application: its row, the line in the trail, and who is told.

What may be decided about a unit is the rule of excuses, too: officers everywhere, a grid leader in his own grid.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.directory.changing import ChangeKind, changed_directory
from bot.directory.model import COMMANDING, Directory, Member
from bot.handlers.base import Request
from bot.handlers.filing.items import refuse, to_sender
from bot.messages import Answer, Destination, Outcome, Reply
from bot.store.records import AuditLine
from bot.store.registering import RegisterChange
from bot.views import register as say
from bot.views.figures import sample


def may_decide(request: Request, areas: Sequence[str]) -> bool:
    """Whether the sender may change what stands in all of these areas."""
    member = request.member
    if member.role in COMMANDING:
        return True
    return member.role == "grid_leader" and all(request.directory.may_ask(member, area_id=area) for area in areas)


async def make(request: Request, kind: ChangeKind, about: Mapping[str, Any], *, areas: Sequence[str]) -> Answer:
    """At once where the sender may decide it, else an application that waits."""
    number = await request.uow.register.next_number()
    change = RegisterChange(
        number=number,
        kind=kind,
        about={**about, "unit": f"r{number}"} if kind == "add" else about,  # a new unit is called by its change
        state="asked",
        asked_by=request.member.user_id,
        asked_group=request.group.id if request.group else "",
        asked_at=request.now,
    )
    own = kind == "leave" and about["user"] == request.member.user_id
    if not own and not may_decide(request, areas):
        await request.uow.register.add(change)
        keep(request, change)
        text = say.asked(change, request.directory)
        return Answer(outcome(change), (to_sender(request, text), *_to_deciders(request, change)))
    change = decided(change, request)
    await request.uow.register.add(change)
    keep(request, change)
    after = changed_directory(request.directory, (change,))
    replies = [to_sender(request, say.done(change, with_both(request.directory, after)))]
    return Answer(outcome(change), (*replies, *news(request, change, after)))


def decided(change: RegisterChange, request: Request) -> RegisterChange:
    """The change as it is when the sender decides it now."""
    return RegisterChange(
        number=change.number,
        kind=change.kind,
        about=change.about,
        state="accepted",
        asked_by=change.asked_by,
        asked_group=change.asked_group,
        asked_at=change.asked_at,
        decided_by=request.member.user_id,
        decided_at=request.now,
    )


def with_both(before: Directory, after: Directory) -> Directory:
    """Where a name may be looked up that only one of them has: a unit that is new, or a person who left."""
    return after if len(after.units) > len(before.units) else before


def news(request: Request, change: RegisterChange, after: Directory) -> tuple[Reply, ...]:
    """Who takes a place hears how to report; whose place was taken hears that he need not."""
    if change.kind != "join":
        return ()
    form = request.preset.forms[0]
    example = "，".join(sample(field) for field in form.fields if field.required)
    text = say.welcome(change, after, example=example, due=form.due)
    first = Reply(text, to=_asker(change), kind="case")
    unit = change.about["unit"]
    others = [member.user_id for member in request.directory.clerks_of(unit) if member.user_id != change.about["user"]]
    gone = [user for user in others if unit not in after.member(user).units]
    return (first, *(Reply(say.relieved(change, after), to=Destination(member=user), kind="case") for user in gone))


def _asker(change: RegisterChange) -> Destination:
    """The new clerk himself; a person whom nobody knew is written to the way he wrote."""
    return Destination(member=change.about["user"], channel=change.about.get("channel"))


def to_asker(change: RegisterChange, text: str) -> Reply:
    """Who asked: the new clerk the way he wrote, else a member."""
    to = _asker(change) if change.kind == "join" else Destination(member=change.asked_by)
    return Reply(text, to=to, kind="case")


def keep(request: Request, change: RegisterChange) -> None:
    """A line in the trail for what became of a change."""
    about = {"message": request.inbound.message_id, "kind": change.kind, "unit": change.about["unit"]}
    line = AuditLine(
        request.now, request.member.user_id, f"register_{change.state}", f"register:{change.number}", about
    )
    request.uow.audit.write(line)


def outcome(change: RegisterChange) -> Outcome:
    """What the message came to, as the contract's records tell it."""
    data = {"action": f"register_{change.state}", "change": f"R{change.number}", "kind": change.kind}
    return Outcome("admin", data | {"units": [change.about["unit"]]})


def unclear(request: Request, text: str) -> Answer:
    """Nothing was changed; `text` says what to write instead."""
    return refuse(request, "register_unclear", text)


def _to_deciders(request: Request, change: RegisterChange) -> list[Reply]:
    """To the leaders of the unit's grid in private; where it has none, to the command groups or every officer."""
    directory = request.directory
    clerks: tuple[Member, ...] = directory.clerks_of(change.about["unit"]) if change.kind == "join" else ()
    text = say.application(change, directory, request.member, now_clerks=clerks)
    unit = directory.unit_by_id.get(change.about["unit"])
    area = change.about.get("area") or (unit.area if unit else "")
    leaders = [member for member in directory.leaders_of(area) if member.user_id != request.member.user_id]
    groups = [group.id for group in directory.command_groups]
    found = [Destination(member=member.user_id) for member in leaders] + [Destination(group=group) for group in groups]
    if not found:
        found = [Destination(member=member.user_id) for member in directory.members if member.role == "duty_officer"]
    return [Reply(text, to=to, kind="case") for to in found]
