"""The evening digest: the whole zone for the command group, a short one for each grid.

Figures are those of the due moment; every rate stands with its fraction and who is exempt is said.
"""

from collections.abc import Sequence

from bot.directory.model import Group
from bot.messages import Body, Outbound
from bot.rules.audience import groups_of, to_group
from bot.rules.tally import coverage, totals
from bot.scheduler.base import Desk
from bot.scheduler.posts.errand import Errand, Heads, day_at
from bot.store.unit_of_work import UnitOfWork
from bot.views.digest import Digest, digest, short_digest


async def compose(uow: UnitOfWork, desk: Desk, errand: Errand) -> Sequence[Outbound]:
    """One message a group; a grid without anybody who owes gets none."""
    heads, cover = await day_at(uow, desk, errand)
    facts = errand.facts(desk)
    told = []
    for group in groups_of(errand.step.to, desk.directory):
        if group.kind == "grid":
            text = _of_grid(desk, errand, group, heads)
        else:
            counted = [heads[unit.id].values for unit in (*cover.on_time, *cover.late)]
            text = digest(
                Digest(errand.form, errand.day, cover, totals(errand.form, counted), heads),
                directory=desk.directory, preset=desk.preset, facts=facts,
            )  # fmt: skip
        if text:
            told.append(errand.outbound(to_group(group.id), Body(text), priority=9))
    return told


def _of_grid(desk: Desk, errand: Errand, group: Group, heads: Heads) -> str:
    within = {unit.id for unit in desk.directory.units_in(group.areas)}
    cover = coverage(errand.form, errand.day, directory=desk.directory, preset=desk.preset, heads=heads, within=within)
    if not cover.owed:
        return ""
    counted = [heads[unit.id].values for unit in (*cover.on_time, *cover.late)]
    part = Digest(errand.form, errand.day, cover, totals(errand.form, counted), heads)
    return short_digest(part, directory=desk.directory, preset=desk.preset, facts=errand.facts(desk))
