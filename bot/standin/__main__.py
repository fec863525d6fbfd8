"""`python -m bot.standin`: a stand-in for WeCom on this machine, and the configuration that points a bot at it.

Two windows make a whole installation: this one, and `gridbot serve -c FOLDER/config.toml` in the other.
"""

import asyncio
import contextlib
import signal
import sys
import time
from argparse import ArgumentParser
from pathlib import Path

from yarl import URL

from bot.clock import SystemClock
from bot.directory.files import read_directory
from bot.standin.page import standing_in_town
from bot.standin.tenant import Tenant, channels_toml, write_directory
from bot.standin.town import Town

PORT, BOT = 8090, "http://127.0.0.1:8080"
PRESET = "heyuan-2020"


def main() -> int:
    """Serve until Ctrl-C."""
    parser = ArgumentParser(prog="python -m bot.standin", description="a stand-in for WeCom, with a page of its own")
    parser.add_argument("--port", type=int, default=PORT, help=f"port of the platform and its page (default: {PORT})")
    parser.add_argument("--bot", default=BOT, metavar="URL", help=f"where the bot takes callbacks (default: {BOT})")
    parser.add_argument("--write-config", type=Path, metavar="DIR", help="write a district there that uses it")
    args = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(args.port, args.bot, args.write_config))
    return 0


async def _serve(port: int, bot: str, folder: Path | None) -> None:
    source = Path(__file__).parents[1] / "presets" / PRESET / "directory"
    town = Town(read_directory(source), Tenant(), SystemClock(), ticks=time.monotonic)
    town.connect(bot.rstrip("/"))
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with standing_in_town(town, port=port) as page:
        if folder is not None:
            _write(town, folder, source, port=URL(bot).port or 8080)
        sys.stdout.write(f"模拟企业微信 stand-in platform: {page}    (Ctrl-C: 结束 stop)\n")
        if folder is not None:
            sys.stdout.write(f"另开一个窗口 in another window: gridbot serve -c {folder / 'config.toml'}\n")
        else:
            sys.stdout.write(channels_toml(town.tenant, town.files.base))
        sys.stdout.flush()
        await stop.wait()


def _write(town: Town, folder: Path, source: Path, *, port: int) -> None:
    """A district with the preset's directory, its groups on this platform."""
    folder.mkdir(parents=True, exist_ok=True)
    write_directory(town.directory, source, folder / "directory")
    config = folder / "config.toml"
    config.write_text(
        f'[store]\nurl = "sqlite:///gridbot.db"\n[directory]\npath = "directory"\n[preset]\nname = "{PRESET}"\n'
        f"[web]\nport = {port}\n{channels_toml(town.tenant, town.files.base)}",
        encoding="utf-8",
    )


if __name__ == "__main__":
    sys.exit(main())
