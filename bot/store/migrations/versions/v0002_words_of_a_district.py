"""The words of a district: those that nobody understood, and those that its officers taught.

Only adds two tables; written by hand and never changed again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

moment = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")
words = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """From 0001."""
    op.create_table(
        "unknown_words",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("form", words, nullable=False),
        sa.Column("kind", words, nullable=False),
        sa.Column("word", words, nullable=False),
        sa.Column("chat_group", words, nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("first_at", moment, nullable=False),
        sa.Column("last_at", moment, nullable=False),
        sa.PrimaryKeyConstraint("day", "form", "kind", "word", "chat_group"),
    )
    op.create_table(
        "learned_words",
        sa.Column("form", words, nullable=False),
        sa.Column("word", words, nullable=False),
        sa.Column("target", words, nullable=False),
        sa.Column("taught_by", words, nullable=False),
        sa.Column("taught_at", moment, nullable=False),
        sa.PrimaryKeyConstraint("form", "word"),
    )
