"""`gridbot check`: every problem of configuration, directory, forms and posts, and whether they fit together."""

import os
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from bot.commands.base import FINE, PROBLEMS, Command, with_config
from bot.commands.terminal import say
from bot.errors import ConfigError, Trouble, UsageError

if TYPE_CHECKING:
    from bot.config import Settings
    from bot.directory.model import Directory
    from bot.forms.preset import Preset


def arguments(parser: ArgumentParser) -> None:
    """The configuration, from which everything else is found, and where to draw the kinds of cases."""
    with_config(parser)
    parser.add_argument("--draw", metavar="DIR", help="write each kind of case as a drawing: .txt and .svg")


def run(args: Namespace) -> int:
    """Print every problem, warnings apart; 1 if there is any problem."""
    if not Path(args.config).exists():
        raise UsageError(f"{args.config}: there is no such file; check the path")
    troubles, warnings, told = examined(args.config, os.environ)
    for trouble in troubles:
        say(str(trouble))
    for trouble in warnings:
        say(f"warning: {trouble}")
    if troubles:
        say(f"{len(troubles)} problem(s)")
        return PROBLEMS
    say(told)
    if args.draw:
        _draw(args.config, Path(args.draw))
    return FINE


def _draw(config: str, folder: Path) -> None:
    """One text and one picture for each kind of case; the folder is made."""
    from bot.cases.drawing import as_svg, as_text
    from bot.config import examine
    from bot.forms.load import load_preset

    settings, _ = examine(config, environment=os.environ)
    cases = load_preset(settings.preset).cases if settings.preset else ()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for case in cases:
            (folder / f"{case.id}.txt").write_text(as_text(case), encoding="utf-8")
            (folder / f"{case.id}.svg").write_text(as_svg(case), encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{folder}: cannot write there: {error.strerror}") from None
    say(f"drawn in {folder}: " + (", ".join(case.id for case in cases) or "the preset has no cases"))


def examined(config: str, environment: Mapping[str, str]) -> tuple[list[Trouble], list[Trouble], str]:
    """Every problem, every warning, and what is said when there is no problem."""
    from bot.commands.fitting import fitting_troubles, fitting_warnings
    from bot.config import examine

    warnings: list[Trouble] = []
    try:
        settings, troubles = examine(config, environment=environment)
    except ConfigError as error:
        return error.troubles, warnings, ""
    troubles = list(troubles)
    troubles += _shelf(settings)
    preset = _preset(settings, troubles)
    directory = _directory(settings, troubles, warnings)
    if preset is not None and directory is not None:
        troubles += fitting_troubles(settings, directory, preset, environment)
        warnings += fitting_warnings(settings, directory, preset)
    return troubles, warnings, _all_well(settings, directory, preset)


def _shelf(settings: "Settings") -> Iterable[Trouble]:
    """Whether pictures can be put down; a folder that is not there yet is made."""
    from bot.shelf import Shelf

    if why := Shelf(settings.media_path).trouble():
        mend = "write [media] path = a folder that the bot may write to"
        yield Trouble(str(settings.file), "media.path", f"files cannot be kept in {settings.media_path}: {why}", mend)


def _preset(settings: "Settings", troubles: list[Trouble]) -> "Preset | None":
    """The preset with its posts; None when there is none to look at."""
    from bot.forms.load import load_preset, preset_folder
    from bot.scheduler.registry import posts_of

    if not settings.preset:
        return None
    try:
        preset = load_preset(settings.preset)
    except ConfigError as error:
        troubles += error.troubles
        return None
    try:
        posts_of(preset, settings.zone)
    except ConfigError as error:
        folder = preset_folder(settings.preset)
        troubles += [Trouble(str(folder / one.file), one.place, one.what, one.mend) for one in error.troubles]
    return preset


def _directory(settings: "Settings", troubles: list[Trouble], warnings: list[Trouble]) -> "Directory | None":
    """The directory of the files, else what was imported; None when it is wrong."""
    import asyncio

    from bot.commands.district import directory_of
    from bot.directory.files import read_directory

    try:
        if settings.directory_path is not None:
            return read_directory(settings.directory_path, warn=warnings.append)
        return asyncio.run(directory_of(settings))
    except ConfigError as error:
        troubles += error.troubles
        return None


def _all_well(settings: "Settings", directory: "Directory | None", preset: "Preset | None") -> str:
    if directory is None or preset is None:
        return ""
    counts: Iterable[tuple[int, str]] = (
        (len(directory.units), "单位 units"),
        (len(directory.members), "成员 members"),
        (len(directory.groups), "群 groups"),
        (len(preset.forms), "表 forms"),
        (sum(len(form.ladder) for form in preset.forms), "定时消息 posts"),
        (len(settings.channels), "渠道 channels"),
    )
    return "没有问题 all is well: " + ", ".join(f"{count} {what}" for count, what in counts)


CHECK = Command("check", "every problem of configuration, directory, forms and posts", arguments, run)
