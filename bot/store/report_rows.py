"""A report as a row of its table and back.

Rows are read raw and made into a report only when somebody asks for it: of the heads that a batch reads
ahead most are never looked at.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import type_coerce
from sqlalchemy.types import NullType

from bot.store.records import StoredReport
from bot.store.tables import reports
from bot.store.types import Json, Moment, moment_reader, parsed

COLUMNS = tuple(
    type_coerce(reports.c[name], NullType()).label(name)
    if isinstance(reports.c[name].type, Json | Moment)
    else reports.c[name]
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


def report_from(row: Any, dialect: str) -> StoredReport:
    """The report of a row that was selected by `COLUMNS`."""
    (
        form, unit, period, revision, kind, figures, stated, complete, status, reporter, channel, message_id,
        received_at, completed_at, warnings, withdrawn,
    ) = row  # fmt: skip
    values, moment = parsed(figures), moment_reader(dialect)
    return StoredReport(
        form, unit, period, revision, kind, values, values if stated == figures else parsed(stated), complete, status,
        reporter, channel, message_id, moment(received_at), moment(completed_at), tuple(parsed(warnings)), withdrawn,
    )  # fmt: skip
