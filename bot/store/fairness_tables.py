"""The tables of what keeps public criticism fair: objections to being listed, and our own absences.

A list's number comes again next year, so whatever is about a list holds its day, too.
"""

from sqlalchemy import Column, Date, Index, Integer, PrimaryKeyConstraint, Table

from bot.store.tables import metadata
from bot.store.types import Moment, Words

appeals = Table(
    "appeals",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("list_number", Words, nullable=False),
    Column("period", Date, nullable=False),
    Column("unit", Words, nullable=False),
    Column("reason", Words, nullable=False),
    Column("state", Words, nullable=False),
    Column("asked_by", Words, nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("decided_by", Words, nullable=False),
    Column("decided_at", Moment),
    Column("why", Words, nullable=False),
    Index("ix_appeals_list", "period", "list_number"),
    Index("ix_appeals_state", "state", "due_at"),
)
absences = Table(
    "absences",
    metadata,
    Column("kind", Words, nullable=False),  # "bot", or a channel's name
    Column("from_at", Moment, nullable=False),
    Column("until_at", Moment, nullable=False),
    PrimaryKeyConstraint("kind", "from_at"),
    Index("ix_absences_until", "until_at"),
)
