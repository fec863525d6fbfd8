"""Objections to being listed: who asked why, by when it is to be decided, and who decided what.

Only adds a table; written by hand and never changed again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

moment = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")
words = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """From 0012."""
    op.create_table(
        "appeals",
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("list_number", words, nullable=False),
        sa.Column("period", sa.Date(), nullable=False),
        sa.Column("unit", words, nullable=False),
        sa.Column("reason", words, nullable=False),
        sa.Column("state", words, nullable=False),
        sa.Column("asked_by", words, nullable=False),
        sa.Column("asked_at", moment, nullable=False),
        sa.Column("due_at", moment, nullable=False),
        sa.Column("decided_by", words, nullable=False),
        sa.Column("decided_at", moment),
        sa.Column("why", words, nullable=False),
    )
    op.create_index("ix_appeals_list", "appeals", ["period", "list_number"])
    op.create_index("ix_appeals_state", "appeals", ["state", "due_at"])
