"""Puts an approved list into the outbox of every group of its units, each kind in its own words.

At night it waits for the morning like everything that can wait; who repairs his miss until then still drops out.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.directory.model import Unit
from bot.handlers.base import Request
from bot.messages import Body, Outbound
from bot.rules.attention import Attention
from bot.rules.audience import audience, to_group
from bot.rules.duty import exempt_units
from bot.store.records import CriticismList
from bot.views import figures
from bot.views.list_kinds import kind_body
from bot.views.posts import criticism_body, facts_of, signature

PUBLIC = ("enterprise", "grid")
SENT_WITHIN = timedelta(hours=4)  # a list that could not be sent for so long is an old list


async def post(request: Request, item: CriticismList, left: Sequence[str]) -> tuple[dict[str, int], datetime]:
    """Units by group, and when the last group reads it."""
    directory = request.directory
    units: list[Unit] = [directory.unit_by_id[unit] for unit in left]
    attention = Attention(request.preset, directory, request.zone, await request.uow.attention.since(request.now))
    facts = _facts(request, item)
    posted, begins = {}, request.now
    for group, named in audience(units, PUBLIC, directory).by_group.items():
        outbound = Outbound(
            key=f"list:{item.number}:{item.period.isoformat()}:post:{group}",
            kind="digest" if item.kind == "praise" else "criticism",
            to=to_group(group),
            body=_body(request, item, named, facts),
            due_at=request.now,
            form=item.duty,
            period=item.period,
            redelivery="hold",
            drop_when_done=True,
        )
        at = attention.quiet_until(outbound, request.now) or request.now
        request.uow.outbox.put(replace(outbound, due_at=at, expires_at=at + SENT_WITHIN))
        posted[group], begins = len(named), max(begins, at)
    return posted, begins


def later(request: Request, begins: datetime) -> str:
    """What is added to the answer where it waits for the morning."""
    if begins == request.now:
        return ""
    return f"现在是静默时段，{figures.clock(begins, request.zone)}发出，之前补报的仍会移出。"


def _facts(request: Request, item: CriticismList) -> dict[str, object]:
    signed = {
        "number": item.number,
        "signed": signature(request.member),
        "object_within": request.preset.criticism.object_within,
    }
    if item.kind != "late":
        cases = dict.fromkeys(str(entry.evidence.get("case", {}).get("number", "")) for entry in item.listed)
        return {**signed, "about": item.about, "basis": "、".join(one for one in cases if one)}
    form = request.preset.form(item.form)
    exempt = exempt_units(form, request.directory, item.period, request.preset)
    return {**facts_of(form, item.period, request.now, request.zone), **signed, "exempt": len(exempt)}


def _body(request: Request, item: CriticismList, named: Sequence[Unit], facts: dict[str, object]) -> Body:
    wording = request.preset.wording
    if item.kind == "late":
        return criticism_body(named, request.directory, facts=facts, wording=wording)
    return kind_body(item.kind, named, request.directory, facts=facts, wording=wording)
