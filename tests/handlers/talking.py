"""A small district and a way to talk to it: real verbs over the real store, meanings given as data.

Reading is not tested here: what a text means is said beside it, so that a dialogue fails for one reason.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.directory.model import Area, Directory, Exemption, Group, Member, Unit
from bot.forms.preset import Preset
from bot.handlers.base import Request
from bot.handlers.registry import VERBS
from bot.messages import Answer, Inbound, Media, Quote
from bot.reading.meaning import Figure, Meaning, Problem, ReportMeaning, UnitReading, Value
from bot.scheduler.registry import posts_of
from bot.store.records import Draft, StoredReport
from bot.store.store import Store

ZONE = ZoneInfo("Asia/Shanghai")
TODAY = date(2020, 3, 5)
MORNING = datetime(2020, 3, 5, 9, 0, tzinfo=ZONE)

DISTRICT = Directory(
    version=1,
    areas=(
        Area("z", "高新区", kind="zone"),
        Area("g1", "1号网格", "z", "grid", "industry", 1),
        Area("g2", "2号网格", "z", "grid", "site", 2),
    ),
    units=(
        Unit("e1", "河源中光电通讯技术有限公司", "enterprise", "g1", ("中光电",), frozenset({"above_scale"}), 500),
        Unit("e2", "广东九明制药有限公司", "enterprise", "g1", ("九明制药",), staff=200),
        Unit("e3", "河源市华信电子有限公司", "enterprise", "g1", ("华信电子", "华信")),
        Unit("e4", "河源华信达电子有限公司", "enterprise", "g1", ("华信达电子", "华信")),
        Unit("s1", "滨江壹号项目部", "site", "g2", ("滨江壹号",)),
        Unit("s2", "盛景华庭二期项目部", "site", "g2", ("盛景二期",)),
    ),
    members=(
        Member("clerk1", "赵一", "clerk", ("e1",)),
        Member("clerk2", "钱二", "clerk", ("e2",)),
        Member("clerk34", "孙三", "clerk", ("e3", "e4")),
        Member("nobody", "李无", "clerk", ()),
        Member("worker1", "周四", "grid_worker", (), ("g1",)),
        Member("head1", "吴五", "grid_leader", (), ("g1",)),
        Member("head2", "郑六", "grid_leader", (), ("g2",)),
        Member("boss", "王七", "leader"),
        Member("duty", "冯八", "duty_officer"),
        Member("admin", "陈九", "admin"),
    ),
    groups=(
        Group("ent", "企业群", "enterprise", "chat", "ent", "chat", "ent", ("z",)),
        Group("grid1", "1号网格群", "grid", "chat", "grid1", "chat", "grid1", ("g1",)),
        Group("cmd", "指挥部", "command", "chat", "cmd", "chat", "cmd", ("z",)),
    ),
    exemptions=(Exemption("s2", "daily", date(2020, 3, 1), date(2020, 3, 31), "停工检修", "duty"),),
)


def values(**fields: Figure) -> tuple[Value, ...]:
    """Stated figures with spans that do not matter here."""
    return tuple(Value(key, value, 0, 1, str(value)) for key, value in fields.items())


def reading(
    unit: str | None, *problems: Problem, period: date | None = None, carry: str | None = None, named: bool = False,
    **fields: Figure,
) -> UnitReading:  # fmt: skip
    """What a message says of one unit."""
    return UnitReading(unit, period, values(**fields), problems, carry, named)  # type: ignore[arg-type]  # "rest" or "all"


def reports(*items: UnitReading, kind: str = "report") -> ReportMeaning:
    """A report, correction or answer about these units."""
    return ReportMeaning(kind, "daily", items)  # type: ignore[arg-type]  # one of the three kinds


@dataclass
class Talk:
    """A conversation: `say` runs one message through the registry and commits it."""

    store: Store
    preset: Preset
    directory: Directory = DISTRICT
    now: datetime = MORNING
    counter: int = 0
    said: list[Answer] = field(default_factory=list)

    async def say(
        self,
        who: str,
        meaning: Meaning,
        *,
        text: str = "",
        group: str | None = None,
        at: datetime | None = None,
        delay: timedelta = timedelta(),
        media: tuple[Media, ...] = (),
        quote: Quote | None = None,
    ) -> Answer:
        """One message. It is taken in `delay` after it was sent."""
        self.now = at or self.now + timedelta(minutes=1)
        self.counter += 1
        inbound = Inbound(
            channel="chat",
            message_id=f"m{self.counter}",
            sender=who,
            chat=group,
            text=text,
            sent_at=self.now,
            received_at=self.now + delay,
            media=media,
            quote=quote,
        )
        async with self.store.unit_of_work() as uow:
            await uow.drafts.prefetch([who], now=inbound.received_at)
            request = Request(
                inbound=inbound,
                member=self.directory.member(who),
                group=self.directory.group_at("chat", group) if group else None,
                directory=self.directory,
                preset=self.preset,
                meaning=meaning,
                uow=uow,
                now=inbound.received_at,
                zone=ZONE,
                bot_name="网格助手",
                drafts=await uow.drafts.open_for(who, group or "", now=inbound.received_at),
                schedule=posts_of(self.preset, ZONE),
            )
            verb = next(verb for verb in VERBS if verb.takes(request))
            answer = await verb.run(request)
            keep = not answer.outcome.about_a_tip
            uow.inbox.remember(inbound, answer.outcome, answer.replies, keep_text=keep)
            await uow.flush()
            await uow.commit()
        self.said.append(answer)
        return answer

    async def head(self, unit: str, period: date = TODAY) -> StoredReport | None:
        async with self.store.unit_of_work() as uow:
            return await uow.reports.head("daily", unit, period)

    async def drafts(self, who: str, group: str | None = None) -> tuple[Draft, ...]:
        async with self.store.unit_of_work() as uow:
            return await uow.drafts.open_for(who, group or "", now=self.now)

    async def audit(self) -> list[tuple[str, str, str]]:
        async with self.store.unit_of_work() as uow:
            return [(line.who, line.action, line.subject) for line in await uow.audit.read()]


def shown(answer: Answer) -> str:
    """The text that goes back to where the message came from."""
    own = [reply for reply in answer.replies if reply.to is None]
    assert len(own) == 1, own
    return own[0].text
