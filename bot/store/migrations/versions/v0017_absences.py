"""Our own absences, so that the clocks of those days can be stopped for them.

Only adds a table; written by hand and never changed again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

moment = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")
words = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """From 0016."""
    op.create_table(
        "absences",
        sa.Column("kind", words, nullable=False),
        sa.Column("from_at", moment, nullable=False),
        sa.Column("until_at", moment, nullable=False),
        sa.PrimaryKeyConstraint("kind", "from_at"),
    )
    op.create_index("ix_absences_until", "absences", ["until_at"])
