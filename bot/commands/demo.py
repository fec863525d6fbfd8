"""`gridbot demo`: the preset's recorded day on the chat page, and then it is the visitor's turn.

Everything is thrown away at the end: the database is a fresh file in a folder of its own.
"""

import asyncio
import logging
import signal
import sys
import tempfile
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Sequence
from pathlib import Path

from bot.commands.base import FINE, Command
from bot.commands.terminal import complain, say
from bot.progress import progress

PORT = 8080
SPEED = 300.0  # the day of 13 hours in some three minutes


def arguments(parser: ArgumentParser) -> None:
    """Where, how fast, and whether anybody watches."""
    parser.add_argument("--port", type=_port, metavar="N", help=f"port of the page (default: {PORT}, or a free one)")
    parser.add_argument(
        "--speed", type=_speed, default=SPEED, metavar="X",
        help=f"how many times faster than the day was; 0: as fast as possible (default: {SPEED:.0f})",
    )  # fmt: skip
    parser.add_argument("--no-browser", action="store_true", help="do not open the page in a browser")
    parser.add_argument(
        "--wecom", action="store_true",
        help="through a stand-in for WeCom: signed, encrypted callbacks, robots, quotas, and its page",
    )  # fmt: skip
    parser.add_argument("--exit", action="store_true", help="end after the day instead of staying for the visitor")


def run(args: Namespace) -> int:
    """Play the day, tell the totals, stay until Ctrl-C or end at once."""
    from bot.clock import SystemClock
    from bot.commands.logs import keep_log
    from bot.demo import Show, show

    keep_log(logging.WARNING)
    clock = SystemClock()

    async def play() -> None:
        loop, stop = asyncio.get_running_loop(), asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop.set)
        begun = clock.now()

        def opened(page: str) -> None:
            what = "模拟企业微信 stand-in platform" if args.wecom else "聊天页 chat page"
            say(f"{what}: {page}    (Ctrl-C: 结束 stop)")
            if not args.no_browser:
                _open(page)

        def ended(rows: Sequence[tuple[str, str]]) -> None:
            _tell(rows, seconds=(clock.now() - begun).total_seconds())
            if args.exit:
                stop.set()
            else:
                say("回放结束，轮到您了：在页面上可以用任何人的身份说话。 The day is over; now it is your turn.")

        with tempfile.TemporaryDirectory(prefix="gridbot-demo-") as folder, progress("回放 playing") as advance:
            wanted = Show(
                folder=Path(folder),
                port=args.port if args.port is not None else await _free_port(),
                speed=args.speed,
                real=clock,
                on_open=opened,
                on_message=lambda _record, done, total: advance(done, total),
                on_end=ended,
                wecom=args.wecom,
            )
            playing = asyncio.ensure_future(show(wanted, stop=stop))
            stopped = asyncio.ensure_future(stop.wait())
            await asyncio.wait({playing, stopped}, return_when=asyncio.FIRST_COMPLETED)
            stopped.cancel()
            _, late = await asyncio.wait({playing}, timeout=4)
            if late:
                playing.cancel()
                await asyncio.gather(playing, return_exceptions=True)
            else:
                await playing

    asyncio.run(play())
    return FINE


async def _free_port() -> int:
    """The usual port when it is free, else any."""
    try:
        probe = await asyncio.start_server(lambda _reader, writer: writer.close(), "127.0.0.1", PORT)
    except OSError:
        return 0
    probe.close()
    await probe.wait_closed()
    return PORT


def _open(page: str) -> None:
    """A browser, where there is one; a machine without one is no reason to complain."""
    import webbrowser

    try:
        opened = webbrowser.open(page)
    except webbrowser.Error:
        opened = False
    if not opened:
        complain("没有找到浏览器，请手工打开上面的地址。 No browser was found; open the address by hand.")


def _tell(rows: Sequence[tuple[str, str]], *, seconds: float) -> None:
    """The day's totals and the time it took, as a table."""
    from rich.console import Console
    from rich.table import Table

    table = Table(title="当日合计（已复工企业）", show_header=False)
    table.add_column()
    table.add_column(justify="right")
    for label, told in rows:
        table.add_row(label, told)
    table.add_row("用时", f"{seconds:.1f} 秒", end_section=True)
    Console(file=sys.stdout, markup=False, highlight=False).print(table)


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65_535:
        raise ArgumentTypeError(f"{text!r} is no port; write a number up to 65535")
    return int(text)


def _speed(text: str) -> float:
    try:
        speed = float(text)
    except ValueError:
        speed = -1.0
    if not 0 <= speed < 1e9:
        raise ArgumentTypeError(f"{text!r} is no speed; write 0 or more, such as 300")
    return speed


DEMO = Command("demo", "play a district's recorded day on a local chat page", arguments, run)
