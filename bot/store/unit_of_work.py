"""One transaction and the repositories inside it.

Reads may be answered from what `prefetch` loaded for the whole batch; writes are gathered and go to
the database in few many-row statements at `flush`. Nothing is durable before the commit.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Protocol

from bot.forms.definition import FormDef
from bot.messages import Destination, Inbound, Outbound, Outcome, PostKind, Reply
from bot.rules.correctness import Published
from bot.store.appealing import Appealing
from bot.store.attending import Attending
from bot.store.casework import Casework
from bot.store.freezing import Absences
from bot.store.records import (
    AuditLine,
    CriticismList,
    Draft,
    EntryState,
    Excuse,
    ExcuseState,
    FileState,
    IgnoredWord,
    KeptFile,
    LearnedWord,
    ListEntry,
    OutboxRow,
    Remembered,
    Reminder,
    SeenWord,
    ShownCard,
    StoredReport,
    Tip,
    UnheardWord,
)  # fmt: skip
from bot.store.registering import Registering
from bot.store.watching import Occasions, Roster, Urgents


class Inbox(Protocol):
    """The de-duplication marks and the answers that were given."""

    async def recall(self, inbounds: Sequence[Inbound]) -> Mapping[tuple[str, str], Remembered]:
        """Those seen before, by (channel, message id). One statement."""
        ...

    def remember(self, inbound: Inbound, outcome: Outcome, replies: Sequence[Reply], *, keep_text: bool) -> None:
        """Mark as seen with the answer. `keep_text` False for tip-offs: neither text nor sender is kept."""
        ...

    async def last_of(self, sender: str, chat: str, *, kinds: Sequence[str], since: datetime) -> Remembered | None:
        """The newest message of that sender there with an outcome of one of those kinds."""
        ...


class Reports(Protocol):
    """Reports by form, unit and period; every revision is kept."""

    async def prefetch(self, form: str, unit_ids: Iterable[str], *, since: date) -> None:
        """Load the heads of these units from `since` on in one statement."""
        ...

    async def head(self, form: str, unit: str, period: date) -> StoredReport | None:
        """The newest revision, withdrawn or not; None: never reported."""
        ...

    async def before(
        self, form: str, unit: str, period: date, *, back: timedelta = timedelta(days=14)
    ) -> StoredReport | None:
        """The last report that counts of an earlier period, not older than `back`."""
        ...

    def add(self, report: StoredReport) -> None:
        """A new revision; (form, unit, period, revision) is unique, so a race fails the batch."""
        ...

    async def revisions(self, form: str, unit: str, period: date) -> tuple[StoredReport, ...]: ...

    async def heads_of(
        self, form: FormDef, duty: date, *, at: datetime | None = None, expects: int = 0
    ) -> Mapping[str, StoredReport]:
        """Heads of every unit for a duty, by unit id. One statement whatever the number of units.

        `at`: as they were at that moment (received_at <= at), so that a replay gives the same list. Of a form that is
        owed several times a week the newest report stands for all, and counts when `expects` days (0: as many as the
        form asks for) have one that counts.
        """
        ...

    async def heads_between(self, form: str, first: date, last: date) -> Mapping[date, Mapping[str, StoredReport]]: ...

    async def arrivals(
        self, form: str, *, first: date, before: date, at: datetime
    ) -> Mapping[str, Mapping[date, datetime]]:
        """When the reports of the periods from `first` on and `before` came, as known at `at`, by unit and period.

        Only of units whose report of the period `before` had not come by then. One statement.
        """
        ...

    async def restate(self, form: str, period: date, *, until: datetime, always: bool) -> None:
        """Who was late for the period was not, if his report came until then (`always`: whenever it came)."""
        ...


class Drafts(Protocol):
    """Open drafts, one per sender, chat, unit and period; a newer one for the same key replaces."""

    async def prefetch(self, senders: Iterable[str], *, now: datetime) -> None: ...

    async def open_for(self, sender: str, chat: str, *, now: datetime) -> tuple[Draft, ...]:
        """Unexpired drafts of that sender in that chat, newest first."""
        ...

    def put(self, draft: Draft) -> None: ...

    def close(self, draft: Draft) -> None: ...


class Tips(Protocol):
    """Tip-offs. The sender stands in a sealed table, readable only through the three methods named for it."""

    async def open(
        self, *, place: str, category: str, text: str, masked_text: str, area: str | None,
        sender: str, channel: str, at: datetime,
    ) -> Tip:  # fmt: skip
        """Takes the next number (T0001, T0002 ...)."""
        ...

    async def get(self, number: str) -> Tip | None: ...

    async def is_sender(self, number: str, *, sender: str, channel: str) -> bool: ...

    async def numbers_of_sender(self, *, sender: str, channel: str) -> tuple[str, ...]: ...

    async def reply_address(self, number: str) -> Destination | None:
        """Where an answer to its sender goes: only ever put into a reply, never shown. None: unknown number."""
        ...

    async def add_note(self, number: str, *, masked_text: str, text: str, at: datetime) -> None: ...

    async def set_state(self, number: str, *, state: str, answer: str, area: str | None = None) -> None: ...

    async def open_tips(self) -> tuple[Tip, ...]:
        """Those that are not closed; of duplicates the one that stands for all."""
        ...

    async def join(self, number: str, into: str) -> None:
        """The first tells of the same thing as the second, which stands for both; "": no more."""
        ...

    async def joined_to(self, number: str) -> tuple[Tip, ...]:
        """Those that it stands for."""
        ...


class Lists(Protocol):
    """Criticism lists with their entries."""

    async def next_number(self, form: str, period: date) -> str: ...

    def add(self, item: CriticismList) -> None: ...

    async def get(self, number: str) -> CriticismList | None: ...

    async def in_state(self, states: Sequence[str], *, since: date = date.min) -> tuple[CriticismList, ...]:
        """Of the days from `since` on, newest first."""
        ...

    async def is_drafted(self, form: str, period: date) -> bool:
        """Whether there is any list of that duty, whatever became of it."""
        ...

    async def set_state(self, number: str, state: str, *, by: str = "", at: datetime | None = None) -> bool:
        """Compare-and-set from a state that may go there; False: somebody else was first."""
        ...

    async def mark_entry(self, number: str, unit: str, state: EntryState, *, reason: str, by: str) -> None: ...

    async def entries_of(self, unit: str, *, since: date) -> tuple[tuple[CriticismList, ListEntry], ...]: ...

    async def published(self, *, since: datetime, before: datetime) -> Published:
        """Of the lists that were approved in that time: how many, their names, and how many of these were wrong."""
        ...

    async def misses(self, form: str, *, since: date, before: date) -> tuple[tuple[str, str, date], ...]:
        """(unit, list, period) of every recorded miss of these periods that still counts. One statement."""
        ...


class Outbox(Protocol):
    """Messages to be sent, committed with the change that caused them.

    `posted`: how many were put in this unit of work; with none, nobody need wake the sender.
    """

    posted: int

    def put(self, outbound: Outbound) -> None:
        """Once per `key` for ever; a second one with the same key is dropped."""
        ...

    async def drop_unit(self, form: str, unit: str, period: date) -> int:
        """Take the unit out of every unsent text about that duty that says drop_when_done. Returns how many."""
        ...

    async def accepted_about(self, form: str, period: date) -> tuple[Reminder, ...]:
        """Every accepted reminder or overdue notice about that duty, by unit. One statement."""
        ...

    async def shown_cards(self, about: str, *, since: datetime) -> tuple[ShownCard, ...]:
        """Cards about that, sent to members since then, that their platform can still change."""
        ...

    async def about_list(self, number: str) -> tuple[OutboxRow, ...]:
        """Rows whose key begins with "list:<number>:"."""
        ...

    async def undelivered(self, *, kinds: Sequence[PostKind], since: datetime, limit: int) -> tuple[OutboxRow, ...]:
        """Refused, held and unknown rows of these kinds that were due since then, newest first."""
        ...

    async def resend(self, row_id: int, *, now: datetime, until: datetime) -> OutboxRow | None:
        """Put an undelivered row back, as new, to be sent until then. None: no such row, or its address is sealed."""
        ...

    async def drop(self, row_id: int, *, why: str) -> OutboxRow | None:
        """Let an unsent or undelivered row go for good. None: no such row, or it is being sent."""
        ...


class Firings(Protocol):
    """Which scheduled post was composed for which destination and moment: a unique key decides."""

    async def record(self, post: str, destination: str, due_at: datetime, *, now: datetime) -> bool:
        """True: we composed it first. False: somebody already did."""
        ...

    async def high_water(self, post: str) -> datetime | None: ...

    async def advance(self, post: str, due_at: datetime) -> None:
        """Move the high-water mark forward (never back)."""
        ...


class Audit(Protocol):
    """The trail of decisions."""

    def write(self, line: AuditLine) -> None: ...

    async def read(self, *, subject: str | None = None, limit: int = 100) -> tuple[AuditLine, ...]: ...

    async def between(self, since: datetime, before: datetime, *, subject: str | None = None) -> tuple[AuditLine, ...]:
        """Everything of that time, or what is about a subject; in order."""
        ...


class Words(Protocol):
    """Words that nobody understood, and words that were taught."""

    def heard(self, word: UnheardWord) -> None:
        """Count it; one statement for all of a batch, none where there is nothing."""
        ...

    async def seen(self, first: date, last: date) -> tuple[SeenWord, ...]:
        """What was heard on these days, inclusive; the most frequent first."""
        ...

    async def forget_heard(self, before: date) -> int:
        """Drop what was heard on earlier days. Returns how many rows that were."""
        ...

    async def learned(self) -> tuple[LearnedWord, ...]:
        """In the order in which they were taught."""
        ...

    async def learn(self, word: LearnedWord) -> None:
        """At once; another meaning takes the place of the one that the word had."""
        ...

    async def unlearn(self, form: str, word: str) -> bool:
        """False: it was not there."""
        ...

    async def ignored(self) -> tuple[IgnoredWord, ...]:
        """In the order in which they were ignored."""
        ...

    async def ignore(self, word: IgnoredWord) -> None:
        """At once; of a word that is ignored already nothing changes."""
        ...

    async def heed(self, word: str) -> bool:
        """Ignore it no more. False: it was not ignored."""
        ...


class Excuses(Protocol):
    """Who is excused from reporting, and who asked to be."""

    async def next_number(self) -> int:
        """1, 2, 3 ... without gaps."""
        ...

    async def add(self, excuse: Excuse) -> None: ...

    async def get(self, number: int) -> Excuse | None: ...

    async def in_state(self, states: Sequence[ExcuseState]) -> tuple[Excuse, ...]:
        """By number."""
        ...

    async def decide(
        self, excuse: Excuse, state: ExcuseState, *, by: str, at: datetime, until: date | None, why: str = ""
    ) -> bool:
        """Compare-and-set from the state that `excuse` has; its last day becomes `until`. False: it moved meanwhile."""
        ...


class Files(Protocol):
    """Pictures and files that belong to tip-offs and reports; their bytes lie on a shelf under their digest."""

    async def add(self, files: Sequence[KeptFile]) -> None:
        """Their ids are given by the database."""
        ...

    async def of(self, subject: str) -> tuple[KeptFile, ...]:
        """Everything that came for it, whatever became of it, in order."""
        ...

    async def next_due(self) -> datetime | None: ...

    async def claim(self, *, now: datetime, until: datetime, limit: int) -> tuple[KeptFile, ...]:
        """Waiting ones that are due, ours until then; `tries` counts this one."""
        ...

    async def again(self, file: KeptFile, *, at: datetime, why: str) -> bool:
        """Try it then. False: somebody else tried it since."""
        ...

    async def settle(
        self, file: KeptFile, state: FileState, *, why: str = "", digest: str = "", media_type: str = "",
        size: int = 0, name: str = "",
    ) -> bool:  # fmt: skip
        """What became of a waiting one; how it is fetched is forgotten. False: somebody else tried it since."""
        ...

    async def older_than(self, before: datetime, *, limit: int) -> tuple[KeptFile, ...]: ...

    async def remove(self, file: KeptFile) -> bool:
        """Its row says removed. True: nobody else holds the same bytes, so they may go."""
        ...

    async def digests(self) -> frozenset[str]:
        """Of everything that is kept."""
        ...


class UnitOfWork(Protocol):
    """What a verb, a post and the sender may use. Leaving the block without `commit` rolls back."""

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

    async def flush(self) -> None:
        """Send the gathered writes to the database, still inside the transaction."""
        ...

    async def commit(self) -> None: ...

    async def meta(self, key: str) -> str | None: ...

    async def set_meta(self, key: str, value: str) -> None: ...
