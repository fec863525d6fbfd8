"""The tables of cases: how each stands, and what happened to it. No account of a tip-off's sender is ever in them."""

from sqlalchemy import Boolean, Column, Index, Integer, Table, text

from bot.store.tables import Key, metadata
from bot.store.types import Json, Moment, Words

_open = text("NOT closed")
_waiting = text("next_at IS NOT NULL")

cases = Table(
    "cases",
    metadata,
    Column("number", Words, primary_key=True),  # Z0012
    Column("type", Words, nullable=False),
    Column("unit", Words, nullable=False),
    Column("state", Words, nullable=False),
    Column("closed", Boolean, nullable=False),
    Column("text", Words, nullable=False),  # masked
    Column("opened_by", Words, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("moved_by", Words, nullable=False),
    Column("moved_at", Moment, nullable=False),
    Column("moves", Integer, nullable=False),  # whoever changes the row says which one he knew
    Column("due_at", Moment),
    Column("step", Integer, nullable=False),  # of the deadline's ladder, the one that comes next
    Column("next_at", Moment),
    Column("holder", Words, nullable=False),  # "" where it was handed to nobody
    Column("into", Words, nullable=False),  # "" where it is no duplicate
    Column("items", Json, nullable=False),
    Column("days", Json, nullable=False),
    Index("ix_cases_open", "type", "unit", sqlite_where=_open, postgresql_where=_open),
    Index("ix_cases_unit", "unit"),
    Index("ix_cases_next", "next_at", sqlite_where=_waiting, postgresql_where=_waiting),
)

case_events = Table(
    "case_events",
    metadata,
    Column("id", Key, primary_key=True),
    Column("number", Words, nullable=False),
    Column("at", Moment, nullable=False),
    Column("who", Words, nullable=False),
    Column("action", Words, nullable=False),
    Column("from_state", Words, nullable=False),
    Column("to_state", Words, nullable=False),
    Column("words", Words, nullable=False),  # masked
    Column("detail", Json, nullable=False),
    Index("ix_case_events_number", "number", "id"),
    Index("ix_case_events_who", "who", "at"),
)
