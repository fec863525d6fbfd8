"""Takes in what the smart bot hears on its connection: each message once into the store, then its answer.

This platform repeats nothing: while the store is away a message waits here, and its sender is told that it
is not stored yet. Nothing is said to be taken in before it is committed.
"""

import asyncio
import logging
from collections.abc import Sequence
from datetime import timedelta

from bot import texts
from bot.channels import markup
from bot.channels.aibot_exchanges import Exchange, Exchanges
from bot.channels.aibot_frames import EVENT, MESSAGE, Frame
from bot.channels.aibot_inbound import ENTER_CHAT, inbound_from, pressed_in
from bot.channels.aibot_options import BotOptions
from bot.channels.aibot_speech import TEXT_BYTES, Speech
from bot.channels.base import Address, Submit, Submitted
from bot.channels.template_cards import settled_card
from bot.clock import Clock
from bot.errors import ForgedCallback, SendError, StoreError
from bot.messages import PRESS, Inbound

log = logging.getLogger(__name__)

AGAIN_FIRST, AGAIN_MOST = timedelta(seconds=1), timedelta(seconds=15)
LOOK_EVERY = timedelta(seconds=1)


class Intake:
    """What was heard and is not done with. `heard` is called for every callback of the platform."""

    def __init__(
        self,
        *,
        channel: str,
        bot_id: str,
        submit: Submit,
        speech: Speech,
        exchanges: Exchanges,
        clock: Clock,
        options: BotOptions,
    ) -> None:
        self._channel = channel
        self._bot_id = bot_id
        self._submit = submit
        self._speech = speech
        self._exchanges = exchanges
        self._clock = clock
        self._options = options
        self._room = asyncio.Semaphore(options.waiting)
        self._handling: set[asyncio.Task[None]] = set()

    async def heard(self, frame: Frame) -> None:
        """Begin to handle a callback; waits only where too many are waiting already."""
        if frame.cmd not in (MESSAGE, EVENT):
            log.debug("a frame of a kind that nobody knows", extra={"channel": self._channel})
            return
        if frame.body.get("aibotid", self._bot_id) != self._bot_id:
            log.warning("a message for another bot was left aside", extra={"channel": self._channel})
            return
        now = self._clock.now()
        try:
            inbound = inbound_from(frame.body, channel=self._channel, now=now, passive=self._options.answer_at_once)
        except ForgedCallback as error:
            log.warning("a message that is none was left aside", extra={"channel": self._channel, "why": str(error)})
            return
        await self._room.acquire()
        begun = self._exchanges.begin(frame.req_id, inbound, now=now) if inbound.event is None else None
        task = asyncio.create_task(self._handle(inbound, begun, frame), name=f"{self._channel} message")
        self._handling.add(task)
        task.add_done_callback(self._done)

    async def mind(self) -> None:
        """Tell those who wait for long, and finish streams before their life is over; until cancelled."""
        while True:
            await self._clock.sleep_until(self._clock.now() + LOOK_EVERY)
            now = self._clock.now()
            for exchange in self._exchanges.slow(now):
                await self._quietly(exchange, texts.still_working(), finish=False)
            for exchange in self._exchanges.dying(now):
                await self._quietly(exchange, texts.answer_follows(), finish=True)

    async def finish(self, seconds: float) -> None:
        """Let what is being handled be done with, for so long; then leave it."""
        if self._handling:
            _, late = await asyncio.wait(self._handling, timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def _done(self, task: "asyncio.Task[None]") -> None:
        self._handling.discard(task)
        self._room.release()

    async def _handle(self, inbound: Inbound, exchange: Exchange | None, frame: Frame) -> None:
        submitted = await self._stored(inbound)
        if exchange is None:
            await self._answer_event(inbound, submitted, frame)
            return
        self._exchanges.settle(exchange)
        if submitted.passive:
            await self._answer(inbound, submitted.passive)
        elif not submitted.replies:
            if exchange.stream:
                await self._quietly(exchange, texts.nothing_to_answer(), finish=True)
            self._exchanges.end(exchange)

    async def _stored(self, inbound: Inbound) -> Submitted:
        """Hand it in until it is stored."""
        wait = AGAIN_FIRST
        while True:
            try:
                return await self._submit(inbound)
            except StoreError as error:
                told = {"channel": self._channel, "error": type(error).__name__}
                log.warning("a message is not stored yet, it waits", extra=told)
                await self._clock.sleep_until(self._clock.now() + wait)
                wait = min(AGAIN_MOST, wait * 2)

    async def _answer_event(self, inbound: Inbound, submitted: Submitted, frame: Frame) -> None:
        """The welcome, or what a pressed card becomes: both are taken for a moment only, and can be missed."""
        welcome = inbound.event == ENTER_CHAT and submitted.passive
        pressed = pressed_in(frame.body) if inbound.event == PRESS and submitted.card else None
        if not welcome and pressed is None:
            return
        if self._clock.now() - inbound.received_at >= self._options.welcome_within:
            log.info("too late to answer an event in its place", extra={"channel": self._channel})
            return
        try:
            if pressed is not None and submitted.card is not None:
                await self._speech.settle(
                    frame.req_id, settled_card(submitted.card, task=str(pressed.get("task_id") or ""))
                )
            else:
                to = Address(self._channel, "member", inbound.sender)
                await self._speech.welcome(frame.req_id, "\n".join(submitted.passive), to=to)
        except SendError as error:
            log.info("an event was not answered in its place", extra={"channel": self._channel, "code": error.code})

    async def _answer(self, inbound: Inbound, said: Sequence[str]) -> None:
        """Say what is in no outbox."""
        to = Address(self._channel, *(("group", inbound.chat) if inbound.chat else ("member", inbound.sender)))
        text = markup.fitting("\n".join(said), TEXT_BYTES, inert=markup.markdown)
        try:
            await self._speech.say(to, text, in_reply_to=inbound.message_id)
        except SendError as error:
            code = error.code
        else:
            return
        log.error("an answer is lost", extra={"channel": self._channel, "code": code})

    async def _quietly(self, exchange: Exchange, text: str, *, finish: bool) -> None:
        """A word about waiting: where it cannot be said, the answer itself still comes."""
        try:
            await self._speech.tell(exchange, text, finish=finish)
        except SendError as error:
            log.info("a word about waiting was not said", extra={"channel": self._channel, "code": error.code})
