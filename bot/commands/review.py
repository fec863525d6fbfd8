"""`gridbot review`: the words that nobody understood lately, what each may mean, and the line that teaches it.

Nothing is changed here: the line is sent to the bot in chat by an officer, so that it is known who taught a word.
"""

import asyncio
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.commands.base import FINE, Command, with_config
from bot.commands.terminal import say
from bot.errors import UsageError

if TYPE_CHECKING:
    from datetime import datetime

    from bot.config import Settings
    from bot.reading.review import Strange

DAYS = 30
LONGEST = 366  # what is older is forgotten
NARROWEST = 100


def arguments(parser: ArgumentParser) -> None:
    """How far to look back."""
    with_config(parser)
    parser.add_argument(
        "--days", type=_days, default=DAYS, metavar="N", help=f"of the last N days, today included (default: {DAYS})"
    )


def _days(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= LONGEST:
        raise ArgumentTypeError(f"{text!r} is no number of days; write 1 to {LONGEST}, such as {DAYS}")
    return int(text)


def run(args: Namespace) -> int:
    """Print the table."""
    from bot.clock import SystemClock
    from bot.config import load_settings

    settings = load_settings(args.config)
    words = asyncio.run(_words(settings, SystemClock().now(), args.days))
    if not words:
        say(f"近{args.days}天没有没看懂的词。")
    else:
        _show(words, settings)
    return FINE


async def _words(settings: "Settings", now: "datetime", days: int) -> "Sequence[Strange]":
    from bot.commands.district import database_is_there
    from bot.forms.load import load_preset
    from bot.reading.review import review
    from bot.snapshot import Snapshot
    from bot.store.store import Store

    preset = load_preset(settings.preset)
    if not database_is_there(settings):
        raise UsageError(f"{settings.file}: the database does not exist yet; nobody was heard so far")
    store = Store(settings.store_url)
    await store.open()
    try:
        if not await store.is_current():
            raise UsageError(f"{settings.file}: the database is of another version; run gridbot db upgrade -c ...")
        known = await Snapshot(store, preset, zone=settings.zone).known()
        today = now.astimezone(settings.zone).date()
        async with store.unit_of_work() as uow:
            seen = await uow.words.seen(today - timedelta(days=days - 1), today)
            ignored = {one.word for one in await uow.words.ignored()}
        return review(seen, known.preset, known.directory, ignored=ignored)
    finally:
        await store.close()


def _show(words: "Sequence[Strange]", settings: "Settings") -> None:
    """The table, as wide as its lines: what is to be copied is never cut in two."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD)
    table.add_column("没看懂的词", no_wrap=True)
    table.add_column("类别", no_wrap=True)
    table.add_column("次数", justify="right", no_wrap=True)
    table.add_column("最后一次", no_wrap=True)
    table.add_column("在哪里", no_wrap=True)
    table.add_column("像", no_wrap=True)
    table.add_column("发给机器人的一行", no_wrap=True)
    for word in words:
        last = f"{word.last_at.astimezone(settings.zone):%Y-%m-%d %H:%M}"
        where, like = "、".join(word.where[:3]), "、".join(word.like)
        mend = word.line or "（名册里同名，请改名册）"
        table.add_row(word.word, word.kind, str(word.times), last, where, like, mend)
    console = Console(file=sys.stdout, highlight=False, markup=False, width=10_000)
    width = max(NARROWEST, console.measure(table).maximum)
    Console(file=sys.stdout, highlight=False, markup=False, width=width).print(table)
    say("值班员把最后一列那一行私信发给机器人，就学会了；等号后面可以改。不用管的发：忽略 那个词")


REVIEW = Command("review", "words that were not understood lately, and the line that teaches each", arguments, run)
