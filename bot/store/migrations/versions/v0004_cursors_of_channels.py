"""How far a channel has fetched, and an index to find a message that the platform gave back by its reference.

Only adds; written by hand and never changed again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

moment = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")
words = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """From 0003."""
    op.create_table(
        "pull_cursors",
        sa.Column("name", words, nullable=False),
        sa.Column("value", words, nullable=False),
        sa.Column("looked_at", moment, nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    has_one = sa.text("reference != ''")
    op.create_index("ix_outbox_reference", "outbox", ["reference"], sqlite_where=has_one, postgresql_where=has_one)
