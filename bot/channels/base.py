"""The door to a platform: what a channel can do, its limits, and what a send gives back.

A channel turns the platform's wire into `Inbound` and an `Address` plus text into the platform's
wire; vendor errors become `SendError` here, once. It never decides what is said.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, Protocol

from bot.messages import Attachment, Card, Destination, Inbound, Media, PostKind, Rate, Reply

CardPlace = Literal["none", "within", "apart"]


@dataclass(frozen=True, slots=True)
class Limits:
    """What the platform allows: bytes of one text, and sends per destination and per account (all must hold).

    `per_account` counts whatever this channel sends, wherever to. Of every rate a tenth is kept for what is urgent.

    `per_groups` counts what goes to all groups together, where the platform counts what one member gets from an
    account: nobody gets more from his groups than all of them get.

    `inert` makes a text harmless for this platform; it can make it longer, so it comes before the
    splitting. `mention_bytes`: what a mention costs of the text beside the user id, None: nothing.
    `by_mobile`: people may be mentioned by their phone, in a text of so many bytes at most; None: by user id alone.
    `reaches_members`: private messages to a member are possible.
    `is_local`: a page of this machine, which calls nobody.
    `swallows_repeats`: how long the platform drops an identical repeat, so that trying again is safe,
    and `swallows_to` which kinds of address.
    `files_apart`: a file is a message of its own, counted by the rates, beside the text that it goes with.
    `cards`: nowhere ("none"), in the message of the text ("within"), or as a message of its own after it
    ("apart"); `cards_to` which kinds of address.
    """

    text_bytes: int
    per_destination: tuple[Rate, ...] = ()
    per_account: tuple[Rate, ...] = ()
    per_groups: tuple[Rate, ...] = ()
    can_mention: bool = True
    max_mentions: int = 50
    inert: Callable[[str], str] = str
    mention_bytes: int | None = None
    by_mobile: int | None = None
    reaches_members: bool = True
    is_local: bool = False
    swallows_repeats: timedelta | None = None
    swallows_to: tuple[str, ...] = ("member", "group")
    files_apart: bool = False
    cards: CardPlace = "none"
    cards_to: tuple[str, ...] = ("member", "group")


@dataclass(frozen=True, slots=True)
class Address:
    """A platform address: the group's chat id (or robot key, a secret: it never shows) or a member's user id."""

    channel: str
    kind: str  # "group" or "member"
    id: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Parcel:
    """One message ready for a platform: the text fits the limits, the mentions are from our own lists."""

    to: Address
    kind: PostKind
    text: str
    mentions: tuple[str, ...] = ()
    mobiles: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    card: Card | None = None
    key: str = ""  # stable between tries: the platform's duplicate check works on identical bodies
    in_reply_to: str | None = None  # the message id that this answers
    destination: Destination | None = None  # the address in directory terms, for records


@dataclass(frozen=True, slots=True)
class Receipt:
    """The platform took it. `refused` lists members it did not reach although it said ok."""

    reference: str = ""
    refused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RawRequest:
    """An HTTP callback as it came: nothing decoded, nothing believed."""

    method: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class RawAnswer:
    """What goes back to the platform."""

    status: int = 200
    body: bytes = b""
    content_type: str = "text/plain"


@dataclass(frozen=True, slots=True)
class Opened:
    """What a callback held: a plain answer to give at once (URL check), or messages to handle."""

    inbound: tuple[Inbound, ...] = ()
    answer: RawAnswer | None = None
    context: Mapping[str, str] = field(default_factory=dict)  # what `seal` needs to answer this call
    wake: Callable[[], None] | None = None  # the call only says that something is there: to be told to who fetches it


class Channel(Protocol):
    """Every channel can send. `name` is the key in config `[channels.NAME]`."""

    name: str
    limits: Limits

    async def send(self, parcel: Parcel) -> Receipt:
        """Deliver once. Raises SendError or SendUnknown; never logs a secret."""
        ...

    async def close(self) -> None: ...


class CallbackChannel(Channel, Protocol):
    """A channel that the platform calls over HTTP at /callback/{name}."""

    def open(self, request: RawRequest) -> Opened:
        """Verify, decrypt, parse. Raises ForgedCallback. Pure apart from the clock given at start."""
        ...

    def seal(self, opened: Opened, inbound: Inbound, texts: Sequence[str], card: Card | None = None) -> RawAnswer:
        """The answer to the call: empty, or the texts as a passive reply, encrypted.

        `card` stands beside the texts; in answer to a press it is what the pressed card shows from now on.
        """
        ...


class Submitted(Protocol):
    """What a channel needs to know of a message that was taken in, after its commit."""

    @property
    def replies(self) -> Sequence[Reply]:
        """Everything that is said because of it, by whatever way."""
        ...

    @property
    def passive(self) -> Sequence[str]:
        """The texts that are not in the outbox: the channel answers with them, or nobody does."""
        ...

    @property
    def card(self) -> Card | None:
        """The card beside those texts; after a press what the pressed card shows from now on."""
        ...


Submit = Callable[[Inbound], Awaitable[Submitted]]
"""Hands a message in and waits for its commit. Raises StoreError: it is not stored."""


class Lease(Protocol):
    """The right to be the only one among all replicas, good for `ttl` from the call that took or renewed it.

    Every method may raise StoreError. Nobody is told that it is over: who acts on it asks right before.
    """

    @property
    def holder(self) -> str: ...

    @property
    def ttl(self) -> timedelta: ...

    async def acquire(self) -> bool:
        """Take it where it is free, over or ours; False: somebody else holds it."""
        ...

    async def renew(self) -> bool:
        """Keep it for another `ttl`, also where it ran out and nobody took it; False: somebody else has it."""
        ...

    async def still_mine(self) -> bool: ...

    async def release(self) -> None:
        """Give it back before its end; somebody else's stays."""
        ...


class FetchingChannel(Channel, Protocol):
    """A channel whose messages name their files instead of bringing them: `media.detail` says how to get one.

    `media_lives`: how long after a message came its files can be had. What `detail` holds must be enough for any
    replica to fetch the file after a restart; it is kept in the database until then, and forgotten afterwards.
    """

    media_lives: timedelta

    async def fetch(self, media: Media, *, most: int) -> Attachment:
        """The file under a safe name. Raises MediaLost: with `why` "away" another try may help.

        Not more than `most` bytes are read, whatever length the platform tells.
        """
        ...


class ListeningChannel(Channel, Protocol):
    """A channel that keeps a connection to its platform and hears on it."""

    async def listen(self, submit: Submit, lease: Lease) -> None:
        """Hear until cancelled, connected only while the lease is ours; what is being handled is finished first.

        Cancel and await it before the dispatcher and the sender stop: they finish what it handed in.
        """
        ...


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a channel has fetched: the platform's own mark, and when somebody last looked."""

    value: str = ""
    looked_at: datetime | None = None


class Cursors(Protocol):
    """Where cursors are kept, one a name. Every method may raise StoreError.

    A cursor moves after what it passes is committed, never before: then a crash in between brings some messages
    again, which their marks in the inbox recognise, and loses none.
    """

    async def load(self, name: str) -> Cursor:
        """An empty one where nothing was ever fetched."""
        ...

    async def move(self, name: str, *, was: str, to: str, at: datetime) -> bool:
        """False: it does not stand at `was` any more, somebody else moved it."""
        ...


@dataclass(frozen=True, slots=True)
class KeptToken:
    """What all replicas know of an account's token. `value` is sealed by the channel; "": there is none yet.

    `version` rises with every token that is kept. `forced_at`: when it was fetched, if the one before it had
    died before its time.
    After failures: how many in a row, how many of them said that the secret is wrong, the last one's code,
    and before when nobody asks again.
    """

    version: int = 0
    value: str = field(default="", repr=False)
    good_until: datetime | None = None
    forced_at: datetime | None = None
    tries: int = 0
    wrong: int = 0
    code: int | None = None
    not_before: datetime | None = None


class TokenStore(Protocol):
    """Where tokens are kept, one an account, and who may fetch the next one. Every method may raise StoreError.

    The right to fetch ends by itself: who dies with it is followed by the next that asks. Who was only slow
    and comes back with a token after somebody else's is told so, and uses the other one.
    """

    async def load(self, account: str) -> KeptToken: ...

    async def begin(self, account: str, *, version: int, now: datetime, until: datetime) -> bool:
        """The right to fetch what follows `version`. False: another fetches, or that version is not the last one."""
        ...

    async def save(
        self, account: str, *, version: int, value: str, good_until: datetime, forced_at: datetime | None
    ) -> bool:
        """Keep what was fetched after `version`, without failures. False: somebody else was first."""
        ...

    async def failed(
        self, account: str, *, version: int, tries: int, wrong: int, code: int | None, not_before: datetime
    ) -> None:
        """Nothing came: all replicas wait until then."""
        ...


class Bounces(Protocol):
    """Where it is noted that a platform took a message and did not deliver it after all."""

    async def bounced(self, reference: str, why: str) -> bool:
        """The send with that `Receipt.reference` is a refused one. False: there is none. May raise StoreError."""
        ...


class Places(Protocol):
    """The windows of the sender's rates, for what a channel says of its own accord: the platform counts that too."""

    async def take(self, to: Address, limits: Limits, *, now: datetime) -> bool:
        """One place, if there is one. A store that is away counts nothing, and is no reason for silence."""
        ...


class NoPlaces:
    """Nobody counts."""

    async def take(self, _to: Address, _limits: Limits, *, now: datetime) -> bool:  # noqa: ARG002  # as the protocol says
        return True
