"""The directory in the database: replaced whole, with a version that every process watches.

The tuples come back in the order in which they were saved: it is the order of every list that people read.
"""

from collections.abc import Callable, Iterable
from dataclasses import fields
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Table, delete, func, select

from bot.directory.model import Area, Directory, Exemption, Group, Member, Unit
from bot.store import directory_tables as tables
from bot.store.connection import Connection
from bot.store.prepared import Adding, Prepared
from bot.store.types import Json

T = TypeVar("T", Area, Unit, Member, Group, Exemption)

_VERSION = Prepared(select(func.coalesce(func.max(tables.directory_versions.c.version), 0)))
_SOURCE = Prepared(
    select(tables.directory_versions.c.source).order_by(tables.directory_versions.c.version.desc()).limit(1)
)


async def version_of(connection: Connection) -> int:
    """0 when none was ever saved."""
    version: int = await connection.value(_VERSION)
    return version


async def source_of(connection: Connection) -> str | None:
    """Where the newest version came from; None: none was ever saved."""
    source: str | None = await connection.value(_SOURCE)
    return source


async def load(connection: Connection) -> Directory:
    """All of one version: to be called in a transaction that sees one moment."""
    return Directory(
        version=await version_of(connection),
        areas=await _load(connection, tables.areas, Area),
        units=await _load(connection, tables.units, Unit),
        members=await _load(connection, tables.members, Member),
        groups=await _load(connection, tables.chat_groups, Group),
        exemptions=await _load(connection, tables.exemptions, Exemption),
    )


async def save(connection: Connection, directory: Directory, *, source: str, now: datetime) -> int:
    """The new version; the one in the given directory does not matter."""
    await _replace(connection, tables.areas, directory.areas)
    await _replace(connection, tables.units, directory.units)
    await _replace(connection, tables.members, directory.members)
    await _replace(connection, tables.chat_groups, directory.groups)
    await _replace(connection, tables.exemptions, directory.exemptions)
    version = await version_of(connection) + 1
    line = {"version": version, "source": source, "saved_at": now}
    await connection.run(Adding(tables.directory_versions), [line])
    return version


async def _load(connection: Connection, table: Table, kind: type[T]) -> tuple[T, ...]:
    names = [field.name for field in fields(kind)]
    made: dict[str, Callable[[Any], Any]] = {
        name: frozenset if name == "tags" else tuple for name in names if isinstance(table.c[name].type, Json)
    }
    rows = await connection.once(select(*(table.c[name] for name in names)).order_by(table.c.position))
    return tuple(
        kind(**{name: made[name](value) if name in made else value for name, value in zip(names, row, strict=True)})
        for row in rows
    )


async def _replace(
    connection: Connection, table: Table, values: Iterable[Area | Unit | Member | Group | Exemption]
) -> None:
    await connection.once(delete(table))
    rows = [
        {"position": position} | {field.name: getattr(value, field.name) for field in fields(value)}
        for position, value in enumerate(values)
    ]
    await connection.run(Adding(table), rows)
