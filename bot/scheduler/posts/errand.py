"""One step of a form's ladder on one day: what every composer of this folder is given."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bot.directory.model import Unit
from bot.forms.definition import FormDef, Step
from bot.messages import Body, Card, Destination, Outbound, PostKind
from bot.rules.tally import Coverage, coverage
from bot.scheduler.base import Desk
from bot.store.records import StoredReport
from bot.store.unit_of_work import UnitOfWork
from bot.views.posts import facts_of

Heads = Mapping[str, StoredReport]


@dataclass(frozen=True, slots=True)
class Errand:
    """The step, the day that it is about and the moment that it was due; `until`: never sent after."""

    form: FormDef
    step: Step
    day: date
    due_at: datetime
    until: datetime

    @property
    def name(self) -> str:
        return f"{self.form.id}.{self.step.name}"

    def facts(self, desk: Desk) -> dict[str, object]:
        return facts_of(self.form, self.day, self.due_at, desk.zone) | {"nth": self.step.turn}

    def outbound(
        self,
        to: Destination,
        body: Body,
        *,
        drop: bool = False,
        priority: int = 5,
        card: Card | None = None,
        kind: PostKind | None = None,
    ) -> Outbound:
        """The message; its key holds the day, not the moment: a moved deadline says nothing twice.

        `kind`: another one than the step's, where the units themselves are not told by it.
        """
        return Outbound(
            key=f"{self.name}:{self.day.isoformat()}:{to.key}",
            kind=kind or self.step.kind,
            to=to,
            body=body,
            due_at=self.due_at,
            form=self.form.id,
            period=self.day,
            expires_at=self.until,
            redelivery=self.step.redelivery,
            priority=priority,
            drop_when_done=drop,
            card=card,
        )


async def day_at(uow: UnitOfWork, desk: Desk, errand: Errand) -> tuple[Heads, Coverage]:
    """The day's heads and coverage as they were when the step was due. One statement, whatever the units."""
    heads = await uow.reports.heads_of(errand.form, errand.day, at=errand.due_at, expects=errand.step.expects)
    return heads, cover_of(desk, errand, heads)


async def still_missing(uow: UnitOfWork, errand: Errand, units: tuple[Unit, ...]) -> tuple[Unit, ...]:
    """Without those whose report came between the due moment and now (we were asleep): nobody is accused late."""
    heads = await uow.reports.heads_of(errand.form, errand.day, expects=errand.step.expects)
    return tuple(unit for unit in units if unit.id not in heads or not heads[unit.id].counts)


def cover_of(desk: Desk, errand: Errand, heads: Heads) -> Coverage:
    """Who owed and who did, by these heads."""
    return coverage(errand.form, errand.day, directory=desk.directory, preset=desk.preset, heads=heads)


def gaps_of(errand: Errand, heads: Heads, cover: Coverage) -> dict[str, list[str]]:
    """Labels that the unfinished reports still need, by unit id."""
    form = errand.form
    return {u.id: [form.field(k).label for k in form.required if k not in heads[u.id].values] for u in cover.partial}
