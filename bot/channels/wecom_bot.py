"""The WeCom smart bot in callback mode: encrypted JSON in, an answer in the same call or one later (wecom 2.4, 2.6).

It can only answer: one text in the call, or one at the message's `response_url` within the hour. What the bot
says of itself, and every file, needs the long connection or a group robot.
"""

import json
import os
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.channels import markup
from bot.channels.aibot_frames import object_in
from bot.channels.aibot_inbound import ENTER_CHAT, RESPONSE_URL, inbound_from, pressed_in
from bot.channels.aibot_media import LIVES as MEDIA_LIVES
from bot.channels.aibot_media import MediaFetch
from bot.channels.aibot_speech import TEXT_BYTES, WELCOME_BYTES
from bot.channels.aibot_urls import LIVES, ResponseUrls
from bot.channels.base import Limits, Opened, Parcel, RawAnswer, RawRequest, Receipt
from bot.channels.calling import Caller
from bot.channels.codec import BODY_CAP, Codec, signature_of
from bot.channels.downloads import MOST_BYTES
from bot.channels.template_cards import settled_card, task_id, template_card
from bot.channels.wecom_errors import REACTIONS, Circuit, Reaction, error_for
from bot.clock import Clock
from bot.errors import ForgedCallback, SendError
from bot.messages import PRESS, Attachment, Card, Inbound, Media, Rate

PER_CHAT = (Rate(28, timedelta(seconds=63)), Rate(950, timedelta(hours=1)))
ELSEWHERE = timedelta(seconds=3)  # another replica may hold the address
LOOKED_FOR = timedelta(minutes=2)
MOST_LOOKED_FOR = 10_000
_ENCRYPT = re.compile(rb'"encrypt"\s*:\s*"((?:[A-Za-z0-9+/=]++|\\/|\\u00(?:2[bBfF]|3[dD]))*+)"')


class WecomBot:
    """A called channel that can answer late, for `answer_within`. Addresses are the chats of its messages."""

    passive_limit = TEXT_BYTES

    media_lives = MEDIA_LIVES

    def __init__(
        self,
        *,
        name: str,
        bot_id: str,
        token: str,
        aes_key: str,
        api_base: str,
        caller: Caller,
        clock: Clock,
        answer_within: timedelta = LIVES,
        cards: bool = True,
        random_bytes: Callable[[int], bytes] = os.urandom,
    ) -> None:
        self.name = name
        self.limits = Limits(
            text_bytes=TEXT_BYTES,
            per_destination=PER_CHAT,
            can_mention=False,
            inert=markup.markdown,
            reaches_members=False,
            files_apart=True,
        )
        self._cards = cards
        self._bot_id = bot_id
        self._token = token
        self._aes_key = aes_key
        self._codec = Codec(token=token, aes_key=aes_key, receive_id="", random_bytes=random_bytes)
        self._caller = caller
        self._clock = clock
        self._urls = ResponseUrls(api_base, clock, lives=answer_within)
        self._looked_for: dict[str, datetime] = {}
        self._circuits: dict[str, Circuit] = {}
        self._media = MediaFetch(plain_http=api_base.startswith("http:"))

    def open(self, request: RawRequest) -> Opened:
        """A URL check answered, or the message inside. Raises ForgedCallback for anything not to be believed.

        The message's `response_url` is remembered here and nowhere else: `Opened` could be shown.
        """
        now, query = self._clock.now(), request.query
        encrypted = query.get("echostr", "").encode("utf-8", "surrogatepass")
        if request.method != "GET":
            encrypted = encrypted_json_part(request.body)
        if missing := [key for key in ("msg_signature", "timestamp", "nonce") if key not in query]:
            raise ForgedCallback(f"{missing[0]} is missing", malformed=True)
        plain = self._codec.open(
            encrypted, signature=query["msg_signature"], timestamp=query["timestamp"], nonce=query["nonce"], now=now
        )
        if request.method == "GET":
            return Opened(answer=RawAnswer(body=plain))
        body = object_in(plain)
        if body is None:
            raise ForgedCallback("signed right, but no message of the platform", malformed=True)
        if body.get("aibotid", self._bot_id) != self._bot_id:
            raise ForgedCallback("meant for another bot")
        if body.get("msgtype") == "stream":  # asks how a stream goes on; every one of ours is finished at once
            return Opened(answer=RawAnswer())
        inbound = inbound_from(body, channel=self.name, now=now, passive=True, passive_card=True)
        inbound = replace(inbound, answers_only=True)
        self._urls.keep(inbound, body.get(RESPONSE_URL))
        pressed = pressed_in(body) if inbound.event == PRESS else None
        task = str(pressed.get("task_id") or "") if pressed else ""
        return Opened(inbound=(inbound,), context={"nonce": query["nonce"], "task": task})

    def seal(self, opened: Opened, inbound: Inbound, texts: Sequence[str], card: Card | None = None) -> RawAnswer:
        """The texts with their card, or what becomes of a pressed card, encrypted; nothing: the empty body."""
        answer = self._answer(opened, inbound, "\n".join(texts), card)
        if answer is None:
            return RawAnswer()
        encrypted = self._codec.encrypt(json.dumps(answer, ensure_ascii=False).encode())
        seconds, nonce = int(self._clock.now().timestamp()), opened.context["nonce"]
        envelope = {
            "encrypt": encrypted.decode(),
            "msgsignature": signature_of(self._token, str(seconds), nonce, encrypted),
            "timestamp": seconds,
            "nonce": nonce,
        }
        return RawAnswer(body=json.dumps(envelope).encode(), content_type="application/json")

    def _answer(self, opened: Opened, inbound: Inbound, said: str, card: Card | None) -> dict[str, object] | None:
        if inbound.event == PRESS:
            settled = settled_card(card, task=opened.context["task"]) if card is not None else None
            return {"response_type": "update_template_card", "template_card": settled} if settled else None
        if not said:
            return None
        if inbound.event == ENTER_CHAT:
            text = markup.fitting(said, WELCOME_BYTES, inert=markup.plain)
            return {"msgtype": "text", "text": {"content": text}}
        text = markup.fitting(said, TEXT_BYTES, inert=markup.markdown)
        stream = {"id": inbound.digest[:32], "finish": True, "content": text}  # the same for a repeated call
        task = task_id(f"answer:{inbound.message_id}:{inbound.digest}")
        shown = template_card(card, task=task, now=inbound.sent_at) if card is not None and self._cards else None
        if shown is not None:
            return {"msgtype": "stream_with_template_card", "stream": stream, "template_card": shown}
        return {"msgtype": "stream", "stream": stream}

    async def send(self, parcel: Parcel) -> Receipt:
        """One late answer, at the address that came with the message. Raises SendError or SendUnknown."""
        if parcel.text.strip() or not parcel.attachments:
            await self._answer_late(parcel, self._text(parcel))
        if parcel.attachments:
            raise SendError("a smart bot in callback mode carries no files", permanent=True, code=40008)
        return Receipt()

    async def _answer_late(self, parcel: Parcel, text: str) -> None:
        place = self._urls.of(parcel.in_reply_to, parcel.to)
        if place is None:
            raise self._nowhere(parcel)
        circuit = self._circuits.setdefault(f"{parcel.to.kind}:{parcel.to.id}", Circuit())
        while len(self._circuits) > MOST_LOOKED_FOR:
            del self._circuits[next(iter(self._circuits))]
        circuit.check(self._clock.now(), path=place.path)
        payload = {"msgtype": "markdown", "markdown": {"content": text}}
        code = (await self._caller.post(place.path, query=place.query, payload=payload))["errcode"]
        if REACTIONS.get(code) is Reaction.FREQUENCY:
            wait = circuit.blocked(self._clock.now(), code=code)
            raise SendError(f"{place.path}: over the limit ({code})", permanent=False, retry_after=wait, code=code)
        if code != 0:
            raise error_for(code, path=place.path)
        self._urls.used(parcel.in_reply_to)
        circuit.passed(self._clock.now())

    async def fetch(self, media: Media, *, most: int = MOST_BYTES) -> Attachment:
        """What somebody sent, within five minutes of its coming. Raises MediaLost."""
        return await self._media.fetch(media, most=most, key=self._aes_key)

    def _text(self, parcel: Parcel) -> str:
        text = markup.markdown(parcel.text)
        if not text.strip():
            raise SendError("there is nothing to say", permanent=True, code=44004)
        if len(text.encode()) > TEXT_BYTES:
            raise SendError("the text is longer than the platform carries", permanent=True, code=45002)
        return text

    def _nowhere(self, parcel: Parcel) -> SendError:
        """No address is here: the replica that was called may have it, but nobody looks for it for ever."""
        why = "a smart bot in callback mode only answers, once a message"
        if parcel.in_reply_to is None:
            return SendError(why, permanent=True)
        now = self._clock.now()
        since = self._looked_for.setdefault(parcel.key, now)
        while len(self._looked_for) > MOST_LOOKED_FOR:
            del self._looked_for[next(iter(self._looked_for))]
        if now - since >= LOOKED_FOR:
            return SendError(why, permanent=True)
        return SendError(f"{why}: the place is not here", permanent=False, retry_after=ELSEWHERE, counted=False)

    async def close(self) -> None:
        await self._caller.close()
        await self._media.close()


def encrypted_json_part(body: bytes) -> bytes:
    """The one `encrypt` of a JSON envelope, searched and not parsed. Raises ForgedCallback (malformed)."""
    if len(body) > BODY_CAP:
        raise ForgedCallback("body over the cap", malformed=True)
    found = _ENCRYPT.findall(body)
    if len(found) != 1:
        raise ForgedCallback("not exactly one encrypt", malformed=True)
    inside: bytes = found[0]
    return json.loads(b'"' + inside + b'"').encode() if b"\\" in inside else inside  # some writers escape "/" or "="
