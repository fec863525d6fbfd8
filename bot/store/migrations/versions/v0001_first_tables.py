"""The first schema: what came in, what is known, what goes out, and the directory.

Written by hand and never changed again: what the code thinks of these tables today stands in
bot/store/tables.py, and a test compares the two.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
moment = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")
words = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """From nothing."""
    people_wrote()
    was_decided()
    goes_out()
    belongs_to_the_process()
    directory()


def partial(condition: str, *, sqlite: str | None = None) -> dict[str, Any]:
    """The rows that an index holds; SQLite uses one only for a query with these very words."""
    return {"sqlite_where": sa.text(sqlite or condition), "postgresql_where": sa.text(condition)}


def people_wrote() -> None:
    """What people wrote, and what was understood."""
    op.create_table(
        "inbox",
        sa.Column("id", key, primary_key=True),
        sa.Column("message_id", words, nullable=False),
        sa.Column("channel", words, nullable=False),
        sa.Column("digest", words, nullable=False),
        sa.Column("kind", words, nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("replies", sa.Text(), nullable=False),
        sa.Column("sender", words),
        sa.Column("chat", words, nullable=False),
        sa.Column("text", words),
        sa.Column("sent_at", moment, nullable=False),
        sa.Column("received_at", moment, nullable=False),
        sa.UniqueConstraint("message_id", "channel", "digest", name="uq_inbox_message"),
    )
    op.create_index("ix_inbox_sender", "inbox", ["sender", "chat", "received_at"])
    op.create_table(
        "reports",
        sa.Column("id", key, primary_key=True),
        sa.Column("form", words, nullable=False),
        sa.Column("unit", words, nullable=False),
        sa.Column("period", sa.Date(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("is_head", sa.Boolean(), nullable=False),
        sa.Column("kind", words, nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.Column("stated", sa.Text(), nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("status", words, nullable=False),
        sa.Column("reporter", words, nullable=False),
        sa.Column("channel", words, nullable=False),
        sa.Column("message_id", words, nullable=False),
        sa.Column("received_at", moment, nullable=False),
        sa.Column("completed_at", moment),
        sa.Column("warnings", sa.Text(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.UniqueConstraint("form", "period", "unit", "revision", name="uq_reports_revision"),
    )
    op.create_index(
        "uq_reports_head",
        "reports",
        ["form", "unit", "period"],
        unique=True,
        **partial("is_head", sqlite="is_head = 1"),
    )
    op.create_table(
        "drafts",
        sa.Column("id", key, primary_key=True),
        sa.Column("sender", words, nullable=False),
        sa.Column("chat", words, nullable=False),
        sa.Column("slot", words, nullable=False),
        sa.Column("form", words, nullable=False),
        sa.Column("unit", words),
        sa.Column("period", sa.Date()),
        sa.Column("kind", words, nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("candidates", sa.Text(), nullable=False),
        sa.Column("message_id", words, nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("expires_at", moment, nullable=False),
        sa.UniqueConstraint("sender", "chat", "slot", name="uq_drafts_slot"),
    )
    op.create_table(
        "tips",
        sa.Column("number", words, primary_key=True),
        sa.Column("serial", sa.Integer(), nullable=False, unique=True),
        sa.Column("place", words, nullable=False),
        sa.Column("category", words, nullable=False),
        sa.Column("masked_text", words, nullable=False),
        sa.Column("state", words, nullable=False),
        sa.Column("area", words),
        sa.Column("answer", words, nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("created_at", moment, nullable=False),
    )
    op.create_table(
        "tip_senders",
        sa.Column("number", words, sa.ForeignKey("tips.number", ondelete="CASCADE"), primary_key=True),
        sa.Column("channel", words, nullable=False),
        sa.Column("sender", words, nullable=False),
    )
    op.create_index("ix_tip_senders_sender", "tip_senders", ["sender", "channel"])
    op.create_table(
        "tip_words",
        sa.Column("id", key, primary_key=True),
        sa.Column("number", words, sa.ForeignKey("tips.number", ondelete="CASCADE"), nullable=False),
        sa.Column("text", words, nullable=False),
        sa.Column("at", moment, nullable=False),
    )
    op.create_index("ix_tip_words_number", "tip_words", ["number"])


def was_decided() -> None:
    """Lists and the trail of decisions."""
    op.create_table(
        "criticism_lists",
        sa.Column("id", key, primary_key=True),
        sa.Column("number", words, nullable=False),
        sa.Column("form", words, nullable=False),
        sa.Column("period", sa.Date(), nullable=False),
        sa.Column("state", words, nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("cutoff_at", moment, nullable=False),
        sa.Column("groups", sa.Text(), nullable=False),
        sa.Column("approved_by", words, nullable=False),
        sa.Column("approved_at", moment),
        sa.UniqueConstraint("number", "period", name="uq_criticism_lists_number"),
    )
    op.create_index("ix_criticism_lists_state", "criticism_lists", ["state", "period"])
    op.create_table(
        "criticism_entries",
        sa.Column("list_id", key, sa.ForeignKey("criticism_lists.id", ondelete="CASCADE"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("unit", words, nullable=False),
        sa.Column("state", words, nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("reason", words, nullable=False),
        sa.Column("decided_by", words, nullable=False),
        sa.PrimaryKeyConstraint("list_id", "position"),
        sa.UniqueConstraint("unit", "list_id", name="uq_criticism_entries_unit"),
    )
    op.create_table(
        "audit",
        sa.Column("id", key, primary_key=True),
        sa.Column("at", moment, nullable=False),
        sa.Column("who", words, nullable=False),
        sa.Column("action", words, nullable=False),
        sa.Column("subject", words, nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
    )
    op.create_index("ix_audit_subject", "audit", ["subject", "id"])


def goes_out() -> None:
    """The outbox, its rate windows, and what the schedule said."""
    op.create_table(
        "outbox",
        sa.Column("id", key, primary_key=True),
        sa.Column("key", words, nullable=False, unique=True),
        sa.Column("kind", words, nullable=False),
        sa.Column("destination", words, nullable=False),
        sa.Column("to_group", words),
        sa.Column("to_member", words),
        sa.Column("to_channel", words),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("mentions", sa.Text(), nullable=False),
        sa.Column("attachments", sa.Text(), nullable=False),
        sa.Column("form", words),
        sa.Column("period", sa.Date()),
        sa.Column("in_reply_to", words),
        sa.Column("drop_when_done", sa.Boolean(), nullable=False),
        sa.Column("redelivery", words, nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("state", words, nullable=False),
        sa.Column("state_before", words, nullable=False),
        sa.Column("due_at", moment, nullable=False),
        sa.Column("expires_at", moment),
        sa.Column("next_try_at", moment, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("part_done", sa.Integer(), nullable=False),
        sa.Column("worker", words, nullable=False),
        sa.Column("error", words, nullable=False),
        sa.Column("reference", words, nullable=False),
        sa.Column("sent_at", moment),
        sa.Column("sealed", sa.Boolean(), nullable=False),
    )
    op.create_index("ix_outbox_duty", "outbox", ["form", "period"], **partial("form IS NOT NULL"))
    op.create_index(
        "ix_outbox_expiry",
        "outbox",
        ["expires_at"],
        **partial("state IN ('due', 'sending') AND expires_at IS NOT NULL"),
    )
    op.create_index("ix_outbox_next_try", "outbox", ["next_try_at"], **partial("state IN ('due', 'sending')"))
    op.create_index(
        "ix_outbox_order", "outbox", ["destination", "due_at", "id"], **partial("state IN ('due', 'sending')")
    )
    op.create_table(
        "outbox_units",
        sa.Column("outbox_id", key, sa.ForeignKey("outbox.id", ondelete="CASCADE"), nullable=False),
        sa.Column("unit", words, nullable=False),
        sa.PrimaryKeyConstraint("outbox_id", "unit"),
    )
    op.create_table(
        "send_windows",
        sa.Column("destination", words, primary_key=True),
        sa.Column("last_at", moment, nullable=False),
    )
    op.create_table(
        "send_stamps",
        sa.Column("id", key, primary_key=True),
        sa.Column("destination", words, nullable=False),
        sa.Column("at", moment, nullable=False),
    )
    op.create_index("ix_send_stamps_destination", "send_stamps", ["destination", "at"])
    op.create_table(
        "firings",
        sa.Column("post", words, nullable=False),
        sa.Column("destination", words, nullable=False),
        sa.Column("due_at", moment, nullable=False),
        sa.Column("recorded_at", moment, nullable=False),
        sa.PrimaryKeyConstraint("post", "due_at", "destination"),
    )
    op.create_table(
        "high_waters",
        sa.Column("post", words, primary_key=True),
        sa.Column("due_at", moment, nullable=False),
    )


def belongs_to_the_process() -> None:
    """Small facts that all replicas share."""
    op.create_table(
        "meta",
        sa.Column("key", words, primary_key=True),
        sa.Column("value", words, nullable=False),
    )
    op.create_table(
        "counters",
        sa.Column("name", words, primary_key=True),
        sa.Column("value", sa.Integer(), nullable=False),
    )
    op.create_table(
        "tokens",
        sa.Column("account", words, primary_key=True),
        sa.Column("value", words, nullable=False),
        sa.Column("good_until", moment, nullable=False),
    )
    op.create_table(
        "leases",
        sa.Column("name", words, primary_key=True),
        sa.Column("holder", words, nullable=False),
        sa.Column("term", sa.Integer(), nullable=False),
        sa.Column("until", moment, nullable=False),
    )


def directory() -> None:
    """The directory, replaced whole."""
    op.create_table(
        "directory_versions",
        sa.Column("version", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("source", words, nullable=False),
        sa.Column("saved_at", moment, nullable=False),
    )
    op.create_table(
        "areas",
        sa.Column("position", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("id", words, nullable=False, unique=True),
        sa.Column("name", words, nullable=False),
        sa.Column("parent", words),
        sa.Column("kind", words, nullable=False),
        sa.Column("sector", words),
        sa.Column("number", sa.Integer()),
    )
    op.create_table(
        "units",
        sa.Column("position", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("id", words, nullable=False, unique=True),
        sa.Column("name", words, nullable=False),
        sa.Column("kind", words, nullable=False),
        sa.Column("area", words, nullable=False),
        sa.Column("aliases", sa.Text(), nullable=False),
        sa.Column("tags", sa.Text(), nullable=False),
        sa.Column("staff", sa.Integer()),
        sa.Column("active_from", sa.Date()),
        sa.Column("active_to", sa.Date()),
    )
    op.create_table(
        "members",
        sa.Column("position", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("user_id", words, nullable=False, unique=True),
        sa.Column("name", words, nullable=False),
        sa.Column("role", words, nullable=False),
        sa.Column("units", sa.Text(), nullable=False),
        sa.Column("areas", sa.Text(), nullable=False),
        sa.Column("phone", words, nullable=False),
        sa.Column("title", words, nullable=False),
    )
    op.create_table(
        "chat_groups",
        sa.Column("position", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("id", words, nullable=False, unique=True),
        sa.Column("name", words, nullable=False),
        sa.Column("kind", words, nullable=False),
        sa.Column("channel", words, nullable=False),
        sa.Column("chat_id", words, nullable=False),
        sa.Column("post_channel", words, nullable=False),
        sa.Column("post_chat_id", words, nullable=False),
        sa.Column("areas", sa.Text(), nullable=False),
        sa.Column("hears", words, nullable=False),
    )
    op.create_table(
        "exemptions",
        sa.Column("position", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("unit", words, nullable=False),
        sa.Column("form", words, nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("to_day", sa.Date()),
        sa.Column("reason", words, nullable=False),
        sa.Column("approved_by", words, nullable=False),
    )
