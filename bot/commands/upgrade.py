"""`gridbot db upgrade`: brings the database to the schema that this program needs."""

import asyncio
from argparse import ArgumentParser, Namespace

from bot.commands.base import FINE, Command, with_config
from bot.commands.terminal import say
from bot.progress import progress


def arguments(parser: ArgumentParser) -> None:
    """`db` is a family; upgrade is all there is of it yet."""
    family = parser.add_subparsers(dest="db_command", metavar="upgrade", required=True)
    with_config(family.add_parser("upgrade", help="migrate the schema of the database"))


def run(args: Namespace) -> int:
    """Migrate; says what was done."""
    from bot.config import load_settings
    from bot.store.store import Store

    settings = load_settings(args.config)

    async def upgrade() -> bool:
        store = Store(settings.store_url)
        await store.open()
        try:
            if await store.is_current():
                return False
            with progress("migrating") as advance:
                await store.upgrade(advance)
            return True
        finally:
            await store.close()

    say("the schema was brought up to date" if asyncio.run(upgrade()) else "the schema is already up to date")
    return FINE


DB = Command("db", "upgrade: migrate the schema of the database", arguments, run)
