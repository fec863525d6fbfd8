"""The command line, `gridbot` or `python -m bot`: finds the command, runs it, and tells what went wrong in one line.

No traceback ever reaches a person here: what a command raises on purpose is told by `bot.commands.telling`, and
what nobody foresaw by the hook that `main` puts in place of Python's own.
"""

import os
import sys
import threading
from argparse import ArgumentParser
from collections.abc import Sequence
from typing import NoReturn

from bot.commands.base import FINE
from bot.commands.registry import COMMANDS
from bot.commands.telling import BROKEN_OFF, broken_off, last_words, last_words_of_thread, tell
from bot.errors import BotError, UsageError
from bot.nearest import meant


class Parser(ArgumentParser):
    """Says wrong usage in one line instead of printing how to use it all."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{self.prog}: {message}; see {self.prog} --help")


def parser() -> ArgumentParser:
    """Everything that may stand behind `gridbot`."""
    top = Parser(prog="gridbot", description="网格助手: keeps a district's daily reports, tip-offs and deadlines")
    top.add_argument("--version", action="version", version=_version())
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for command in COMMANDS:
        own = commands.add_parser(command.name, help=command.help, description=command.help)
        command.arguments(own)
        own.set_defaults(run=command.run)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; its exit code. `argv` None: what was typed, and this is the whole program."""
    if argv is None:
        sys.excepthook = last_words
        threading.excepthook = last_words_of_thread
        os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")  # single characters are asked: 50 MB of phrases are not
    config = ""
    try:
        typed = list(sys.argv[1:] if argv is None else argv)
        _refuse_unknown(typed)
        try:
            chosen = parser().parse_args(typed)
        except SystemExit:  # --help and --version have said what they had to say
            return FINE
        config = getattr(chosen, "config", "")
        return int(chosen.run(chosen))
    except BrokenPipeError:
        return broken_off()
    except KeyboardInterrupt:
        return BROKEN_OFF
    except (BotError, OSError, BaseExceptionGroup) as error:
        return tell(error, config=config)


def _refuse_unknown(typed: Sequence[str]) -> None:
    """A mistyped command names the nearest one; argparse would list them all."""
    names = [command.name for command in COMMANDS]
    first = typed[0] if typed else ""
    if not first:
        raise UsageError(f"gridbot: which command? {meant('', names)}; see gridbot --help")
    if not first.startswith("-") and first not in names:
        raise UsageError(f"gridbot: unknown command {first!r}; {meant(first, names)}; see gridbot --help")


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return f"gridbot {version('gridbot')}"
    except PackageNotFoundError:
        return "gridbot"


if __name__ == "__main__":
    sys.exit(main())
