"""The stand-in calling a smart bot in callback mode: encrypted JSON, and the answer that comes back in the call.

Five seconds for an answer, three tries in all, as for an app; how often the platform really tries is documented
nowhere.
"""

import json
from collections.abc import Mapping
from io import BytesIO
from typing import Any

import aiohttp
from yarl import URL

from bot.channels.aibot_frames import object_in
from bot.channels.codec import Codec, signature_of
from bot.standin.aibot_desk import BotDesk
from bot.standin.aibot_files import BotFiles
from bot.standin.calls import ANSWER_SECONDS, TRIES, Said


class BotLine:
    """A line from a bot's chats to its callback address."""

    def __init__(
        self,
        desk: BotDesk,
        files: BotFiles,
        *,
        token: str,
        aes_key: str,
        url: str,
        answer_seconds: float = ANSWER_SECONDS,
    ) -> None:
        self._desk = desk
        self._files = files
        self._token = token
        self._codec = Codec(token=token, aes_key=aes_key, receive_id="")
        self._url = URL(url)
        self._timeout = aiohttp.ClientTimeout(total=answer_seconds)
        self._session: aiohttp.ClientSession | None = None

    async def check_url(self, echo: str = "4561255354251345929") -> bool:
        """The check when the administrator saves the address."""
        encrypted = self._codec.encrypt(echo.encode())
        query = self._signed(encrypted) | {"echostr": encrypted.decode()}
        async with self._opened().get(self._url.with_query(query)) as response:
            return response.status == 200 and await response.text() == echo

    async def say(self, user: str, text: str, *, chat: str | None = None) -> Said:
        """A member says something to the bot."""
        body = self._desk.body(user, "text", {"content": text}, chat=chat)
        return await self.deliver({**body, "response_url": self._files.response_url(chat or user)})

    async def deliver(self, body: Mapping[str, Any]) -> Said:
        """Call until there is an answer; each try is encrypted anew."""
        statuses: list[int] = []
        for _ in range(TRIES):
            status, answer = await self._call(json.dumps(body, ensure_ascii=False))
            statuses.append(status)
            if status:
                text = self._text_of(answer) if status == 200 and answer else None
                if text is not None:
                    chat = body.get("chatid") or body["from"]["userid"]
                    self._desk.screens.passive(str(chat), text)
                return Said(tuple(statuses), text)
        return Said(tuple(statuses))

    async def _call(self, plain: str) -> tuple[int, bytes]:
        encrypted = self._codec.encrypt(plain.encode())
        try:
            async with self._opened().post(
                self._url.with_query(self._signed(encrypted)),
                data=BytesIO(json.dumps({"encrypt": encrypted.decode()}).encode()),
                headers={"Content-Type": "application/json"},
                timeout=self._timeout,
            ) as response:
                return response.status, await response.read()
        except (aiohttp.ClientError, TimeoutError, OSError):
            return 0, b""

    def _signed(self, encrypted: bytes) -> dict[str, str]:
        seconds, nonce = str(int(self._desk.clock.now().timestamp())), "1597212914"
        signature = signature_of(self._token, seconds, nonce, encrypted)
        return {"msg_signature": signature, "timestamp": seconds, "nonce": nonce}

    def _text_of(self, answer: bytes) -> str:
        """The text of an answer in the call. Raises what a broken answer raises: the bot sent it."""
        envelope = object_in(answer) or {}
        plain = self._codec.open(
            str(envelope["encrypt"]).encode(),
            signature=envelope["msgsignature"],
            timestamp=str(envelope["timestamp"]),
            nonce=envelope["nonce"],
            now=self._desk.clock.now(),
        )
        said = json.loads(plain)
        if said["msgtype"] == "stream":
            if said["stream"]["finish"] is not True or not said["stream"]["id"]:
                raise ValueError("a stream that goes on: nobody would ask for the rest here")
            return str(said["stream"]["content"])
        return str(said["text"]["content"])

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True))
        return self._session

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
