"""When the forms are owed, with the day since when: a changed deadline never rewrites the past.

Only adds a table; written by hand and never changed again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

moment = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")
words = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """From 0009."""
    op.create_table(
        "form_terms",
        sa.Column("form", words, nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.Column("noted_at", moment, nullable=False),
        sa.PrimaryKeyConstraint("form", "from_day"),
    )
