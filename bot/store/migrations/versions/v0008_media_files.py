"""Pictures and files of tip-offs and reports, which lie beside the database under their digest.

Only adds a table; written by hand and never changed again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
moment = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")
words = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """From 0007."""
    op.create_table(
        "media_files",
        sa.Column("id", key, primary_key=True),
        sa.Column("subject", words, nullable=False),
        sa.Column("kind", words, nullable=False),
        sa.Column("name", words, nullable=False),
        sa.Column("sender", words, nullable=False),
        sa.Column("state", words, nullable=False),
        sa.Column("channel", words, nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("deadline", moment, nullable=False),
        sa.Column("next_try_at", moment, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("digest", words, nullable=False),
        sa.Column("media_type", words, nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("why", words, nullable=False),
    )
    op.create_index("ix_media_files_subject", "media_files", ["subject"])
    op.create_index("ix_media_files_waiting", "media_files", ["state", "next_try_at"])
