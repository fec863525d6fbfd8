"""Frozen rows as the rest of the house sees them. No SQLAlchemy type ever leaves `store`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from bot.messages import Attachment, Body, Card, Destination, OutcomeKind, PostKind, Redelivery, Reply

Figure = int | bool | str
ReportStatus = Literal["on_time", "late"]
UNSURE = "unsure: "
"""How the error of a row begins whose last try had no answer: it may have been delivered."""
AGAIN = "sent again: "
"""How it begins while the one marked repeat is on its way."""
OutboxState = Literal[
    "due", "sending", "sent", "refused", "expired", "unknown", "held", "emptied", "dropped", "aside"
]  # emptied: every unit in it had done its part before it was sent; dropped: somebody decided against it;
# aside: more than the group is told in a day, until an officer asks for more
ListState = Literal["draft", "approved", "posted", "rejected", "retracted", "noted", "lapsed"]
"""noted: nobody on it may be listed; it only keeps the misses."""
ListKind = Literal["late", "work", "praise"]
EntryState = Literal["listed", "struck", "repaired", "exempt", "retracted", "disputed", "noted"]
"""disputed: its unit had objected when the list was posted, so it was not named there. noted: missed, and the form's
rule asks for more before it may be listed."""


@dataclass(frozen=True, slots=True)
class StoredReport:
    """One revision of a unit's report for a period. The head is the highest revision.

    `values` is the whole report after this revision, `stated` what the message itself said.
    `complete`: every required field is known; only then does the report count as handed in.
    `status` is that of the first complete revision: mending a report later never makes it late.
    """

    form: str
    unit: str
    period: date
    revision: int
    kind: Literal["report", "correction", "withdrawal"]
    values: Mapping[str, Figure]
    stated: Mapping[str, Figure]
    complete: bool
    status: ReportStatus
    reporter: str
    channel: str
    message_id: str
    received_at: datetime
    completed_at: datetime | None = None  # arrival of the revision that first made it complete
    warnings: tuple[Mapping[str, str], ...] = ()
    withdrawn: bool = False

    @property
    def counts(self) -> bool:
        return self.complete and not self.withdrawn


@dataclass(frozen=True, slots=True)
class Draft:
    """What is kept of a message that was asked back; counted nowhere until complete."""

    sender: str
    chat: str  # platform chat id, "" in private
    form: str
    unit: str | None
    period: date | None
    kind: Literal["report", "correction"]
    values: Mapping[str, Figure]
    asked: tuple[str, ...]
    candidates: tuple[str, ...]
    message_id: str
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Remembered:
    """A message seen before and the answer that it got."""

    channel: str
    message_id: str
    kind: OutcomeKind
    data: Mapping[str, Any]
    replies: tuple[Reply, ...]


@dataclass(frozen=True, slots=True)
class Tip:
    """A tip-off without its sender: who told stands in a sealed table of its own.

    `into`: the number of the one that tells of the same thing and stands for both, "" where there is none.
    """

    number: str
    place: str
    category: str
    masked_text: str
    state: Literal["received", "assigned", "closed"]
    area: str | None
    created_at: datetime
    answer: str = ""
    notes: tuple[str, ...] = ()
    into: str = ""


@dataclass(frozen=True, slots=True)
class ListEntry:
    """One name on a criticism list with its evidence."""

    unit: str
    state: EntryState
    evidence: Mapping[str, Any]
    reason: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class CriticismList:
    """A list drafted by rule or by a person, posted only after a named human approved it. It has one kind.

    late: of a form's overdue. work: of inadequate work, `about` what, each name with its case (no form). praise: the
    same the other way (no form). `drafted_by` "": by rule.
    """

    number: str  # "0305-1"
    form: str
    period: date
    state: ListState
    created_at: datetime
    cutoff_at: datetime
    groups: tuple[str, ...]
    entries: tuple[ListEntry, ...] = ()
    approved_by: str = ""
    approved_at: datetime | None = None
    kind: ListKind = "late"

    @property
    def duty(self) -> str:
        """Under what its texts lie in the outbox: its form, of a list without one its number."""
        return self.form or f"list:{self.number}"

    @property
    def about(self) -> str:
        """What a list of work or praise is about."""
        return str(self.entries[0].evidence.get("about", "")) if self.entries else ""

    @property
    def drafted_by(self) -> str:
        return str(self.entries[0].evidence.get("drafted_by", "")) if self.entries else ""

    @property
    def listed(self) -> tuple[ListEntry, ...]:
        return tuple(e for e in self.entries if e.state == "listed")


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """One message to be sent, or what became of it."""

    id: int
    key: str
    kind: PostKind
    to: Destination
    body: Body
    mentions: tuple[str, ...]
    state: OutboxState
    due_at: datetime
    expires_at: datetime | None
    redelivery: Redelivery
    priority: int
    attempts: int
    next_try_at: datetime
    in_reply_to: str | None
    attachments: tuple[Attachment, ...] = ()
    sent_at: datetime | None = None
    error: str = ""
    part_done: int = 0  # parts of a long text already sent
    form: str | None = None
    period: date | None = None
    card: Card | None = None
    bundle: int | None = None  # the row in whose message this one goes or went along


@dataclass(frozen=True, slots=True)
class ShownCard:
    """A card that a platform shows to somebody and can change once; `code` is what it gave for that."""

    row: int
    member: str
    channel: str
    code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Reminder:
    """An accepted post about a unit: evidence that it was told."""

    unit: str
    kind: PostKind
    sent_at: datetime
    to: Destination


@dataclass(frozen=True, slots=True)
class AuditLine:
    """Who did what to what, when. `detail` never holds the text of a tip-off."""

    at: datetime
    who: str
    action: str
    subject: str
    detail: Mapping[str, Any] = field(default_factory=dict)


WordKind = Literal["label", "unit"]
"""What a word stands for: one of a form's fields, or a unit."""


@dataclass(frozen=True, slots=True)
class UnheardWord:
    """A word that stood where a label or a unit's name stands and that nobody knew; never the text around it.

    `group`: the group's id, "" in private. `day`: the district's day on which it was said.
    """

    form: str
    kind: WordKind
    word: str
    group: str
    day: date
    at: datetime


@dataclass(frozen=True, slots=True)
class SeenWord:
    """One such word over a span of days: how often, when first and last, and how often in which group."""

    form: str
    kind: WordKind
    word: str
    times: int
    first_at: datetime
    last_at: datetime
    groups: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class LearnedWord:
    """A word that an officer taught: another name for a field of `form`, or with form "" for a unit.

    `word` is folded (no blanks, simplified); `target` is a field's key or a unit's id.
    """

    form: str
    word: str
    target: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class IgnoredWord:
    """A folded word that an officer wants to hear no more of, as a label and as a name."""

    word: str
    by: str
    at: datetime


ExcuseState = Literal["asked", "granted", "declined", "ended"]


@dataclass(frozen=True, slots=True)
class Excuse:
    """An application or an order that units owe nothing for some days, both inclusive; None: until it is ended.

    About `units`, or about everything in the area `area`. `form` "*": of every form. `asked_group`: where it was asked
    for, "" in private. An excuse that was ended keeps the days up to its end: the past stays as it was.
    """

    number: int
    units: tuple[str, ...]
    area: str
    form: str
    from_day: date
    to_day: date | None
    reason: str
    state: ExcuseState
    asked_by: str
    asked_group: str
    asked_at: datetime
    decided_by: str = ""
    decided_at: datetime | None = None
    why: str = ""


FileState = Literal["waiting", "kept", "lost", "refused", "removed", "read"]


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A picture or file that belongs to a tip-off or a report (`subject`, see bot/media/subject.py).

    Of a tip-off neither a name nor an account is held. `digest` "" until its bytes are there; `detail` is what its
    channel needs to fetch it, forgotten when that is over. `why`: the code of a refusal or loss.
    """

    id: int
    subject: str
    kind: str
    name: str
    state: FileState
    channel: str
    detail: Mapping[str, Any]
    sender: str
    created_at: datetime
    deadline: datetime
    next_try_at: datetime
    tries: int = 0
    digest: str = ""
    media_type: str = ""
    size: int = 0
    why: str = ""


DirectiveKind = Literal["pause", "extra", "emergency", "league_asked", "league"]


@dataclass(frozen=True, slots=True)
class Directive:
    """An officer's word about what the clock says, for a while: nobody is chased, so many more messages, an emergency.

    `area`: whose units it is about, "" the whole district; `group`: the id of the one group, "" all. It holds from
    `from_at` until just before `until_at`, or before `ended_at` where somebody ended it. `id` 0: not stored yet.
    """

    kind: DirectiveKind
    by: str
    from_at: datetime
    until_at: datetime
    reason: str = ""
    area: str = ""
    group: str = ""
    amount: int = 0
    ended_at: datetime | None = None
    ended_by: str = ""
    id: int = 0


AppealState = Literal["open", "accepted", "dismissed", "withdrawn", "moot"]
"""moot: the name left the list by itself or by an officer's word before anybody decided."""


@dataclass(frozen=True, slots=True)
class Appeal:
    """A unit's objection to being named on the list of that number and day; `due_at`: decided by then."""

    number: int
    list_number: str
    period: date
    unit: str
    reason: str
    state: AppealState
    asked_by: str
    asked_at: datetime
    due_at: datetime
    decided_by: str = ""
    decided_at: datetime | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Absence:
    """We were not there: the bot itself ("bot"), or the channel of that name."""

    kind: str
    from_at: datetime
    until_at: datetime
