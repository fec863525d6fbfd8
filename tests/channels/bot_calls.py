"""Calls of the platform to a smart bot in callback mode, and such a bot that reaches nobody."""

from datetime import UTC, datetime

from bot_doors import AES_KEY, TOKEN, json_call

from bot.channels.base import RawRequest
from bot.channels.calling import Caller
from bot.channels.wecom_bot import WecomBot
from bot.clock import VirtualClock

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SECONDS = int(NOW.timestamp())
BASE = "https://qyapi.weixin.qq.com"
LATE = f"{BASE}/cgi-bin/aibot/response?response_code=CODE-CANARY"
TEXT = {
    "msgid": "m1", "aibotid": "aib1", "chatid": "wrX", "chattype": "group", "from": {"userid": "zhangsan"},
    "response_url": LATE, "msgtype": "text", "text": {"content": "@网格助手 未报"},
}  # fmt: skip


def a_bot(clock=None, *, bot_id="aib1", base=BASE, cards=True):
    return WecomBot(
        name="bot", bot_id=bot_id, token=TOKEN, aes_key=AES_KEY, api_base=base,
        caller=Caller("http://127.0.0.1:1"), clock=clock or VirtualClock(NOW), cards=cards,
    )  # fmt: skip


def call(body, **more) -> RawRequest:
    return json_call(body, at=SECONDS, **more)
