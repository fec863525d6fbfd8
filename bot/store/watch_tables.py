"""The tables of the watch: the lines of the roster, what is urgent, and what units owe after an event."""

from sqlalchemy import Column, Index, Integer, Table, literal_column

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
urgents = Table(
    "urgents",
    metadata,
    Column("serial", Integer, primary_key=True, autoincrement=False),
    Column("kind", Words, nullable=False),
    Column("subject", Words, nullable=False),
    Column("unit", Words, nullable=False),
    Column("text", Words, nullable=False),
    Column("state", Words, nullable=False),
    Column("rung", Integer, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("next_at", Moment, nullable=False),
    Column("told_at", Moment, nullable=False),
    Column("told", Json, nullable=False),
    Column("taken_by", Words, nullable=False),
    Column("taken_at", Moment),
    Column("closed_by", Words, nullable=False),
    Column("closed_at", Moment),
    Column("why", Words, nullable=False),
)
pending = urgents.c.state != literal_column("'closed'")
"""Written with a literal, as in the index: neither database uses a partial index for a parameter."""
Index("ix_urgents_subject", urgents.c.subject)
Index(
    "uq_urgents_pending", urgents.c.kind, urgents.c.subject, unique=True, sqlite_where=pending, postgresql_where=pending
)
occasions = Table(
    "occasions",
    metadata,
    Column("id", Key, primary_key=True),
    Column("form", Words, nullable=False),
    Column("unit", Words, nullable=False),
    Column("cause", Words, nullable=False),
    Column("by", Words, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("reminded_at", Moment),
    Column("done_at", Moment),
)
owing = occasions.c.done_at.is_(None)
Index("uq_occasions_owing", occasions.c.form, occasions.c.unit, unique=True, sqlite_where=owing, postgresql_where=owing)
