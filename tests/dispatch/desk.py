"""A dispatcher over the real store with one verb that does what the text says, so that a test reads as a talk.

"bug": it raises after having written. "race": the database refuses it once. "two", "long", "file", "elsewhere":
what its replies are like. "draft": it opens a draft. Anything else is answered in one line.
"""

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from bot.clock import VirtualClock
from bot.directory.model import Directory, Group, Member
from bot.dispatch import Dispatcher
from bot.errors import StoreAway, StoreError
from bot.forms.definition import FormDef
from bot.forms.preset import Preset
from bot.handlers.base import Request, Verb
from bot.messages import Answer, Attachment, Destination, Inbound, Outcome, Reply
from bot.reading.meaning import Chatter, Context, Meaning
from bot.snapshot import Known
from bot.store.records import AuditLine, Draft, OutboxRow
from bot.store.store import Store

NOW = datetime(2020, 3, 5, 1, 2, tzinfo=UTC)
FORM = FormDef.model_validate({
    "id": "daily", "name": "日报", "owed_by": ("enterprise",),
    "fields": [{"key": "on_duty", "label": "在岗人数", "kind": "count"}],
})  # fmt: skip
DIRECTORY = Directory(
    version=1,
    members=(Member("zhangsan", "张三", "clerk"),),
    groups=(Group("ent", "企业群", "enterprise", "app", "chat-1", "app", "chat-1"),),
)


def message(text="日报", *, number=1, sender="zhangsan", chat=None, passive=None, digest=None) -> Inbound:
    return Inbound(
        channel="app",
        message_id=f"m{number}",
        sender=sender,
        chat=chat,
        text=text,
        sent_at=NOW,
        received_at=NOW,
        digest=digest if digest is not None else sha256(f"{sender}{text}{number}".encode()).hexdigest(),
        passive=chat is None if passive is None else passive,
    )


class Away:
    """The real store, whose units of work can be told to be away; they are counted."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.begun = 0
        self.away_from: int | None = None  # the unit of work from which on the database is away
        self.broken: Exception | None = None

    @asynccontextmanager
    async def unit_of_work(self):
        self.begun += 1
        if self.away_from is not None and self.begun >= self.away_from:
            raise StoreAway("away")
        if self.broken is not None:
            raise self.broken
        async with self._store.unit_of_work() as uow:
            yield uow


@dataclass
class Desk:
    """The dispatcher and what a test may look at."""

    store: Store
    away: Away
    clock: VirtualClock
    dispatcher: Dispatcher
    contexts: list[Context] = field(default_factory=list)
    read: list[str] = field(default_factory=list)
    ran: list[str] = field(default_factory=list)
    woken: int = 0
    races: int = 0
    gate: asyncio.Event | None = None
    entered: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self, request: Request) -> Answer:
        text = request.inbound.text
        self.ran.append(text)
        request.uow.audit.write(AuditLine(request.now, request.inbound.sender, "said", text))
        self.entered.set()
        if self.gate is not None:
            await self.gate.wait()
        if "bug" in text:
            raise KeyError(text)
        if "race" in text and self.races:
            self.races -= 1
            raise StoreError("the database refused (uq_reports_revision)")
        if "draft" in text:
            request.uow.drafts.put(a_draft(request))
        return Answer(Outcome("report", {"text": text}), tuple(replies_to(text)))

    async def said(self) -> list[str]:
        """What was committed, oldest first."""
        async with self.store.unit_of_work() as uow:
            return [line.subject for line in reversed(await uow.audit.read(limit=1000))]

    async def posts(self) -> list[OutboxRow]:
        """What waits in the outbox, taken out in the order of sending."""
        found: list[OutboxRow] = []
        while rows := await self.store.delivery.claim(now=NOW, limit=1000, lease=timedelta(1), worker="test"):
            for row in rows:
                await self.store.delivery.settle(row.id, state="sent", at=NOW)
            found += rows
        return found

    def wake(self) -> None:
        self.woken += 1


def replies_to(text):
    if "nothing" in text:
        return
    files = (Attachment("b.csv", "text/csv", b"1,2,3,4"),) if "attached" in text else ()
    yield Reply(f"收到：{text[:20]}" if "long" not in text else "网" * 700, attachments=files)
    if "two" in text:
        yield Reply("还有一条")
    if "elsewhere" in text:
        yield Reply("请处理", to=Destination(group="ent"), kind="alert", mentions=("zhangsan",))
    if "file" in text:
        yield Reply(
            "附件", to=Destination(member="zhangsan"), attachments=(Attachment("a.csv", "text/csv", b"1,2,3,4"),)
        )


def a_draft(request: Request) -> Draft:
    return Draft(
        sender=request.inbound.sender, chat=request.inbound.chat or "", form="daily", unit="e1", period=None,
        kind="report", values={}, asked=("on_duty",), candidates=(), message_id=request.inbound.message_id,
        created_at=request.now, expires_at=request.now + timedelta(hours=1),
    )  # fmt: skip


def a_desk(store: Store, *, directory: Directory = DIRECTORY) -> Desk:
    away, clock = Away(store), VirtualClock(NOW)

    def read(text: str, context: Context) -> Meaning:
        desk.contexts.append(context)
        desk.read.append(text)
        return Chatter(addressed=True)

    known = Known(directory, Preset(name="t", title="t", forms=(FORM,)))

    async def snapshot() -> Known:
        return known

    async def run(request: Request) -> Answer:
        return await desk.run(request)

    verb = Verb(name="say", help="", takes=lambda request: True, run=run)
    dispatcher = Dispatcher(
        store=away,  # type: ignore[arg-type]  # it passes everything on
        snapshot=snapshot,
        verbs=[verb],
        read=read,
        clock=clock,
        zone=ZoneInfo("Asia/Shanghai"),
        bot_name="网格助手",
    )
    desk = Desk(store, away, clock, dispatcher)
    dispatcher.wake_sender = desk.wake
    return desk


def other_body(inbound: Inbound) -> Inbound:
    """Another message under the same number."""
    return replace(inbound, text=inbound.text + "二", digest="f" * 64)
