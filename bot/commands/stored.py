"""The district as its database knows it, for commands that only look: nothing is made, migrated or written.

A database that is not there yet, or is of another version, is said in one line.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from bot.commands.district import database_is_there
from bot.config import Settings
from bot.errors import UsageError

if TYPE_CHECKING:
    from bot.snapshot import Known
    from bot.store.store import Store


@asynccontextmanager
async def stored(settings: Settings) -> "AsyncIterator[tuple[Store, Known]]":
    """The open store, with the directory and the preset as of now. Raises UsageError."""
    from bot.forms.load import load_preset
    from bot.snapshot import Snapshot
    from bot.store.store import Store

    preset = load_preset(settings.preset)
    if not database_is_there(settings):
        raise UsageError(f"{settings.file}: the database does not exist yet; start the bot or import a directory first")
    store = Store(settings.store_url)
    await store.open()
    try:
        if not await store.is_current():
            raise UsageError(f"{settings.file}: the database is of another version; run gridbot db upgrade -c ...")
        yield store, await Snapshot(store, preset, zone=settings.zone).known()
    finally:
        await store.close()
