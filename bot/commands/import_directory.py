"""`gridbot import`: a directory into the database, after a preview of what it adds, changes and retires."""

import asyncio
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from bot.commands.base import FINE, WRONG, Command, with_config
from bot.commands.terminal import complain, say
from bot.errors import ConfigError, Trouble
from bot.progress import progress

if TYPE_CHECKING:
    from bot.config import Settings
    from bot.directory.difference import Change
    from bot.directory.model import Directory

SHOWN = 10  # names of a kind of change that are listed
WORDS = {
    "areas": "网格 areas", "units": "单位 units", "members": "成员 members", "groups": "群 groups",
    "exemptions": "免报 exemptions",
}  # fmt: skip


def arguments(parser: ArgumentParser) -> None:
    """What is imported, and whether it is meant."""
    with_config(parser)
    parser.add_argument("path", metavar="PATH", help="a folder of CSV files, or one .xlsx")
    parser.add_argument("--yes", action="store_true", help="do it; without it only the preview is shown")


def run(args: Namespace) -> int:
    """Preview, and with --yes import. A file with problems changes nothing, and every problem is told."""
    from bot.config import load_settings
    from bot.directory.files import digest_of, read_directory

    settings = load_settings(args.config)
    path = Path(args.path)
    warnings: list[Trouble] = []
    try:
        with progress("reading"):
            source = digest_of(path)
            new = read_directory(path, warn=warnings.append)
    except ConfigError as error:
        for trouble in error.troubles:
            complain(str(trouble))
        complain(f"{path}: {len(error.troubles)} problem(s); nothing was imported")
        return WRONG
    for trouble in warnings:
        complain(f"warning: {trouble}")
    changed = asyncio.run(_import(settings, new, source, yes=args.yes))
    if settings.directory_path is not None and settings.directory_path != path.resolve():
        complain(
            f"{settings.file}: [directory] path names {settings.directory_path}: the next start imports that again; "
            "take the line out to keep this import"
        )
    if not changed:
        say("没有变化 nothing changes")
    elif args.yes:
        say("已导入 imported")
    else:
        say("以上只是预览，什么都没有改。确认无误请加 --yes 再运行。 Only a preview; run it again with --yes.")
    return FINE


async def _import(settings: "Settings", new: "Directory", source: str, *, yes: bool) -> bool:
    """Whether anything differs; with `yes` it is saved as well."""
    from bot.clock import SystemClock
    from bot.commands.district import imported
    from bot.directory.difference import difference
    from bot.store.store import Store

    changes = difference(await imported(settings), new)
    _show(changes)
    if yes:
        store = Store(settings.store_url)
        await store.open()
        try:
            with progress("importing") as advance:
                await store.upgrade(advance)
                await store.save_directory(new, source=source, now=SystemClock().now())
        finally:
            await store.close()
    return not all(change.empty for change in changes)


def _show(changes: "tuple[Change, ...]") -> None:
    """A table of counts, then the names, up to a few of each."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table()
    for column in ("", "新增 added", "变更 changed", "停用 retired"):
        table.add_column(column, justify="right" if column else "left")
    for change in changes:
        counts = (len(change.added), len(change.changed), len(change.retired))
        table.add_row(WORDS[change.noun], *map(str, counts))
    console = Console(file=sys.stdout, highlight=False, markup=False, soft_wrap=True)
    console.print(table)
    for change in changes:
        for sign, named in (("+", change.added), ("~", change.changed), ("-", change.retired)):
            for one in named[:SHOWN]:
                what = f"（{', '.join(one.what)}）" if one.what else ""
                console.print(Text(f"{sign} {change.noun} {one.id} {one.name}{what}"))
            if len(named) > SHOWN:
                console.print(Text(f"{sign} {change.noun} ... {len(named) - SHOWN} more"))


IMPORT = Command("import", "load a directory into the database: a preview, then --yes", arguments, run)
