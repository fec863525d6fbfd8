"""Every sending channel beside what its readers see, so that one suite runs over all of them."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot_doors import Bots
from feishu_doors import FEISHU_GROUP, FEISHU_MEMBER, FeishuTenant, a_feishu
from public_doors import FOLLOWER, RESIDENT, Public, the_public

from bot.channels.base import Address, Channel, Parcel, TokenStore
from bot.channels.calling import Caller
from bot.channels.codec import Codec
from bot.channels.token_memory import MemoryTokens
from bot.channels.transcript import Transcript
from bot.channels.wecom_api import WecomApi
from bot.channels.wecom_app import WecomApp
from bot.channels.wecom_webhook import WecomWebhook
from bot.clock import VirtualClock
from bot.messages import Attachment
from bot.standin.aibot_desk import BotDesk, SmartBot
from bot.standin.aibot_files import BotFiles
from bot.standin.aibot_server import standing_in_with_bot
from bot.standin.platform import App, Platform

CORP, AGENT, TOKEN = "ww0123456789abcdef", 1000002, "gridbotTOKEN2026"
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
SECRET, ROBOT = "corp-secret-CANARY-1", "robot-key-CANARY-2"
BOT, BOT_SECRET = "aibTEST000000001", "bot-secret-CANARY-3"
NOW = datetime(2020, 3, 5, 1, 2, tzinfo=UTC)
PATIENT, QUICK = 5.0, 0.25  # seconds that a call may take


@dataclass(frozen=True)
class Shown:
    """One message on its readers' screens."""

    text: str
    mentions: tuple[str, ...] = ()
    kind: str = "text"
    file: bytes | None = None


@dataclass
class Door:
    """A channel with an address on it. `endpoint` is the one that the stand-in's faults name."""

    name: str
    channel: Channel
    address: Address
    platform: Platform
    shown: Callable[[], list[Shown]]
    endpoint: str = ""
    upload: str = ""
    gettoken: str = "gettoken"
    in_markdown: bool = False
    can_mention: bool = True
    swallows: bool = False
    ready: Callable[[], Awaitable[dict[str, object]]] | None = None  # before each send; gives what the parcel needs

    async def send(self, text: str, *, key: str = "k:0", mentions: tuple[str, ...] = (), **more: object) -> object:
        if self.ready is not None:
            more = await self.ready() | more
        parcel = Parcel(to=self.address, kind="reply", text=text, mentions=mentions, key=key, **more)  # type: ignore[arg-type]
        return await self.channel.send(parcel)


@dataclass
class World:
    """The stand-in platform, served, and the virtual clock that it and the channels share."""

    base: str
    platform: Platform
    clock: VirtualClock
    bots: Bots
    public: Public
    feishu: FeishuTenant
    opened: list[Channel] = field(default_factory=list)
    patience: float = PATIENT

    def caller(self, base: str | None = None) -> Caller:
        return Caller(base or self.base, connect=2.0, total=self.patience, upload=self.patience)

    def api(self, *, secret: str = SECRET, tokens: TokenStore | None = None, base: str | None = None) -> WecomApi:
        return WecomApi(
            caller=self.caller(base),
            account="app",
            corp_id=CORP,
            secret=secret,
            clock=self.clock,
            tokens=tokens or MemoryTokens(),
        )

    def app(self, api: WecomApi | None = None) -> WecomApp:
        codec = Codec(token=TOKEN, aes_key=AES_KEY, receive_id=CORP)
        channel = WecomApp(
            name="app", corp_id=CORP, agent_id=AGENT, codec=codec, api=api or self.api(), clock=self.clock
        )
        self.opened.append(channel)
        return channel

    def webhook(self, *, markdown: bool = False, base: str | None = None) -> WecomWebhook:
        channel = WecomWebhook(
            name="hook", caller=self.caller(base), clock=self.clock, environment={"ROBOT": ROBOT}, markdown=markdown
        )
        self.opened.append(channel)
        return channel

    def screen(self, chat: str) -> Callable[[], list[Shown]]:
        """What stands in one chat; the app's invisible running mark taken off."""
        return lambda: [
            Shown(seen.text.rstrip("\u200b\u200c"), seen.mentions, seen.kind, seen.file.content if seen.file else None)
            for seen in self.platform.seen
            if seen.chat == chat
        ]

    def door(self, name: str) -> Door:
        match name:
            case "transcript":
                channel = Transcript(name="transcript")
                return Door(name, channel, Address("transcript", "group", "g1"), self.platform, recorded(channel))
            case "app to a member":
                to = Address("app", "member", "zhangsan")
                shown = self.screen("member:zhangsan")
                ends = ("message/send", "media/upload")
                return Door(name, self.app(), to, self.platform, shown, *ends, can_mention=False, swallows=True)
            case "app to its group":
                to = Address("app", "group", "grid1")
                ends = ("appchat/send", "media/upload")
                return Door(name, self.app(), to, self.platform, self.screen("appchat:grid1"), *ends)
            case "robot in text" | "robot in markdown":
                to = Address("hook", "group", ROBOT)
                markdown = name.endswith("markdown")
                hook = self.webhook(markdown=markdown)
                ends = ("webhook/send", "webhook/upload_media")
                shown = self.screen(f"robot:{ROBOT}")
                return Door(name, hook, to, self.platform, shown, *ends, in_markdown=markdown)
            case "bot to a group" | "bot to a member":
                bot, ready = self.bots.listening(self)
                to = Address("bot", "group", "wrGROUP1") if name.endswith("group") else Address("bot", "member", "lisi")
                ends = ("aibot_send_msg", "aibot_upload_media_init")
                bot_door = Door(name, bot, to, self.platform, self.screen(f"aibot:{to.id}"), *ends, ready=ready)
            case "bot answering late":
                bot, ready = self.bots.called(self)
                to = Address("bot", "group", "wrGROUP1")
                bot_door = Door(
                    name, bot, to, self.platform, self.screen("aibot:wrGROUP1"), "aibot/response", ready=ready
                )
            case "kf to a customer":
                kf = self.public.kf_channel(self)
                self.opened.append(kf)
                to = Address("kf", "member", RESIDENT)
                ends, shown = ("kf/send_msg", "media/upload"), self.screen(f"kf:{RESIDENT}")
                ready = self.public.written
                return Door(name, kf, to, self.platform, shown, *ends, can_mention=False, ready=ready)
            case "official account to a follower":
                mp = self.public.official_channel(self)
                self.opened.append(mp)
                to = Address("mp", "member", FOLLOWER)
                shown = self.screen(f"official:{FOLLOWER}")
                door = Door(name, mp, to, self.platform, shown, "message/custom/send", ready=self.public.written)
                door.can_mention, door.gettoken = False, "token"
                return door
            case "feishu to a group" | "feishu to a member":
                return self._feishu_door(name)
            case _:
                raise AssertionError(name)
        self.opened.append(bot)
        bot_door.in_markdown, bot_door.can_mention = True, False
        return bot_door

    def _feishu_door(self, name: str) -> Door:
        fs = self.feishu.channel(patience=self.patience)
        self.opened.append(fs)
        to = Address("fs", "group", FEISHU_GROUP) if name.endswith("group") else Address("fs", "member", FEISHU_MEMBER)
        shown, ends = self.screen(f"feishu:{to.id}"), ("feishu/send", "feishu/files")
        return Door(name, fs, to, self.platform, shown, *ends, gettoken="feishu/token", swallows=True)


PUBLIC = ("kf to a customer", "official account to a follower")
OVER_HTTP = (
    "app to a member",
    "app to its group",
    "robot in text",
    "robot in markdown",
    "bot answering late",
    *PUBLIC,
    "feishu to a group",
    "feishu to a member",
)
NETWORKED = (*OVER_HTTP, "bot to a group", "bot to a member")
WITH_FILES = tuple(name for name in NETWORKED if name not in ("bot answering late", "official account to a follower"))
EVERY = ("transcript", *NETWORKED)


def recorded(channel: Transcript) -> Callable[[], list[Shown]]:
    return lambda: [Shown(parcel.text, parcel.mentions) for parcel in channel.parcels]


def a_file(content: bytes = b"PK\x03\x04 workbook", name: str = "3月5日 日报.xlsx") -> Attachment:
    return Attachment(name, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", content)


@asynccontextmanager
async def a_world() -> AsyncIterator[World]:
    clock = VirtualClock(NOW)
    platform = Platform(App(CORP, AGENT, SECRET), clock=clock, robots=[ROBOT])
    platform.chats.add("grid1")
    desk = BotDesk(platform, SmartBot(BOT, BOT_SECRET), clock=clock)
    bots = Bots(desk, BotFiles(desk))
    async with (
        standing_in_with_bot(desk, bots.files) as base,
        the_public(platform, clock) as public,
        a_feishu(platform, clock) as feishu,
    ):
        world = World(base, platform, clock, bots, public, feishu)
        try:
            yield world
        finally:
            await bots.stop()
            for channel in world.opened:
                await channel.close()
