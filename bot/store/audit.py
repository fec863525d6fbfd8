"""The trail of decisions: lines are only ever added."""

from datetime import datetime

from sqlalchemy import bindparam, select

from bot.store.connection import Connection
from bot.store.prepared import Adding, Prepared
from bot.store.records import AuditLine
from bot.store.tables import audit

_INSERT = Adding(audit)
_lines = select(audit).order_by(audit.c.id.desc()).limit(bindparam("most"))
_READ = Prepared(_lines)
_ABOUT = Prepared(_lines.where(audit.c.subject == bindparam("subject")))


_span = (
    select(audit)
    .where(audit.c.at >= bindparam("since"), audit.c.at < bindparam("before"))
    .order_by(audit.c.at, audit.c.id)
)
_BETWEEN = Prepared(_span)
_BETWEEN_ABOUT = Prepared(_span.where(audit.c.subject == bindparam("subject")))


class AuditRows:
    """`Audit` of the unit of work."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._waiting: list[AuditLine] = []

    def write(self, line: AuditLine) -> None:
        self._waiting.append(line)

    async def read(self, *, subject: str | None = None, limit: int = 100) -> tuple[AuditLine, ...]:
        """The newest first."""
        await self.flush()
        if subject is None:
            rows = await self._connection.rows(_READ, {"most": limit})
        else:
            rows = await self._connection.rows(_ABOUT, {"most": limit, "subject": subject})
        return tuple(AuditLine(row.at, row.who, row.action, row.subject, row.detail) for row in rows)

    async def between(self, since: datetime, before: datetime, *, subject: str | None = None) -> tuple[AuditLine, ...]:
        """In order of time."""
        await self.flush()
        values: dict[str, object] = {"since": since, "before": before}
        if subject is None:
            rows = await self._connection.rows(_BETWEEN, values)
        else:
            rows = await self._connection.rows(_BETWEEN_ABOUT, values | {"subject": subject})
        return tuple(AuditLine(row.at, row.who, row.action, row.subject, row.detail) for row in rows)

    async def flush(self) -> None:
        waiting, self._waiting = self._waiting, []
        rows = [
            {"at": one.at, "who": one.who, "action": one.action, "subject": one.subject, "detail": one.detail}
            for one in waiting
        ]
        await self._connection.run(_INSERT, rows)
