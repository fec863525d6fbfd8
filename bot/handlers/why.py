"""The verb of 为什么有我: a listed unit gets the whole chain of evidence, and so does whoever answers for it.

A list that nobody approved yet is told of in private only: in a group the answer itself would be the list.
"""

from bot.directory.model import COMMANDING
from bot.handlers.base import Request, Verb
from bot.handlers.filing.items import note, refuse, to_sender
from bot.handlers.lists.chain import chain_of
from bot.handlers.lists.finding import names_on
from bot.messages import Answer, Destination, Outcome, Reply
from bot.reading.meaning import ReportMeaning
from bot.reading.why_listed import WhyAsked, read_why
from bot.store.records import CriticismList, ListEntry

LOOK_BACK_DAYS = 60
MOST = 3
"""So many units of one asker are told of in one answer."""
PUBLIC = frozenset({"posted", "retracted"})


def _asked(request: Request) -> WhyAsked | None:
    if request.member.role == "resident" or isinstance(request.meaning, ReportMeaning):
        return None
    return read_why(request.inbound.text, request.directory)


async def _run(request: Request) -> Answer:
    asked = _asked(request)
    if asked is None:
        raise TypeError("this verb needs its question")
    units = asked.units
    if len(units) > 1:
        names = "、".join(names_on(request, units[:6]))
        return refuse(request, "unit_ambiguous", f"这个名称不止一家：{names}。请写全称再问一次。")
    if not units and request.member.role in COMMANDING:
        return refuse(request, "unit_missing", "请写上单位名，例如：单位名为什么在通报名单上")
    if not units:
        units = tuple(unit.id for unit in request.directory.units_of(request.member))
    if any(not request.directory.may_ask(request.member, unit_id=unit) for unit in units):
        return refuse(request, "unit_not_yours", "只能查自己单位（或自己网格的单位）的通报情况。")
    found = await _entries(request, asked, units)
    if not found:
        where = f"通报{asked.number}里" if asked.number else f"近{LOOK_BACK_DAYS}天的通报里"
        return Answer(_outcome((), asked), (to_sender(request, f"{where}没有查到{_whose(request, units)}。"),))
    note(request, "why_listed", ",".join(sorted({f"list:{item.number}" for item, _ in found})))
    return Answer(_outcome(found, asked), await _replies(request, found))


async def _entries(
    request: Request, asked: WhyAsked, units: tuple[str, ...]
) -> tuple[tuple[CriticismList, ListEntry], ...]:
    """The newest list of each unit, or the one that was asked about."""
    since = request.today.fromordinal(request.today.toordinal() - LOOK_BACK_DAYS)
    found = []
    for unit in units:
        for item, entry in await request.uow.lists.entries_of(unit, since=since):
            if asked.number in (None, item.number) and item.kind != "praise":
                found.append((item, entry))
                break
    found.sort(key=lambda one: (one[0].period, one[0].number, one[1].unit), reverse=True)
    return tuple(found[:MOST])


async def _replies(request: Request, found: tuple[tuple[CriticismList, ListEntry], ...]) -> tuple[Reply, ...]:
    texts = [await chain_of(request, item, entry) for item, entry in found]
    if request.private or all(item.state in PUBLIC for item, _ in found):
        return (to_sender(request, "\n\n".join(texts)),)
    private = Reply("\n\n".join(texts), to=Destination(member=request.member.user_id))
    return (to_sender(request, "已私信告诉您。"), private)


def _whose(request: Request, units: tuple[str, ...]) -> str:
    return "、".join(names_on(request, units)) if 0 < len(units) <= MOST else "您的单位"


def _outcome(found: tuple[tuple[CriticismList, ListEntry], ...], asked: WhyAsked) -> Outcome:
    lists = [{"list": item.number, "unit": entry.unit} for item, entry in found]
    return Outcome("query", {"intent": "status", "list": asked.number, "entries": lists})


WHY = Verb(
    name="why",
    help="被通报想知道原因：为什么有我",
    takes=lambda request: _asked(request) is not None,
    run=_run,
)
