"""The last verb: what is not for the bot. In a group it keeps silent.

What asks in a command group goes to the person on duty. Who spoke to the bot elsewhere gets one friendly line with an
example, but never two such lines in a row. The press of a button is spoken to the bot, and always answered.
"""

from datetime import timedelta
from typing import get_args

from bot import texts
from bot.handlers.base import Request, Verb
from bot.handlers.filing.items import to_sender
from bot.handlers.watch.handing_on import hand_on
from bot.messages import PRESS, Answer, Outcome, OutcomeKind
from bot.reading.meaning import Chatter
from bot.views.figures import sample

PATIENCE = timedelta(minutes=2)  # after this the hint may be said again: silence looks like a broken bot
UNKNOWN_KIND = "unknown:"  # how channels call a message of a kind that nobody reads, such as a link
COURTESIES = frozenset(
    "谢谢 谢谢您 谢谢你 谢了 多谢 感谢 非常感谢 辛苦了 辛苦 好 好的 好滴 好嘞 嗯 嗯嗯 行 可以 收到 知道了 明白 明白了 "
    "了解 没事 没事了 不用了 ok".split()
)
"""Words that want no answer: to offer help after a thank-you is noise."""


async def _run(request: Request) -> Answer:
    meaning = request.meaning
    if request.inbound.event == PRESS:
        said = request.inbound.text.strip()
        return Answer(Outcome("chatter"), (to_sender(request, _hint(request) if said else texts.dead_button()),))
    spoken = "" if _is_courtesy(request) else request.inbound.text
    if spoken and (handed := await hand_on(request, hint=_hint(request))) is not None:
        return handed
    if _is_of_unknown_kind(request) and not await _just_said(request):
        resident = request.member.role == "resident"
        text = texts.only_words_resident() if resident else texts.only_words(_example(request))
        return Answer(Outcome("chatter"), (to_sender(request, text),))
    spoken_to = request.private or (isinstance(meaning, Chatter) and meaning.addressed)
    if not spoken_to or request.inbound.event is not None or _is_courtesy(request) or await _just_said(request):
        return Answer(Outcome("chatter"))
    return Answer(Outcome("chatter"), (to_sender(request, _hint(request)),))


def _is_of_unknown_kind(request: Request) -> bool:
    """A person sent something that nobody reads; an event without a name is none."""
    event = request.inbound.event or ""
    return request.private and event.startswith(UNKNOWN_KIND) and event != f"{UNKNOWN_KIND}event"


def _example(request: Request) -> str:
    form = request.preset.forms[0]
    return sample(next((f for f in form.fields if f.required), form.fields[0]))


def _hint(request: Request) -> str:
    wordless = not request.inbound.text.strip() and bool(request.inbound.media)
    if request.member.role == "resident":
        return texts.only_words_resident() if wordless else texts.hint_resident()
    example = _example(request)
    if wordless:
        return texts.only_words(example)
    return texts.hint(example)


def _is_courtesy(request: Request) -> bool:
    said = request.inbound.text[:40].removeprefix(f"@{request.bot_name}")
    return said.strip(" \u2005\u3000\n。.!！~～,，😊🙏👍").lower() in COURTESIES


async def _just_said(request: Request) -> bool:
    """Whether the last thing between the two was such a hint."""
    last = await request.uow.inbox.last_of(
        request.member.user_id,
        request.inbound.chat or "",
        kinds=get_args(OutcomeKind),
        since=request.now - PATIENCE,
    )
    return last is not None and last.kind == "chatter" and bool(last.replies)


FALLBACK = Verb(name="fallback", help="", takes=lambda request: True, run=_run)  # noqa: ARG005  # takes everything
