"""What units owe after an event.

Only adds; written by hand and never changed again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
moment = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")
words = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """From 0019."""
    op.create_table(
        "occasions",
        sa.Column("id", key, primary_key=True),
        sa.Column("form", words, nullable=False),
        sa.Column("unit", words, nullable=False),
        sa.Column("cause", words, nullable=False),
        sa.Column("by", words, nullable=False),
        sa.Column("opened_at", moment, nullable=False),
        sa.Column("due_at", moment, nullable=False),
        sa.Column("reminded_at", moment),
        sa.Column("done_at", moment),
    )
    owing = sa.text("done_at IS NULL")
    op.create_index(
        "uq_occasions_owing", "occasions", ["form", "unit"], unique=True, sqlite_where=owing, postgresql_where=owing
    )
