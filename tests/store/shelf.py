"""Small things to put into a store: each function makes one, and takes what the test is about."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.forms.definition import FieldDef, FormDef
from bot.messages import Body, Destination, Entry, Inbound, Outbound, Outcome, Reply
from bot.store.records import CriticismList, Draft, ListEntry, StoredReport

DAY = date(2020, 3, 5)
FORM = FormDef(id="daily", name="日报", owed_by=("enterprise",), fields=(FieldDef(key="on_duty", label="在岗人数"),))
NOW = datetime(2020, 3, 5, 1, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
GROUP = Destination(group="ent")
DONE = Outcome("report", {"reports": [{"unit": "e1"}]})


def report(unit: str = "e1", revision: int = 1, **more: Any) -> StoredReport:
    plain = StoredReport(
        form="daily", unit=unit, period=DAY, revision=revision, kind="report" if revision == 1 else "correction",
        values={"on_duty": 100 + revision, "resumed": True, "note": "一切正常"}, stated={"on_duty": 100 + revision},
        complete=True, status="on_time", reporter="clerk1", channel="chat", message_id=f"m-{unit}-{revision}",
        received_at=NOW + revision * MINUTE, completed_at=NOW + MINUTE,
    )  # fmt: skip
    return replace(plain, **more)


def inbound(message_id: str = "m1", **more: Any) -> Inbound:
    plain = Inbound(
        channel="chat", message_id=message_id, sender="clerk1", chat="ent", text="在岗126人", sent_at=NOW,
        received_at=NOW, digest="d1",
    )  # fmt: skip
    return replace(plain, **more)


def draft(unit: str | None = "e1", **more: Any) -> Draft:
    plain = Draft(
        sender="clerk1", chat="ent", form="daily", unit=unit, period=DAY, kind="report", values={"on_duty": 126},
        asked=("masks_stock",), candidates=("e1", "e2"), message_id="m1", created_at=NOW,
        expires_at=NOW + timedelta(hours=2),
    )  # fmt: skip
    return replace(plain, **more)


def outbound(key: str = "k1", **more: Any) -> Outbound:
    return replace(Outbound(key=key, kind="reply", to=GROUP, body=Body("收到"), due_at=NOW), **more)


def notice(key: str, *units: str, **more: Any) -> Outbound:
    """A reminder that names units, each with its clerk, and loses those that report."""
    entries = tuple(Entry(unit, f"{unit}公司", (f"clerk-{unit}",), "1号网格：") for unit in units)
    told = {"kind": "reminder", "form": "daily", "period": DAY, "drop_when_done": True}
    return outbound(key, body=Body("还差{count}家：", entries, "请尽快", "、"), **(told | more))


def criticism(number: str = "0305-1", *units: str, **more: Any) -> CriticismList:
    entries = tuple(ListEntry(unit, "listed", {"reminders": [{"kind": "reminder"}]}) for unit in units)
    plain = CriticismList(
        number=number, form="daily", period=DAY, state="draft", created_at=NOW, cutoff_at=NOW, groups=("ent",),
        entries=entries,
    )  # fmt: skip
    return replace(plain, **more)


def reply(text: str = "收到", **more: Any) -> Reply:
    return replace(Reply(text), **more)
