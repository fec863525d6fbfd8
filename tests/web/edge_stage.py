"""The web edge on a free port: one WeCom app behind it, and a desk that takes messages in as it is told."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.channels.calling import Caller
from bot.channels.codec import Codec
from bot.channels.token_memory import MemoryTokens
from bot.channels.transcript import Transcript
from bot.channels.wecom_api import WecomApi
from bot.channels.wecom_app import WecomApp
from bot.clock import VirtualClock
from bot.dispatch import Submitted
from bot.messages import Card, Inbound, Outcome
from bot.standin.calls import Line
from bot.standin.platform import App, Platform
from bot.web.app import WebParts, build_web
from bot.web.connections import serving
from bot.web.metrics import Metrics

CORP, AGENT, TOKEN = "ww0123456789abcdef", 1000002, "gridbotTOKEN2026"
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
NOW = datetime(2020, 3, 5, 1, 2, tzinfo=UTC)


@dataclass
class Desk:
    """Stands where the dispatcher stands. `error` is raised instead of taking a message in."""

    taken: list[Inbound] = field(default_factory=list)
    error: Exception | None = None
    passive: tuple[str, ...] = ("已收到",)
    card: Card | None = None
    gate: asyncio.Event | None = None
    begun: asyncio.Event = field(default_factory=asyncio.Event)

    async def submit(self, inbound: Inbound) -> Submitted:
        self.begun.set()
        if self.gate is not None:
            await self.gate.wait()
        if self.error is not None:
            raise self.error
        self.taken.append(inbound)
        return Submitted(Outcome("report"), passive=self.passive if inbound.passive else ())


@dataclass
class Edge:
    """What a test of the edge holds in its hands."""

    port: int
    desk: Desk
    clock: VirtualClock
    metrics: Metrics
    line: Line
    held: dict[str, bool]

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    async def talk(self, data: bytes) -> bytes:
        """Send raw bytes on a fresh connection; everything that comes back until the bot closes it."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            writer.write(data)
            async with asyncio.timeout(5):
                return await reader.read()
        except ConnectionError:
            return b""
        finally:
            writer.close()


def a_line(codec: Codec, clock: VirtualClock, port: int) -> Line:
    platform = Platform(App(CORP, AGENT, "secret"), clock=clock)
    url = f"http://127.0.0.1:{port}/callback/app"
    return Line(platform=platform, codec=codec, token=TOKEN, url=url, clock=clock)


@asynccontextmanager
async def an_edge(*, body_seconds: float = 10.0, head_seconds: float = 5.0, most: int = 1000) -> AsyncIterator[Edge]:
    clock, desk, metrics = VirtualClock(NOW), Desk(), Metrics()
    held = {"database": True, "migrations": True, "scheduler": True}
    codec = Codec(token=TOKEN, aes_key=AES_KEY, receive_id=CORP)
    api = WecomApi(
        caller=Caller("http://127.0.0.1:9"), account="a", corp_id=CORP, secret="s", clock=clock, tokens=MemoryTokens()
    )
    app = WecomApp(name="app", corp_id=CORP, agent_id=AGENT, codec=codec, api=api, clock=clock)
    channels = {"app": app, "sending": Transcript(name="sending")}

    async def checks() -> Mapping[str, bool]:
        return held

    web = build_web(WebParts(channels, desk.submit, checks, metrics), body_seconds=body_seconds)
    async with serving(web, host="127.0.0.1", port=0, most=most, head_seconds=head_seconds) as port:
        edge = Edge(port, desk, clock, metrics, a_line(codec, clock, port), held)
        try:
            yield edge
        finally:
            await edge.line.close()
