"""Urgent items that climb a chain until somebody takes them on.

Only adds; written by hand and never changed again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

moment = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")
words = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
shape = sa.Text()


def upgrade() -> None:
    """From 0013."""
    op.create_table(
        "urgents",
        sa.Column("serial", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", words, nullable=False),
        sa.Column("subject", words, nullable=False),
        sa.Column("unit", words, nullable=False),
        sa.Column("text", words, nullable=False),
        sa.Column("state", words, nullable=False),
        sa.Column("rung", sa.Integer(), nullable=False),
        sa.Column("opened_at", moment, nullable=False),
        sa.Column("next_at", moment, nullable=False),
        sa.Column("told_at", moment, nullable=False),
        sa.Column("told", shape, nullable=False),
        sa.Column("taken_by", words, nullable=False),
        sa.Column("taken_at", moment),
        sa.Column("closed_by", words, nullable=False),
        sa.Column("closed_at", moment),
        sa.Column("why", words, nullable=False),
        sa.PrimaryKeyConstraint("serial"),
    )
    op.create_index("ix_urgents_subject", "urgents", ["subject"])
    pending = sa.text("state != 'closed'")
    op.create_index(
        "uq_urgents_pending",
        "urgents",
        ["kind", "subject"],
        unique=True,
        sqlite_where=pending,
        postgresql_where=pending,
    )
