"""The addresses that the platform gives for one late answer each (`response_url`, reference: wecom 2.6).

Whoever has one can post with it, so they are kept in memory only, never stored, logged or shown; and the
answer goes to the platform's own address, whatever host stands in the one that came.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from yarl import URL

from bot.channels.base import Address
from bot.clock import Clock
from bot.messages import Inbound

LIVES = timedelta(minutes=55)  # documented: one hour; one implementation assumes five minutes
MOST = 10_000


@dataclass(frozen=True, slots=True)
class OneAnswer:
    """Where one late answer goes."""

    path: str
    query: Mapping[str, str] = field(repr=False)
    chat: tuple[str, str]
    until: datetime


class ResponseUrls:
    """Addresses by the message that they answer. `base`: the platform's own address."""

    def __init__(self, base: str, clock: Clock, *, lives: timedelta = LIVES) -> None:
        self._origin = URL(base).origin()
        self._now: Callable[[], datetime] = clock.now
        self._lives = lives
        self._held: dict[str, OneAnswer] = {}

    def keep(self, inbound: Inbound, written: object) -> None:
        """Remember it, unless it is none of the platform's."""
        try:
            url = URL(written) if isinstance(written, str) else URL()
            own = url.is_absolute() and url.origin() == self._origin
        except ValueError:
            own = False
        if not own:
            return
        chat = ("member", inbound.sender) if inbound.chat is None else ("group", inbound.chat)
        self._held.pop(inbound.message_id, None)
        self._held[inbound.message_id] = OneAnswer(url.path, dict(url.query), chat, self._now() + self._lives)
        while len(self._held) > MOST:
            del self._held[next(iter(self._held))]

    def of(self, message_id: str | None, to: Address) -> OneAnswer | None:
        """Where the answer to that message goes; None: it is used, over, or the answer goes elsewhere."""
        held = self._held.get(message_id or "")
        if held is None or held.chat != (to.kind, to.id) or held.until <= self._now():
            return None
        return held

    def used(self, message_id: str | None) -> None:
        self._held.pop(message_id or "", None)
