"""Tip-offs that tell of the same thing as another one.

Only adds; written by hand and never changed again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

words = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """From 0018."""
    op.add_column("tips", sa.Column("into", words, nullable=True))
