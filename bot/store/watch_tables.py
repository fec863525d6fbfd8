"""The tables of the watch: the lines of the roster."""

from sqlalchemy import Column, Index, Table

from bot.store.tables import Key, metadata
from bot.store.types import Json, Moment, Words

shifts = Table(
    "shifts",
    metadata,
    Column("id", Key, primary_key=True),
    Column("from_at", Moment, nullable=False),
    Column("until_at", Moment, nullable=False),
    Column("people", Json, nullable=False),
    Column("backup", Json, nullable=False),
    Column("set_by", Words, nullable=False),
    Column("set_at", Moment, nullable=False),
    Column("taken_by", Words, nullable=False),
    Column("taken_at", Moment),
    Index("ix_shifts_until", "until_at"),
)
