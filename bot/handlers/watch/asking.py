"""Answers about the watch: the table of the coming days, who is on duty, what is open."""

from datetime import UTC, datetime, time, timedelta

from bot.handlers.base import Request
from bot.handlers.filing.items import to_sender
from bot.messages import Answer, Outcome
from bot.reading.roster import RosterOrder
from bot.rules.roster import FORGOTTEN, Watch, following, on_duty, watches
from bot.scheduler.matters import matters_of
from bot.store.watching import Shift
from bot.views import roster as say
from bot.views.matters import matters_text

AHEAD = timedelta(days=7)


async def lines_of(request: Request) -> tuple[Shift, ...]:
    """The roster as it stands, some days of the past with it."""
    return await request.uow.roster.since(request.now - FORGOTTEN)


async def table(request: Request, order: RosterOrder) -> Answer:  # noqa: ARG001  # one shape for all
    """From now on, as far as people are named, a week at most."""
    entries = await lines_of(request)
    last = max((one.until_at for one in entries if one.people), default=request.now)
    until = min(last, request.now + AHEAD)
    here = on_duty(entries, request.now)
    since = request.now if here is None else here.from_at
    found = watches(entries, since, until)
    return _told(say.roster_table(found, request.directory, request.zone), request, len(found))


async def who(request: Request, order: RosterOrder) -> Answer:
    """Now, or on the day named; of a night from six in the evening."""
    entries = await lines_of(request)
    if order.day is None:
        now, then = on_duty(entries, request.now), following(entries, request.now)
        return _told(say.who_is(now, then, request.directory, request.zone), request, int(now is not None))
    begin = datetime.combine(order.day, time(18 if order.night else 0), tzinfo=request.zone).astimezone(UTC)
    end = datetime.combine(order.day + timedelta(days=1), time(), tzinfo=request.zone).astimezone(UTC)
    found = [_whole(entries, one) for one in watches(entries, begin, end)]
    return _told(say.roster_table(found, request.directory, request.zone), request, len(found))


async def open_matters(request: Request, order: RosterOrder) -> Answer:  # noqa: ARG001  # one shape for all
    """Everything that waits for somebody, by age."""
    return _told(await matters(request), request, 0)


async def matters(request: Request) -> str:
    """未结事项 as it stands now."""
    await request.uow.flush()
    found = await matters_of(
        request.uow, directory=request.directory, preset=request.preset, zone=request.zone, now=request.now
    )
    return matters_text(found, request.now)


def _whole(entries: tuple[Shift, ...], watch: Watch) -> Watch:
    """Where it was cut off by the day's borders."""
    return (on_duty(entries, watch.from_at) or watch) if watch.people else watch


def _told(text: str, request: Request, watches: int) -> Answer:
    return Answer(Outcome("query", {"intent": "status", "watches": watches}), (to_sender(request, text),))
