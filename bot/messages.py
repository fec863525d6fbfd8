"""Frozen values that travel between layers: what came in, what goes out, what became of it.

A newcomer's usual mistake is to hold a platform's own message here: an `Inbound` is already ours,
and an `Outbound` says *what* is to be said and to whom, never how a platform encodes it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any, Literal

OutcomeKind = Literal[
    "report", "correction", "withdrawal", "ask_back", "tipoff", "case", "query", "approval",
    "admin", "chatter", "refused", "duplicate", "failed",
]  # fmt: skip
PostKind = Literal[
    "reply", "reminder", "overdue", "criticism_draft", "criticism", "retraction", "digest",
    "alert", "escalation", "case",
]  # fmt: skip
Redelivery = Literal["resend", "hold"]
MediaKind = Literal["image", "file", "voice", "video", "location"]
ButtonStyle = Literal["plain", "go", "stop"]
MOST_BUTTONS = 6
CARD = "card:"
"""So begins what a channel tells of a card that its platform can change: then what it is about, ":", and the code."""
URGENT = 1
"""A message of this priority or a lower number overtakes what has not begun: alerts, and answers that are alerts."""
PRESS = "press"
"""The `event` of an Inbound that is the press of a button; its text are the words that the press says."""


@dataclass(frozen=True, slots=True)
class Quote:
    """What the sender quoted: whose words, and the words. The quoted message's id is never known."""

    sender: str
    text: str


@dataclass(frozen=True, slots=True)
class Media:
    """Something other than text; `detail` holds what the platform told about it, a file's own name as `name`.

    `content` are the bytes where the platform delivers them; empty: nobody has fetched them.
    """

    kind: MediaKind
    detail: Mapping[str, Any] = field(default_factory=dict)
    content: bytes = field(default=b"", repr=False)

    @property
    def name(self) -> str:
        """The file's name as its sender has it; empty where the platform tells none."""
        return str(self.detail.get("name") or self.detail.get("FileName") or "")


@dataclass(frozen=True, slots=True)
class Inbound:
    """One message as we took it in. `chat` is the platform's group id, None for a private message.

    `digest` is a hash of the decrypted body: together with channel and message id it is the
    de-duplication key, because message ids alone collide (reference: hazards 4.3).
    `passive` says that the platform will carry a text back in the answer to this very call, `passive_card` that
    the answer may hold a card beside it. A press (`event` is PRESS) without text: its button is none of ours any more.
    `answers_only`: the channel says nothing of itself, so that who is told alone of what he said in a group is told by
    another one.
    `answerable_for`: how long after it the platform takes messages to its sender at all, None: always.
    """

    channel: str
    message_id: str
    sender: str
    chat: str | None
    text: str
    sent_at: datetime
    received_at: datetime
    mentions_bot: bool | None = None
    quote: Quote | None = None
    media: tuple[Media, ...] = ()
    digest: str = ""
    passive: bool = False
    passive_card: bool = False
    event: str | None = None
    raw: str = ""  # the decrypted body of an event or of a kind that nobody knows yet
    answerable_for: timedelta | None = None
    answers_only: bool = False


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a message goes, in directory terms: a group's id or a member's user id, exactly one.

    `channel` is set where the answer must go back the way the question came (a resident's private
    chat, a group that no file names); otherwise the directory says which channel posts there.
    """

    group: str | None = None
    member: str | None = None
    channel: str | None = None

    def __post_init__(self) -> None:
        if (self.group is None) == (self.member is None):
            raise ValueError("a destination is either a group or a member")

    @property
    def key(self) -> str:
        """One text per destination: order, rate windows and firings are kept by it."""
        where = f"group:{self.group}" if self.group is not None else f"member:{self.member}"
        return f"{self.channel}/{where}" if self.channel else where


@dataclass(frozen=True, slots=True)
class Entry:
    """One unit's part of a post: dropping the unit drops the words and the mentions with it.

    Neighbours of one `label` (a grid's name) share a line that begins with it; it goes with the last of them.
    """

    unit: str
    text: str
    mentions: tuple[str, ...] = ()
    label: str = ""


@dataclass(frozen=True, slots=True)
class Body:
    """A text made of a head, one entry per unit and a tail; `{count}` in head or tail is the number left.

    While nobody can have read it, a unit that has done its part is taken out with `without`.
    A plain text is a head alone. `mentions_each`: people that one message mentions at most, 0: as the platform allows.
    """

    head: str
    entries: tuple[Entry, ...] = ()
    tail: str = ""
    joiner: str = "\n"
    mentions_each: int = 0

    def render(self) -> str:
        count = str(len(self.entries))
        parts = [
            self.head.replace("{count}", count) if self.entries else self.head,
            "\n".join(
                label + self.joiner.join(entry.text for entry in group)
                for label, group in groupby(self.entries, key=lambda entry: entry.label)
            ),
            self.tail.replace("{count}", count) if self.entries else self.tail,
        ]
        return "\n".join(part for part in parts if part)

    def without(self, unit: str) -> "Body":
        return replace(self, entries=tuple(e for e in self.entries if e.unit != unit))

    @property
    def mentions(self) -> tuple[str, ...]:
        seen = dict.fromkeys(user for entry in self.entries for user in entry.mentions)
        return tuple(seen)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a message: its name, media type and bytes.

    One that lies on the shelf goes by its `digest`, without bytes until it is sent.
    """

    name: str
    media_type: str
    content: bytes
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Button:
    """`label` stands on it; its press says `words`, in the name of whoever presses it. It grants nothing."""

    label: str
    words: str
    style: ButtonStyle = "plain"


@dataclass(frozen=True, slots=True)
class Card:
    """What stands beside a text where the platform has buttons. The text is complete without it.

    A channel cuts what is too long for its platform. Raises ValueError for more than six buttons.
    `about` names what it decides: once that is decided, the cards of others who have one change too, where the
    platform can do that. `replaces`: what the platform gave for the card whose place this one takes; it is good once.
    """

    title: str
    lines: tuple[str, ...] = ()
    buttons: tuple[Button, ...] = ()
    about: str = ""
    replaces: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        if len(self.buttons) > MOST_BUTTONS:
            raise ValueError("a card has six buttons at most")


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer to the message being handled. `to` None means: to where it came from.

    `settles`: what the card shows from now on whose button was pressed, if the message was a press.
    """

    text: str
    mentions: tuple[str, ...] = ()
    to: Destination | None = None
    kind: PostKind = "reply"
    attachments: tuple[Attachment, ...] = ()
    card: Card | None = None
    settles: Card | None = None


@dataclass(frozen=True, slots=True)
class Outbound:
    """A message to be put into the outbox in the transaction that decided it.

    `key` is unique for ever: composing twice inserts once. `form` and `period` say which duty it is
    about, so that an accepted reminder is evidence later. `expires_at`: never send after this.
    `priority`: lower goes first (0 alert, 5 ordinary, 9 digest).
    """

    key: str
    kind: PostKind
    to: Destination
    body: Body
    due_at: datetime
    mentions: tuple[str, ...] = ()
    form: str | None = None
    period: date | None = None
    expires_at: datetime | None = None
    redelivery: Redelivery = "resend"
    priority: int = 5
    in_reply_to: str | None = None
    attachments: tuple[Attachment, ...] = ()
    drop_when_done: bool = False  # entries leave the unsent text when their unit reports
    card: Card | None = None


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `count` sends within `window`, whatever is counted together."""

    count: int
    window: timedelta


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one inbound message: exactly one of these each (CONTRACT section 4)."""

    kind: OutcomeKind
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def about_a_tip(self) -> bool:
        """Whether neither the text nor who sent it may be kept beside it."""
        if self.kind == "case":
            return bool(self.data.get("case_type", "tipoff") == "tipoff")
        return self.kind == "tipoff"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a verb returns: the outcome and the replies. A verb never sends."""

    outcome: Outcome
    replies: tuple[Reply, ...] = ()
