"""加发 3条：台风: so many more messages today, by a named officer and for a reason; what was set aside goes first.

Whoever has reported meanwhile falls out of what is released.
"""

from collections import Counter
from datetime import UTC, datetime, time

from bot.handlers.base import Request
from bot.handlers.filing.items import refuse, to_sender
from bot.handlers.resend import without_the_repaired
from bot.messages import Answer, Outcome
from bot.reading.steering import SteeringOrder, end_of
from bot.store.records import AuditLine, Directive
from bot.views import steering as say

MOST = 20


async def more(request: Request, order: SteeringOrder) -> Answer:
    """Allow them, and send of what waits as many, group by group."""
    if not order.reason:
        return refuse(request, "no_reason", say.WHY_MORE)
    if not 0 < order.amount <= MOST:
        return refuse(request, "how_many", say.how_many(MOST))
    if not any(budget.posts_a_day for budget in request.preset.attention):
        return refuse(request, "no_number", say.NO_NUMBER)
    today = request.now.astimezone(request.zone).date()
    await request.uow.attention.add(
        Directive(
            "extra", request.member.user_id, request.now, end_of(today, request.zone).astimezone(UTC), order.reason,
            group=order.group, amount=order.amount,
        )
    )  # fmt: skip
    begun = datetime.combine(today, time(), tzinfo=request.zone).astimezone(UTC)
    await request.uow.flush()
    taken: Counter[str] = Counter()
    released = []
    for row in await request.uow.attention.aside(since=begun, group=order.group):
        group = row.to.group or ""
        makes_sense = row.expires_at is None or row.expires_at > request.now
        if makes_sense and taken[group] < order.amount:
            taken[group] += 1
            released.append(row)
    await request.uow.attention.release([row.id for row in released], now=request.now)
    for row in released:
        await without_the_repaired(request.uow, row, preset=request.preset, directory=request.directory)
    request.uow.outbox.posted += len(released)
    about = {"message": request.inbound.message_id, "amount": order.amount, "reason": order.reason,
             "released": [row.key for row in released]}  # fmt: skip
    subject = f"group:{order.group or '*'}"
    request.uow.audit.write(AuditLine(request.now, request.member.user_id, "extra_posts", subject, about))
    told = [(row.to.group or "", row.kind) for row in released]
    return Answer(
        Outcome("admin", {"action": "extra", "group": order.group, "amount": order.amount, "released": len(released)}),
        (to_sender(request, say.allowed(request.directory, order.group, order.amount, told)),),
    )
