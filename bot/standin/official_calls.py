"""Followers of the official account calling the bot: signed in each of the three modes, repeated as the platform does.

Five seconds, three tries in all. What comes back is read as strictly as the platform reads it: neither empty, nor
"success", nor a right answer means that the follower sees an error.
"""

from io import BytesIO
from typing import Literal
from xml.etree import ElementTree as ET

import aiohttp
from yarl import URL

from bot.channels import markup
from bot.channels.codec import Codec, signature_of
from bot.channels.official_account import address_signature
from bot.standin.calls import ANSWER_SECONDS, TRIES, Said
from bot.standin.official_desk import OUT_OF_ORDER, OfficialDesk


class OfficialLine:
    """A line from the account's followers to the bot's address."""

    def __init__(
        self,
        desk: OfficialDesk,
        codec: Codec,
        *,
        token: str,
        url: str,
        mode: Literal["safe", "compatible", "plain"] = "safe",
        answer_seconds: float = ANSWER_SECONDS,
    ) -> None:
        self.mode = mode
        self._desk = desk
        self._codec = codec
        self._token = token
        self._url = URL(url)
        self._timeout = aiohttp.ClientTimeout(total=answer_seconds)
        self._numbers = 6_000_000_000
        self._session: aiohttp.ClientSession | None = None

    async def check_url(self, echo: str = "5838479218127813673") -> bool:
        """The check when the administrator saves the address: the echo comes back as it is."""
        async with self._opened().get(self._url.with_query(self._signed() | {"echostr": echo})) as response:
            return response.status == 200 and await response.text() == echo

    async def say(self, person: str, text: str) -> Said:
        """A follower writes."""
        return await self.put(person, "text", Content=text)

    async def put(self, person: str, kind: str, **fields: str) -> Said:
        """A follower sends something of any kind."""
        self._numbers += 1
        self._desk.wrote(person)
        return await self.deliver(self.message(person, kind, MsgId=str(self._numbers), **fields), person)

    async def event(self, person: str, name: str, **fields: str) -> Said:
        """Something happens with a follower."""
        if name == "unsubscribe":
            self._desk.left(person)
        elif name in ("CLICK", "subscribe", "SCAN"):
            self._desk.clicked(person)
        return await self.deliver(self.message(person, "event", Event=name, **fields), person)

    def message(self, person: str, kind: str, **fields: str) -> str:
        """The XML of a message."""
        inside = "".join(f"<{name}>{markup.cdata(value)}</{name}>" for name, value in fields.items())
        return (
            f"<xml><ToUserName>{markup.cdata(self._desk.account)}</ToUserName>"
            f"<FromUserName>{markup.cdata(person)}</FromUserName>"
            f"<CreateTime>{int(self._desk.clock.now().timestamp())}</CreateTime>"
            f"<MsgType>{markup.cdata(kind)}</MsgType>{inside}</xml>"
        )

    async def deliver(self, plain: str, person: str) -> Said:
        """Call until there is an answer, three times at most; what the follower sees stands on his screen."""
        statuses: list[int] = []
        for _ in range(TRIES):
            status, body = await self._call(plain)
            statuses.append(status)
            if not status:
                continue
            text = self._text_in(body) if status == 200 else OUT_OF_ORDER
            if text:
                self._desk.show(person, text, via="official passive")
            return Said(tuple(statuses), text)
        self._desk.show(person, OUT_OF_ORDER, via="official passive")
        return Said(tuple(statuses))

    async def _call(self, plain: str) -> tuple[int, bytes]:
        query, body = self._signed(), plain
        if self.mode != "plain":
            encrypted = self._codec.encrypt(plain.encode())
            signature = signature_of(self._token, query["timestamp"], query["nonce"], encrypted)
            query |= {"encrypt_type": "aes", "msg_signature": signature}
            sealed = f"<Encrypt><![CDATA[{encrypted.decode()}]]></Encrypt></xml>"
            beside = plain.removesuffix("</xml>") if self.mode == "compatible" else self._receiver()
            body = beside + sealed
        try:
            async with self._opened().post(
                self._url.with_query(query),
                data=BytesIO(body.encode()),
                headers={"Content-Type": "text/xml"},
                timeout=self._timeout,
            ) as response:
                return response.status, await response.read()
        except (aiohttp.ClientError, TimeoutError, OSError):
            return 0, b""

    def _receiver(self) -> str:
        return f"<xml><ToUserName>{markup.cdata(self._desk.account)}</ToUserName>"

    def _signed(self) -> dict[str, str]:
        seconds, nonce = str(int(self._desk.clock.now().timestamp())), "486452656"
        return {"signature": address_signature(self._token, seconds, nonce), "timestamp": seconds, "nonce": nonce}

    def _text_in(self, body: bytes) -> str | None:
        """The text of a passive answer, None for none. What is no answer shows as an error."""
        if body in (b"", b"success"):
            return None
        try:
            values = {child.tag: child.text or "" for child in ET.fromstring(body)}  # noqa: S314  # our own bot's answer
            if self.mode != "plain":
                plain = self._codec.open(
                    values["Encrypt"].encode(),
                    signature=values["MsgSignature"],
                    timestamp=values["TimeStamp"],
                    nonce=values["Nonce"],
                    now=self._desk.clock.now(),
                )
                values = {child.tag: child.text or "" for child in ET.fromstring(plain)}  # noqa: S314  # our own bot's answer
            return values["Content"] if values["FromUserName"] == self._desk.account else OUT_OF_ORDER
        except (ET.ParseError, KeyError):
            return OUT_OF_ORDER

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True))
        return self._session

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
