"""The two channels of the public as doors of the conformance suite: somebody wrote just before each answer."""

import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from bot.channels.base import Bounces, Cursors
from bot.channels.codec import Codec
from bot.channels.kf_pull import MemoryCursors, NoBounces
from bot.channels.official_account import TOKEN_CALL, OfficialAccount
from bot.channels.token_memory import MemoryTokens
from bot.channels.token_source import Dialect
from bot.channels.wecom_api import WecomApi
from bot.channels.wecom_kf import WecomKf
from bot.clock import VirtualClock
from bot.standin.kf_desk import KfDesk
from bot.standin.kf_server import standing_in_with_kf
from bot.standin.official_desk import OfficialDesk
from bot.standin.official_server import standing_in_official
from bot.standin.platform import Platform

TOKEN, AES_KEY = "gridbotTOKEN2026", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
APP_ID, APP_SECRET = "wx0123456789abcdef", "official-secret-CANARY-4"
OPEN_KFID = "wkACCOUNT1"
RESIDENT, FOLLOWER = "wmRESIDENT-CANARY-5", "oFOLLOWER-CANARY-6"
Ready = Callable[[], Awaitable[dict[str, object]]]


@dataclass
class Public:
    """Customer service and an official account, each at an address of its own."""

    kf: KfDesk
    kf_base: str
    official: OfficialDesk
    official_base: str
    clock: VirtualClock

    def kf_channel(
        self,
        world: Any,
        *,
        cursors: Cursors | None = None,
        bounces: Bounces | None = None,
        secret: str | None = None,
        seed: int = 7,
    ) -> WecomKf:
        app = self.kf.platform.app
        api = WecomApi(
            caller=world.caller(self.kf_base),
            account="kf",
            corp_id=app.corp_id,
            secret=secret or app.secret,
            clock=self.clock,
            tokens=MemoryTokens(),
        )
        return WecomKf(
            name="kf",
            corp_id=app.corp_id,
            open_kfid=OPEN_KFID,
            codec=Codec(token=TOKEN, aes_key=AES_KEY, receive_id=app.corp_id),
            api=api,
            cursors=cursors or MemoryCursors(),
            bounces=bounces or NoBounces(),
            clock=self.clock,
            rng=random.Random(seed),  # noqa: S311  # the same every time
        )

    def official_channel(self, world: Any, *, mode: str = "safe", dialect: Dialect = TOKEN_CALL) -> OfficialAccount:
        api = WecomApi(
            caller=world.caller(self.official_base),
            account="official",
            corp_id=APP_ID,
            secret=APP_SECRET,
            clock=self.clock,
            tokens=MemoryTokens(),
            dialect=dialect,
        )
        codec = Codec(token=TOKEN, aes_key=AES_KEY, receive_id=APP_ID)
        return OfficialAccount(name="mp", token=TOKEN, codec=codec, api=api, clock=self.clock, mode=mode)  # type: ignore[arg-type]  # one of three

    async def written(self) -> dict[str, object]:
        """Both write: what follows is within their windows."""
        self.kf.say(RESIDENT, "你好")
        self.official.wrote(FOLLOWER)
        return {}


@asynccontextmanager
async def the_public(platform: Platform, clock: VirtualClock) -> AsyncIterator[Public]:
    kf = KfDesk(platform, OPEN_KFID, clock)
    official = OfficialDesk(platform, APP_ID, APP_SECRET, clock)
    async with standing_in_with_kf(kf) as kf_base, standing_in_official(official) as official_base:
        yield Public(kf, kf_base, official, official_base, clock)
