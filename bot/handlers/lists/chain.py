"""The chain of evidence of one name on a list, with what became of its unit's objection.

It tells what was written down when the list was made: who asks later gets the same answer.
"""

from bot.handlers.base import Request
from bot.handlers.lists.finding import names_on
from bot.store.records import CriticismList, ListEntry
from bot.views.appeals import fate
from bot.views.list_kinds import why_work
from bot.views.posts import signature
from bot.views.why_listed import Listing, why_listed


async def chain_of(request: Request, item: CriticismList, entry: ListEntry) -> str:
    """为什么有我 in words."""
    approver = signature(request.directory.member(item.approved_by)) if item.approved_by else ""
    own = [one for one in await request.uow.appeals.of_list(item.number, item.period) if one.unit == entry.unit]
    openly = request.group is not None and request.group.kind != "command"
    if item.kind == "work":
        by = signature(request.directory.member(item.drafted_by))
        decided = f"决定：由{approver}批准发布。" if approver else "决定：还没有人批准，没有发布。"
        if entry.state not in ("listed", "disputed") or item.state in ("rejected", "retracted", "lapsed"):
            decided = "现在：已经移出或更正，不再算数。"
        [name] = names_on(request, [entry.unit])
        told = why_work(item.number, name, entry.evidence, drafted_by=by, decided=decided, zone=request.zone)
        if own:
            return "\n".join([*told, f"5. 申诉：{fate(own[-1], request.zone, openly=openly)}。"])
        return "\n".join([*told, f"有出入的请回复：申诉 {item.number} 理由"])
    listing = Listing(
        number=item.number,
        period=item.period,
        cutoff_at=item.cutoff_at,
        state=item.state,
        approved_at=item.approved_at,
        name_state=entry.state,
        reason=entry.reason,
        evidence=entry.evidence,
        appeal=fate(own[-1], request.zone, openly=openly) if own else "",
        disputed=any(one.state == "open" for one in own),
    )
    return why_listed(
        listing,
        form=request.preset.form(item.form),
        unit_name=names_on(request, [entry.unit])[0],
        decided_by=approver,
        zone=request.zone,
    )
