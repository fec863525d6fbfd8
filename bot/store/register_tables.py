"""The table of what was asked and decided by message about the register: clerks, and units that come and go."""

from sqlalchemy import Column, Integer, Table

from bot.store.tables import metadata
from bot.store.types import Json, Moment, Words

register_changes = Table(
    "register_changes",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("kind", Words, nullable=False),
    Column("about", Json, nullable=False),
    Column("state", Words, nullable=False),
    Column("asked_by", Words, nullable=False),
    Column("asked_group", Words, nullable=False),  # "" in private
    Column("asked_at", Moment, nullable=False),
    Column("decided_by", Words, nullable=False),
    Column("decided_at", Moment),
    Column("why", Words, nullable=False),
)
