"""One token an account for all replicas: sealed, with its version, who fetches the next, and what failed.

Makes the table anew: a token is fetched again, and the old ones lie in no copy any more. Never changed again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

moment = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")
words = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """From 0005."""
    op.drop_table("tokens")
    op.create_table(
        "tokens",
        sa.Column("account", words, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("value", words, nullable=False),
        sa.Column("good_until", moment, nullable=True),
        sa.Column("held_until", moment, nullable=True),
        sa.Column("forced_at", moment, nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("code", sa.Integer(), nullable=True),
        sa.Column("not_before", moment, nullable=True),
        sa.PrimaryKeyConstraint("account"),
    )
