"""值班 今天 8:00-20:00 张三: lines into the roster, all or none, and a word to those whose watches changed."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.handlers.base import Request
from bot.handlers.filing.items import refuse, to_sender
from bot.handlers.watch.asking import lines_of
from bot.messages import Answer, Destination, Outcome, Reply
from bot.reading.roster import RosterOrder
from bot.rules.roster import Watch, gaps, watches
from bot.store.records import AuditLine
from bot.store.watching import Shift
from bot.views import roster as say

SOON = timedelta(days=2)


async def set_down(request: Request, order: RosterOrder) -> Answer:
    """A message with one line that is not understood changes nothing."""
    if order.unread:
        return refuse(request, "roster_not_read", say.not_read(order.unread))
    before = await lines_of(request)
    by, now = request.member.user_id, request.now
    await request.uow.roster.add(
        [Shift(one.from_at, one.until_at, one.people, one.backup, by, now) for one in order.shifts]
    )
    after = await lines_of(request)
    kept = [Watch(one.from_at, one.until_at, one.people, one.backup) for one in order.shifts]
    about = {
        "message": request.inbound.message_id,
        "shifts": [
            {"from": one.from_at.isoformat(), "until": one.until_at.isoformat(), "people": list(one.people)}
            for one in order.shifts
        ],
    }
    request.uow.audit.write(AuditLine(now, by, f"roster_{order.action}", "roster", about))
    empty = [one for one in gaps(after, now, now + SOON) if one.until_at > now]
    text = say.set_down(
        kept, empty, request.directory, request.zone, clears=order.action == "clear", seen_until=now + SOON
    )
    told = [
        Reply(say.your_watches(mine, request.zone), to=Destination(member=person), kind="case")
        for person, mine in _changed(before, after, now)
        if person != by
    ]
    return Answer(
        Outcome("admin", {"action": f"roster_{order.action}", "shifts": len(kept)}), (to_sender(request, text), *told)
    )


def _changed(before: tuple[Shift, ...], after: tuple[Shift, ...], now: datetime) -> Iterable[tuple[str, list[Watch]]]:
    """Whose watches to come are others than before, with those he has now."""
    old, new = _by_person(before, now), _by_person(after, now)
    for person in sorted(old.keys() | new.keys()):
        if [(w.from_at, w.until_at) for w in old.get(person, ())] != [
            (w.from_at, w.until_at) for w in new.get(person, ())
        ]:
            yield person, new.get(person, [])


def _by_person(entries: tuple[Shift, ...], now: datetime) -> dict[str, list[Watch]]:
    end = max((one.until_at for one in entries), default=now)
    begin = min((one.from_at for one in entries), default=now)
    found: dict[str, list[Watch]] = {}
    for watch in watches(entries, begin, end):
        if watch.until_at > now:
            for person in (*watch.people, *watch.backup):
                found.setdefault(person, []).append(watch)
    return found
