"""`gridbot init`: a starter district in a folder of its own, small, valid, and explained in its files."""

import shutil
from argparse import ArgumentParser, Namespace
from pathlib import Path

from bot.commands.base import FINE, Command
from bot.commands.terminal import say
from bot.errors import ConfigError, UsageError

PRESET = "heyuan-2020"
STARTER = "starter"
"""A small directory of a preset's own, where its districts have other units than factories and sites."""
COPIED = ("preset.toml", "wording.toml", "forms", "more-forms", "cases")


def arguments(parser: ArgumentParser) -> None:
    """Where to, and by which example."""
    parser.add_argument("folder", metavar="DIR", help="a folder that is not there yet, or is empty")
    parser.add_argument(
        "--preset", default=PRESET, metavar="NAME", help=f"whose rules to begin with (default: {PRESET})"
    )


def run(args: Namespace) -> int:
    """Write it; says what to type next. Nothing that exists is ever overwritten."""
    from bot.commands.starter import CONFIG, DISTRICT
    from bot.directory.files import write_directory
    from bot.forms.load import preset_folder

    folder = Path(args.folder)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"{folder}: something is there already; name a folder that is not there yet")
    try:
        preset = preset_folder(args.preset)
    except ConfigError as error:
        trouble = error.troubles[0]
        raise UsageError(f"gridbot init: {trouble.what}; {trouble.mend}") from None
    folder.mkdir(parents=True, exist_ok=True)
    for name in COPIED:
        source, target = preset / name, folder / "preset" / name
        target.parent.mkdir(exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        elif source.exists():
            shutil.copyfile(source, target)
    if (preset / STARTER).is_dir():
        shutil.copytree(preset / STARTER, folder / "directory")
    else:
        write_directory(DISTRICT, folder / "directory")
    (folder / "config.toml").write_text(CONFIG, encoding="utf-8")
    say(f"{folder}: 已生成 config.toml、directory/、preset/  (a starter district)")
    say("接下来 next:")
    say(f"  gridbot check -c {folder / 'config.toml'}")
    say(f"  gridbot serve -c {folder / 'config.toml'}")
    return FINE


INIT = Command("init", "write a starter district: config.toml, directory, forms, posts", arguments, run)
