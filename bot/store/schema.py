"""Brings the schema up to date with Alembic, and says whether it is.

The migrations run in the one transaction that no unit of work runs beside: a second replica waits, finds
nothing left to do and goes on; a crash in the middle leaves the old schema.
"""

from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection as SyncConnection

from bot.errors import StoreAway, StoreError
from bot.store.engine import Database

TRIES = 12  # of a few seconds each: another replica may be migrating

OnProgress = Callable[[int, int], None]


async def is_current(database: Database) -> bool:
    """Whether the schema is that of the newest migration here."""
    async with database.reading() as connection:
        return await connection.with_sync(_revision) == _scripts().get_current_head()


async def upgrade(database: Database, on_progress: OnProgress) -> None:
    """To the newest revision. Raises StoreError when the database is newer than the migrations here."""
    for left in reversed(range(TRIES)):
        try:
            if not await is_current(database):
                await _upgrade(database, on_progress)
        except StoreAway:
            if left == 0:
                raise
        else:
            return


async def _upgrade(database: Database, on_progress: OnProgress) -> None:
    async with database.alone() as connection:
        revision = await connection.with_sync(_revision)  # again: another replica may have been first
        scripts = _scripts()
        known = [script.revision for script in scripts.walk_revisions()]  # newest first
        if revision is not None and revision not in known:
            raise StoreError(
                f"the database is newer than this program (its schema is {revision}, the newest known here is "
                f"{known[0]}): start the newer program, or restore the backup made before it was upgraded"
            )
        total = known.index(revision) if revision is not None else len(known)
        if total:
            done = iter(range(1, total + 1))
            await connection.with_sync(_run, lambda **_: on_progress(next(done), total))
            await connection.commit()


def _run(connection: SyncConnection, on_step: Callable[..., None]) -> None:
    config = _config()
    config.attributes["connection"] = connection
    config.attributes["on_step"] = on_step
    command.upgrade(config, "head")


def _revision(connection: SyncConnection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    return config
