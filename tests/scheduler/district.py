"""A small district on the real store, with the ticker and a sender that only accepts: days are played on it."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from ladders import CN, preset

from bot.clock import VirtualClock
from bot.directory.model import Area, Directory, Exemption, Group, Member, Unit
from bot.forms.preset import Preset
from bot.rules.duty import status_at
from bot.scheduler.base import Desk
from bot.scheduler.registry import posts_of
from bot.scheduler.ticker import Ticker
from bot.store.records import OutboxRow, StoredReport
from bot.store.store import Store

DAY = date(2020, 3, 5)


def group(name, kind, *areas: str):
    return Group(name, f"{name}群", kind, "chat", name, "chat", name, areas)


DISTRICT = Directory(
    version=1,
    areas=(
        Area("z", "高新区", kind="zone"),
        Area("g1", "1号网格", "z", "grid", "industry", 1),
        Area("g2", "2号网格", "z", "grid", "site", 2),
    ),
    units=(
        Unit("e1", "中光电通讯有限公司", "enterprise", "g1", ("中光电",)),
        Unit("e2", "九明制药有限公司", "enterprise", "g1", ("九明制药",)),
        Unit("e3", "华信电子有限公司", "enterprise", "g2", ("华信电子",)),
        Unit("s1", "滨江壹号项目部", "site", "g2", ("滨江壹号",)),
        Unit("s2", "盛景二期项目部", "site", "g2", ("盛景二期",)),
    ),
    members=(
        Member("c1", "赵一", "clerk", ("e1",)),
        Member("c2", "钱二", "clerk", ("e2",)),
        Member("c3", "孙三", "clerk", ("e3",)),
        Member("cs", "李四", "clerk", ("s1",)),
        Member("w2", "周五", "grid_worker", (), ("g2",)),
        Member("duty", "小史", "duty_officer", title="值班员"),
    ),
    groups=(
        group("ent", "enterprise", "z"), group("cmd", "command"),
        group("grid1", "grid", "g1"), group("grid2", "grid", "g2"),
    ),
    exemptions=(Exemption("s2", "daily", date(2020, 3, 1), date(2020, 3, 31), "停工", "duty"),),
)  # fmt: skip


@dataclass
class Stage:
    """The store, the ticker and the clock; `refusing` are groups whose platform takes nothing."""

    store: Store
    directory: Directory = DISTRICT
    preset: Preset = field(default_factory=preset)
    clock: VirtualClock = field(default_factory=lambda: VirtualClock(datetime(2020, 3, 5, 7, 0, tzinfo=CN)))
    refusing: set[str] = field(default_factory=set)
    sent: list[OutboxRow] = field(default_factory=list)
    holding: bool = False

    def ticker(self, posts=None, preset=None) -> Ticker:
        chosen = preset or self.preset

        async def current() -> Directory:
            return self.directory

        desk = Desk(self.directory, chosen, CN, "网格助手")
        walked = posts_of(chosen, CN) if posts is None else posts
        return Ticker(store=self.store, posts=walked, desk=desk, clock=self.clock, snapshot=current)

    async def play(self, ticker, until) -> list[OutboxRow]:
        """Everything due up to `until`, each at its own moment; what was sent in that time."""
        before = len(self.sent)
        while (due := await ticker.next_due()) is not None and due <= until:
            self.clock.set(max(due, self.clock.now()))
            await ticker.run_due(self.clock.now())
            await self.deliver()
        self.clock.set(until)
        await self.deliver()
        return self.sent[before:]

    async def deliver(self) -> None:
        """Send what is due to a platform that says yes at once, or no for good."""
        now, delivery = self.clock.now(), self.store.delivery
        while not self.holding and (
            rows := await delivery.claim(now=now, limit=50, lease=timedelta(seconds=60), worker="t")
        ):
            for row in rows:
                state = "refused" if row.to.group in self.refusing else "sent"
                await delivery.settle(row.id, state=state, at=now)
                if state == "sent":
                    self.sent.append(row)

    async def report(self, unit, *, day=DAY, complete=True, at=None) -> None:
        """A report of the unit arrives, as the handler stores it."""
        now, form = at or self.clock.now(), self.preset.forms[0]
        async with self.store.unit_of_work() as uow:
            head = await uow.reports.head(form.id, unit, day)
            values = {"on_duty": 7} if complete else {}
            uow.reports.add(
                StoredReport(
                    form=form.id, unit=unit, period=day, revision=head.revision + 1 if head else 1, kind="report",
                    values=values, stated=values, complete=complete, status=status_at(form, day, now, CN),
                    reporter="x", channel="chat", message_id=f"{unit}{now.isoformat()}", received_at=now,
                    completed_at=now if complete else None,
                )
            )  # fmt: skip
            if complete:
                await uow.outbox.drop_unit(form.id, unit, day)
            await uow.flush()
            await uow.commit()

    async def lists(self):
        async with self.store.unit_of_work() as uow:
            return await uow.lists.in_state(("draft", "approved", "posted", "rejected", "retracted"))

    async def trail(self, action):
        async with self.store.unit_of_work() as uow:
            return [line for line in await uow.audit.read() if line.action == action]
