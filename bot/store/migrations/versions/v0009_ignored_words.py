"""Words that officers want to hear no more of: they stand in no list of what was not understood.

Only adds a table; written by hand and never changed again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

moment = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")
words = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """From 0008."""
    op.create_table(
        "ignored_words",
        sa.Column("word", words, nullable=False),
        sa.Column("ignored_by", words, nullable=False),
        sa.Column("ignored_at", moment, nullable=False),
        sa.PrimaryKeyConstraint("word"),
    )
