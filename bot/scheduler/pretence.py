"""A unit of work in which nothing is kept: a post composes in it as it would, and what it would say is collected.

`at`: reports are seen as they were at that moment (None: as they are). A newcomer's usual mistake is to hand a real
unit of work to a post that is only looked at: a draft of a list would take the next number.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from bot.forms.definition import FormDef
from bot.messages import Outbound, PostKind
from bot.rules.correctness import Published
from bot.store.appealing import Appealing
from bot.store.attending import Attending
from bot.store.casework import Casework
from bot.store.freezing import Absences
from bot.store.records import (
    AuditLine,
    CriticismList,
    EntryState,
    ListEntry,
    OutboxRow,
    Reminder,
    ShownCard,
    StoredReport,
)
from bot.store.registering import Registering
from bot.store.unit_of_work import (
    Audit,
    Drafts,
    Excuses,
    Files,
    Firings,
    Inbox,
    Lists,
    Outbox,
    Reports,
    Tips,
    UnitOfWork,
    Words,
)
from bot.store.watching import Occasions, Roster, Urgents

Said = Mapping[tuple[str, date], Sequence[Reminder]]
"""Reminders by form and period."""


class ReportsAt:
    """`Reports`, read only, as of a moment."""

    def __init__(self, real: Reports, at: datetime | None) -> None:
        self._real = real
        self._at = at

    async def prefetch(self, form: str, unit_ids: Iterable[str], *, since: date) -> None:
        await self._real.prefetch(form, unit_ids, since=since)

    async def head(self, form: str, unit: str, period: date) -> StoredReport | None:
        return await self._real.head(form, unit, period)

    async def before(
        self, form: str, unit: str, period: date, *, back: timedelta = timedelta(days=14)
    ) -> StoredReport | None:
        return await self._real.before(form, unit, period, back=back)

    def add(self, report: StoredReport) -> None:
        """Nothing is kept."""

    async def revisions(self, form: str, unit: str, period: date) -> tuple[StoredReport, ...]:
        return await self._real.revisions(form, unit, period)

    async def heads_of(
        self, form: FormDef, duty: date, *, at: datetime | None = None, expects: int = 0
    ) -> Mapping[str, StoredReport]:
        return await self._real.heads_of(form, duty, at=at or self._at, expects=expects)

    async def heads_between(self, form: str, first: date, last: date) -> Mapping[date, Mapping[str, StoredReport]]:
        return await self._real.heads_between(form, first, last)

    async def arrivals(
        self, form: str, *, first: date, before: date, at: datetime
    ) -> Mapping[str, Mapping[date, datetime]]:
        return await self._real.arrivals(form, first=first, before=before, at=at)

    async def restate(self, form: str, period: date, *, until: datetime, always: bool) -> None:
        """Nothing is kept."""


class Collected:
    """`Outbox`: what is put is collected. `said`: accepted reminders by duty (None: those that really were)."""

    def __init__(self, real: Outbox, said: Said | None) -> None:
        self._real = real
        self._said = said
        self.posted = 0
        self.found: list[Outbound] = []

    def put(self, outbound: Outbound) -> None:
        self.found.append(outbound)

    async def drop_unit(self, form: str, unit: str, period: date) -> int:  # noqa: ARG002  # the interface
        return 0

    async def accepted_about(self, form: str, period: date) -> tuple[Reminder, ...]:
        if self._said is None:
            return await self._real.accepted_about(form, period)
        return tuple(sorted(self._said.get((form, period), ()), key=lambda one: (one.unit, one.sent_at)))

    async def shown_cards(self, about: str, *, since: datetime) -> tuple[ShownCard, ...]:
        return await self._real.shown_cards(about, since=since)

    async def about_list(self, number: str) -> tuple[OutboxRow, ...]:
        return await self._real.about_list(number)

    async def undelivered(self, *, kinds: Sequence[PostKind], since: datetime, limit: int) -> tuple[OutboxRow, ...]:
        return await self._real.undelivered(kinds=kinds, since=since, limit=limit)

    async def resend(self, row_id: int, *, now: datetime, until: datetime) -> OutboxRow | None:  # noqa: ARG002  # the interface
        return None

    async def drop(self, row_id: int, *, why: str) -> OutboxRow | None:  # noqa: ARG002  # the interface
        return None


class ListsUnwritten:
    """`Lists`, read only; `blank`: as if none had been drafted."""

    def __init__(self, real: Lists, *, blank: bool) -> None:
        self._real = real
        self._blank = blank

    async def next_number(self, form: str, period: date) -> str:  # noqa: ARG002  # the interface
        return f"{period:%m%d}-?"

    def add(self, item: CriticismList) -> None:
        """Nothing is kept."""

    async def get(self, number: str) -> CriticismList | None:
        return await self._real.get(number)

    async def in_state(self, states: Sequence[str], *, since: date = date.min) -> tuple[CriticismList, ...]:
        return () if self._blank else await self._real.in_state(states, since=since)

    async def is_drafted(self, form: str, period: date) -> bool:
        return not self._blank and await self._real.is_drafted(form, period)

    async def set_state(self, number: str, state: str, *, by: str = "", at: datetime | None = None) -> bool:  # noqa: ARG002  # the interface
        return False

    async def mark_entry(self, number: str, unit: str, state: EntryState, *, reason: str, by: str) -> None:
        """Nothing is kept."""

    async def published(self, *, since: datetime, before: datetime) -> Published:
        return await self._real.published(since=since, before=before)

    async def misses(self, form: str, *, since: date, before: date) -> tuple[tuple[str, str, date], ...]:
        return await self._real.misses(form, since=since, before=before)

    async def entries_of(self, unit: str, *, since: date) -> tuple[tuple[CriticismList, ListEntry], ...]:
        return await self._real.entries_of(unit, since=since)


class AuditUnwritten:
    """`Audit`, read only."""

    def __init__(self, real: Audit) -> None:
        self._real = real

    def write(self, line: AuditLine) -> None:
        """Nothing is kept."""

    async def read(self, *, subject: str | None = None, limit: int = 100) -> tuple[AuditLine, ...]:
        return await self._real.read(subject=subject, limit=limit)

    async def between(self, since: datetime, before: datetime, *, subject: str | None = None) -> tuple[AuditLine, ...]:
        return await self._real.between(since, before, subject=subject)


class Pretence:
    """`UnitOfWork` over a real one that is never written to by what the ladder composes."""

    inbox: Inbox
    reports: Reports
    drafts: Drafts
    tips: Tips
    lists: Lists
    outbox: Outbox
    firings: Firings
    audit: Audit
    words: Words
    excuses: Excuses
    files: Files
    attention: Attending
    roster: Roster
    appeals: Appealing
    urgents: Urgents
    occasions: Occasions
    cases: Casework
    absences: Absences
    register: Registering

    def __init__(self, real: UnitOfWork, *, at: datetime | None = None, said: Said | None = None) -> None:
        self.reports = ReportsAt(real.reports, at)
        self.collected = Collected(real.outbox, said)
        self.outbox = self.collected
        self.lists = ListsUnwritten(real.lists, blank=said is not None)
        self.audit = AuditUnwritten(real.audit)
        self.inbox, self.drafts, self.tips, self.words = real.inbox, real.drafts, real.tips, real.words
        self.firings, self.excuses, self.files, self.attention = real.firings, real.excuses, real.files, real.attention
        self.roster, self.urgents, self.occasions = real.roster, real.urgents, real.occasions
        self.appeals, self.cases, self.absences = real.appeals, real.cases, real.absences
        self.register = real.register
        self._real = real

    async def flush(self) -> None:
        """Nothing is kept."""

    async def commit(self) -> None:
        """Nothing is kept."""

    async def meta(self, key: str) -> str | None:
        return await self._real.meta(key)

    async def set_meta(self, key: str, value: str) -> None:
        """Nothing is kept."""
