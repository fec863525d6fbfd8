"""The stand-in platform calling the bot: signed and encrypted callbacks, repeated as the platform repeats.

Five seconds for an answer, three tries in all, and only broken connections and time-outs are repeated:
an error status ends it, and the member's message is gone.
"""

from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from typing import Any
from xml.etree import ElementTree as ET

import aiohttp
from yarl import URL

from bot.channels import markup
from bot.channels.codec import Codec, signature_of
from bot.clock import Clock
from bot.standin.cards import card_in, refusal_of
from bot.standin.platform import Platform

TRIES = 3
RESPONSE_CODE = "response-code-CANARY-9"  # changes a card for 72 hours: it must show nowhere
ANSWER_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Said:
    """What became of one message of a member: statuses of the tries (0: no answer), and the passive answer."""

    statuses: tuple[int, ...]
    text: str | None = None

    @property
    def acknowledged(self) -> bool:
        return bool(self.statuses) and self.statuses[-1] == 200


@dataclass
class Line:
    """A line from the platform's members to one bot's callback address."""

    platform: Platform
    codec: Codec
    token: str
    url: str
    clock: Clock
    answer_seconds: float = ANSWER_SECONDS
    _numbers: int = field(default=7_000_000_000)
    _session: aiohttp.ClientSession | None = None

    async def check_url(self, echo: str = "1288432023552776189") -> bool:
        """The check when the administrator saves the address: the bot must answer with the bare text."""
        query = self._signed(encrypted := self.codec.encrypt(echo.encode())) | {"echostr": encrypted.decode()}
        async with self._opened().get(_exactly(self.url, query)) as response:
            return response.status == 200 and await response.text() == echo

    async def say(self, user: str, text: str) -> Said:
        """A member writes to the app."""
        self._numbers += 1
        plain = self.message(user, text, number=self._numbers)
        return await self.deliver(plain, user)

    async def press(self, user: str, label: str) -> Said:
        """A member presses the newest button with that label. Raises LookupError where there is none."""
        task, key = self.platform.cards.key_of(f"member:{user}", label)
        return await self.deliver(self.pressed(user, task=task, key=key), user)

    def pressed(self, user: str, *, task: str, key: str, at: datetime | None = None) -> str:
        """The XML of a press with whatever stands in it."""
        inside = (
            f"<EventKey>{markup.cdata(key)}</EventKey><TaskId>{markup.cdata(task)}</TaskId>"
            "<CardType><![CDATA[button_interaction]]></CardType>"
            f"<ResponseCode><![CDATA[{RESPONSE_CODE}]]></ResponseCode>"
        )
        return self.event(user, "template_card_event", inside, at=at)

    def event(self, user: str, name: str, inside: str = "", *, at: datetime | None = None) -> str:
        """An event's XML; events have no id."""
        app = self.platform.app
        return (
            f"<xml><ToUserName>{markup.cdata(app.corp_id)}</ToUserName><FromUserName>{markup.cdata(user)}</FromUserName>"
            f"<CreateTime>{int((at or self.clock.now()).timestamp())}</CreateTime><MsgType><![CDATA[event]]></MsgType>"
            f"<Event><![CDATA[{name}]]></Event>{inside}<AgentID>{app.agent_id}</AgentID></xml>"
        )

    def message(self, user: str, text: str, *, number: int, at: datetime | None = None) -> str:
        """A text message's XML."""
        seconds = int((at or self.clock.now()).timestamp())
        app = self.platform.app
        return (
            f"<xml><ToUserName>{markup.cdata(app.corp_id)}</ToUserName>"
            f"<FromUserName>{markup.cdata(user)}</FromUserName><CreateTime>{seconds}</CreateTime>"
            f"<MsgType><![CDATA[text]]></MsgType><Content>{markup.cdata(text)}</Content>"
            f"<MsgId>{number}</MsgId><AgentID>{app.agent_id}</AgentID></xml>"
        )

    async def deliver(self, plain: str, user: str) -> Said:
        """Call until there is an answer, three times at most; each try is encrypted anew."""
        statuses: list[int] = []
        for _ in range(TRIES):
            status, body = await self._call(plain)
            statuses.append(status)
            if status:
                answer = self._opened_answer(body) if status == 200 and body else None
                if answer is None:
                    return Said(tuple(statuses))
                if (kind := answer.findtext("MsgType")) == "update_template_card":
                    self._settle(user, plain, answer)
                    return Said(tuple(statuses))
                if kind != "text":
                    raise ValueError(f"a passive answer of kind {kind}")
                text = answer.findtext("Content") or ""
                self.platform.passive(user, text)
                return Said(tuple(statuses), text)
        return Said(tuple(statuses))

    async def _call(self, plain: str) -> tuple[int, bytes]:
        encrypted = self.codec.encrypt(plain.encode())
        body = (
            f"<xml><ToUserName>{markup.cdata(self.platform.app.corp_id)}</ToUserName>"
            f"<AgentID>{markup.cdata(str(self.platform.app.agent_id))}</AgentID>"
            f"<Encrypt><![CDATA[{encrypted.decode()}]]></Encrypt></xml>"
        )
        timeout = aiohttp.ClientTimeout(total=self.answer_seconds)
        try:
            async with self._opened().post(
                _exactly(self.url, self._signed(encrypted)),
                data=BytesIO(body.encode()),
                headers={"Content-Type": "text/xml"},
                timeout=timeout,
            ) as response:
                return response.status, await response.read()
        except (aiohttp.ClientError, TimeoutError, OSError):
            return 0, b""

    def _signed(self, encrypted: bytes) -> dict[str, str]:
        seconds, nonce = str(int(self.clock.now().timestamp())), "1597212914"
        signature = signature_of(self.token, seconds, nonce, encrypted)
        return {"msg_signature": signature, "timestamp": seconds, "nonce": nonce}

    def _settle(self, user: str, plain: str, answer: ET.Element) -> None:
        """A pressed card changes for the one who pressed it. Raises ValueError for a card that is none."""
        task = ET.fromstring(plain).findtext("TaskId") or ""  # noqa: S314  # our own event
        card = card_in(answer)
        if refusal_of({**card, "task_id": task}) or not self.platform.cards.update(f"member:{user}", task, card):
            raise ValueError("that card cannot be changed so")

    def _opened_answer(self, body: bytes) -> ET.Element:
        """A passive answer. Raises what a broken answer raises: the bot sent it."""
        values: dict[str, Any] = {child.tag: child.text or "" for child in ET.fromstring(body)}  # noqa: S314  # our own bot's answer
        encrypted = values["Encrypt"].encode()
        plain = self.codec.open(
            encrypted,
            signature=values["MsgSignature"],
            timestamp=values["TimeStamp"],
            nonce=values["Nonce"],
            now=self.clock.now(),
        )
        return ET.fromstring(plain)  # noqa: S314  # our own bot's answer

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            # A fresh connection a call: a kept one that the bot has closed would look like a missing answer.
            self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True))
        return self._session

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()


def _exactly(url: str, query: dict[str, str]) -> URL:
    """Every value percent-encoded, also "+" and "/", as the platform does."""
    return URL(url).with_query(query)
