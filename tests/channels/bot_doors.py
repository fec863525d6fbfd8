"""The smart bot's two modes as doors of the conformance suite: connected, or called once before each answer."""

import asyncio
import json
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any

from bot.channels.aibot_options import BotOptions
from bot.channels.base import RawRequest
from bot.channels.codec import Codec, signature_of
from bot.channels.wecom_bot import WecomBot
from bot.channels.wecom_bot_ws import WecomBotWs
from bot.messages import Card, Inbound, Reply
from bot.standin.aibot_desk import BotDesk
from bot.standin.aibot_files import BotFiles

TOKEN, AES_KEY = "gridbotTOKEN2026", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
Ready = Callable[[], Awaitable[dict[str, object]]]


class OurOwn:
    """A lease that nobody else wants."""

    holder, ttl = "a", timedelta(days=3650)

    async def acquire(self) -> bool:
        return True

    async def renew(self) -> bool:
        return True

    async def still_mine(self) -> bool:
        return True

    async def release(self) -> None:
        return None


@dataclass
class Nothing:
    """Nothing is said to what comes in."""

    replies: tuple[Reply, ...] = ()
    passive: tuple[str, ...] = ()
    card: Card | None = None


@dataclass
class Bots:
    """The bot at the stand-in, and what listens for it."""

    desk: BotDesk
    files: BotFiles
    tasks: list["asyncio.Task[None]"] = field(default_factory=list)
    numbers: Any = field(default_factory=lambda: count(1))

    def listening(self, world: Any) -> tuple[WecomBotWs, Ready]:
        """A bot on its long connection, and what connects it where it is not."""
        self.desk.spoken |= {"wrGROUP1", "lisi"}
        channel = WecomBotWs(
            name="bot",
            bot_id=self.desk.bot.bot_id,
            secret=self.desk.bot.secret,
            ws_url=world.base.replace("http:", "ws:") + "/aibot",
            clock=world.clock,
            rng=random.Random(7),  # noqa: S311  # the same every time
            options=BotOptions(answer_seconds=world.patience, grace_seconds=0.1),
        )

        async def submit(_inbound: Inbound) -> Nothing:
            return Nothing()

        async def ready() -> dict[str, object]:
            if not self.tasks:
                self.tasks.append(asyncio.create_task(channel.listen(submit, OurOwn())))
            async with asyncio.timeout(10):
                await settled()
                while not channel.connected:
                    await world.clock.move_to(world.clock.now() + timedelta(seconds=1))
                    await settled()
            return {}

        return channel, ready

    def called(self, world: Any) -> tuple[WecomBot, Ready]:
        """A bot in callback mode, and a call with an address for one answer."""
        channel = WecomBot(
            name="bot",
            bot_id=self.desk.bot.bot_id,
            token=TOKEN,
            aes_key=AES_KEY,
            api_base=world.base,
            caller=world.caller(),
            clock=world.clock,
        )

        async def ready() -> dict[str, object]:
            number = next(self.numbers)
            said = self.desk.body("zhangsan", "text", {"content": "@网格助手 未报"}, chat="wrGROUP1", number=number)
            body = {**said, "response_url": self.files.response_url("wrGROUP1")}
            [inbound] = channel.open(json_call(body, at=int(world.clock.now().timestamp()))).inbound
            return {"in_reply_to": inbound.message_id}

        return channel, ready

    async def stop(self) -> None:
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)


async def settled(rounds: int = 100) -> None:
    """Let everything run that can, the sockets too."""
    for _ in range(rounds):
        await asyncio.sleep(0)


def json_call(body: object, *, at: int, method: str = "POST", token: str = TOKEN, receiver: str = "") -> RawRequest:
    """A call of the platform, encrypted as it does. `body`: an object, or the plaintext itself."""
    if isinstance(body, bytes):
        plain = body
    else:
        plain = (body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)).encode()
    encrypted = Codec(token=token, aes_key=AES_KEY, receive_id=receiver).encrypt(plain)
    query = {
        "msg_signature": signature_of(token, str(at), "n1", encrypted),
        "timestamp": str(at),
        "nonce": "n1",
    }
    if method == "GET":
        return RawRequest("GET", query | {"echostr": encrypted.decode()}, {}, b"")
    return RawRequest("POST", query, {}, json.dumps({"encrypt": encrypted.decode()}).encode())
