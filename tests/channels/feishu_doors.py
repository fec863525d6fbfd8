"""A Feishu app as doors of the conformance suite: one group and one member."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from bot.channels.feishu import TOKEN_CALL, Feishu, FeishuCaller
from bot.channels.token_memory import MemoryTokens
from bot.channels.wecom_api import WecomApi
from bot.clock import VirtualClock
from bot.standin.feishu_calls import FeishuLine
from bot.standin.feishu_desk import FeishuDesk
from bot.standin.feishu_server import standing_in_feishu
from bot.standin.platform import Platform

FEISHU_APP, FEISHU_SECRET = "cli_standin0001", "feishu-secret-CANARY-7"
ENCRYPT_KEY, VERIFICATION = "feishu-key-CANARY-8", "feishu-token-CANARY-9"
FEISHU_GROUP, FEISHU_MEMBER = "oc_group1", "wangwu"


@dataclass
class FeishuTenant:
    """One app, served at an address of its own."""

    desk: FeishuDesk
    base: str
    line: FeishuLine

    def channel(self, *, patience: float = 5.0, secret: str = FEISHU_SECRET, **more: Any) -> Feishu:
        caller = FeishuCaller(self.base, connect=2.0, total=patience, upload=patience)
        api = WecomApi(
            caller=caller,
            account="feishu",
            corp_id=FEISHU_APP,
            secret=secret,
            clock=self.desk.clock,
            tokens=MemoryTokens(),
            dialect=TOKEN_CALL,
        )
        return Feishu(
            name="fs",
            app_id=FEISHU_APP,
            encrypt_key=ENCRYPT_KEY,
            verification_token=VERIFICATION,
            api=api,
            clock=self.desk.clock,
            **more,
        )


@asynccontextmanager
async def a_feishu(platform: Platform, clock: VirtualClock) -> AsyncIterator[FeishuTenant]:
    desk = FeishuDesk(platform, FEISHU_APP, FEISHU_SECRET, clock, {FEISHU_GROUP}, {FEISHU_MEMBER})
    async with standing_in_feishu(desk) as base:
        yield FeishuTenant(desk, base, FeishuLine(FEISHU_APP, ENCRYPT_KEY, VERIFICATION, clock))
