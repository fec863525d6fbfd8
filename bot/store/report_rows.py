"""A report as a row of its table and back; the order of `COLUMNS` is the order of unpacking."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row

from bot.store.records import StoredReport
from bot.store.tables import reports

COLUMNS = tuple(
    reports.c[name]
    for name in (
        "form", "unit", "period", "revision", "kind", "figures", "stated", "complete", "status", "reporter", "channel",
        "message_id", "received_at", "completed_at", "warnings", "withdrawn",
    )
)  # fmt: skip


def row_of(report: StoredReport, *, is_head: bool) -> Mapping[str, Any]:
    """Column values; `is_head`: no higher revision is known."""
    return {
        "form": report.form,
        "unit": report.unit,
        "period": report.period,
        "revision": report.revision,
        "is_head": is_head,
        "kind": report.kind,
        "figures": report.values,
        "stated": report.stated,
        "complete": report.complete,
        "status": report.status,
        "reporter": report.reporter,
        "channel": report.channel,
        "message_id": report.message_id,
        "received_at": report.received_at,
        "completed_at": report.completed_at,
        "warnings": report.warnings,
        "withdrawn": report.withdrawn,
    }


def report_from(row: Row[Any]) -> StoredReport:
    """The report of a row that was selected by `COLUMNS`."""
    told: Sequence[Any] = row
    (
        form, unit, period, revision, kind, figures, stated, complete, status, reporter, channel, message_id,
        received_at, completed_at, warnings, withdrawn,
    ) = told  # fmt: skip
    return StoredReport(
        form, unit, period, revision, kind, figures, stated, complete, status, reporter, channel, message_id,
        received_at, completed_at, tuple(warnings), withdrawn,
    )  # fmt: skip
