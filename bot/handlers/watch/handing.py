"""交班 and 接班: what is open goes from who leaves to who comes, and both know that it arrived."""

from datetime import timedelta

from bot.directory.model import COMMANDING
from bot.handlers.base import Request
from bot.handlers.filing.items import refuse, to_sender
from bot.handlers.watch.asking import lines_of, matters
from bot.messages import Answer, Destination, Outcome, Reply
from bot.reading.roster import RosterOrder
from bot.rules.roster import Watch, following, on_duty, watches
from bot.store.records import AuditLine
from bot.store.watching import Shift
from bot.views import roster as say

AROUND = timedelta(hours=2)
"""So long after his watch somebody may still hand it over, and so long before it take it over."""


async def hand_over(request: Request, order: RosterOrder) -> Answer:
    """The next watch gets what is open, in private, with a note where there is one."""
    entries = await lines_of(request)
    here, me = on_duty(entries, request.now), request.member.user_id
    then = following(entries, request.now)
    if not _is_of(here, me) and _is_of(_before(entries, request), me):
        then = here  # his watch is over, the next has begun
    elif not _is_of(here, me) and request.member.role not in COMMANDING:
        return refuse(request, "not_on_duty", say.NOT_ON_DUTY)
    open_now = await matters(request)
    told: list[Reply] = []
    if then is not None:
        text = say.handed_to_you(me, then, open_now, order.note, request.directory, request.zone)
        card = say.take_over_card(then, request.zone)
        told = [Reply(text, to=Destination(member=one), kind="case", card=card) for one in then.people if one != me]
    _note(request, "watch_handed_over", then)
    answer = to_sender(request, say.handed_over(then, open_now, request.directory, request.zone))
    return Answer(Outcome("admin", {"action": "hand_over", "to": list(then.people) if then else []}), (answer, *told))


async def take_over(request: Request, order: RosterOrder) -> Answer:  # noqa: ARG001  # one shape for all
    """By somebody of the watch that is on, or that begins soon; once."""
    entries = await lines_of(request)
    me, here, then = request.member.user_id, on_duty(entries, request.now), following(entries, request.now)
    near = [one for one in (here, then) if one is not None and one.from_at <= request.now + AROUND]
    mine = [one for one in near if me in one.people]
    watch = next(iter(mine or [one for one in near if _is_of(one, me)]), None)
    if watch is None:
        return refuse(request, "not_your_watch", say.NOT_YOURS)
    if not await request.uow.roster.take(watch.entry, by=me, at=request.now):
        line = next(one for one in entries if one.id == watch.entry)
        at = line.taken_at or request.now
        text = say.taken_already(line.taken_by, at, request.directory, request.zone)
        return Answer(Outcome("admin", {"action": "take_over", "already": line.taken_by}), (to_sender(request, text),))
    _note(request, "watch_taken_over", watch)
    last = here if watch is not here else _before(entries, request, watch)
    gone = [one for one in (last.people if last is not None else ()) if one not in watch.people]
    news = [Reply(say.taken_by(me, request.directory), to=Destination(member=one), kind="case") for one in gone]
    text = say.taken_over(watch, await matters(request), request.zone)
    return Answer(Outcome("admin", {"action": "take_over", "entry": watch.entry}), (to_sender(request, text), *news))


def _is_of(watch: Watch | None, person: str) -> bool:
    return watch is not None and person in (*watch.people, *watch.backup)


def _before(entries: tuple[Shift, ...], request: Request, watch: Watch | None = None) -> Watch | None:
    """The watch that ended last, not longer ago than `AROUND` (before `watch`, where it is given)."""
    until = request.now if watch is None else watch.from_at
    ended = [one for one in watches(entries, until - AROUND, until) if one.people]
    if watch is None:
        here = on_duty(entries, request.now)
        ended = [one for one in ended if here is None or one.entry != here.entry]
    return ended[-1] if ended else None


def _note(request: Request, action: str, watch: Watch | None) -> None:
    about = {"message": request.inbound.message_id, "from": watch.from_at.isoformat() if watch else None}
    request.uow.audit.write(AuditLine(request.now, request.member.user_id, action, "roster", about))
