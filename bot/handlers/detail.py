"""The verb that follows a figure of a digest to its reports: 明细 在岗人数 3月5日, 异常 3月5日.

Who may ask is what the other questions go by: the command everything, a grid leader or worker his own grids.
"""

from collections.abc import Mapping
from datetime import date

from bot import texts
from bot.directory.model import COMMANDING, Unit
from bot.forms.definition import FormDef
from bot.handlers.base import Request, Verb
from bot.handlers.filing.items import refuse, to_sender
from bot.handlers.reading_context import is_called
from bot.messages import Answer, Outcome
from bot.reading.detail import DetailQuestion, read_detail
from bot.reading.meaning import ReportMeaning
from bot.rules.briefing import duties_before, odd_reports
from bot.rules.duty import is_duty_day, owed_units
from bot.rules.tally import Head
from bot.store.records import StoredReport
from bot.views.brief import detail, detail_of_some, odd_lines
from bot.views.figures import clock, owed
from bot.views.inert import inert
from bot.views.posts import unit_names

SHOWN = 30
_SIGNS = ("明细", "异常", "可疑", "哪", "谁家", "明細", "異常")
IDENTICAL = 5


def _question(request: Request) -> DetailQuestion | None:
    text, role = request.inbound.text, request.member.role
    if role in ("resident", "clerk") or not any(sign in text for sign in _SIGNS):
        return None
    if isinstance(request.meaning, ReportMeaning) and any(item.values for item in request.meaning.items):
        return None
    if role not in COMMANDING and not is_called(request):
        return None
    return read_detail(text, forms=request.preset.forms, directory=request.directory, today=request.today)


async def _run(request: Request) -> Answer:
    question = _question(request)
    if question is None:
        raise TypeError("a detail verb needs a question")
    if question.wrong_day:
        return refuse(request, "no_such_day", "没有这一天，请核对日期。")
    units = _units(request, question)
    if units is None:
        return refuse(request, "may_not_ask", texts.may_not_ask())
    form = request.preset.form(question.form)
    duty = form.duty_of(question.day or request.today)
    heads = await request.uow.reports.heads_of(form, duty)
    data = {"intent": "summary" if question.asks == "detail" else "unit", "form": form.id, "from": duty.isoformat()}
    data |= {"to": duty.isoformat(), "field": question.field} if question.field else {"to": duty.isoformat()}
    title = inert(request.directory.area_by_id[question.area].name) if question.area else ""
    if question.asks == "detail":
        text = _detail(request, form, question, duty, units, heads, title)
    else:
        text = await _odd(request, form, duty, units, heads, title)
    return Answer(Outcome("query", data), (to_sender(request, text),))


def _units(request: Request, question: DetailQuestion) -> tuple[Unit, ...] | None:
    """None: he may not see them."""
    directory, member = request.directory, request.member
    if question.area:
        return directory.units_in((question.area,)) if directory.may_ask(member, area_id=question.area) else None
    if member.role in COMMANDING:
        group = request.group
        bound = group is not None and group.kind == "grid" and group.areas
        return directory.units_in(group.areas) if bound and group is not None else directory.units
    return directory.units_in(member.areas) if member.areas else None


def _detail(
    request: Request,
    form: FormDef,
    question: DetailQuestion,
    duty: date,
    units: tuple[Unit, ...],
    heads: Mapping[str, StoredReport],
    title: str,
) -> str:
    field = question.field
    given = [(unit, heads[unit.id]) for unit in units if unit.id in heads and field in heads[unit.id].values]
    counted = [(unit, head) for unit, head in given if head.counts]
    names = unit_names([unit for unit, _ in counted], request.directory)
    told = [
        (names[unit.id], head.values[field], _who(request, head.reporter), clock(head.received_at, request.zone))
        for unit, head in counted
    ]
    told.sort(key=lambda row: (not isinstance(row[1], int), -int(row[1]) if isinstance(row[1], int) else 0))
    if question.some:
        some = [row for row in told if row[1] not in (0, "0", False)]
        return detail_of_some(form, field, duty, title=title, told=some, asked=len(told), most=SHOWN)
    return detail(form, field, duty, title=title, told=told, most=SHOWN)


def _who(request: Request, user_id: str) -> str:
    return inert(request.directory.member(user_id).name or "")


async def _odd(
    request: Request,
    form: FormDef,
    duty: date,
    units: tuple[Unit, ...],
    heads: Mapping[str, StoredReport],
    title: str,
) -> str:
    where = f"{title}{owed(form, duty)}{inert(form.name)}"
    if not is_duty_day(form, duty, request.preset):
        return f"{where}没有应报单位。"
    wanted = {unit.id for unit in units}
    days = duties_before(form, duty, request.preset, IDENTICAL - 1)
    history: list[Mapping[str, Head]] = [heads, *[await request.uow.reports.heads_of(form, day) for day in days]]
    owing = [unit for unit in owed_units(form, request.directory, duty, request.preset) if unit.id in wanted]
    plain = form.times == 1 and form.every == 1
    found = odd_reports(form, owing, history, identical_days=IDENTICAL if plain else 0)
    if not found:
        return f"{where}没有看出异常。"
    return "\n".join([where, *odd_lines(form, found, request.directory, most=SHOWN)])


DETAIL = Verb(
    name="detail",
    help="追数：明细 在岗人数 3月5日 3号网格｜异常 3月5日",
    takes=lambda request: _question(request) is not None,
    run=_run,
)
