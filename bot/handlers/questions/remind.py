"""催报: a reminder at a leader's word, to the clerks of those who are missing and to nobody else.

It goes through the outbox as every reminder does: who reports before it is sent falls out of it.
"""

from bot import texts
from bot.directory.model import Role
from bot.handlers.base import Request
from bot.handlers.filing.items import note, refuse, to_sender
from bot.handlers.questions.scope import Scope
from bot.messages import Answer, Body, Destination, Entry, Outbound, Outcome
from bot.rules.tally import coverage
from bot.views import figures
from bot.views.inert import inert
from bot.views.lists import names

MAY: frozenset[Role] = frozenset({"grid_leader", "leader", "duty_officer", "admin"})


async def remind(request: Request, scope: Scope) -> Answer:
    """Put one reminder a clerk into the outbox and say whom it will reach."""
    if request.member.role not in MAY:
        return refuse(request, "may_not_remind", texts.only_leaders_remind())
    form, period = scope.form, scope.last
    heads = await request.uow.reports.heads_of(form, period)
    cover = coverage(
        form, period, directory=request.directory, preset=request.preset, heads=heads, within=scope.unit_ids
    )
    what = f"{figures.owed(form, period)}{form.name}"
    if not cover.missing:
        text = f"{scope.title}{what}没有要催的：应报{len(cover.owed)}，已报{cover.done}。"
        return Answer(Outcome("query", scope.data), (to_sender(request, text),))
    due = figures.due(form.due_at(period, request.zone), period, request.zone)
    for unit in cover.missing:
        for clerk in request.directory.clerks_of(unit.id):
            told = f"【催报】{inert(unit.short_name)} {what}还没收到，{due}截止，请尽快报。"
            request.uow.outbox.put(
                Outbound(
                    key=f"remind:{form.id}:{period}:{unit.id}:{clerk.user_id}:{request.inbound.message_id}",
                    kind="reminder",
                    to=Destination(member=clerk.user_id),
                    body=Body(head="", entries=(Entry(unit.id, told, (clerk.user_id,)),)),
                    due_at=request.now,
                    form=form.id,
                    period=period,
                    drop_when_done=True,
                )
            )
    note(request, "remind", f"{form.id}/{period.isoformat()}")
    alone = [unit for unit in cover.missing if not request.directory.clerks_of(unit.id)]
    text = f"已催{len(cover.missing) - len(alone)}家：{names(cover.missing, 10)}。"
    if alone:
        text += f"\n{len(alone)}家没有填报人，请另行通知：{names(alone, 10)}"
    return Answer(Outcome("query", scope.data), (to_sender(request, text),))
