"""接下来发什么: the posts of the next 24 hours as they would be said by what is known now."""

from datetime import UTC, datetime, time, timedelta

from bot.handlers.base import Request
from bot.handlers.filing.items import to_sender
from bot.messages import Answer, Outcome
from bot.reading.steering import SteeringOrder
from bot.rules.attention import holds
from bot.rules.roster import FORGOTTEN, handings
from bot.scheduler.base import Desk
from bot.scheduler.foreseeing import foreseen
from bot.views.attention import row_name
from bot.views.foreseeing import foreseen_list
from bot.views.roster import handings_line

AHEAD = timedelta(days=1)


async def foresee(request: Request, order: SteeringOrder) -> Answer:  # noqa: ARG001  # one shape for all
    """When, what, to whom about how many; what is paused, and what was set aside."""
    await request.uow.flush()
    desk = Desk(request.directory, request.preset, request.zone, request.bot_name)
    posts = await foreseen(request.uow, desk, request.schedule, now=request.now, until=request.now + AHEAD)
    directives = [one for one in await request.uow.attention.since(request.now) if holds(one, request.now)]
    begun = datetime.combine(request.now.astimezone(request.zone).date(), time(), tzinfo=request.zone)
    aside = [
        row_name(request.directory, row.to.group or "", row.kind, len(row.body.entries))
        for row in await request.uow.attention.aside(since=begun.astimezone(UTC))
    ]
    text = foreseen_list(
        posts, directives, aside, directory=request.directory, zone=request.zone,
        now=request.now,
    )  # fmt: skip
    entries = await request.uow.roster.since(request.now - FORGOTTEN)
    ahead = handings(entries, request.now, request.now + AHEAD)
    if ahead:
        text = f"{text}\n{handings_line(ahead, request.directory, request.zone, request.now)}"
    return Answer(Outcome("query", {"intent": "status", "posts": len(posts)}), (to_sender(request, text),))
