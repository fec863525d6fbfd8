"""The tables of the directory: who and what there is, one row each, in the order of the files.

`position` keeps that order; a directory is replaced whole, so nothing refers to these rows.
"""

from sqlalchemy import Column, Date, Integer, Table

from bot.store.tables import metadata
from bot.store.types import Json, Moment, Words

directory_versions = Table(
    "directory_versions",
    metadata,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("source", Words, nullable=False),
    Column("saved_at", Moment, nullable=False),
)
areas = Table(
    "areas",
    metadata,
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("id", Words, nullable=False, unique=True),
    Column("name", Words, nullable=False),
    Column("parent", Words),
    Column("kind", Words, nullable=False),
    Column("sector", Words),
    Column("number", Integer),
)
units = Table(
    "units",
    metadata,
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("id", Words, nullable=False, unique=True),
    Column("name", Words, nullable=False),
    Column("kind", Words, nullable=False),
    Column("area", Words, nullable=False),
    Column("aliases", Json, nullable=False),
    Column("tags", Json, nullable=False),
    Column("staff", Integer),
    Column("active_from", Date),
    Column("active_to", Date),
)
members = Table(
    "members",
    metadata,
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("user_id", Words, nullable=False, unique=True),
    Column("name", Words, nullable=False),
    Column("role", Words, nullable=False),
    Column("units", Json, nullable=False),
    Column("areas", Json, nullable=False),
    Column("phone", Words, nullable=False),
    Column("title", Words, nullable=False),
)
chat_groups = Table(
    "chat_groups",
    metadata,
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("id", Words, nullable=False, unique=True),
    Column("name", Words, nullable=False),
    Column("kind", Words, nullable=False),
    Column("channel", Words, nullable=False),
    Column("chat_id", Words, nullable=False),
    Column("post_channel", Words, nullable=False),
    Column("post_chat_id", Words, nullable=False),
    Column("areas", Json, nullable=False),
    Column("hears", Words, nullable=False),
)
exemptions = Table(
    "exemptions",
    metadata,
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("unit", Words, nullable=False),
    Column("form", Words, nullable=False),
    Column("from_day", Date, nullable=False),
    Column("to_day", Date),
    Column("reason", Words, nullable=False),
    Column("approved_by", Words, nullable=False),
)
