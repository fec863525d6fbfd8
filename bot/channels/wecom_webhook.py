"""The WeCom group robot: posts into the one group it was added to, and really mentions people.

It hears nothing. The address of a group is the robot's key, which is a secret: `env:NAME` in the
directory names an environment variable instead. The platform answers HTTP 200 even to refuse.
"""

import asyncio
import hashlib
import logging
import re
from base64 import b64encode
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any

from bot.channels import markup
from bot.channels.base import Address, Limits, Parcel, Receipt
from bot.channels.calling import Caller
from bot.channels.template_cards import is_let_go, notice_card
from bot.channels.wecom_errors import REACTIONS, Circuit, Reaction, error_for
from bot.channels.wecom_media import MediaShelf
from bot.clock import Clock
from bot.errors import SendError
from bot.messages import Attachment, Card, Rate

log = logging.getLogger(__name__)

TEXT_BYTES = 2048
PICTURES, PICTURE_BYTES = ("image/jpeg", "image/png"), 2 * 1024 * 1024
MARKDOWN_BYTES = 4096
SEND = "/cgi-bin/webhook/send"
UPLOAD = "/cgi-bin/webhook/upload_media"
_PHONE = re.compile("1[0-9]{10}")
TWENTY_A_MINUTE = Rate(20, timedelta(seconds=63))
"""The platform counts arrivals, we count departures: three seconds more keep a slow call from making 21."""


class WecomWebhook:
    """A sending channel. With `markdown`, texts beyond 2048 bytes go as one markdown message of up to 4096.

    Markdown halves the number of messages for a long list, but members who read in personal WeChat
    cannot see it: off unless the district wants it. `card_url`: what a card opens, the district's board say; nobody
    can press a button of a robot, and without an address the platform takes no card.
    """

    def __init__(
        self,
        *,
        name: str,
        caller: Caller,
        clock: Clock,
        environment: Mapping[str, str],
        markdown: bool = False,
        card_url: str = "",
    ) -> None:
        self.name = name
        self.limits = Limits(
            text_bytes=MARKDOWN_BYTES if markdown else TEXT_BYTES,
            per_destination=(TWENTY_A_MINUTE,),
            inert=markup.markdown if markdown else markup.plain,
            mention_bytes=len("<@> ") if markdown else None,
            by_mobile=TEXT_BYTES,  # a markdown message mentions by user id alone
            reaches_members=False,
            files_apart=True,
            cards="apart" if card_url else "none",
            cards_to=("group",),
        )
        self._card_url = card_url
        self._caller = caller
        self._clock = clock
        self._environment = environment
        self._markdown = markdown
        self._shelf = MediaShelf(clock)
        self._circuits: dict[str, Circuit] = {}
        self._one_at_a_time: dict[str, asyncio.Lock] = {}

    async def send(self, parcel: Parcel) -> Receipt:
        """Post the text, then each file. Raises SendError or SendUnknown; the robot has no duplicate check."""
        key = self._key_of(parcel.to)
        if parcel.text.strip() or not (parcel.attachments or parcel.card):
            await self._post(key, self._payload(parcel))
        if parcel.card is not None and self._card_url:
            await self._show(key, parcel.card)
        for file in parcel.attachments:
            await self._hand_over(key, parcel, file)
        return Receipt()

    async def _show(self, key: str, card: Card) -> None:
        shown = notice_card(card, url=self._card_url)
        try:
            await self._post(key, {"msgtype": "template_card", "template_card": shown})
        except SendError as error:
            if not is_let_go(error):
                raise
            log.warning("a card was refused, its words were said", extra={"channel": self.name, "code": error.code})

    async def _hand_over(self, key: str, parcel: Parcel, file: Attachment) -> None:
        """A picture that fits is seen at once; anything else is a file to be opened."""
        if file.media_type in PICTURES and len(file.content) <= PICTURE_BYTES:
            digest = hashlib.md5(file.content, usedforsecurity=False).hexdigest()  # what the platform compares
            picture = {"base64": b64encode(file.content).decode(), "md5": digest}
            await self._post(key, {"msgtype": "image", "image": picture})
            return
        query = {"key": key, "type": "file"}
        await self._shelf.sent(
            file,
            key=f"{_hidden(key)}/{parcel.key}",  # a media id is good for its own robot alone
            upload=lambda: self._served(key, UPLOAD, lambda: self._caller.upload(UPLOAD, query=query, file=file)),
            send=lambda media_id: self._post(key, {"msgtype": "file", "file": {"media_id": media_id}}),
        )

    async def _post(self, key: str, payload: Mapping[str, Any]) -> Mapping[str, Any]:
        return await self._served(key, SEND, lambda: self._caller.post(SEND, query={"key": key}, payload=payload))

    async def _served(self, key: str, path: str, call: Callable[[], Awaitable[Mapping[str, Any]]]) -> Mapping[str, Any]:
        hidden = _hidden(key)
        circuit = self._circuits.setdefault(hidden, Circuit())
        async with self._one_at_a_time.setdefault(hidden, asyncio.Lock()):  # two at once are answered 45033
            circuit.check(self._clock.now(), path=path)
            answer = await call()
        code = answer["errcode"]
        if REACTIONS.get(code) in (Reaction.FREQUENCY, Reaction.CONCURRENCY):  # which of them is not certain
            wait = circuit.blocked(self._clock.now(), code=code)
            raise SendError(f"{path}: over the limit ({code})", permanent=False, retry_after=wait, code=code)
        if code != 0:
            raise error_for(code, path=path)
        circuit.passed(self._clock.now())
        return answer

    def _key_of(self, to: Address) -> str:
        if to.kind != "group":
            raise SendError("a group robot reaches no single member", permanent=True)
        if not to.id.startswith("env:"):
            return to.id
        name = to.id.removeprefix("env:")
        if key := self._environment.get(name, "").strip():
            return key
        raise SendError(
            f"the environment variable {name} holds no robot key",
            permanent=False,
            retry_after=timedelta(minutes=5),
            counted=False,
            needs="chat",
        )

    def _payload(self, parcel: Parcel) -> dict[str, Any]:
        text, mentions = self.limits.inert(parcel.text), markup.mentionable(parcel.mentions)
        if not text.strip():
            raise SendError("there is nothing to say", permanent=True, code=44004)
        if len(text.encode()) <= TEXT_BYTES:
            content: dict[str, Any] = {"content": text}
            if mentions:
                content["mentioned_list"] = mentions
            if mobiles := [phone for phone in parcel.mobiles if _PHONE.fullmatch(phone)]:
                content["mentioned_mobile_list"] = mobiles
            return {"msgtype": "text", "text": content}
        if mentions:
            text += "\n" + " ".join(f"<@{user}>" for user in mentions)
        if not self._markdown or len(text.encode()) > MARKDOWN_BYTES or parcel.mobiles:
            raise SendError("the text is longer than the robot carries", permanent=True, code=45002)
        return {"msgtype": "markdown", "markdown": {"content": text}}

    async def close(self) -> None:
        await self._caller.close()


def _hidden(key: str) -> str:
    """A name for the robot that tells nobody its key."""
    return hashlib.sha256(key.encode()).hexdigest()
