"""The verb of 帮助: a few lines for the asker's own role, each with something to copy."""

from bot.handlers.base import Request, Verb
from bot.handlers.filing.items import to_sender
from bot.messages import Answer, Outcome
from bot.reading.meaning import QuestionMeaning
from bot.views.guide import guide


def _takes(request: Request) -> bool:
    return isinstance(request.meaning, QuestionMeaning) and request.meaning.intent == "help"


async def _run(request: Request) -> Answer:
    form = request.preset.forms[0]
    own = request.directory.units_of(request.member)
    unit = own[0].short_name if own and request.member.role != "clerk" else None
    text = guide(form, role=request.member.role, unit_name=unit, cases=request.preset.cases)
    return Answer(Outcome("query", {"intent": "help", "form": form.id}), (to_sender(request, text),))


HELP = Verb(name="help", help="帮助：发“帮助”", takes=_takes, run=_run)
