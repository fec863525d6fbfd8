"""The card that goes beside a message of the outbox.

Only adds a column that older rows leave empty; written by hand and never changed again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """From 0002."""
    op.add_column("outbox", sa.Column("card", sa.Text(), nullable=True))
