"""Every table of the database, as the code sees it.

The schema itself is made by the migrations; a test holds the two together on both databases.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
    literal_column,
    text,
)

from bot.messages import URGENT
from bot.rules.attention import COUNTED
from bot.store.types import Json, Moment, Words

metadata = MetaData()
Key = BigInteger().with_variant(Integer, "sqlite")  # SQLite counts by itself only in an INTEGER PRIMARY KEY


inbox = Table(
    "inbox",
    metadata,
    Column("id", Key, primary_key=True),
    Column("message_id", Words, nullable=False),
    Column("channel", Words, nullable=False),
    Column("digest", Words, nullable=False),
    Column("kind", Words, nullable=False),
    Column("data", Json, nullable=False),
    Column("replies", Json, nullable=False),
    Column("sender", Words),  # NULL for tip-offs, as the text
    Column("chat", Words, nullable=False),  # "" in private
    Column("text", Words),
    Column("sent_at", Moment, nullable=False),
    Column("received_at", Moment, nullable=False),
    UniqueConstraint("message_id", "channel", "digest", name="uq_inbox_message"),
    Index("ix_inbox_sender", "sender", "chat", "received_at"),
)

reports = Table(
    "reports",
    metadata,
    Column("id", Key, primary_key=True),
    Column("form", Words, nullable=False),
    Column("unit", Words, nullable=False),
    Column("period", Date, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("is_head", Boolean, nullable=False),
    Column("kind", Words, nullable=False),
    Column("figures", Json, nullable=False),
    Column("stated", Json, nullable=False),
    Column("complete", Boolean, nullable=False),
    Column("status", Words, nullable=False),
    Column("reporter", Words, nullable=False),
    Column("channel", Words, nullable=False),
    Column("message_id", Words, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("completed_at", Moment),
    Column("warnings", Json, nullable=False),
    Column("withdrawn", Boolean, nullable=False),
    UniqueConstraint("form", "period", "unit", "revision", name="uq_reports_revision"),
)
Index(
    "uq_reports_head",
    reports.c.form,
    reports.c.unit,
    reports.c.period,
    unique=True,
    sqlite_where=text("is_head = 1"),  # the very words of the queries: else SQLite does not use it
    postgresql_where=reports.c.is_head,
)

drafts = Table(
    "drafts",
    metadata,
    Column("id", Key, primary_key=True),
    Column("sender", Words, nullable=False),
    Column("chat", Words, nullable=False),
    Column("slot", Words, nullable=False),  # form, unit and period as one text: a unique key takes no NULL
    Column("form", Words, nullable=False),
    Column("unit", Words),
    Column("period", Date),
    Column("kind", Words, nullable=False),
    Column("figures", Json, nullable=False),
    Column("asked", Json, nullable=False),
    Column("candidates", Json, nullable=False),
    Column("message_id", Words, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    UniqueConstraint("sender", "chat", "slot", name="uq_drafts_slot"),
)

tips = Table(
    "tips",
    metadata,
    Column("number", Words, primary_key=True),
    Column("serial", Integer, nullable=False, unique=True),
    Column("place", Words, nullable=False),
    Column("category", Words, nullable=False),
    Column("masked_text", Words, nullable=False),
    Column("state", Words, nullable=False),
    Column("area", Words),
    Column("answer", Words, nullable=False),
    Column("notes", Json, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("into", Words),  # the one that tells of the same thing and stands for both
)
tip_senders = Table(  # sealed: read by the three methods of Tips that are named for it, and nowhere else
    "tip_senders",
    metadata,
    Column("number", Words, ForeignKey("tips.number", ondelete="CASCADE"), primary_key=True),
    Column("channel", Words, nullable=False),
    Column("sender", Words, nullable=False),
    Index("ix_tip_senders_sender", "sender", "channel"),
)
tip_words = Table(  # sealed: what was really written, before masking
    "tip_words",
    metadata,
    Column("id", Key, primary_key=True),
    Column("number", Words, ForeignKey("tips.number", ondelete="CASCADE"), nullable=False, index=True),
    Column("text", Words, nullable=False),
    Column("at", Moment, nullable=False),
)

criticism_lists = Table(
    "criticism_lists",
    metadata,
    Column("id", Key, primary_key=True),
    Column("number", Words, nullable=False),  # comes again next year
    Column("form", Words, nullable=False),
    Column("period", Date, nullable=False),
    Column("state", Words, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("cutoff_at", Moment, nullable=False),
    Column("groups", Json, nullable=False),
    Column("approved_by", Words, nullable=False),
    Column("approved_at", Moment),
    Column("kind", Words),  # NULL: late paper
    UniqueConstraint("number", "period", name="uq_criticism_lists_number"),
    Index("ix_criticism_lists_state", "state", "period"),
)
criticism_entries = Table(
    "criticism_entries",
    metadata,
    Column("list_id", Key, ForeignKey("criticism_lists.id", ondelete="CASCADE"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("unit", Words, nullable=False),
    Column("state", Words, nullable=False),
    Column("evidence", Json, nullable=False),
    Column("reason", Words, nullable=False),
    Column("decided_by", Words, nullable=False),
    PrimaryKeyConstraint("list_id", "position"),
    UniqueConstraint("unit", "list_id", name="uq_criticism_entries_unit"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Key, primary_key=True),
    Column("key", Words, nullable=False, unique=True),
    Column("kind", Words, nullable=False),
    Column("destination", Words, nullable=False),
    Column("to_group", Words),
    Column("to_member", Words),
    Column("to_channel", Words),
    Column("body", Json, nullable=False),
    Column("mentions", Json, nullable=False),
    Column("attachments", Json, nullable=False),
    Column("form", Words),
    Column("period", Date),
    Column("in_reply_to", Words),
    Column("drop_when_done", Boolean, nullable=False),
    Column("redelivery", Words, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("state", Words, nullable=False),
    Column("state_before", Words, nullable=False),  # what a claim found
    Column("due_at", Moment, nullable=False),
    Column("expires_at", Moment),
    Column("next_try_at", Moment, nullable=False),  # of a row being sent: when its lease runs out
    Column("attempts", Integer, nullable=False),
    Column("part_done", Integer, nullable=False),
    Column("worker", Words, nullable=False),
    Column("error", Words, nullable=False),
    Column("reference", Words, nullable=False),
    Column("sent_at", Moment),
    Column("bundle", Key),  # in whose message it goes or went along; 0: never in anybody's again
    Column("card", Json),
    Column("sealed", Boolean, nullable=False),  # in answer to a tip-off: who it goes to is forgotten once it is done
)
unfinished = outbox.c.state.in_([literal_column("'due'"), literal_column("'sending'")])
"""Written with literals, as in the indexes: neither database uses a partial index for a parameter."""
begun = unfinished & ((outbox.c.state == literal_column("'sending'")) | (outbox.c.part_done > literal_column("0")))
urgent = unfinished & (outbox.c.priority <= literal_column(str(URGENT)))
counted = outbox.c.kind.in_([literal_column(f"'{kind}'") for kind in COUNTED])
"""What the clock says and may wait: what a group's messages of a day are counted from."""
for _name, _columns, _where in (
    ("ix_outbox_next_try", (outbox.c.next_try_at,), unfinished),
    ("ix_outbox_order", (outbox.c.destination, outbox.c.due_at, outbox.c.id), unfinished),
    ("ix_outbox_expiry", (outbox.c.expires_at,), unfinished & outbox.c.expires_at.is_not(None)),
    ("ix_outbox_begun", (outbox.c.destination,), begun),
    ("ix_outbox_urgent", (outbox.c.due_at, outbox.c.destination, outbox.c.id), urgent),
    ("ix_outbox_bundle", (outbox.c.bundle,), outbox.c.bundle.is_not(None)),
    ("ix_outbox_duty", (outbox.c.form, outbox.c.period), outbox.c.form.is_not(None)),
    ("ix_outbox_told", (outbox.c.due_at, outbox.c.destination), counted),
    ("ix_outbox_reference", (outbox.c.reference,), outbox.c.reference != literal_column("''")),
):
    Index(_name, *_columns, sqlite_where=_where, postgresql_where=_where)

outbox_units = Table(  # which units a text names
    "outbox_units",
    metadata,
    Column("outbox_id", Key, ForeignKey("outbox.id", ondelete="CASCADE"), nullable=False),
    Column("unit", Words, nullable=False),
    PrimaryKeyConstraint("outbox_id", "unit"),
)
send_windows = Table(  # one row per rate window, to be locked before its stamps are counted
    "send_windows",
    metadata,
    Column("destination", Words, primary_key=True),
    Column("last_at", Moment, nullable=False),
)
send_stamps = Table(
    "send_stamps",
    metadata,
    Column("id", Key, primary_key=True),
    Column("destination", Words, nullable=False),
    Column("at", Moment, nullable=False),
    Index("ix_send_stamps_destination", "destination", "at"),
)

firings = Table(
    "firings",
    metadata,
    Column("post", Words, nullable=False),
    Column("destination", Words, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("recorded_at", Moment, nullable=False),
    PrimaryKeyConstraint("post", "due_at", "destination"),
)
high_waters = Table(
    "high_waters",
    metadata,
    Column("post", Words, primary_key=True),
    Column("due_at", Moment, nullable=False),
)

audit = Table(
    "audit",
    metadata,
    Column("id", Key, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("who", Words, nullable=False),
    Column("action", Words, nullable=False),
    Column("subject", Words, nullable=False),
    Column("detail", Json, nullable=False),
    Index("ix_audit_subject", "subject", "id"),
)

meta = Table("meta", metadata, Column("key", Words, primary_key=True), Column("value", Words, nullable=False))
counters = Table(
    "counters", metadata, Column("name", Words, primary_key=True), Column("value", Integer, nullable=False)
)
tokens = Table(
    "tokens",
    metadata,
    Column("account", Words, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("value", Words, nullable=False),  # sealed by the channel; "" until there is one
    Column("good_until", Moment),
    Column("held_until", Moment),  # somebody is fetching the next one
    Column("forced_at", Moment),
    Column("tries", Integer, nullable=False),
    Column("wrong", Integer, nullable=False),
    Column("code", Integer),
    Column("not_before", Moment),
)
pull_cursors = Table(
    "pull_cursors",
    metadata,
    Column("name", Words, primary_key=True),
    Column("value", Words, nullable=False),
    Column("looked_at", Moment, nullable=False),
)
leases = Table(
    "leases",
    metadata,
    Column("name", Words, primary_key=True),
    Column("holder", Words, nullable=False),
    Column("term", Integer, nullable=False),
    Column("until", Moment, nullable=False),
)

unknown_words = Table(  # counted by the day, so that a week can be told again as it was
    "unknown_words",
    metadata,
    Column("day", Date, nullable=False),
    Column("form", Words, nullable=False),
    Column("kind", Words, nullable=False),
    Column("word", Words, nullable=False),
    Column("chat_group", Words, nullable=False),  # "" in private
    Column("times", Integer, nullable=False),
    Column("first_at", Moment, nullable=False),
    Column("last_at", Moment, nullable=False),
    PrimaryKeyConstraint("day", "form", "kind", "word", "chat_group"),
)
learned_words = Table(
    "learned_words",
    metadata,
    Column("form", Words, nullable=False),  # "" for a unit's name
    Column("word", Words, nullable=False),
    Column("target", Words, nullable=False),
    Column("taught_by", Words, nullable=False),
    Column("taught_at", Moment, nullable=False),
    PrimaryKeyConstraint("form", "word"),
)
ignored_words = Table(
    "ignored_words",
    metadata,
    Column("word", Words, primary_key=True),
    Column("ignored_by", Words, nullable=False),
    Column("ignored_at", Moment, nullable=False),
)
form_terms = Table(
    "form_terms",
    metadata,
    Column("form", Words, nullable=False),
    Column("from_day", Date, nullable=False),
    Column("terms", Json, nullable=False),
    Column("noted_at", Moment, nullable=False),
    PrimaryKeyConstraint("form", "from_day"),
)
excuses = Table(
    "excuses",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("units", Json, nullable=False),
    Column("area", Words, nullable=False),  # "" where it is about units
    Column("form", Words, nullable=False),
    Column("from_day", Date, nullable=False),
    Column("to_day", Date),
    Column("reason", Words, nullable=False),
    Column("state", Words, nullable=False),
    Column("asked_by", Words, nullable=False),
    Column("asked_group", Words, nullable=False),  # "" in private
    Column("asked_at", Moment, nullable=False),
    Column("decided_by", Words, nullable=False),
    Column("decided_at", Moment),
    Column("why", Words, nullable=False),
)
directives = Table(
    "directives",
    metadata,
    Column("id", Key, primary_key=True),
    Column("kind", Words, nullable=False),
    Column("by", Words, nullable=False),
    Column("from_at", Moment, nullable=False),
    Column("until_at", Moment, nullable=False),
    Column("reason", Words, nullable=False),
    Column("area", Words, nullable=False),  # "" the whole district
    Column("group", Words, nullable=False),  # "" every group
    Column("amount", Integer, nullable=False),
    Column("ended_at", Moment),
    Column("ended_by", Words, nullable=False),
    Index("ix_directives_until", "until_at"),
)
media_files = Table(
    "media_files",
    metadata,
    Column("id", Key, primary_key=True),
    Column("subject", Words, nullable=False),
    Column("kind", Words, nullable=False),
    Column("name", Words, nullable=False),  # "" of tip-offs, as the sender
    Column("sender", Words, nullable=False),
    Column("state", Words, nullable=False),
    Column("channel", Words, nullable=False),
    Column("detail", Json, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("deadline", Moment, nullable=False),
    Column("next_try_at", Moment, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("digest", Words, nullable=False),
    Column("media_type", Words, nullable=False),
    Column("size", Integer, nullable=False),
    Column("why", Words, nullable=False),
    Index("ix_media_files_subject", "subject"),
    Index("ix_media_files_waiting", "state", "next_try_at"),
)
