"""The real bot between stand-ins for every platform that it speaks to, and a clock that jumps to what is due.

Time moves only while no send is on its way: on a slow machine a call must not outlast its own clock.
"""

import asyncio
import os
import random
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp

from bot.app import App, build
from bot.channels.codec import Codec
from bot.clock import VirtualClock
from bot.config import Settings, load_settings
from bot.serving import doors
from bot.standin.aibot_calls import BotLine
from bot.standin.aibot_desk import BotDesk, SmartBot
from bot.standin.aibot_files import BotFiles
from bot.standin.aibot_server import standing_in_with_bot
from bot.standin.calls import Line
from bot.standin.feishu_calls import FeishuLine
from bot.standin.feishu_desk import FeishuDesk
from bot.standin.feishu_server import standing_in_feishu
from bot.standin.kf_desk import KfDesk
from bot.standin.kf_server import KfLine, standing_in_with_kf
from bot.standin.official_calls import OfficialLine
from bot.standin.official_desk import OfficialDesk
from bot.standin.official_server import standing_in_official
from bot.standin.platform import App as TenantApp
from bot.standin.platform import Platform
from bot.web.metrics import Metrics

START = datetime(2020, 3, 5, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
CORP, AGENT, TOKEN = "ww0123456789abcdef", 1000002, "faultsTOKEN2026"
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
SECRET, ROBOT, APP_ID, ACCOUNT = "app-secret", "robot-key", "wx0123456789abcdef", "wkACCOUNT1"
CHAT, ROOM, FEISHU_ROOM = "wrGROUP1", "grid1", "oc_group1"
FEISHU_APP, FEISHU_KEY = "cli_standin0001", "fs-key"
RESIDENT, FOLLOWER = "wmRESIDENT", "oFOLLOWER"
ROUNDS = 60  # of everything that can run, between two looks
CLERKS = 40

CHANNELS = """[bot]
name = "网格助手"
timezone = "Asia/Shanghai"
[store]
url = "{store}"
[directory]
path = "directory"
[preset]
name = "heyuan-2020"
[channels.app]
kind = "wecom_app"
corp_id = "{corp}"
agent_id = "{agent}"
secret = "{secret}"
token = "{token}"
aes_key = "{key}"
api_base = "{base}"
[channels.hook]
kind = "wecom_webhook"
api_base = "{base}"
[channels.bot]
kind = "wecom_bot_ws"
bot_id = "aib1"
secret = "bot-secret"
ws_url = "{ws}"
[channels.called]
kind = "wecom_bot"
bot_id = "aib2"
token = "{token}"
aes_key = "{key}"
api_base = "{base}"
[channels.kf]
kind = "wecom_kf"
corp_id = "{corp}"
secret = "{secret}"
open_kfid = "{account}"
token = "{token}"
aes_key = "{key}"
api_base = "{kf}"
[channels.mp]
kind = "official_account"
app_id = "{app_id}"
secret = "mp-secret"
token = "{token}"
aes_key = "{key}"
api_base = "{mp}"
[channels.fs]
kind = "feishu"
app_id = "{fs_app}"
app_secret = "fs-secret"
encrypt_key = "{fs_key}"
verification_token = "{token}"
api_base = "{fs}"
"""


def write_directory(folder: Path) -> None:
    """A zone with one grid; clerk u0 reports for unit e0, u1 for e1, and so on."""
    folder.mkdir(parents=True, exist_ok=True)
    units = [f"e{n},河源市第{n}电子厂,enterprise,grid-1,电子{n}厂" for n in range(CLERKS)]
    members = [f"u{n},填报员{n},clerk,e{n}," for n in range(CLERKS)]
    tables = {
        "areas": ["id,name,parent,kind,sector,number", "zone,试验区,,zone,,", "grid-1,1号网格,zone,grid,industry,1"],
        "units": ["id,name,kind,area,aliases", *units],
        "members": ["user_id,name,role,units,areas", *members, "duty,值班员,duty_officer,,", "boss,管理员,admin,,"],
        "groups": [
            "id,name,kind,channel,chat_id,post_channel,post_chat_id,areas",
            f"cmd,指挥部,command,hook,cmd,hook,{ROBOT},zone",
            f"room,应用群,work,app,{ROOM},app,{ROOM},zone",
            f"ent-1,1号网格企业群,enterprise,bot,{CHAT},bot,{CHAT},grid-1",
            f"fs-1,1号网格飞书群,enterprise,fs,{FEISHU_ROOM},fs,{FEISHU_ROOM},grid-1",
        ],
        "exemptions": ["unit,form,from,to,reason,approved_by"],
    }
    for name, lines in tables.items():
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


@dataclass
class Stage:
    """Everything that a fault needs: the platforms, the lines from their people, and the replicas that run."""

    folder: Path
    clock: VirtualClock
    platform: Platform
    desk: BotDesk
    kf: KfDesk
    official: OfficialDesk
    feishu: FeishuDesk
    files: BotFiles  # of the smart bot on its long connection
    settings: Settings
    stack: AsyncExitStack
    replicas: dict[str, tuple[App, "asyncio.Task[None]"]] = field(default_factory=dict)
    port: int = 0
    asked: str = ""  # the message to the smart bot in callback mode that may still be answered

    @property
    def app(self) -> App:
        """The first replica that runs."""
        return next(iter(self.replicas.values()))[0]

    async def start(self, name: str = "a", *, settings: Settings | None = None) -> App:
        """A replica, with its doors open if it is the first one."""
        rng = random.Random(name)
        app = await self.stack.enter_async_context(build(settings or self.settings, clock=self.clock, rng=rng))
        self.replicas[name] = (app, asyncio.create_task(app.run()))
        self.stack.push_async_callback(self.stop, name)
        self.port = await self.stack.enter_async_context(doors(app, Metrics(), rng=rng, host="127.0.0.1", port=0))
        return app

    async def stop(self, name: str) -> None:
        """A replica ends."""
        _, task = self.replicas.pop(name, (None, None))
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def settled(self, rounds: int = ROUNDS) -> None:
        """Let everything run that can, the sockets too, and wait for the sends under way."""
        for _ in range(rounds):
            await asyncio.sleep(0)
        while any(app.sender.busy for app, _ in self.replicas.values()):  # noqa: ASYNC110  # it tells nobody
            await asyncio.sleep(0.002)

    async def until(self, holds: Callable[[], bool], *, most: timedelta, step: timedelta) -> bool:
        """Move the clock on by steps until that holds; False: it did not within `most`."""
        end = self.clock.now() + most
        while not holds():
            if self.clock.now() >= end:
                return False
            await self.pass_time(step)
        return True

    async def pass_time(self, span: timedelta) -> None:
        """So much time goes by, in one step."""
        await self.clock.move_to(self.clock.now() + span)
        for app, _ in self.replicas.values():
            app.sender.wake()
        await asyncio.sleep(0.004)
        await self.settled()

    def line(self, *, answer_seconds: float = 5.0) -> Line:
        """Members of the tenant writing to the app."""
        codec = Codec(token=TOKEN, aes_key=AES_KEY, receive_id=CORP)
        url = f"http://127.0.0.1:{self.port}/callback/app"
        line = Line(self.platform, codec, TOKEN, url, self.clock, answer_seconds)
        self.stack.push_async_callback(line.close)
        return line

    def bot_line(self) -> BotLine:
        """Chats calling the smart bot in callback mode."""
        desk = BotDesk(self.platform, SmartBot("aib2", ""), clock=self.clock)
        url = f"http://127.0.0.1:{self.port}/callback/called"
        line = BotLine(desk, self.files, token=TOKEN, aes_key=AES_KEY, url=url)
        self.stack.push_async_callback(line.close)
        return line

    async def ask(self, user: str) -> None:
        """Somebody asks the smart bot in callback mode, which gives an address for one late answer."""
        line = self.bot_line()
        body = BotDesk(self.platform, SmartBot("aib2", ""), clock=self.clock).body(user, "text", {"content": "帮助"})
        self.asked = f"late-{len(self.platform.seen)}-{self.clock.now().timestamp()}"
        await line.deliver({**body, "msgid": self.asked, "response_url": self.files.response_url(user)})

    def kf_line(self) -> KfLine:
        """Customer service saying that something is there."""
        codec = Codec(token=TOKEN, aes_key=AES_KEY, receive_id=CORP)
        line = KfLine(self.kf, codec, token=TOKEN, url=f"http://127.0.0.1:{self.port}/callback/kf")
        self.stack.push_async_callback(line.close)
        return line

    async def feishu_says(self, event: Mapping[str, Any], line: FeishuLine) -> int:
        """Feishu posts an event; the status of the answer."""
        body = line.body(event)
        url = f"http://127.0.0.1:{self.port}/callback/fs"
        async with aiohttp.ClientSession() as session, session.post(url, data=body, headers=line.headers(body)) as said:
            return said.status

    def official_line(self) -> OfficialLine:
        """Followers writing to the official account."""
        codec = Codec(token=TOKEN, aes_key=AES_KEY, receive_id=APP_ID)
        url = f"http://127.0.0.1:{self.port}/callback/mp"
        line = OfficialLine(self.official, codec, token=TOKEN, url=url)
        self.stack.push_async_callback(line.close)
        return line


@asynccontextmanager
async def a_stage(folder: Path, *, store: str = "", base: str = "") -> AsyncIterator[Stage]:
    """Platforms and settings; no bot runs yet. `base` replaces the address of app and robot."""
    clock = VirtualClock(START)
    platform = Platform(TenantApp(CORP, AGENT, SECRET), clock=clock, robots=[ROBOT])
    platform.chats.add(ROOM)
    desk = BotDesk(platform, SmartBot("aib1", "bot-secret"), clock=clock)
    desk.spoken.add(CHAT)
    kf, official = KfDesk(platform, ACCOUNT, clock), OfficialDesk(platform, APP_ID, "mp-secret", clock)
    feishu = FeishuDesk(platform, FEISHU_APP, "fs-secret", clock, {FEISHU_ROOM}, {"u0"})
    async with AsyncExitStack() as stack:
        files = BotFiles(desk)
        real = await stack.enter_async_context(standing_in_with_bot(desk, files))
        config = write_config(
            folder,
            store=store,
            base=base or real,
            ws=real.replace("http:", "ws:") + "/aibot",
            kf=await stack.enter_async_context(standing_in_with_kf(kf)),
            mp=await stack.enter_async_context(standing_in_official(official)),
            fs=await stack.enter_async_context(standing_in_feishu(feishu)),
        )
        yield Stage(
            folder,
            clock,
            platform,
            desk,
            kf,
            official,
            feishu,
            files,
            load_settings(config, environment=os.environ),
            stack,
        )


def write_config(folder: Path, *, store: str, base: str, ws: str, **public: str) -> Path:
    """The district's configuration with a channel of every kind; its path. `public`: the addresses of kf, mp and fs."""
    write_directory(folder / "directory")
    config = folder / "config.toml"
    given = {"corp": CORP, "agent": AGENT, "secret": SECRET, "token": TOKEN, "key": AES_KEY, "account": ACCOUNT}
    where = {"store": store or f"sqlite:///{folder}/gridbot.db", "base": base, "ws": ws, **public}
    feishu = {"fs_app": FEISHU_APP, "fs_key": FEISHU_KEY}
    config.write_text(CHANNELS.format(**given, **where, **feishu, app_id=APP_ID), encoding="utf-8")
    return config
