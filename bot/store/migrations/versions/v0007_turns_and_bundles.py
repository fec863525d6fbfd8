"""Which rows went out as one message, and indexes to find what has begun in a destination and what is urgent in it.

Only adds; written by hand and never changed again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """From 0006."""
    op.add_column("outbox", sa.Column("bundle", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True))
    unfinished = "state IN ('due', 'sending')"
    begun = sa.text(f"{unfinished} AND (state = 'sending' OR part_done > 0)")
    urgent = sa.text(f"{unfinished} AND priority <= 1")
    op.create_index("ix_outbox_begun", "outbox", ["destination"], sqlite_where=begun, postgresql_where=begun)
    op.create_index(
        "ix_outbox_urgent",
        "outbox",
        ["due_at", "destination", "id"],
        sqlite_where=urgent,
        postgresql_where=urgent,
    )
    in_one = sa.text("bundle IS NOT NULL")
    op.create_index("ix_outbox_bundle", "outbox", ["bundle"], sqlite_where=in_one, postgresql_where=in_one)
