"""The verb of a tip-off's sender: its progress, and more words to it.

Somebody else's number and an unknown one get the same answer: that a case exists is not told.
"""

from dataclasses import replace

from bot import texts
from bot.handlers.base import Request, Verb
from bot.handlers.filing.items import note, to_sender
from bot.handlers.tip import TIP, to_desk
from bot.messages import Answer, Outcome, Reply
from bot.reading.meaning import TipFollowUp


async def _run(request: Request) -> Answer:
    meaning = request.meaning
    if not isinstance(meaning, TipFollowUp):
        raise TypeError("a follow-up verb needs a case number")
    if not request.private:
        why = texts.tip_only_in_private()
        return Answer(Outcome("refused", {"code": "private_only", "why": why}), (to_sender(request, why),))
    tips, sender, channel = request.uow.tips, request.inbound.sender, request.inbound.channel
    number = meaning.case.upper() or await _only_one(request, asks=meaning.ask)
    if number is None and meaning.alone is not None and not await _any(request):
        return await TIP.run(replace(request, meaning=meaning.alone))
    if number is None:
        note(request, "refused", "tip_unknown")
        return Answer(Outcome("refused", {"code": "which_case", "why": texts.tip_which()}), (Reply(texts.tip_which()),))
    tip = await tips.get(number) if await tips.is_sender(number, sender=sender, channel=channel) else None
    if tip is None:
        note(request, "refused", "tip_unknown")
        why = texts.tip_unknown(number)
        return Answer(Outcome("refused", {"code": "unknown_case", "why": why}), (Reply(why),))
    data = {"case": number, "case_type": "tipoff", "from_state": tip.state, "to_state": tip.state}
    if meaning.ask:
        return Answer(Outcome("case", data), (Reply(texts.tip_progress(number, tip.state, tip.answer)),))
    await tips.add_note(number, masked_text=meaning.masked_text, text=meaning.text, at=request.now)
    replies = (Reply(texts.tip_noted(number)), *to_desk(request, texts.tip_note_for_the_desk(number)))
    return Answer(Outcome("case", data), replies)


async def _any(request: Request) -> bool:
    """Whether the sender has ever told anything before."""
    return bool(
        await request.uow.tips.numbers_of_sender(sender=request.inbound.sender, channel=request.inbound.channel)
    )


async def _only_one(request: Request, *, asks: bool) -> str | None:
    """The sender's one open case, or his one case at all where he asks how it stands; else he is asked which."""
    own = await request.uow.tips.numbers_of_sender(sender=request.inbound.sender, channel=request.inbound.channel)
    known = [await request.uow.tips.get(number) for number in own]
    still_open = [tip.number for tip in known if tip is not None and tip.state != "closed"]
    wanted = still_open or (own if asks else ())
    return wanted[0] if len(wanted) == 1 else None


TIP_FOLLOW_UP = Verb(
    name="tip_follow_up",
    help="",
    takes=lambda request: isinstance(request.meaning, TipFollowUp),
    run=_run,
)
