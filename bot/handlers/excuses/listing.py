"""What is asked and what holds, as far as the sender may see: granted by message, or written in the files."""

from bot.handlers.base import Request
from bot.handlers.filing.items import to_sender
from bot.messages import Answer, Outcome
from bot.rules.excusing import units_of
from bot.store.records import Excuse
from bot.views import excuses as say


async def listed(request: Request) -> Answer:
    """What is asked and what holds, as far as the sender may see."""
    rows = await request.uow.excuses.in_state(("asked", "granted"))
    seen = [row for row in rows if _may_see(request, row) and (row.to_day is None or row.to_day >= request.today)]
    of_files = [
        item
        for item in request.directory.exemptions
        if (item.to_day is None or item.to_day >= request.today)
        and not any(_covers(row, item.unit, request) and row.from_day == item.from_day for row in rows)
        and request.directory.may_ask(request.member, unit_id=item.unit)
    ]
    text = say.listed(seen, of_files, request.directory)
    return Answer(Outcome("query", {"intent": "status", "excuses": len(seen)}), (to_sender(request, text),))


def _covers(row: Excuse, unit: str, request: Request) -> bool:
    return row.state == "granted" and any(one.id == unit for one in units_of(row, request.directory))


def _may_see(request: Request, excuse: Excuse) -> bool:
    units = units_of(excuse, request.directory)
    return bool(units) and all(request.directory.may_ask(request.member, unit_id=unit.id) for unit in units)
