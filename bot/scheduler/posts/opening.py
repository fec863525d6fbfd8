"""The opening note: that the day's form is open, by when, with an example. It names nobody."""

from collections.abc import Sequence

from bot.messages import Body, Outbound
from bot.rules.audience import groups_of, to_group
from bot.scheduler.base import Desk
from bot.scheduler.posts.errand import Errand
from bot.store.unit_of_work import UnitOfWork
from bot.views.posts_wording import say


async def compose(uow: UnitOfWork, desk: Desk, errand: Errand) -> Sequence[Outbound]:  # noqa: ARG001  # one shape for all
    """One note for each group that the step posts to."""
    text = say(f"{errand.step.wording}.head", desk.preset.wording, errand.facts(desk))
    groups = groups_of(errand.step.to, desk.directory)
    return [errand.outbound(to_group(group.id), Body(text), priority=7) for group in groups]
