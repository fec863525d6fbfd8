"""Numbers that are given once, without gaps: taken in the transaction that uses them.

A rollback gives the number back; the row stays locked until then, so nobody is given it meanwhile.
"""

from sqlalchemy import literal_column

from bot.store.connection import Connection
from bot.store.tables import counters


async def next_of(connection: Connection, name: str) -> int:
    """1, 2, 3 ..."""
    statement = (
        connection.insert(counters)
        .values(name=name, value=1)
        .on_conflict_do_update(index_elements=["name"], set_={"value": counters.c.value + literal_column("1")})
        .returning(counters.c.value)
    )
    value: int = (await connection.once(statement)).scalar_one()
    return value
