"""The roster of who is on duty.

Only adds; written by hand and never changed again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
moment = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")
words = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
shape = sa.Text()


def upgrade() -> None:
    """From 0011."""
    op.create_table(
        "shifts",
        sa.Column("id", key, primary_key=True),
        sa.Column("from_at", moment, nullable=False),
        sa.Column("until_at", moment, nullable=False),
        sa.Column("people", shape, nullable=False),
        sa.Column("backup", shape, nullable=False),
        sa.Column("set_by", words, nullable=False),
        sa.Column("set_at", moment, nullable=False),
        sa.Column("taken_by", words, nullable=False),
        sa.Column("taken_at", moment),
    )
    op.create_index("ix_shifts_until", "shifts", ["until_at"])
