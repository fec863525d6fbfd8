"""Small named facts, one text each."""

from sqlalchemy import bindparam, select

from bot.store.connection import Connection
from bot.store.tables import meta

_GET = select(meta.c.value).where(meta.c.key == bindparam("key"))


async def read_meta(connection: Connection, key: str) -> str | None:
    """The fact of that name; None: it was never written."""
    value: str | None = await connection.value(_GET, {"key": key})
    return value


async def write_meta(connection: Connection, key: str, value: str) -> None:
    """Write the fact, over what stood there."""
    insert = connection.insert(meta)
    statement = insert.on_conflict_do_update(index_elements=["key"], set_={"value": insert.excluded.value})
    await connection.run(statement, [{"key": key, "value": value}])
