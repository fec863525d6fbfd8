"""A small district on the chat page, served over a real socket; behind it a desk that answers as told.

The desk stands where the dispatcher stands: what reaches it was handed in, what it sends goes through
the channel.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from zoneinfo import ZoneInfo

import aiohttp

from bot.channels.base import Address, Parcel
from bot.channels.web_chat import WebChat
from bot.clock import VirtualClock
from bot.directory.model import Area, Directory, Group, Member, Unit
from bot.errors import StoreAway
from bot.messages import PRESS, Attachment, Card, Inbound, Outcome, PostKind
from bot.web.app import WebParts, build_web
from bot.web.chat import chat_pages
from bot.web.connections import serving
from bot.web.metrics import Metrics

ZONE = ZoneInfo("Asia/Shanghai")
MORNING = datetime(2020, 3, 5, 1, 12, tzinfo=UTC)  # 9:12 in the district


def group(group_id: str, name: str, kind: str, *areas: str, hears: str = "all", channel: str = "page") -> Group:
    return Group(group_id, name, kind, channel, f"chat-{group_id}", channel, f"chat-{group_id}", areas, hears)  # type: ignore[arg-type]  # written out by the callers


DISTRICT = Directory(
    version=1,
    areas=(
        Area("z", "高新区", kind="zone"),
        Area("g1", "1号网格", "z", "grid", "industry", 1),
        Area("g2", "2号网格", "z", "grid", "site", 2),
    ),
    units=(
        Unit("e1", "河源中光电通讯技术有限公司", "enterprise", "g1", ("中光电",)),
        Unit("e2", "广东九明制药有限公司", "enterprise", "g2", ("九明制药",)),
        Unit("s1", "滨江壹号项目部", "site", "g2", ("滨江壹号",)),
    ),
    members=(
        Member("clerk1", "中光电-赵一", "clerk", ("e1",), title="填报员"),
        Member("clerk2", "九明-钱二", "clerk", ("e2",)),
        Member("site1", "滨江-孙三", "clerk", ("s1",)),
        Member("head1", "1号网格长吴五", "grid_leader", (), ("g1",)),
        Member("duty", "防控办-冯八", "duty_officer", (), ("z",), title="值班"),
        Member("neighbour", "老街坊", "resident"),
        Member("hostile", "<img src=x onerror=document.title=1>", "resident"),
    ),
    groups=(
        group("ent", "企业防控工作群", "enterprise", "z"),
        group("grid1", "1号网格工作群", "grid", "g1"),
        group("grid2", "2号网格工作群", "grid", "g2"),
        group("cmd", "防控指挥部工作群", "command", "z"),
        group("pub", "便民互助群", "public", "z", hears="mentions"),
        group("far", "外部平台上的群", "enterprise", "g1", channel="elsewhere"),
    ),
)


@dataclass(frozen=True)
class Done:
    """What the page is told of a message that was taken in."""

    outcome: Outcome = field(default_factory=lambda: Outcome("report"))
    passive: tuple[str, ...] = ()
    card: Card | None = None


@dataclass
class Desk:
    """Takes messages in. `answers`: the bot says it heard them; `away`: the store is not there."""

    channel: WebChat
    answers: bool = True
    away: bool = False
    waits_for: asyncio.Event | None = None
    heard: list[Inbound] = field(default_factory=list)
    settles: Card | None = None

    async def submit(self, inbound: Inbound) -> Done:
        if self.waits_for is not None:
            await self.waits_for.wait()
        if self.away:
            raise StoreAway("the database is away")
        self.heard.append(inbound)
        if self.answers:
            await self.post(
                f"收到：{inbound.text[:40]}",
                chat=inbound.chat,
                member=inbound.sender,
                mentions=(inbound.sender,) if inbound.chat else (),
                re=inbound.message_id,
            )
        return Done(card=self.settles if inbound.event == PRESS else None)

    async def post(
        self,
        text: str,
        *,
        chat: str | None = None,
        member: str = "",
        kind: PostKind = "reply",
        mentions: tuple[str, ...] = (),
        re: str | None = None,
        files: tuple[Attachment, ...] = (),
        card: Card | None = None,
    ) -> None:
        to = Address("page", "group", chat) if chat else Address("page", "member", member)
        key = f"post-{self.channel.log.version}"
        await self.channel.send(Parcel(to, kind, text, mentions, key=key, in_reply_to=re, attachments=files, card=card))


@dataclass
class Stage:
    """The served page: where it is, what is behind it, and a session to call it with."""

    channel: WebChat
    desk: Desk
    clock: VirtualClock
    session: aiohttp.ClientSession
    port: int

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def say(self, **wanted: object) -> tuple[int, dict[str, str]]:
        """POST as the page does; the status and the answer."""
        async with self.session.post(f"{self.base}/chat/say", json=wanted) as response:
            return response.status, await response.json()

    async def press(self, **wanted: object) -> tuple[int, dict[str, str]]:
        """POST the press of a button; the status and the answer."""
        async with self.session.post(f"{self.base}/chat/press", json=wanted) as response:
            return response.status, await response.json()

    @asynccontextmanager
    async def follow(self, user_id: str, after: str = "") -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
        params = {"as": user_id, "after": after}
        async with self.session.ws_connect(f"{self.base}/chat/live", params=params) as socket:
            yield socket

    def hear(self, text: str, *, sender: str = "clerk1", chat: str | None = "chat-ent", number: str = "") -> str:
        """A message that came in by another way; its id."""
        message_id = number or f"m{self.channel.log.version}"
        now = self.clock.now()
        self.channel.heard(Inbound("page", message_id, sender, chat, text, now, now))
        return message_id


async def until(holds: Callable[[], bool]) -> None:
    """Let the loop turn until it holds; a test that waits in vain fails after five seconds."""
    async with asyncio.timeout(5):
        while not holds():  # noqa: ASYNC110  # what is waited for happens in the server, which tells no test
            await asyncio.sleep(0)


@asynccontextmanager
async def staged(
    *,
    directory: Callable[[], Directory] = lambda: DISTRICT,
    host: str = "127.0.0.1",
    port: int = 0,
    seed: str = "a",
    remote: bool = False,
    hosts: tuple[str, ...] = (),
) -> AsyncIterator[Stage]:
    """Serve the page inside the block. `seed` makes the ids of one start of the bot differ from the next."""
    clock = VirtualClock(MORNING)
    channel = WebChat(name="page", clock=clock)
    desk, numbers = Desk(channel), count(1)

    async def checks() -> dict[str, bool]:
        return {}

    pages = chat_pages(
        channel,
        submit=desk.submit,
        directory=directory,
        clock=clock,
        zone=ZONE,
        ids=lambda: f"{seed}{next(numbers):031d}",
        remote=remote,
        hosts=hosts,
    )
    application = build_web(WebParts({"page": channel}, desk.submit, checks, Metrics()), [pages])
    async with serving(application, host=host, port=port) as bound, aiohttp.ClientSession() as session:
        yield Stage(channel, desk, clock, session, bound)
