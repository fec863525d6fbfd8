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

    async def press(self, user: str, label: str, *, chat: str | None = None) -> Said:
        """A member presses the newest button with that label. Raises LookupError where there is none."""
        body = self._desk.pressing(user, label, chat=chat)
        return await self.deliver({**body, "response_url": self._files.response_url(chat or user)})

    async def deliver(self, body: Mapping[str, Any]) -> Said:
        """Call until there is an answer; each try is encrypted anew."""
        statuses: list[int] = []
        for _ in range(TRIES):
            status, answer = await self._call(json.dumps(body, ensure_ascii=False))
            statuses.append(status)
            if status:
                if status != 200 or not answer:
                    return Said(tuple(statuses))
                text = self._show(str(body.get("chatid") or body["from"]["userid"]), body, self._opened_answer(answer))
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

    def _opened_answer(self, answer: bytes) -> dict[str, Any]:
        """An answer in the call. Raises what a broken answer raises: the bot sent it."""
        envelope = object_in(answer) or {}
        plain = self._codec.open(
            str(envelope["encrypt"]).encode(),
            signature=envelope["msgsignature"],
            timestamp=str(envelope["timestamp"]),
            nonce=envelope["nonce"],
            now=self._desk.clock.now(),
        )
        said: dict[str, Any] = json.loads(plain)
        return said

    def _show(self, chat: str, body: Mapping[str, Any], said: Mapping[str, Any]) -> str | None:
        """What the chat shows of it; the text, if there is one. Raises ValueError for what nobody would take."""
        screens = self._desk.screens
        if said.get("response_type") == "update_template_card":
            task = str(body["event"]["template_card_event"]["task_id"])
            if screens.settle(chat, task, said["template_card"])["errcode"]:
                raise ValueError("that card cannot be changed so")
            return None
        if said["msgtype"] == "text":
            text = str(said["text"]["content"])
        else:
            if said["stream"]["finish"] is not True or not said["stream"]["id"]:
                raise ValueError("a stream that goes on: nobody would ask for the rest here")
            text = str(said["stream"]["content"])
        screens.passive(chat, text)
        if said["msgtype"] == "stream_with_template_card":
            card = {"msgtype": "template_card", "template_card": said["template_card"]}
            if screens.say(chat, card, via="aibot answer")["errcode"]:
                raise ValueError("that card would not be taken")
        return text

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True))
        return self._session

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
