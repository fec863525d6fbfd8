"""The verb of questions: who may ask what, and which answer fits the intent.

The outcome says what was asked in the contract's words even where the answer is that nothing is there.
"""

from bot import texts
from bot.handlers.base import Request, Verb
from bot.handlers.filing.items import note, problem_entry, refuse, to_sender
from bot.handlers.lists.ranking import is_public
from bot.handlers.questions import answers, rates
from bot.handlers.questions.export import table
from bot.handlers.questions.remind import remind
from bot.handlers.questions.scope import Scope, resolve
from bot.messages import Answer, Destination, Outcome, Reply
from bot.reading.meaning import QuestionMeaning
from bot.views.asking import Question, question_lines
from bot.views.figures import span

_FIGURES = {
    "missing": answers.missing,
    "summary": answers.total,
    "unit": answers.unit,
    "rate": rates.rate,
    "trend": answers.over_days,
}


def _takes(request: Request) -> bool:
    return isinstance(request.meaning, QuestionMeaning) and request.meaning.intent != "help"


async def _run(request: Request) -> Answer:
    meaning = request.meaning
    if not isinstance(meaning, QuestionMeaning):
        raise TypeError("a query verb needs a question")
    if meaning.problems:
        return _ask(request, meaning)
    if meaning.intent == "status" and request.member.role == "resident":
        return Answer(Outcome("query", {"intent": "status"}), (to_sender(request, texts.alive(request.bot_name)),))
    scope = resolve(request, meaning)
    if isinstance(scope, Answer):
        return scope
    match meaning.intent:
        case "status":
            text = f"{texts.alive(request.bot_name)}\n{await answers.standing(request, scope)}"
            return Answer(Outcome("query", scope.data), (to_sender(request, text),))
        case "export":
            return await _export(request, scope)
        case "remind":
            return await remind(request, scope)
    if meaning.detail.by_grid and not await is_public(request):
        text = "\n".join([await _FIGURES[meaning.intent](request, part, meaning) for part in scope.parts or (scope,)])
        private = Reply(text, to=Destination(member=request.member.user_id, channel=request.inbound.channel))
        return Answer(
            Outcome("query", scope.data),
            (to_sender(request, "各网格的排列只在私信和指挥部群里给，已私信您。"), private),
        )
    told = [await _FIGURES[meaning.intent](request, part, meaning) for part in scope.parts or (scope,)]
    text = "\n".join((*told, scope.aside) if scope.aside else told)
    return Answer(Outcome("query", scope.data), (to_sender(request, text),))


async def _export(request: Request, scope: Scope) -> Answer:
    if request.member.role == "clerk" and not scope.units:
        return refuse(request, "may_not_ask", texts.may_not_ask())
    made = await table(request, scope)
    if isinstance(made, str):
        return Answer(Outcome("query", scope.data), (to_sender(request, made),))
    note(request, "export", f"{scope.form.id}/{scope.first.isoformat()}/{scope.last.isoformat()}")
    text = f"{scope.title}{span(scope.first, scope.last)}{scope.form.name}，共{len(scope.units)}家，见附件。"
    if request.private:
        return Answer(Outcome("query", scope.data), (Reply(text, attachments=(made,)),))
    back = Destination(member=request.member.user_id, channel=request.inbound.channel)
    replies = (to_sender(request, "表格已私信给您。"), Reply(text, to=back, attachments=(made,)))
    return Answer(Outcome("query", scope.data), replies)


def _ask(request: Request, meaning: QuestionMeaning) -> Answer:
    form = request.preset.form(meaning.form) if meaning.form else request.preset.forms[0]
    question = Question(form=form, unit_name=None, period=None, problems=meaning.problems)
    text = "\n".join(question_lines(question, request.directory))
    data = {"problems": [problem_entry(p, None) for p in meaning.problems], "certain": [], "reports": []}
    return Answer(Outcome("ask_back", data), (to_sender(request, text),))


QUERY = Verb(
    name="query",
    help="查询：谁没报、汇总、某单位今天的数、复工率、近7天在岗趋势、导出；可加网格和日期，例如：3号网格昨天谁没报",
    takes=_takes,
    run=_run,
)
