"""Keeps one bot connected, by lease the only one of all replicas: connect, subscribe, serve, wait, again.

The lease is asked right before each connect, each subscription and each request. Two that come back at once knock
each other out for ever, so every ending has its own wait, and a displaced one does not come back at once.
"""

import asyncio
import logging
import random
from collections.abc import Callable, Mapping
from itertools import count
from types import SimpleNamespace
from typing import Any

import aiohttp

from bot.channels.aibot_errors import NOT_SUBSCRIBED, TOO_OFTEN, WRONG_SECRET, decided
from bot.channels.aibot_frames import EVENT, SUBSCRIBE, Frame
from bot.channels.aibot_inbound import is_disconnected
from bot.channels.aibot_link import SOON, Heard, Link
from bot.channels.aibot_options import BotOptions
from bot.channels.aibot_pace import Ending, Pace
from bot.channels.aibot_term import Term
from bot.channels.base import Lease
from bot.channels.contact import Contact
from bot.channels.wecom_errors import REACTIONS, Reaction
from bot.clock import Clock
from bot.errors import SendError

log = logging.getLogger(__name__)

_TOLD = {
    Ending.UNREACHED: (logging.WARNING, "the platform cannot be reached, trying again"),
    Ending.LOST: (logging.WARNING, "the connection is lost, connecting again"),
    Ending.DISPLACED: (logging.ERROR, "a newer connection of this bot took over: does it run somewhere else?"),
    Ending.REFUSED: (logging.ERROR, "the platform refuses the bot's id or secret; mend them and start again"),
    Ending.TOO_OFTEN: (logging.ERROR, "the platform wants no more subscriptions for now"),
}


class BotSession:
    """The connection of one bot. `name` is the channel's, for the log."""

    def __init__(
        self,
        *,
        name: str,
        bot_id: str,
        secret: str,
        url: str,
        clock: Clock,
        rng: random.Random,
        options: BotOptions,
        gone: Callable[[], None],
        contact: Contact | None = None,
    ) -> None:
        self._contact = contact
        self._name = name
        self._bot_id = bot_id
        self._secret = secret
        self._url = url
        self._clock = clock
        self._rng = rng
        self._options = options
        self._gone = gone
        self._pace = Pace(options.waits, rng)
        self._numbers = count(1)
        self._link: Link | None = None
        self._term: Term | None = None
        self._http: aiohttp.ClientSession | None = None
        self.refused = False  # the platform does not take the bot's id or secret

    @property
    def connected(self) -> bool:
        """Whether this process holds the connection, subscribed."""
        return self._link is not None

    def new_id(self, what: str) -> str:
        """An id that no other request of any process has."""
        return f"{what}-{next(self._numbers)}-{self._rng.getrandbits(48):012x}"

    async def ask(self, cmd: str, body: Mapping[str, Any], *, req_id: str | None = None) -> Frame:
        """The answer, whose code is 0. Raises SendError with the decision, or SendUnknown."""
        if self._term is None or not await self._term.still_mine():
            raise _not_here(cmd)
        return await self.ask_on_this(cmd, body, req_id=req_id)

    async def ask_on_this(self, cmd: str, body: Mapping[str, Any], *, req_id: str | None = None) -> Frame:
        """The same without a question about the lease: for what this connection alone can say, and nobody twice."""
        link = self._link
        if link is None:
            raise _not_here(cmd)
        frame = await link.ask(cmd, body, req_id=req_id)
        if frame.code == NOT_SUBSCRIBED:
            await link.close(Ending.LOST)
        if frame.code:
            raise decided(frame.code, cmd=cmd)
        return frame

    async def run(self, lease: Lease, heard: Heard) -> None:
        """Be connected whenever the lease is ours, until cancelled."""
        while True:
            await self._clock.sleep_until(self._pace.next_at(self._clock.now()))
            term = Term(lease, self._clock, every=self._options.renew_every, seconds=self._options.lease_seconds)
            await term.take()
            self._term = term
            try:
                async with asyncio.TaskGroup() as tasks:
                    linking = tasks.create_task(self._stay_linked(term, heard), name=f"{self._name} link")
                    keeping = tasks.create_task(term.keep(), name=f"{self._name} lease")
                    await asyncio.wait({linking, keeping}, return_when=asyncio.FIRST_COMPLETED)
                    linking.cancel()
                    keeping.cancel()
            finally:
                self._term = None
                await term.end()
            await self._clock.sleep_until(self._clock.now() + self._options.renew_every)  # another one's chance

    async def _stay_linked(self, term: Term, heard: Heard) -> None:
        """Connect again and again; return where somebody else should."""
        while True:
            await self._clock.sleep_until(self._pace.next_at(self._clock.now()))
            if not await term.still_mine():
                return
            ending = await self._one_connection(term, heard)
            self._pace.ended(ending, self._clock.now())
            self.refused = ending is Ending.REFUSED
            if self._pace.is_first(ending):
                level, sentence = _TOLD[ending]
                log.log(level, sentence, extra={"channel": self._name})
            if self._pace.gives_way(ending):
                return

    async def _one_connection(self, term: Term, heard: Heard) -> Ending:
        """From connecting to the end of it."""
        try:
            async with asyncio.timeout(self._options.connect_seconds):
                socket = await self._opened().ws_connect(
                    self._url,
                    max_msg_size=self._options.frame_bytes,
                    timeout=aiohttp.ClientWSTimeout(ws_close=1.0),
                )
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            log.debug("no connection", extra={"channel": self._name, "error": type(error).__name__})
            self._missed()
            return Ending.UNREACHED

        async def taken(frame: Frame) -> None:
            if frame.cmd == EVENT and is_disconnected(frame.body):
                await link.close(Ending.DISPLACED)
            else:
                await heard(frame)

        link = Link(socket, heard=taken, ids=self.new_id, patience=self._options.answer_seconds)
        return await self._served(link, term)

    async def _served(self, link: Link, term: Term) -> Ending:
        reading = asyncio.create_task(link.read(), name=f"{self._name} reader")
        beating: asyncio.Task[None] | None = None
        try:
            refusal = await self._subscribed(link, term)
            if refusal is not None:
                return refusal
            self._link = link
            beating = asyncio.create_task(link.beat(self._clock, every=self._options.ping_every))
            await asyncio.wait({reading})  # a cancellation of ours must leave the reader its time to hear answers
            return reading.result()
        finally:
            self._link = None
            self._gone()
            if not term.lost:
                await link.drain(self._options.grace_seconds)
            await link.close(Ending.LOST)
            tasks = [task for task in (reading, beating) if task is not None]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _subscribed(self, link: Link, term: Term) -> Ending | None:
        """None: the platform took us."""
        if not await term.still_mine():
            return Ending.UNREACHED
        self._pace.trying(self._clock.now())
        try:
            frame = await link.ask(SUBSCRIBE, {"bot_id": self._bot_id, "secret": self._secret})
        except SendError:
            self._missed()
            return Ending.UNREACHED
        if self._contact is not None:
            self._contact.reached()
        if frame.code == 0:
            self._pace.connected(self._clock.now())
            self.refused = False
            log.info("connected", extra={"channel": self._name})
            return None
        log.debug("subscription refused", extra={"channel": self._name, "code": frame.code})
        if frame.code == TOO_OFTEN:
            return Ending.TOO_OFTEN
        if frame.code == WRONG_SECRET or REACTIONS.get(frame.code or 0) is Reaction.CREDENTIALS:
            if self._contact is not None:
                self._contact.refused("secret", frame.code)
            return Ending.REFUSED
        return Ending.UNREACHED

    def _missed(self) -> None:
        if self._contact is not None:
            self._contact.missed()

    def _opened(self) -> aiohttp.ClientSession:
        if self._http is None or self._http.closed:
            trace = aiohttp.TraceConfig()
            trace.on_request_redirect.append(_not_followed)
            self._http = aiohttp.ClientSession(
                trace_configs=[trace],
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=aiohttp.ClientTimeout(total=None, sock_connect=self._options.connect_seconds),
            )
        return self._http

    async def close(self) -> None:
        if self._http is not None:
            await self._http.close()


def _not_here(cmd: str) -> SendError:
    return SendError(f"{cmd}: the connection is not here", permanent=False, retry_after=SOON, counted=False)


async def _not_followed(_session: aiohttp.ClientSession, _context: SimpleNamespace, _told: object) -> None:
    """The secret goes where the configuration says, and nowhere else."""
    raise aiohttp.ClientError("the platform's address redirects")
