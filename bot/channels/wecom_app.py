"""The WeCom self-built app: encrypted callbacks in, a passive answer or message/send out.

The platform calls, waits five seconds and calls again, so a message may come three times; each call
that is answered with the same text is one answer for the person. Groups never reach an app.
"""

import hashlib
import logging
import os
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from bot.channels import markup
from bot.channels.appchat import AppChats
from bot.channels.base import Address, Limits, Opened, Parcel, RawAnswer, RawRequest, Receipt
from bot.channels.codec import Codec, encrypted_part
from bot.channels.downloads import MOST_BYTES
from bot.channels.media_get import LIVES as MEDIA_LIVES
from bot.channels.media_get import fetched
from bot.channels.template_cards import is_let_go, settled_card, settled_xml, task_id, template_card
from bot.channels.wecom_api import WecomApi
from bot.channels.wecom_media import MediaShelf
from bot.channels.xml_messages import inbound_from, parsed
from bot.clock import Clock
from bot.errors import ForgedCallback, SendError
from bot.messages import CARD, PRESS, Attachment, Card, Inbound, Media, Rate

log = logging.getLogger(__name__)

TEXT_BYTES = 2048  # the platform cuts what is longer (reference: wecom 1.7, 4.2)
MARK_SIGNS = 12
CHANGE = "/cgi-bin/message/update_template_card"
SWALLOWS = timedelta(minutes=30)
PER_MEMBER = (Rate(28, timedelta(minutes=1)), Rate(950, timedelta(hours=1)))
"""Beyond 30 a minute and 1000 an hour the platform drops in silence, so we stay below."""


class WecomApp:
    """A receiving and sending channel. Destinations are members, or groups that the app itself created."""

    passive_limit = TEXT_BYTES
    media_lives = MEDIA_LIVES

    def __init__(
        self,
        *,
        name: str,
        corp_id: str,
        agent_id: int,
        codec: Codec,
        api: WecomApi,
        clock: Clock,
        random_bytes: Callable[[int], bytes] = os.urandom,
        cards: bool = True,
    ) -> None:
        self.name = name
        self.limits = Limits(
            text_bytes=TEXT_BYTES - len(_mark("").encode()),
            per_destination=PER_MEMBER,
            inert=markup.plain,
            swallows_repeats=SWALLOWS,
            swallows_to=("member",),  # appchat has no duplicate check
            files_apart=True,
            cards="apart" if cards else "none",
            cards_to=("member",),  # appchat takes none
        )
        self._corp_id = corp_id
        self._agent_id = agent_id
        self._codec = codec
        self._api = api
        self._clock = clock
        self._random_bytes = random_bytes
        self._shelf = MediaShelf(clock)
        self.chats = AppChats(api)

    def open(self, request: RawRequest) -> Opened:
        """A URL check answered, or the message inside. Raises ForgedCallback for anything not to be believed."""
        now = self._clock.now()
        query = request.query
        encrypted = query.get("echostr", "").encode("utf-8", "surrogatepass")
        if request.method != "GET":
            encrypted = encrypted_part(request.body)
        if missing := [key for key in ("msg_signature", "timestamp", "nonce") if key not in query]:
            raise ForgedCallback(f"{missing[0]} is missing", malformed=True)
        plain = self._codec.open(
            encrypted, signature=query["msg_signature"], timestamp=query["timestamp"], nonce=query["nonce"], now=now
        )
        if request.method == "GET":
            return Opened(answer=RawAnswer(body=plain))
        message = parsed(plain)
        if message.target != self._corp_id:
            raise ForgedCallback("meant for another corporation")
        inbound = inbound_from(message, plain, channel=self.name, now=now)
        return Opened(inbound=(inbound,), context={"to": inbound.sender})

    def seal(self, opened: Opened, inbound: Inbound, texts: Sequence[str], card: Card | None = None) -> RawAnswer:
        """The texts as one passive answer, or what becomes of a pressed card, encrypted; nothing: the empty body.

        At most `passive_limit` bytes are carried: what is longer belongs into the outbox, whole.
        """
        if texts:
            text = markup.fitting("\n".join(texts), TEXT_BYTES, inert=markup.plain)
            said = f"<MsgType><![CDATA[text]]></MsgType><Content>{markup.cdata(text)}</Content>"
        elif card is not None and inbound.event == PRESS:
            said = f"<MsgType><![CDATA[update_template_card]]></MsgType>{settled_xml(card)}"
        else:
            return RawAnswer()
        seconds = str(int(self._clock.now().timestamp()))
        plain = (
            f"<xml><ToUserName>{markup.cdata(opened.context.get('to', inbound.sender))}</ToUserName>"
            f"<FromUserName>{markup.cdata(self._corp_id)}</FromUserName><CreateTime>{seconds}</CreateTime>{said}</xml>"
        )
        nonce = self._random_bytes(8).hex()
        return RawAnswer(
            body=self._codec.envelope(plain.encode(), timestamp=seconds, nonce=nonce), content_type="application/xml"
        )

    async def send(self, parcel: Parcel) -> Receipt:
        """The text, the card, each file: message/send to a member, appchat/send to a group of the app's own.

        Raises SendError or SendUnknown.
        """
        answers: list[Mapping[str, Any]] = []
        if parcel.text.strip() or not (parcel.attachments or parcel.card):
            answers.append(await self._post(parcel.to, "text", self._text(parcel)))
        if parcel.card is not None:
            answers.append(await self._show(parcel, parcel.card))
        answers += [await self._hand_over(parcel, file) for file in parcel.attachments]
        refused = dict.fromkeys(user for answer in answers for user in _refused(answer))
        return Receipt(reference=_reference(parcel, answers[-1]), refused=tuple(refused))

    async def fetch(self, media: Media, *, most: int = MOST_BYTES) -> Attachment:
        """What somebody sent, within three days of its coming. Raises MediaLost."""
        return await fetched(self._api, media, most=most)

    async def _show(self, parcel: Parcel, card: Card) -> Mapping[str, Any]:
        """A new card, or what becomes of one that stands there."""
        task, now = task_id(parcel.key), self._clock.now()
        shown = settled_card(card, task=task) if card.replaces else template_card(card, task=task, now=now)
        if shown is None or parcel.to.kind == "group":
            return {}
        try:
            if card.replaces:
                return await self._change(parcel.to, card.replaces, shown)
            return await self._post(parcel.to, "template_card", shown)
        except SendError as error:
            if not is_let_go(error):
                raise
            log.warning("a card was refused, its words were said", extra={"channel": self.name, "code": error.code})
            return {}

    async def _change(self, to: Address, code: str, shown: Mapping[str, Any]) -> Mapping[str, Any]:
        """The card that was sent with that code, for its one reader; the platform takes a code once, for 72 hours."""
        told = {key: value for key, value in shown.items() if key != "task_id"}
        payload = {"userids": [to.id], "agentid": self._agent_id, "response_code": code, "template_card": told}
        return await self._api.post(CHANGE, payload)

    async def _hand_over(self, parcel: Parcel, file: Attachment) -> Mapping[str, Any]:
        return await self._shelf.sent(
            file,
            key=parcel.key,
            upload=lambda: self._api.upload(file),
            send=lambda media_id: self._post(parcel.to, "file", {"media_id": media_id}),
        )

    def _text(self, parcel: Parcel) -> dict[str, Any]:
        text = markup.plain(parcel.text)
        if not text.strip():
            raise SendError("there is nothing to say", permanent=True, code=44004)
        content: dict[str, Any] = {"content": text}
        if parcel.to.kind == "group":
            content["mentioned_list"] = markup.mentionable(parcel.mentions)
        else:
            content["content"] += _mark(parcel.key)
        if len(content["content"].encode()) > TEXT_BYTES:
            raise SendError("the text is longer than the platform carries", permanent=True, code=45002)
        return content

    async def _post(self, to: Address, kind: str, content: Mapping[str, Any]) -> Mapping[str, Any]:
        if to.kind == "group":
            payload = {"chatid": to.id, "msgtype": kind, kind: content, "safe": 0}
            return await self._api.post("/cgi-bin/appchat/send", payload)
        if not markup.mentionable([to.id]):  # "a|b" would be two people, "@all" everybody
            raise SendError("that is not the id of one member", permanent=True, code=40003)
        return await self._api.post(
            "/cgi-bin/message/send",
            {
                "touser": to.id,
                "msgtype": kind,
                "agentid": self._agent_id,
                kind: content,
                "enable_duplicate_check": 1,
                "duplicate_check_interval": int(SWALLOWS.total_seconds()),
            },
        )

    async def close(self) -> None:
        await self._api.close()


def _reference(parcel: Parcel, answer: Mapping[str, Any]) -> str:
    """How the card can be changed later, else the message's id."""
    code = answer.get("response_code")
    if parcel.card is not None and parcel.card.about and not parcel.card.replaces and isinstance(code, str) and code:
        return f"{CARD}{parcel.card.about}:{code}"
    return str(answer.get("msgid", ""))


def _refused(answer: Mapping[str, Any]) -> tuple[str, ...]:
    """Members that the platform did not reach although it said ok."""
    names = "|".join(str(answer.get(field) or "") for field in ("invaliduser", "unlicenseduser"))
    return tuple(dict.fromkeys(name for name in names.split("|") if name))


def _mark(key: str) -> str:
    """An invisible running mark: two notices with the same words are two, two tries of one notice are one.

    The platform's duplicate check drops identical contents within half an hour.
    """
    number = int.from_bytes(hashlib.sha256(key.encode()).digest()[:4], "big")
    return "".join("\u200b" if number >> bit & 1 else "\u200c" for bit in range(MARK_SIGNS))
