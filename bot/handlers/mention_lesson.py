"""One line about the @ in groups where the bot hears nothing else: who asks back must be answered with one, too.

It stands under a question, under somebody's first receipt in that group, and not under the rest: whoever is heard
every day knows it.
"""

from dataclasses import replace
from datetime import timedelta

from bot import texts
from bot.handlers.base import Request
from bot.messages import Answer

RECEIPTS = ("report", "correction")
FORGOTTEN_AFTER = timedelta(days=30)


async def with_lesson(request: Request, answer: Answer) -> Answer:
    """The answer, with that line in the reply to the group where it helps."""
    if request.group is None or request.group.hears != "mentions":
        return answer
    own = next((reply for reply in answer.replies if reply.to is None and reply.text), None)
    if own is None:
        return answer
    if answer.outcome.kind == "ask_back":
        lesson = texts.answer_with_mention(request.bot_name)
    elif answer.outcome.kind in RECEIPTS and await _is_first(request):
        lesson = texts.report_with_mention(request.bot_name)
    else:
        return answer
    taught = replace(own, text=f"{own.text}\n{lesson}")
    return replace(answer, replies=tuple(taught if reply is own else reply for reply in answer.replies))


async def _is_first(request: Request) -> bool:
    last = await request.uow.inbox.last_of(
        request.member.user_id,
        request.inbound.chat or "",
        kinds=(*RECEIPTS, "ask_back"),
        since=request.now - FORGOTTEN_AFTER,
    )
    return last is None
