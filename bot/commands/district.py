"""The directory that a configuration stands for and the words taught to it, read without changing anything.

Opening a SQLite file that is not there would make one, so whoever only looks asks here first.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from bot.config import Settings
from bot.directory.files import read_directory
from bot.directory.model import Directory
from bot.errors import ConfigError, StoreError, Trouble

if TYPE_CHECKING:
    from bot.store.records import LearnedWord

_FILE = "sqlite:///"


def database_is_there(settings: Settings) -> bool:
    """False only for a SQLite file that nobody has made yet."""
    url = settings.store_url
    return not url.startswith(_FILE) or Path(url.removeprefix(_FILE).partition("?")[0]).exists()


async def directory_of(settings: Settings) -> Directory:
    """From the files that the settings name, else what was imported. Raises ConfigError when there is none."""
    if settings.directory_path is not None:
        return read_directory(settings.directory_path)
    directory = await imported(settings)
    if not directory.areas:
        mend = "write [directory] path, or load one with gridbot import"
        raise ConfigError([Trouble(str(settings.file), "", "there is no directory yet", mend)])
    return directory


async def imported(settings: Settings) -> Directory:
    """The directory in the database; an empty one when nothing was ever imported."""
    if not database_is_there(settings):
        return Directory()
    from bot.store.store import Store  # slow to import, and files need no database

    store = Store(settings.store_url)
    await store.open()
    try:
        return await store.load_directory() if await store.is_current() else Directory()
    finally:
        await store.close()


async def registered(settings: Settings) -> Directory:
    """The directory as the bot works with it: of the files or the import, with what was changed by message."""
    directory = await directory_of(settings)
    if not database_is_there(settings):
        return directory
    from bot.directory.changing import changed_directory
    from bot.store.store import Store  # as above

    store = Store(settings.store_url)
    await store.open()
    try:
        changes = (await store.load_changes())[1] if await store.is_current() else ()
    finally:
        await store.close()
    return changed_directory(directory, changes)


async def learned_by(settings: Settings) -> "tuple[LearnedWord, ...]":
    """The words that officers taught; none where the database cannot be asked: looking must not need it."""
    if not database_is_there(settings):
        return ()
    from bot.store.store import Store  # as above

    store = Store(settings.store_url)
    try:
        await store.open()
        return (await store.load_learned())[1] if await store.is_current() else ()
    except StoreError:
        return ()
    finally:
        await store.close()
