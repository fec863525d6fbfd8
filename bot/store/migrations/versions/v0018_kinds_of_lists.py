"""What a list is of: late paper (nothing written), inadequate work, praise. Only adds a column.

Written by hand and never changed again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

words = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """From 0017."""
    op.add_column("criticism_lists", sa.Column("kind", words))
