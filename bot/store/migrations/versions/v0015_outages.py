"""Platforms that cannot be reached, since when, and whether somebody was told.

Only adds; written by hand and never changed again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

moment = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")
words = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """From 0014."""
    op.create_table(
        "outages",
        sa.Column("channel", words, nullable=False),
        sa.Column("since", moment, nullable=False),
        sa.Column("last_at", moment, nullable=False),
        sa.Column("told_at", moment),
        sa.PrimaryKeyConstraint("channel"),
    )
