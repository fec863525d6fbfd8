"""`gridbot rehearse`: a chat log in, the transcript out, the same bytes every time (CONTRACT section 4)."""

import asyncio
import json
import logging
import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from bot.commands.base import FINE, Command, with_config
from bot.progress import progress

if TYPE_CHECKING:
    from bot.app import App
    from bot.chatlog import Record

STANDARD = "-"


def arguments(parser: ArgumentParser) -> None:
    """The log and what is made of it."""
    with_config(parser)
    parser.add_argument("log", metavar="CHAT.jsonl", help="the chat log; - is standard input")
    parser.add_argument("-o", "--output", metavar="OUT.jsonl", help="the transcript; - is standard output (default)")
    parser.add_argument(
        "--summary", action="store_true", help="a table for people, in place of or beside the transcript"
    )


def run(args: Namespace) -> int:
    """Play the log. With --summary and no -o only the table is printed."""
    from bot.commands.logs import keep_log, secrets_of
    from bot.commands.summary import Summary
    from bot.config import load_settings
    from bot.rehearsal import rehearse

    settings = load_settings(args.config)
    keep_log(logging.ERROR, secrets=secrets_of(settings))
    records = records_of(args.log)
    summary = Summary(settings.zone) if args.summary else None

    async def at_end(app: "App") -> None:
        if summary is not None:
            await summary.look(app, records[-1])

    async def play(stream: BinaryIO | None) -> None:
        with progress("rehearsing") as advance:
            async for line in rehearse(settings, records, on_progress=advance, at_end=at_end):
                if stream is not None:
                    stream.write(as_line(line))
                if summary is not None:
                    summary.take(line)

    with _written(args.output, unsaid=args.summary) as stream:
        asyncio.run(play(stream))
    if summary is not None:
        summary.show(sys.stderr if args.output == STANDARD else sys.stdout)
    return FINE


def records_of(name: str) -> Sequence["Record"]:
    """The records of a log file, or of standard input. Raises UsageError and ConfigError with the line."""
    from bot.chatlog import read_log
    from bot.text_files import decode, read_text_file

    shown = "standard input" if name == STANDARD else name
    text = decode(sys.stdin.buffer.read(), shown) if name == STANDARD else read_text_file(Path(name))
    return read_log(text.split("\n"), name=shown)


def as_line(line: Mapping[str, Any]) -> bytes:
    """One line of a transcript: UTF-8, compact, keys in the order in which they were said."""
    text = json.dumps(line, ensure_ascii=False, separators=(",", ":"), default=dict)
    return text.encode("utf-8", "replace") + b"\n"


@contextmanager
def _written(name: str | None, *, unsaid: bool) -> Iterator[BinaryIO | None]:
    """Where the transcript goes; a file appears whole or not at all. None: nowhere."""
    if name is None and unsaid:
        yield None
    elif name is None or name == STANDARD:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
    else:
        part = Path(f"{name}.part")
        try:
            with part.open("wb") as stream:
                yield stream
            os.replace(part, name)  # noqa: PTH105  # one step, where a reader sees the old file or the new one
        finally:
            part.unlink(missing_ok=True)


REHEARSE = Command("rehearse", "replay a chat log under a virtual clock", arguments, run)
