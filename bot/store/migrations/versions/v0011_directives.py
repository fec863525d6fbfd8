"""Officers' directives about what the clock says, and an index to count what a group was told in a day.

Only adds; written by hand and never changed again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
moment = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")
words = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """From 0010."""
    op.create_table(
        "directives",
        sa.Column("id", key, primary_key=True),
        sa.Column("kind", words, nullable=False),
        sa.Column("by", words, nullable=False),
        sa.Column("from_at", moment, nullable=False),
        sa.Column("until_at", moment, nullable=False),
        sa.Column("reason", words, nullable=False),
        sa.Column("area", words, nullable=False),
        sa.Column("group", words, nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("ended_at", moment),
        sa.Column("ended_by", words, nullable=False),
    )
    op.create_index("ix_directives_until", "directives", ["until_at"])
    told = sa.text("kind IN ('reminder', 'overdue', 'escalation', 'digest', 'criticism_draft')")
    op.create_index("ix_outbox_told", "outbox", ["due_at", "destination"], sqlite_where=told, postgresql_where=told)
