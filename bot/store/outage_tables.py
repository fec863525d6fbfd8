"""The table of platforms that cannot be reached."""

from sqlalchemy import Column, Table

from bot.store.tables import metadata
from bot.store.types import Moment, Words

outages = Table(
    "outages",
    metadata,
    Column("channel", Words, primary_key=True),
    Column("since", Moment, nullable=False),
    Column("last_at", Moment, nullable=False),  # the last call that failed
    Column("told_at", Moment),
)
