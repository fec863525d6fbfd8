"""Once a week: who did a form's duty on time every time lately, as a draft of praise for the command groups.

Nobody is praised by a clock either, and who was praised lately is not named again.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.forms.definition import FormDef
from bot.messages import Body, Destination, Outbound
from bot.rules.audience import audience
from bot.rules.duty import is_duty_day
from bot.rules.steadiness import steady
from bot.rules.weekly import WeeklyTrigger
from bot.scheduler.base import Desk, ScheduledPost
from bot.store.records import AuditLine, CriticismList, ListEntry
from bot.store.unit_of_work import UnitOfWork
from bot.views.list_kinds import draft_text, kind_card

CATCH_UP = timedelta(hours=24)
FARTHEST = 200
NOT_AGAIN = timedelta(days=28)
PUBLIC = ("enterprise", "grid")


def praise_drafts(forms: Sequence[FormDef], zone: ZoneInfo) -> tuple[ScheduledPost, ...]:
    """One post for each form that has a rule."""
    return tuple(_post(form, zone) for form in forms if form.praise.in_a_row)


def _post(form: FormDef, zone: ZoneInfo) -> ScheduledPost:
    async def compose(uow: UnitOfWork, desk: Desk, due_at: datetime) -> Sequence[Outbound]:
        return await _compose(uow, desk, form, due_at)

    trigger = WeeklyTrigger(form.praise.weekday, form.praise.clock, zone)
    return ScheduledPost(f"{form.id}.praise", trigger, CATCH_UP, compose, title=f"{form.name}表扬草稿", pure=True)


async def _compose(uow: UnitOfWork, desk: Desk, form: FormDef, due_at: datetime) -> Sequence[Outbound]:
    today = due_at.astimezone(desk.zone).date()
    days = (today - timedelta(days=back) for back in range(FARTHEST))
    over = [day for day in days if is_duty_day(form, day, desk.preset) and form.due_at(day, desk.zone) <= due_at]
    duties = over[: form.praise.in_a_row]
    if len(duties) < form.praise.in_a_row:
        return ()
    heads = {duty: await uow.reports.heads_of(form, duty, at=due_at) for duty in duties}
    lately = await uow.lists.in_state(("posted", "draft"), since=today - NOT_AGAIN)
    praised = {entry.unit for one in lately if one.kind == "praise" for entry in one.listed}
    units = steady(form, duties, directory=desk.directory, preset=desk.preset, heads=heads, praised=praised)
    if not units:
        return ()
    about = f"{form.name}连续{form.praise.in_a_row}次按时报送"
    number = await uow.lists.next_number("", today)
    entries = tuple(ListEntry(unit.id, "listed", {"about": about, "form": form.id}) for unit in units)
    groups = tuple(audience(units, PUBLIC, desk.directory).by_group)
    uow.lists.add(CriticismList(number, "", today, "draft", due_at, due_at, groups, entries, kind="praise"))
    named = {"units": [unit.id for unit in units], "reason": about}
    uow.audit.write(AuditLine(due_at, "scheduler", "list_drafted", f"list:{number}", named))
    text = draft_text("praise", number, about=about, units=units, directory=desk.directory, basis="依据：按规则起草。")
    return [
        Outbound(
            key=f"{form.id}.praise:{due_at:%Y%m%d}:{group.id}",
            kind="digest",
            to=Destination(group=group.id),
            body=Body(text),
            due_at=due_at,
            expires_at=due_at + CATCH_UP,
            priority=6,
            card=kind_card("praise", number, about),
        )
        for group in desk.directory.command_groups
    ]
