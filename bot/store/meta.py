"""Small named facts, one text each."""

from sqlalchemy import bindparam, select

from bot.store.connection import Connection
from bot.store.prepared import Adding, Prepared
from bot.store.tables import meta

_GET = Prepared(select(meta.c.value).where(meta.c.key == bindparam("key")))
_SET = Adding(meta, once_by=("key",), overwriting=("value",))


async def read_meta(connection: Connection, key: str) -> str | None:
    """The fact of that name; None: it was never written."""
    value: str | None = await connection.value(_GET, {"key": key})
    return value


async def write_meta(connection: Connection, key: str, value: str) -> None:
    """Write the fact, over what stood there."""
    await connection.run(_SET, {"key": key, "value": value})
