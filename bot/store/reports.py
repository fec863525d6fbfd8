"""Reports by form, unit and period; every revision is kept and the newest one is flagged as the head.

Heads are answered from memory once they were prefetched: `_since` says from which day on what is not
in memory does not exist. A head that was added here counts at once.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, exists, func, select, update

from bot.forms.definition import FormDef
from bot.store.connection import Connection, padded
from bot.store.duty_heads import joined
from bot.store.prepared import Adding, Prepared
from bot.store.records import StoredReport
from bot.store.report_rows import COLUMNS, report_from, row_of
from bot.store.tables import reports

LOOK_BACK = timedelta(days=14)
Whose = tuple[str, str]  # form and unit
SLICE = 512  # units asked for in one statement
NEWEST, EVERY = 2, 1 << 30  # heads of a unit: today's and the one before it, or all

_ranked = (
    select(
        reports.c.id,
        func.row_number().over(partition_by=reports.c.unit, order_by=reports.c.period.desc()).label("place"),
    )
    .where(
        reports.c.form == bindparam("form"),
        reports.c.unit.in_(bindparam("units", expanding=True)),
        reports.c.period >= bindparam("since"),
        reports.c.is_head,
    )
    .subquery()
)
_NEWEST = Prepared(
    select(*COLUMNS).where(reports.c.id.in_(select(_ranked.c.id).where(_ranked.c.place <= bindparam("most"))))
)
_HEAD = Prepared(
    select(*COLUMNS).where(
        reports.c.form == bindparam("form"),
        reports.c.unit == bindparam("unit"),
        reports.c.period == bindparam("period"),
        reports.c.is_head,
    )
)
_REVISIONS = Prepared(
    select(*COLUMNS)
    .where(
        reports.c.form == bindparam("form"),
        reports.c.unit == bindparam("unit"),
        reports.c.period == bindparam("period"),
    )
    .order_by(reports.c.revision)
)
_BETWEEN = Prepared(
    select(*COLUMNS)
    .where(
        reports.c.form == bindparam("form"),
        reports.c.period >= bindparam("first"),
        reports.c.period <= bindparam("last"),
        reports.c.is_head,
    )
    .order_by(reports.c.period, reports.c.unit)
)
_UNTIL = Prepared(
    select(*COLUMNS)
    .where(
        reports.c.form == bindparam("form"),
        reports.c.period >= bindparam("first"),
        reports.c.period <= bindparam("last"),
        reports.c.received_at <= bindparam("moment"),
    )
    .order_by(reports.c.unit, reports.c.period, reports.c.revision)
)
_came = reports.alias("came")
_RESTATE = Prepared(
    update(reports)
    .where(
        reports.c.form == bindparam("of_form"),
        reports.c.period == bindparam("of_period"),
        reports.c.status == "late",
        reports.c.received_at <= bindparam("until"),
    )
    .values(status="on_time")
)
_ARRIVALS = Prepared(  # of those only who are still waited for: they are few, and the history is long
    select(reports.c.unit, reports.c.period, reports.c.completed_at)
    .where(
        reports.c.form == bindparam("form"),
        reports.c.period >= bindparam("first"),
        reports.c.period < bindparam("before"),
        reports.c.is_head,
        reports.c.complete,
        reports.c.withdrawn.is_(False),
        reports.c.completed_at <= bindparam("moment"),
        ~exists().where(
            _came.c.form == bindparam("form"),
            _came.c.unit == reports.c.unit,
            _came.c.period == bindparam("before"),
            _came.c.is_head,
            _came.c.complete,
            _came.c.withdrawn.is_(False),
            _came.c.completed_at <= bindparam("moment"),
        ),
    )
    .order_by(reports.c.unit, reports.c.period)
)
_INSERT = Adding(reports)
_BEHEAD = Prepared(
    update(reports)
    .where(
        reports.c.form == bindparam("of_form"),
        reports.c.unit == bindparam("of_unit"),
        reports.c.period == bindparam("of_period"),
        reports.c.revision < bindparam("below"),
        reports.c.is_head,
    )
    .values(is_head=False)
)


class ReportRows:
    """`Reports` of the unit of work."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._heads: dict[Whose, dict[date, StoredReport]] = {}
        self._rows: dict[Whose, dict[date, Any]] = {}  # heads that were read, but asked for by nobody yet
        self._since: dict[Whose, date] = {}
        self._waiting: list[StoredReport] = []

    async def prefetch(self, form: str, unit_ids: Iterable[str], *, since: date) -> None:
        """Only the newest heads of each unit: older ones are hardly ever asked for, and are read when they are."""
        await self._load(form, unit_ids, since=since, most=NEWEST)

    async def _load(self, form: str, unit_ids: Iterable[str], *, since: date, most: int) -> None:
        wanted = list(dict.fromkeys(unit_ids))
        for start in range(0, len(wanted), SLICE):
            units = wanted[start : start + SLICE]
            values = {"form": form, "units": padded(units), "since": since, "most": most}
            found: dict[str, dict[date, Any]] = {unit: {} for unit in units}
            for row in await self._connection.rows(_NEWEST, values):
                found.setdefault(row.unit, {})[row.period] = row
            for unit, rows in found.items():
                self._rows.setdefault((form, unit), {}).update(rows)
                whole_since = since if len(rows) < most else min(rows)
                self._since[form, unit] = min(whole_since, self._since.get((form, unit), whole_since))

    def _known(self, whose: Whose, period: date) -> StoredReport | None:
        """From memory: what was added here, else what was read."""
        heads = self._heads.setdefault(whose, {})
        if period not in heads and (row := self._rows.get(whose, {}).get(period)) is not None:
            heads[period] = self._report(row)
        return heads.get(period)

    def _report(self, row: Any) -> StoredReport:
        return report_from(row, self._connection.dialect)

    async def head(self, form: str, unit: str, period: date) -> StoredReport | None:
        known = self._known((form, unit), period)
        since = self._since.get((form, unit))
        if known is not None or (since is not None and since <= period):
            return known
        row = await self._connection.first(_HEAD, {"form": form, "unit": unit, "period": period})
        return None if row is None else self._report(row)

    async def before(self, form: str, unit: str, period: date, *, back: timedelta = LOOK_BACK) -> StoredReport | None:
        floor = period - back
        since = self._since.get((form, unit))
        if since is not None and (found := self._before((form, unit), period, floor=max(floor, since))) is not None:
            return found
        if since is None or since > floor:
            await self._load(form, [unit], since=floor, most=EVERY)
        return self._before((form, unit), period, floor=floor)

    def _before(self, whose: Whose, period: date, *, floor: date) -> StoredReport | None:
        days = {*self._heads.get(whose, ()), *self._rows.get(whose, ())}
        for day in sorted((day for day in days if floor <= day < period), reverse=True):
            head = self._known(whose, day)
            if head is not None and head.counts:
                return head
        return None

    def add(self, report: StoredReport) -> None:
        self._heads.setdefault((report.form, report.unit), {})[report.period] = report
        self._waiting.append(report)

    async def revisions(self, form: str, unit: str, period: date) -> tuple[StoredReport, ...]:
        await self.flush()
        rows = await self._connection.rows(_REVISIONS, {"form": form, "unit": unit, "period": period})
        return tuple(map(self._report, rows))

    async def heads_of(
        self, form: FormDef, duty: date, *, at: datetime | None = None, expects: int = 0
    ) -> Mapping[str, StoredReport]:
        first, last = form.window(duty)
        if at is None:
            rows = await self._between(form.id, first, last)
        else:
            rows = await self._until(form.id, first, last, at)
        if first == last:
            return {head.unit: head for head in rows}
        return joined(rows, duty, wanted=expects or form.terms_on(duty).times)

    async def heads_between(self, form: str, first: date, last: date) -> Mapping[date, Mapping[str, StoredReport]]:
        found: dict[date, dict[str, StoredReport]] = {}
        for report in await self._between(form, first, last):
            found.setdefault(report.period, {})[report.unit] = report
        return found

    async def arrivals(
        self, form: str, *, first: date, before: date, at: datetime
    ) -> Mapping[str, Mapping[date, datetime]]:
        await self.flush()
        values = {"form": form, "first": first, "before": before, "moment": at}
        found: dict[str, dict[date, datetime]] = {}
        for row in await self._connection.rows(_ARRIVALS, values):
            found.setdefault(row.unit, {})[row.period] = row.completed_at
        return found

    async def restate(self, form: str, period: date, *, until: datetime, always: bool) -> None:
        await self.flush()
        moment = datetime.max.replace(tzinfo=UTC) if always else until
        await self._connection.run(_RESTATE, {"of_form": form, "of_period": period, "until": moment})

    async def _between(self, form: str, first: date, last: date) -> list[StoredReport]:
        await self.flush()
        rows = await self._connection.rows(_BETWEEN, {"form": form, "first": first, "last": last})
        return [self._report(row) for row in rows]

    async def _until(self, form: str, first: date, last: date, moment: datetime) -> list[StoredReport]:
        await self.flush()
        values = {"form": form, "first": first, "last": last, "moment": moment}
        newest = {(row.unit, row.period): row for row in await self._connection.rows(_UNTIL, values)}  # later: higher
        return [self._report(row) for row in newest.values()]

    async def flush(self) -> None:
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return
        lowest: dict[tuple[str, str, date], int] = {}
        highest: dict[tuple[str, str, date], int] = {}
        for one in waiting:
            key = (one.form, one.unit, one.period)
            lowest[key] = min(one.revision, lowest.get(key, one.revision))
            highest[key] = max(one.revision, highest.get(key, one.revision))
        older = [
            {"of_form": form, "of_unit": unit, "of_period": period, "below": revision}
            for (form, unit, period), revision in lowest.items()
            if revision > 1
        ]
        if older:
            await self._connection.run(_BEHEAD, older)
        rows = [row_of(one, is_head=one.revision == highest[one.form, one.unit, one.period]) for one in waiting]
        await self._connection.run(_INSERT, rows)
