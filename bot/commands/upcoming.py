"""`gridbot upcoming`: what the clock will say in the next 24 hours by what is known now; nothing is kept or sent."""

import asyncio
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from bot.commands.base import FINE, Command, with_config
from bot.commands.terminal import say

if TYPE_CHECKING:
    from bot.config import Settings

HOURS = 24
LONGEST = 14 * 24


def arguments(parser: ArgumentParser) -> None:
    """How far to look ahead."""
    with_config(parser)
    parser.add_argument("--hours", type=_hours, default=HOURS, metavar="N", help=f"so far ahead (default: {HOURS})")


def _hours(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= LONGEST:
        raise ArgumentTypeError(f"{text!r} is no number of hours; write 1 to {LONGEST}, such as {HOURS}")
    return int(text)


def run(args: Namespace) -> int:
    """Print the list."""
    from bot.clock import SystemClock
    from bot.config import load_settings

    settings = load_settings(args.config)
    say(asyncio.run(_list(settings, SystemClock().now(), args.hours)))
    return FINE


async def _list(settings: "Settings", now: datetime, hours: int) -> str:
    from bot.commands.stored import stored
    from bot.rules.attention import holds
    from bot.scheduler.base import Desk
    from bot.scheduler.foreseeing import foreseen
    from bot.scheduler.registry import posts_of
    from bot.views.attention import row_name
    from bot.views.foreseeing import foreseen_list

    async with stored(settings) as (store, known), store.unit_of_work() as uow:
        desk = Desk(known.directory, known.preset, settings.zone, settings.bot_name)
        posts = posts_of(known.preset, settings.zone)
        found = await foreseen(uow, desk, posts, now=now, until=now + timedelta(hours=hours))
        directives = [one for one in await uow.attention.since(now) if holds(one, now)]
        begun = datetime.combine(now.astimezone(settings.zone).date(), time(), tzinfo=settings.zone).astimezone(UTC)
        aside = [
            row_name(known.directory, row.to.group or "", row.kind, len(row.body.entries))
            for row in await uow.attention.aside(since=begun)
        ]
    return foreseen_list(
        found, directives, aside, directory=known.directory, zone=settings.zone, now=now, hours=hours
    )  # fmt: skip


UPCOMING = Command("upcoming", "what the clock will say in the next hours, and what holds it up", arguments, run)
