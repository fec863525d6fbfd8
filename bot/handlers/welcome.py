"""The verb of coming in: whoever opens the bot's chat is told in two lines who it is and what to type.

Nobody typed anything here: these are events of the platforms, at most once a day for each member.
"""

from bot import texts
from bot.handlers.base import Request, Verb
from bot.handlers.filing.items import to_sender
from bot.messages import Answer, Outcome
from bot.views.figures import sample

CAME_IN = frozenset({"enter_chat", "subscribe", "SCAN", "enter_session"})
"""The smart bot's chat was opened; an app or an account was given or followed; the poster's code; customer service."""


async def _run(request: Request) -> Answer:
    form = request.preset.forms[0]
    example = "，".join(sample(f) for f in [f for f in form.fields if f.required][:3] or form.fields[:1])
    text = texts.welcome(request.bot_name, request.member.role, example)
    return Answer(Outcome("query", {"intent": "help", "form": form.id}), (to_sender(request, text),))


WELCOME = Verb(name="welcome", help="", takes=lambda request: request.inbound.event in CAME_IN, run=_run)
