"""The verb that takes a tip-off: a number for the sender, a word to the duty officers, nothing to any group.

A tip-off written into a work group is taken in all the same; the group sees one neutral line and the
number goes to its sender in private.
"""

from bot import texts
from bot.handlers.base import Request, Verb
from bot.messages import Answer, Destination, Outcome, Reply
from bot.reading.masking import mask
from bot.reading.meaning import TipMeaning
from bot.rules.same_tip import likely_the_same
from bot.views.tips import maybe_the_same


async def _run(request: Request) -> Answer:
    meaning = request.meaning
    if not isinstance(meaning, TipMeaning):
        raise TypeError("a tip verb needs a tip-off")
    place, place_masked = mask(meaning.place)
    tip = await request.uow.tips.open(
        place=place,
        category=meaning.category,
        text=meaning.text,
        masked_text=meaning.masked_text,
        area=None,
        sender=request.inbound.sender,
        channel=request.inbound.channel,
        at=request.now,
    )
    receipt = texts.tip_taken(tip.number, place, answerable_for=request.inbound.answerable_for)
    replies: list[Reply] = []
    if request.private:
        replies.append(Reply(receipt))
    else:
        replies.append(Reply(texts.tip_heard_in_group()))
        back = Destination(member=request.inbound.sender, channel=request.inbound.channel)
        replies.append(Reply(f"{receipt}\n{texts.tip_next_time()}", to=back))
    same = likely_the_same(tip, await request.uow.tips.open_tips())
    desk = texts.tip_for_the_desk(tip.number, meaning.category, place)
    replies += to_desk(request, f"{desk}\n{maybe_the_same(tip.number, same)}" if same else desk)
    data = {
        "case": tip.number,
        "place": place,
        "category": meaning.category,
        "masked": meaning.masked or place_masked,
    }
    return Answer(Outcome("tipoff", data), tuple(replies))


def to_desk(request: Request, text: str) -> list[Reply]:
    """A private word to every duty officer, except to one who is the sender himself."""
    return [
        Reply(text, to=Destination(member=member.user_id), kind="alert")
        for member in request.directory.members
        if member.role == "duty_officer" and member.user_id != request.inbound.sender
    ]


TIP = Verb(
    name="tip",
    help="反映情况：私信把时间、地点、什么事发给我，会给您编号并回复结果",
    takes=lambda request: isinstance(request.meaning, TipMeaning),
    run=_run,
)
