"""Changes of the register by message: who reports for whom, and units that come, move, are renamed or go.

Only adds a table; written by hand and never changed again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

moment = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")
words = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """From 0020."""
    op.create_table(
        "register_changes",
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("kind", words, nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("state", words, nullable=False),
        sa.Column("asked_by", words, nullable=False),
        sa.Column("asked_group", words, nullable=False),
        sa.Column("asked_at", moment, nullable=False),
        sa.Column("decided_by", words, nullable=False),
        sa.Column("decided_at", moment),
        sa.Column("why", words, nullable=False),
    )
