"""Brings the schema up to date with Alembic, and says whether it is.

The migrations run in the one transaction that no unit of work runs beside: a second replica waits, finds
nothing left to do and goes on; a crash in the middle leaves the old schema. Alembic itself is loaded only
when there is something to do.
"""

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection as SyncConnection
from sqlalchemy import column, inspect, select, table

from bot.errors import StoreAway, StoreError
from bot.store.engine import Database

TRIES = 12  # of a few seconds each: another replica may be migrating
MIGRATIONS = Path(__file__).parent / "migrations"
VERSIONS = "alembic_version"

OnProgress = Callable[[int, int], None]


def revisions() -> list[str]:
    """Every revision known here, oldest first: versions/v0001_some_words.py is revision "0001"."""
    return sorted(path.name[1:].partition("_")[0] for path in (MIGRATIONS / "versions").glob("v*.py"))


async def is_current(database: Database) -> bool:
    """Whether the schema is that of the newest migration here."""
    async with database.reading() as connection:
        return await connection.with_sync(_revision) == revisions()[-1]


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
        known = revisions()
        if revision is not None and revision not in known:
            raise StoreError(
                f"the database is newer than this program (its schema is {revision}, the newest known here is "
                f"{known[-1]}): start the newer program, or restore the backup made before it was upgraded"
            )
        total = len(known) - (known.index(revision) + 1 if revision is not None else 0)
        if total:
            done = iter(range(1, total + 1))
            await connection.with_sync(_run, lambda **_: on_progress(next(done), total))
            await connection.commit()


def _revision(connection: SyncConnection) -> str | None:
    """Of the database; None: it has no schema yet."""
    if not inspect(connection).has_table(VERSIONS):
        return None
    return connection.execute(select(column("version_num")).select_from(table(VERSIONS))).scalar()


def _run(connection: SyncConnection, on_step: Callable[..., None]) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes.update(connection=connection, on_step=on_step)
    command.upgrade(config, revisions()[-1])
