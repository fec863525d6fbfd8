"""Cases of every kind that a district defines, and what happened to each.

Only adds; written by hand and never changed again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
moment = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")
words = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """From 0015."""
    op.create_table(
        "cases",
        sa.Column("number", words, primary_key=True),
        sa.Column("type", words, nullable=False),
        sa.Column("unit", words, nullable=False),
        sa.Column("state", words, nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("text", words, nullable=False),
        sa.Column("opened_by", words, nullable=False),
        sa.Column("opened_at", moment, nullable=False),
        sa.Column("moved_by", words, nullable=False),
        sa.Column("moved_at", moment, nullable=False),
        sa.Column("moves", sa.Integer(), nullable=False),
        sa.Column("due_at", moment),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("next_at", moment),
        sa.Column("holder", words, nullable=False),
        sa.Column("into", words, nullable=False),
        sa.Column("items", sa.Text(), nullable=False),
        sa.Column("days", sa.Text(), nullable=False),
    )
    still_open = sa.text("NOT closed")
    waiting = sa.text("next_at IS NOT NULL")
    op.create_index("ix_cases_open", "cases", ["type", "unit"], sqlite_where=still_open, postgresql_where=still_open)
    op.create_index("ix_cases_unit", "cases", ["unit"])
    op.create_index("ix_cases_next", "cases", ["next_at"], sqlite_where=waiting, postgresql_where=waiting)
    op.create_table(
        "case_events",
        sa.Column("id", key, primary_key=True),
        sa.Column("number", words, nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("who", words, nullable=False),
        sa.Column("action", words, nullable=False),
        sa.Column("from_state", words, nullable=False),
        sa.Column("to_state", words, nullable=False),
        sa.Column("words", words, nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
    )
    op.create_index("ix_case_events_number", "case_events", ["number", "id"])
    op.create_index("ix_case_events_who", "case_events", ["who", "at"])
