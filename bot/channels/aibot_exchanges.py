"""The messages that may still be answered in place, under the `req_id` that they came with.

A place is good for one connection, and for one text: further ones go as messages of their own. Where the answer
takes long, a stream stands open in the place meanwhile, and a stream must be finished before its life is over.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.channels.base import Address
from bot.messages import Inbound

LIVES = timedelta(hours=23)  # the platform takes an answer for 24
MOST = 10_000
APART = timedelta(minutes=1)  # between two words about waiting in one chat: they count against its rate


@dataclass(eq=False)
class Exchange:
    """One message's place. Only one frame at a time goes under its `req_id`: whoever sends one holds `turn`."""

    req_id: str
    message_id: str
    chat: tuple[str, str]  # the kind and id of the address
    at: datetime
    stream: str = ""  # the id of the stream that stands open
    streamed_at: datetime | None = None
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


class Exchanges:
    """The places of one connection. `slow_after`: when somebody is told that it takes longer."""

    def __init__(self, *, slow_after: timedelta, stream_life: timedelta) -> None:
        self._slow_after = slow_after
        self._stream_life = stream_life
        self._open: dict[str, Exchange] = {}
        self._unsettled: dict[str, Exchange] = {}
        self._streams: dict[str, Exchange] = {}
        self._told: dict[tuple[str, str], datetime] = {}

    def begin(self, req_id: str, inbound: Inbound, *, now: datetime) -> Exchange:
        """A message came; the same one again has its newest place."""
        chat = ("member", inbound.sender) if inbound.chat is None else ("group", inbound.chat)
        exchange = Exchange(req_id, inbound.message_id, chat, now)
        if (older := self._open.get(inbound.message_id)) is not None:
            self.end(older)
        self._open[inbound.message_id] = self._unsettled[inbound.message_id] = exchange
        while len(self._open) > MOST:
            self.end(next(iter(self._open.values())))
        return exchange

    def of(self, message_id: str | None, to: Address, *, now: datetime) -> Exchange | None:
        """The place for an answer to that message; None: there is none, or the answer goes elsewhere."""
        exchange = self._open.get(message_id or "")
        if exchange is None or exchange.chat != (to.kind, to.id) or now - exchange.at >= LIVES:
            return None
        return exchange

    def is_open(self, exchange: Exchange) -> bool:
        return self._open.get(exchange.message_id) is exchange

    def settle(self, exchange: Exchange) -> None:
        """The message is stored, and its answer is on its way or there is none."""
        if self._unsettled.get(exchange.message_id) is exchange:
            del self._unsettled[exchange.message_id]

    def streaming(self, exchange: Exchange, stream: str, *, now: datetime) -> None:
        """A stream is about to stand open in the place."""
        exchange.stream, exchange.streamed_at = stream, now
        self._streams[exchange.message_id] = exchange

    def finishing(self, exchange: Exchange, stream: str) -> None:
        """The last text is on its way: whatever becomes of it, nothing is written over it."""
        exchange.stream = stream
        if self._streams.get(exchange.message_id) is exchange:
            del self._streams[exchange.message_id]

    def end(self, exchange: Exchange) -> None:
        """Nothing goes under this `req_id` any more."""
        for book in (self._open, self._unsettled, self._streams):
            if book.get(exchange.message_id) is exchange:
                del book[exchange.message_id]

    def clear(self) -> None:
        """The connection is gone, and every place with it."""
        for book in (self._open, self._unsettled, self._streams):
            book.clear()

    def slow(self, now: datetime) -> Iterator[Exchange]:
        """Those whose senders should be told that it takes longer: one a chat and minute."""
        self._told = {chat: at for chat, at in self._told.items() if now - at < APART}
        for exchange in list(self._unsettled.values()):
            if now - exchange.at < self._slow_after or exchange.stream or exchange.chat in self._told:
                continue
            self._told[exchange.chat] = now
            yield exchange

    def dying(self, now: datetime) -> Iterator[Exchange]:
        """Those whose stream must be finished now."""
        for exchange in list(self._streams.values()):
            if exchange.streamed_at is not None and now - exchange.streamed_at >= self._stream_life:
                yield exchange
