"""The whole bot in a process of its own, with a district of as many clerks as a test has messages."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.channels.codec import Codec
from bot.clock import Clock
from bot.standin.calls import Line
from bot.standin.platform import App, Platform

ROOT = Path(__file__).resolve().parents[2]
CORP, AGENT, TOKEN = "ww0123456789abcdef", 1000002, "gridbotTOKEN2026"
AES_KEY, SECRET, ROBOT = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", "corp-secret-CANARY", "robot-key-CANARY"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def a_district(folder: Path, *, clerks: int, base: str = "http://127.0.0.1:9") -> Path:
    """A configuration over SQLite; clerk u0 reports for unit e0, u1 for e1, and so on. Its path."""
    directory = folder / "directory"
    directory.mkdir(parents=True)
    units = [f"e{n},河源市第{n}电子厂,enterprise,grid-1,电子{n}厂" for n in range(clerks)]
    members = [f"u{n},填报员{n},clerk,e{n}," for n in range(clerks)] + ["duty,值班员,duty_officer,,"]
    tables = {
        "areas": ["id,name,parent,kind,sector,number", "zone,试验区,,zone,,", "grid-1,1号网格,zone,grid,industry,1"],
        "units": ["id,name,kind,area,aliases", *units],
        "members": ["user_id,name,role,units,areas", *members],
        "groups": [
            "id,name,kind,channel,chat_id,post_channel,post_chat_id,areas",
            "cmd,指挥部,command,hook,cmd,hook,env:GRIDBOT_ROBOT,zone",
        ],
        "exemptions": ["unit,form,from,to,reason,approved_by"],
    }
    for name, lines in tables.items():
        (directory / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    config = folder / "config.toml"
    config.write_text(
        f"""[bot]
name = "网格助手"
timezone = "Asia/Shanghai"
[store]
url = "sqlite:///{folder}/gridbot.db"
[directory]
path = "directory"
[preset]
name = "heyuan-2020"
[web]
host = "127.0.0.1"
port = {free_port()}
[channels.app]
kind = "wecom_app"
corp_id = "{CORP}"
agent_id = "{AGENT}"
secret = "{SECRET}"
token = "{TOKEN}"
aes_key = "{AES_KEY}"
api_base = "{base}"
[channels.hook]
kind = "wecom_webhook"
api_base = "{base}"
""",
        encoding="utf-8",
    )
    return config


def a_line(clock: Clock, port: int) -> Line:
    """The platform's line to the bot on that port."""
    platform = Platform(App(CORP, AGENT, SECRET), clock=clock, robots=[ROBOT])
    codec = Codec(token=TOKEN, aes_key=AES_KEY, receive_id=CORP)
    return Line(platform=platform, codec=codec, token=TOKEN, url=f"http://127.0.0.1:{port}/callback/app", clock=clock)


@dataclass
class Running:
    """A bot that runs, as an operator started it."""

    process: asyncio.subprocess.Process
    log: Path

    async def kill(self) -> None:
        """As the kernel kills when memory is short: nothing is finished, nothing is closed."""
        self.process.send_signal(signal.SIGKILL)
        await self.process.wait()

    async def stop(self) -> int:
        """As an operator stops it; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(8):
            return await self.process.wait()


@asynccontextmanager
async def running(config: Path, port: int) -> AsyncIterator[Running]:
    """`python -m bot serve` inside the block, from the moment on when it answers."""
    log = config.parent / "log.txt"
    with log.open("ab") as out:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "serve", "-c", str(config),
            cwd=ROOT, env=os.environ | {"GRIDBOT_ROBOT": ROBOT}, stdout=out, stderr=out,
        )  # fmt: skip
    try:
        await _answering(process, port, log)
        yield Running(process, log)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def _answering(process: asyncio.subprocess.Process, port: int, log: Path) -> None:
    async with asyncio.timeout(60):
        while True:
            if process.returncode is not None:
                raise AssertionError(f"it did not start: {last_of(log)}")
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0)
                continue
            writer.close()
            return


def last_of(log: Path) -> str:
    return log.read_text(encoding="utf-8")[-2000:]
