"""The verb by which officers teach words: 加别名 到工 = 在岗人数, 删别名 到工, 别名, 忽略 到工.

Works on the words as they stand in this transaction, not only on the snapshot that the message was read with: two
officers may teach the same word in one breath. Several orders may stand in one message, one a line.
"""

from collections.abc import Container

from bot.directory.model import Role
from bot.handlers.base import Request, Verb
from bot.handlers.filing.items import refuse, to_sender
from bot.handlers.teaching.ignoring import heed, ignore
from bot.handlers.teaching.orders import AliasOrder, orders_in
from bot.handlers.teaching.words import Done, drop, listed, teach
from bot.messages import Answer, Outcome
from bot.views import words as say

_SIGNS = ("别名", "別名", "别称", "別稱", "把", "忽略")  # nothing else need be looked at closely
OFFICERS: frozenset[Role] = frozenset({"duty_officer", "admin"})


def _takes(request: Request) -> bool:
    """What begins like an order is one whoever says it; looser words only from an officer."""
    text = request.inbound.text
    if not any(word in text for word in _SIGNS):
        return False
    orders = orders_in(text)
    if not orders:
        return False
    return orders[0].plain or (request.member.role in OFFICERS and _heard_here(request))


def _heard_here(request: Request) -> bool:
    return request.private or (request.group is not None and request.group.kind == "command")


async def _run(request: Request) -> Answer:
    if request.member.role not in OFFICERS:
        return refuse(request, "role", say.only_officers())
    if not _heard_here(request):
        return refuse(request, "place", say.not_here())
    orders = orders_in(request.inbound.text)
    if orders[0].action == "list":
        text, count = await listed(request)
        return Answer(Outcome("admin", {"action": "aliases", "count": count}), (to_sender(request, text),))
    done: list[Done] = []
    for order in orders:
        freed = {one.entry["word"] for one in done if one.did == "removed"}
        done.append(await _carry_out(request, order, freed))
    if not request.private and all(one.code == "not_heard" for one in done):
        return Answer(Outcome("chatter"))  # 忽略 上一条 is said to people
    text = "\n".join(dict.fromkeys(one.text for one in done))
    if all(one.code for one in done):
        return refuse(request, done[0].code, text)
    data = {
        "action": "aliases",
        "added": [dict(one.entry) for one in done if one.entry and one.did == "added"],
        "removed": [dict(one.entry) for one in done if one.did == "removed"],
        "refused": [one.code for one in done if one.code],
    }
    for did in ("ignored", "heeded"):
        if words := [one.entry["word"] for one in done if one.did == did]:
            data[did] = words
    return Answer(Outcome("admin", data), (to_sender(request, text),))


async def _carry_out(request: Request, order: AliasOrder, freed: Container[str]) -> Done:
    match order.action:
        case "add":
            return await teach(request, order, freed=freed)
        case "drop":
            return await drop(request, order.word)
        case "ignore":
            return await ignore(request, order.word)
        case "heed":
            return await heed(request, order.word)
        case _:
            return Done(say.unreadable_order(order.word), "unreadable")


ALIASES = Verb(
    name="aliases",
    help="教我认词（私信或指挥部群）：加别名 到工 = 在岗人数；删别名 到工；别名；忽略 到工",
    takes=_takes,
    run=_run,
    roles=OFFICERS,
)
