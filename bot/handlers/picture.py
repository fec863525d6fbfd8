"""The verb of a picture or file that comes by itself: it goes to what its sender told or reported last.

In private only, for in a group people share all kinds of pictures. Whoever has nothing to add it to is told to write.
"""

from datetime import timedelta

from bot.handlers.base import Request, Verb
from bot.handlers.casework.desk import event, find, outcome, trail
from bot.handlers.fallback import FALLBACK
from bot.handlers.tip_file_sender import newest_open_of
from bot.messages import Answer, Outcome, Reply
from bot.views import kept_files as say
from bot.views.figures import day
from bot.views.inert import inert

_KINDS = ("image", "file", "video")
SPOKE_OF_IT = timedelta(minutes=30)
PROVED_WITHIN = timedelta(hours=24)
PICTURE_SENT = "（照片）"


def _takes(request: Request) -> bool:
    inbound = request.inbound
    return (
        request.private
        and inbound.event is None
        and not inbound.text.strip()
        and any(media.kind in _KINDS and not media.detail.get("quoted") for media in inbound.media)
    )


async def _run(request: Request) -> Answer:
    if (number := await newest_open_of(request)) is not None:
        data = {"case": number, "case_type": "tipoff", "from_state": "received", "to_state": "received"}
        tip = await request.uow.tips.get(number)
        if tip is not None:
            data |= {"from_state": tip.state, "to_state": tip.state}
        return Answer(Outcome("case", data), (Reply(say.added_to_tip(number)),))
    return (
        await _to_an_appeal(request)
        or await _to_a_case(request)
        or await _to_a_report(request)
        or await FALLBACK.run(request)
    )


async def _to_an_appeal(request: Request) -> Answer | None:
    """To the sender's own objection that still waits for its answer: a screenshot proves more than words."""
    own = [one for one in await request.uow.appeals.in_state(("open",)) if one.asked_by == request.member.user_id]
    if not own or own[-1].asked_at < request.now - PROVED_WITHIN:
        return None
    number = f"S{own[-1].number}"
    data = {"list": own[-1].list_number, "action": "appeal_file", "units": [own[-1].unit], "appeal": number}
    return Answer(Outcome("approval", data), (Reply(f"已附到申诉{number}，答复的人看得到。"),))


async def _to_a_case(request: Request) -> Answer | None:
    """To the case that its sender said something about within the last half hour."""
    number = await request.uow.cases.touched_last(request.member.user_id, since=request.now - SPOKE_OF_IT)
    if number is None:
        return None
    mine = await find(request, number)
    if isinstance(mine, Answer):
        return None
    case = mine.case
    what = event(request, case, "noted", words=PICTURE_SENT)
    await request.uow.cases.note(what)
    trail(request, what)
    return Answer(outcome(case, from_state=case.state), (Reply(say.added_to_case(number, mine.shown.name)),))


async def _to_a_report(request: Request) -> Answer | None:
    """To the report of today of the one unit that the sender reports for."""
    units = request.directory.units_of(request.member) if request.member.role == "clerk" else ()
    if len(units) != 1:
        return None
    [unit] = units
    for form in request.preset.forms:
        head = await request.uow.reports.head(form.id, unit.id, form.filed_under(request.today))
        if head is not None and not head.withdrawn:
            data = {"action": "files_kept", "form": form.id, "unit": unit.id, "period": request.today.isoformat()}
            text = say.added_to_report(inert(unit.short_name), day(request.today))
            return Answer(Outcome("admin", data), (Reply(text),))
    return None


PICTURE = Verb(name="picture", help="", takes=_takes, run=_run)
