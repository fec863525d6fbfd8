"""Excuses that are asked for and granted by message.

Only adds a table; written by hand and never changed again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

moment = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")
words = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
shape = sa.Text()


def upgrade() -> None:
    """From 0004."""
    op.create_table(
        "excuses",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("units", shape, nullable=False),
        sa.Column("area", words, nullable=False),
        sa.Column("form", words, nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("to_day", sa.Date(), nullable=True),
        sa.Column("reason", words, nullable=False),
        sa.Column("state", words, nullable=False),
        sa.Column("asked_by", words, nullable=False),
        sa.Column("asked_group", words, nullable=False),
        sa.Column("asked_at", moment, nullable=False),
        sa.Column("decided_by", words, nullable=False),
        sa.Column("decided_at", moment, nullable=True),
        sa.Column("why", words, nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
