"""Statements that are asked all day are answered out of an index, however much is stored."""

import pytest
from shelf import DAY, NOW

from bot.store import cases, drafts, inbox, outbox, reports, sending
from bot.store.connection import padded

MANY = padded(f"x{number}" for number in range(64))
HOT = {
    "recall": (inbox._RECALL, {"ids": MANY}),
    "last message": (inbox._LAST, {"sender": "a", "chat": "b", "since": NOW, "kinds": ["chatter"]}),
    "open drafts": (drafts._OPEN, {"senders": MANY, "now": NOW}),
    "newest heads": (reports._NEWEST, {"form": "daily", "units": MANY, "since": DAY, "most": 2}),
    "one head": (reports._HEAD, {"form": "daily", "unit": "e1", "period": DAY}),
    "who is missing": (reports._BETWEEN, {"form": "daily", "first": DAY, "last": DAY}),
    "the day at a moment": (reports._UNTIL, {"form": "daily", "first": DAY, "last": DAY, "moment": NOW}),
    "when reports usually come": (
        reports._ARRIVALS,
        {"form": "daily", "first": DAY, "before": DAY, "moment": NOW},
    ),
    "unsent texts": (outbox._OPEN_TEXTS, {"form": "daily", "period": DAY}),
    "accepted reminders": (outbox._ACCEPTED, {"form": "daily", "period": DAY}),
    "rows of a list": (outbox._KEYED, {"first": "list:1:", "beyond": "list:1;"}),
    "open cases": (cases._OPEN, {}),
    "open cases of a kind": (cases._OPEN_OF_TYPE, {"of_type": "rectification"}),
    "open cases of a unit": (cases._OPEN_OF_UNIT, {"of_unit": "e1"}),
    "a case's history": (cases._EVENTS, {"wanted": "Z0001"}),
    "the case spoken of last": (cases._TOUCHED, {"of_who": "a", "since": NOW, "most": 1}),
    "due cases": (cases._DUE, {"now": NOW, "most": 1}),
    "next step of a case": (cases.NEXT, {}),
    "posts about a case": (cases._POSTS, {"first": "case:Z0001:", "beyond": "case:Z0001;"}),
    "too late": (sending._EXPIRE, {"now": NOW}),
    "next due": (sending._NEXT, {"now": NOW}),
    "next urgent": (sending._NEXT_URGENT, {"now": NOW}),
    "next expiry": (sending._NEXT_EXPIRY, {}),
}
OWN_INDEX = {
    "newest heads": "uq_reports_head",
    "one head": "uq_reports_head",
    "unsent texts": "ix_outbox_duty",
    "accepted reminders": "ix_outbox_duty",
    "too late": "ix_outbox_expiry",
    "next due": "ix_outbox_order",
    "next urgent": "ix_outbox_urgent",
    "next expiry": "ix_outbox_expiry",
}


@pytest.mark.parametrize("name", HOT)
@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
async def test_a_statement_of_every_day_reads_no_whole_table(store, name):
    statement, values = HOT[name]
    async with store.unit_of_work() as uow:
        raw = uow.reports._connection._raw
        told = statement.text(raw.dialect, values)
        rows = (await raw.exec_driver_sql(f"EXPLAIN QUERY PLAN {told.sql}", told.values(values))).all()
    steps = [row.detail for row in rows]
    whole = {
        f"SCAN {table}" for table in ("inbox", "drafts", "reports", "outbox", "outbox_units", "cases", "case_events")
    }
    assert not whole & set(steps)  # a scan of a partial index says so: it holds only what is unfinished
    assert any(OWN_INDEX.get(name, "INDEX") in step for step in steps), steps
