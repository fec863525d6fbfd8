"""`gridbot parse`: what the bot would make of a message, or of each message of a log; nothing is stored.

Every message is read on its own against an empty store: no draft, no earlier report, no case before it.
"""

import asyncio
import logging
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from bot.commands.base import FINE, Command, with_config
from bot.errors import UsageError
from bot.progress import progress

if TYPE_CHECKING:
    from bot.chatlog import Record
    from bot.config import Settings

ID = "m1"


def arguments(parser: ArgumentParser) -> None:
    """One message by its parts, or a file of them."""
    with_config(parser)
    parser.add_argument("text", nargs="?", metavar="TEXT", help="what was written")
    parser.add_argument("--batch", metavar="CHAT.jsonl", help="a chat log; one outcome a line; - is standard input")
    parser.add_argument("--sender", metavar="USER", help="the member who writes")
    parser.add_argument("--group", metavar="ID", help="the group it is written in (default: a private message)")
    parser.add_argument("--at", metavar="ISO", help="when, such as 2020-03-05T09:00:00+08:00 (default: now)")
    parser.add_argument("--json", action="store_true", help="the outcome as one JSON object")


def run(args: Namespace) -> int:
    """Tell what would become of it; 0 whatever that is."""
    _check(args)
    from bot.commands.logs import keep_log, secrets_of
    from bot.commands.rehearse import records_of
    from bot.config import load_settings

    settings = load_settings(args.config)
    keep_log(logging.CRITICAL, secrets=secrets_of(settings))
    if args.batch is not None:
        asyncio.run(_batch(settings, records_of(args.batch)))
    else:
        asyncio.run(_single(settings, _record(args, settings), as_json=args.json))
    return FINE


def _check(args: Namespace) -> None:
    """What argparse cannot: which arguments belong together."""
    if args.batch is not None:
        given = [name for name in ("text", "sender", "group", "at") if getattr(args, name) is not None]
        if given:
            raise UsageError(f"gridbot parse: --batch takes sender, group and time from the file; leave {given[0]} out")
        return
    if args.text is None:
        raise UsageError("gridbot parse: which text? write it behind the options, or name a file with --batch")
    if args.sender is None:
        raise UsageError("gridbot parse: whose words? write --sender USER")


def _record(args: Namespace, settings: "Settings") -> "Record":
    """The message of the arguments as a record of a log."""
    from bot.chatlog import record_from
    from bot.clock import SystemClock

    at = args.at or SystemClock().now().astimezone(settings.zone).isoformat()
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        raise UsageError(f"gridbot parse: --at {at!r} is no moment; write 2020-03-05T09:00:00+08:00") from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=settings.zone)
    text = args.text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    line = {"at": moment.isoformat(), "from": args.sender, "group": args.group, "text": text, "id": ID}
    return record_from(line, number=1)


async def _batch(settings: "Settings", records: "Sequence[Record]") -> None:
    from bot.commands.preview import previewing
    from bot.commands.rehearse import as_line

    messages = [record for record in records if record.inbound is not None]
    with progress("reading") as advance:
        async with previewing(settings) as preview:
            for done, record in enumerate(messages, start=1):
                sys.stdout.buffer.write(as_line(await preview.outcome(record)))
                if done % 50 == 0 or done == len(messages):
                    advance(done, len(messages))
    sys.stdout.buffer.flush()


async def _single(settings: "Settings", record: "Record", *, as_json: bool) -> None:
    from bot.commands.preview import previewing
    from bot.commands.rehearse import as_line

    async with previewing(settings) as preview:
        if as_json:
            sys.stdout.buffer.write(as_line(await preview.outcome(record)))
            sys.stdout.buffer.flush()
            return
        from bot.commands.explain import explain

        explain(await preview.explained(record), sys.stdout)


PARSE = Command("parse", "what the bot would make of a message; nothing is stored", arguments, run)
