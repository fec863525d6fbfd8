"""What a command of the command line is: a name, its arguments, and one run that gives the exit code.

A command's file is imported at every start, so whatever is slow to import is imported inside its run.
"""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import dataclass

FINE, PROBLEMS, WRONG = 0, 1, 2
"""Exit codes: all well; `check` found problems, or a service stopped; wrong usage or bad input."""


@dataclass(frozen=True)
class Command:
    """One word after `gridbot`. `help` is its line in the list of commands."""

    name: str
    help: str
    arguments: Callable[[ArgumentParser], None]
    run: Callable[[Namespace], int]


def with_config(parser: ArgumentParser) -> None:
    """Every command about one district names its configuration."""
    parser.add_argument("-c", "--config", required=True, metavar="config.toml", help="the configuration file")
