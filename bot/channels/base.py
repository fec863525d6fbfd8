"""The door to a platform: what a channel can do, its limits, and what a send gives back.

A channel turns the platform's wire into `Inbound` and an `Address` plus text into the platform's
wire; vendor errors become `SendError` here, once. It never decides what is said.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

from bot.messages import Attachment, Destination, Inbound, PostKind, Rate


@dataclass(frozen=True, slots=True)
class Limits:
    """What the platform allows: bytes of one text, and sends per destination (all must hold).

    `inert` makes a text harmless for this platform; it can make it longer, so it comes before the
    splitting. `mention_bytes`: what a mention costs of the text beside the user id, None: nothing.
    `reaches_members`: private messages to a member are possible.
    `swallows_repeats`: how long the platform drops an identical repeat, so that trying again is safe,
    and `swallows_to` which kinds of address.
    `files_apart`: a file is a message of its own, counted by the rates, beside the text that it goes with.
    """

    text_bytes: int
    per_destination: tuple[Rate, ...] = ()
    can_mention: bool = True
    max_mentions: int = 50
    inert: Callable[[str], str] = str
    mention_bytes: int | None = None
    reaches_members: bool = True
    swallows_repeats: timedelta | None = None
    swallows_to: tuple[str, ...] = ("member", "group")
    files_apart: bool = False


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

    def seal(self, opened: Opened, inbound: Inbound, texts: Sequence[str]) -> RawAnswer:
        """The answer to the call: empty, or the texts as a passive reply, encrypted."""
        ...
