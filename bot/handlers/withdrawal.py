"""The verb that takes a report back: a revision that says the unit counts as not reported again.

Nothing is deleted: earlier revisions stay, and a new report afterwards is judged by its own time.
"""

from bot import texts
from bot.forms.definition import FormDef
from bot.handlers.base import Request, Verb
from bot.handlers.filing.items import note, problem_entry, refuse, stamped_at, to_sender
from bot.messages import Answer, Outcome
from bot.reading.meaning import Problem, WithdrawalMeaning
from bot.rules.duty import accepts
from bot.store.records import StoredReport
from bot.views import figures
from bot.views.asking import Question, question_lines


async def _run(request: Request) -> Answer:
    meaning = request.meaning
    if not isinstance(meaning, WithdrawalMeaning):
        raise TypeError("a withdrawal verb needs a withdrawal")
    form = request.preset.form(meaning.form)
    if not request.directory.units_of(request.member):
        return refuse(request, "not_registered", texts.not_registered())
    unit = request.directory.unit_by_id.get(meaning.unit or "")
    if meaning.problems or unit is None:
        return _ask(request, form, meaning.problems or (Problem("unit_missing"),))
    if not request.directory.may_report(request.member, unit.id):
        return refuse(request, "unit_not_yours", texts.not_your_unit(unit.short_name))
    period = form.filed_under(meaning.period or request.today)
    told = figures.filed(form, period)
    if not accepts(form, period, stamped_at(request), request.zone):
        return refuse(request, "expired", texts.day_has_expired(unit.short_name, told, form.name))
    data = {"form": form.id, "unit": unit.id, "unit_name": unit.name, "period": period.isoformat(), "revision": None}
    head = await request.uow.reports.head(form.id, unit.id, period)
    if head is None or head.withdrawn:
        dropped = await _drop_drafts(request, unit.id)
        text = texts.draft_dropped() if dropped else texts.nothing_to_withdraw(unit.short_name, told, form.name)
        return Answer(Outcome("withdrawal", data), (to_sender(request, text),))
    request.uow.reports.add(_taken_back(request, head))
    await _drop_drafts(request, unit.id)
    note(request, "withdrawal", f"{form.id}/{unit.id}/{period.isoformat()}")
    due_at = form.due_at(period, request.zone)
    text = texts.withdrawn(
        unit.short_name, told, form.name, figures.due(due_at, period, request.zone),
        in_time=stamped_at(request) <= due_at,
    )  # fmt: skip
    return Answer(Outcome("withdrawal", data | {"revision": head.revision + 1}), (to_sender(request, text),))


def _taken_back(request: Request, head: StoredReport) -> StoredReport:
    return StoredReport(
        form=head.form,
        unit=head.unit,
        period=head.period,
        revision=head.revision + 1,
        kind="withdrawal",
        values={},
        stated={},
        complete=False,
        status=head.status,
        reporter=request.member.user_id,
        channel=request.inbound.channel,
        message_id=request.inbound.message_id,
        received_at=request.inbound.received_at,
        withdrawn=True,
    )


async def _drop_drafts(request: Request, unit: str) -> int:
    """Forget what is still open about the unit. Returns how many drafts that were."""
    waiting = await request.uow.drafts.open_for(request.member.user_id, request.inbound.chat or "", now=request.now)
    mine = [draft for draft in waiting if draft.unit in (unit, None)]
    for draft in mine:
        request.uow.drafts.close(draft)
    return len(mine)


def _ask(request: Request, form: FormDef, problems: tuple[Problem, ...]) -> Answer:
    own = tuple(unit.short_name for unit in request.directory.units_of(request.member)[:20])
    question = Question(form=form, unit_name=None, period=None, problems=problems, own=own)
    lines = ["没看准要撤回哪一份，还没有撤回：", *question_lines(question, request.directory)]
    data = {"problems": [problem_entry(p, None) for p in problems], "certain": [], "reports": []}
    return Answer(Outcome("ask_back", data), (to_sender(request, "\n".join(lines)),))


WITHDRAWAL = Verb(
    name="withdrawal",
    help="撤回：发“撤回今天的日报”",
    takes=lambda request: isinstance(request.meaning, WithdrawalMeaning),
    run=_run,
)
