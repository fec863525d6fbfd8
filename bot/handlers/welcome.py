"""The verb of coming in: whoever opens the bot's chat is told in two lines who it is and what to type.

Nobody typed anything here: these are events of the platforms, at most once a day for each member.
"""

from bot import texts
from bot.handlers.base import Request, Verb
from bot.handlers.filing.items import to_sender
from bot.messages import Answer, Outcome
from bot.views.figures import sample

JOINED = "subscribe"  # an app was given to a member, or an account followed: once
CAME_IN = frozenset({JOINED, "enter_chat", "SCAN", "enter_session"})
"""A chat was opened: the smart bot's, by the code on a poster, with customer service. It may happen many times."""


def _takes(request: Request) -> bool:
    """Where the platform offers to carry a welcome; only joining is welcomed by a message of its own."""
    event = request.inbound.event
    return event in CAME_IN and (request.inbound.passive or event == JOINED)


async def _run(request: Request) -> Answer:
    form = request.preset.forms[0]
    example = "，".join(sample(f) for f in [f for f in form.fields if f.required][:3] or form.fields[:1])
    text = texts.welcome(request.bot_name, request.member.role, example)
    return Answer(Outcome("query", {"intent": "help", "form": form.id}), (to_sender(request, text),))


WELCOME = Verb(name="welcome", help="", takes=_takes, run=_run)
