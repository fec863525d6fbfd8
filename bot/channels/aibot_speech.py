"""What the smart bot says on its connection: in the place of the message that it answers, else on its own.

A place takes one text, as a stream that is finished; when it is stale the same text goes on its own. The
platform counts both per chat, so both wait when a chat's window is full.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Protocol

from bot.channels import markup
from bot.channels.aibot_errors import STALE, TOO_OFTEN
from bot.channels.aibot_exchanges import Exchange, Exchanges
from bot.channels.aibot_frames import RESPOND, SEND, UPDATE, UPLOAD_INIT, WELCOME, Frame
from bot.channels.aibot_session import BotSession
from bot.channels.aibot_upload import upload
from bot.channels.base import Address
from bot.channels.wecom_errors import Circuit
from bot.clock import Clock
from bot.errors import SendError
from bot.messages import Attachment

TEXT_BYTES = 20_480
WELCOME_BYTES = 2_048  # the limit of this one is documented nowhere
MOST_CHATS = 10_000


class Ask(Protocol):
    """Sends a request under a callback's own id."""

    def __call__(self, cmd: str, body: Mapping[str, Any], *, req_id: str | None = None) -> Awaitable[Frame]: ...


class Speech:
    """Says texts and hands over files. Raises SendError or SendUnknown."""

    def __init__(
        self,
        session: BotSession,
        exchanges: Exchanges,
        clock: Clock,
        *,
        index_from: int,
        take: Callable[[Address], Awaitable[bool]],
    ) -> None:
        self._take = take  # a place in the rates, for what no outbox counts
        self._session = session
        self._exchanges = exchanges
        self._clock = clock
        self._index_from = index_from
        self._circuits: dict[str, Circuit] = {}

    async def say(self, to: Address, text: str, *, in_reply_to: str | None = None) -> None:
        """Markdown that fits the limit, in its place where there is one."""
        exchange = self._exchanges.of(in_reply_to, to, now=self._clock.now())
        if exchange is None or not await self.finish(exchange, text):
            await self.post(to, "markdown", {"content": text})

    async def finish(self, exchange: Exchange, text: str) -> bool:
        """The one text of a place; False: the place is taken or stale, and nothing was said."""
        return await self._stream(exchange, text, self._session.ask, finish=True)

    async def tell(self, exchange: Exchange, text: str, *, finish: bool) -> bool:
        """A word about waiting, that stands in the place until the answer replaces it, or closes the place.

        It is said also while nobody can say whose the lease is: that is when people wait. The platform counts it as a
        message; one that closes a place must be said all the same, a word about waiting need not.
        """
        if not await self._take(Address("", *exchange.chat)) and not finish:
            return False
        return await self._stream(exchange, text, self._session.ask_on_this, finish=finish)

    async def _stream(self, exchange: Exchange, text: str, ask: Ask, *, finish: bool) -> bool:
        async with exchange.turn:
            if not self._exchanges.is_open(exchange):
                return False
            stream = exchange.stream or self._session.new_id("stream")
            if finish:
                self._exchanges.finishing(exchange, stream)
            else:
                self._exchanges.streaming(exchange, stream, now=self._clock.now())
            body = {"msgtype": "stream", "stream": {"id": stream, "finish": finish, "content": text}}
            try:
                await self._counted(
                    _window(*exchange.chat), RESPOND, lambda: ask(RESPOND, body, req_id=exchange.req_id)
                )
            except SendError as error:
                if error.code not in STALE:
                    raise
                self._exchanges.end(exchange)
                return False
            if finish:
                self._exchanges.end(exchange)
            return True

    async def welcome(self, req_id: str, text: str, *, to: Address) -> None:
        """The answer to a member who came in; the platform takes it for five seconds, and counts it as a message."""
        if not await self._take(to):
            return
        content = markup.fitting(text, WELCOME_BYTES, inert=markup.plain)
        await self._session.ask(WELCOME, {"msgtype": "text", "text": {"content": content}}, req_id=req_id)

    async def settle(self, req_id: str, card: Mapping[str, Any]) -> None:
        """What a pressed card shows from now on; the platform takes it for five seconds."""
        await self._session.ask(UPDATE, {"response_type": "update_template_card", "template_card": card}, req_id=req_id)

    async def post(self, to: Address, kind: str, content: Mapping[str, Any]) -> Mapping[str, Any]:
        """A message of its own, to a chat that has spoken to the bot before."""
        body = {"chatid": to.id, "chat_type": 2 if to.kind == "group" else 1, "msgtype": kind, kind: content}
        frame = await self._counted(_window(to.kind, to.id), SEND, lambda: self._session.ask(SEND, body))
        return frame.body

    async def upload(self, file: Attachment) -> Mapping[str, Any]:
        """The media id of a file, in the platform's answer."""

        async def ask(cmd: str, body: Mapping[str, Any]) -> Frame:
            return await self._counted(UPLOAD_INIT, cmd, lambda: self._session.ask(cmd, body))

        return await upload(file, ask=ask, index_from=self._index_from)

    async def _counted(self, window: str, cmd: str, call: Callable[[], Awaitable[Frame]]) -> Frame:
        """The call, unless its window is known to be full."""
        circuit = self._circuits.setdefault(window, Circuit())
        while len(self._circuits) > MOST_CHATS:
            del self._circuits[next(iter(self._circuits))]
        circuit.check(self._clock.now(), path=cmd)
        try:
            frame = await call()
        except SendError as error:
            if error.code != TOO_OFTEN:
                raise
            wait = circuit.blocked(self._clock.now(), code=error.code)
            raise SendError(f"{cmd}: over the limit", permanent=False, retry_after=wait, code=error.code) from None
        circuit.passed(self._clock.now())
        return frame


def _window(kind: str, chat: str) -> str:
    return f"{kind}:{chat}"
