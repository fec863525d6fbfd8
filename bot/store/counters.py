"""Numbers that are given once, without gaps: taken in the transaction that uses them.

A rollback gives the number back; the row stays locked until then, so nobody is given it meanwhile.
"""

from typing import Any

from sqlalchemy import Label, bindparam, func, literal_column, select

from bot.store.connection import Connection
from bot.store.prepared import Prepared
from bot.store.tables import counters

_VALUE = Prepared(select(counters.c.value).where(counters.c.name == bindparam("name")))


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


async def value_of(connection: Connection, name: str) -> int:
    """The last number that was given; 0: none."""
    return int(await connection.value(_VALUE, {"name": name}) or 0)


def counted(name: str, *, label: str) -> Label[Any]:
    """The same as a column of another statement."""
    value = select(counters.c.value).where(counters.c.name == name).scalar_subquery()
    return func.coalesce(value, 0).label(label)
