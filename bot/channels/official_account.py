"""The WeChat official account: the public's messages in by callback, answered in the call or within two days.

What a passive answer does not carry goes by the customer service message, which the platform takes only for so
long after the person's last message. Of a call in plain mode only the address is signed, never its body.
"""

import hashlib
import hmac
import os
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal, get_args

from bot.channels import markup
from bot.channels.base import Limits, Opened, Parcel, RawAnswer, RawRequest, Receipt
from bot.channels.codec import BODY_CAP, FRESH, Codec, encrypted_part
from bot.channels.downloads import MOST_BYTES
from bot.channels.media_get import LIVES as MEDIA_LIVES
from bot.channels.media_get import fetched
from bot.channels.token_source import Dialect
from bot.channels.wecom_api import WecomApi
from bot.channels.xml_messages import inbound_from, parsed
from bot.clock import Clock
from bot.errors import ForgedCallback, SendError
from bot.messages import Attachment, Card, Inbound, Media

Mode = Literal["safe", "compatible", "plain"]
MODES: tuple[str, ...] = get_args(Mode)
API_BASE = "https://api.weixin.qq.com"
TEXT_BYTES = 2048
ANSWERABLE = timedelta(hours=48)  # after the person's last message (reference: wecom 6)
AFTER_A_CLICK = timedelta(minutes=1)  # the menu, a subscription, a scan: three messages, if nothing was written before
WELCOMED = ("subscribe", "SCAN")  # whoever comes by the code on the poster is told what to do
SEND = "/cgi-bin/message/custom/send"
NOTHING_TO_SAY = RawAnswer(body=b"success")
TOKEN_CALL = Dialect(
    "/cgi-bin/token", ("appid", "secret"), grant="client_credential", dead_token=frozenset({40001, 40014, 42001, 41001})
)
STABLE_TOKEN_CALL = replace(TOKEN_CALL, gettoken="/cgi-bin/stable_token", posted=True)

_OPEN_ID = re.compile(r"[0-9A-Za-z_-]{1,128}")
_ECHO = re.compile(rb"[0-9A-Za-z_+/=.-]{1,128}")
_TEN_DIGITS = re.compile(r"[0-9]{10}", re.ASCII)


class OfficialAccount:
    """A receiving and sending channel. Addresses are the open ids of people who wrote; nobody else is reached."""

    passive_limit = TEXT_BYTES
    media_lives = MEDIA_LIVES

    def __init__(
        self,
        *,
        name: str,
        token: str,
        codec: Codec,
        api: WecomApi,
        clock: Clock,
        mode: Mode = "safe",
        random_bytes: Callable[[int], bytes] = os.urandom,
    ) -> None:
        self.name = name
        self.limits = Limits(
            text_bytes=TEXT_BYTES,
            can_mention=False,
            inert=markup.plain,
            reaches_members=False,  # nobody of the directory is here, only the public
            files_apart=True,
        )
        self._token = token
        self._codec = codec
        self._api = api
        self._clock = clock
        self._mode = mode
        self._random_bytes = random_bytes

    def open(self, request: RawRequest) -> Opened:
        """A URL check answered, or the message inside. Raises ForgedCallback for anything not to be believed."""
        now = self._clock.now()
        if request.method == "GET":
            return Opened(answer=RawAnswer(body=self._echo(request, now)))
        if len(request.body) > BODY_CAP:
            raise ForgedCallback("body over the cap", malformed=True)
        sealed = request.query.get("encrypt_type") == "aes"
        if not sealed and self._mode != "plain":
            raise ForgedCallback("not encrypted, and the account is set to be")
        if sealed and self._mode == "plain":
            raise ForgedCallback("encrypted, and the account is set to plain mode")
        plain = self._deciphered(request, now) if sealed else self._checked(request, now)
        message = parsed(plain)
        inbound = _answerable(
            inbound_from(message, plain, channel=self.name, now=now), str(getattr(message, "key", None) or "")
        )
        return Opened(inbound=(inbound,), context={"to": inbound.sender, "from": message.target})

    def seal(self, opened: Opened, inbound: Inbound, texts: Sequence[str], card: Card | None = None) -> RawAnswer:  # noqa: ARG002  # followers have no cards
        """The texts as one passive answer, encrypted unless in plain mode; none: the word that acknowledges.

        At most `passive_limit` bytes are carried: what is longer belongs into the outbox, whole.
        """
        if not texts:
            return NOTHING_TO_SAY
        seconds = str(int(self._clock.now().timestamp()))
        text = markup.fitting("\n".join(texts), TEXT_BYTES, inert=markup.plain)
        plain = (
            f"<xml><ToUserName>{markup.cdata(opened.context.get('to', inbound.sender))}</ToUserName>"
            f"<FromUserName>{markup.cdata(opened.context.get('from', ''))}</FromUserName>"
            f"<CreateTime>{seconds}</CreateTime><MsgType><![CDATA[text]]></MsgType>"
            f"<Content>{markup.cdata(text)}</Content></xml>"
        ).encode()
        if self._mode != "plain":
            plain = self._codec.envelope(plain, timestamp=seconds, nonce=self._random_bytes(8).hex())
        return RawAnswer(body=plain, content_type="application/xml")

    async def send(self, parcel: Parcel) -> Receipt:
        """One customer service message. Raises SendError (permanent once their two days are over) or SendUnknown."""
        if parcel.to.kind != "member" or not _OPEN_ID.fullmatch(parcel.to.id):
            raise SendError("that is not the id of a follower", permanent=True, code=40003)
        text = markup.plain(parcel.text)
        if not text.strip():
            what = "a file cannot be sent to a follower" if parcel.attachments else "there is nothing to say"
            raise SendError(what, permanent=True, code=40008 if parcel.attachments else 44004)
        if len(text.encode()) > TEXT_BYTES:
            raise SendError("the text is longer than the platform carries", permanent=True, code=45002)
        answer = await self._api.post(SEND, {"touser": parcel.to.id, "msgtype": "text", "text": {"content": text}})
        return Receipt(reference=str(answer.get("msgid", "")))

    async def fetch(self, media: Media, *, most: int = MOST_BYTES) -> Attachment:
        """What somebody sent, within three days of its coming. Raises MediaLost."""
        return await fetched(self._api, media, most=most)

    def _echo(self, request: RawRequest, now: datetime) -> bytes:
        """What the administrator's page wants back, as it came: only the address is signed, so only a plain word is."""
        self._check_address(request, now)
        echo = request.query.get("echostr", "").encode("utf-8", "replace")
        if not _ECHO.fullmatch(echo):
            raise ForgedCallback("an echo that is no word", malformed=True)
        return echo

    def _checked(self, request: RawRequest, now: datetime) -> bytes:
        self._check_address(request, now)
        return request.body

    def _deciphered(self, request: RawRequest, now: datetime) -> bytes:
        query = _with(request, "msg_signature", "timestamp", "nonce")
        return self._codec.open(
            encrypted_part(request.body),
            signature=query["msg_signature"],
            timestamp=query["timestamp"],
            nonce=query["nonce"],
            now=now,
        )

    def _check_address(self, request: RawRequest, now: datetime) -> None:
        """The signature over token, timestamp and nonce, and its age (reference: wecom 6). Raises ForgedCallback."""
        query = _with(request, "signature", "timestamp", "nonce")
        if not _TEN_DIGITS.fullmatch(query["timestamp"]):
            raise ForgedCallback("timestamp is not ten digits")
        expected = address_signature(self._token, query["timestamp"], query["nonce"])
        if not hmac.compare_digest(query["signature"].encode("utf-8", "replace"), expected.encode()):
            raise ForgedCallback("wrong signature")
        if abs(now.timestamp() - int(query["timestamp"])) > FRESH.total_seconds():
            raise ForgedCallback("signed right but outside the time window: a replay, or a clock is wrong")

    async def close(self) -> None:
        await self._api.close()


def address_signature(token: str, timestamp: str, nonce: str) -> str:
    """Lowercase hex SHA-1 over the three parts in byte order (reference: wecom 6)."""
    parts = [part.encode("utf-8", "surrogatepass") for part in (token, timestamp, nonce)]
    return hashlib.sha1(b"".join(sorted(parts))).hexdigest()  # noqa: S324  # the platform's protocol


def _with(request: RawRequest, *keys: str) -> dict[str, str]:
    """Those of the query. Raises ForgedCallback where one is missing."""
    if missing := [key for key in keys if key not in request.query]:
        raise ForgedCallback(f"{missing[0]} is missing", malformed=True)
    return {key: request.query[key] for key in keys}


def _answerable(inbound: Inbound, key: str) -> Inbound:
    """Every message may be answered in its call. A menu's button counts as saying its key."""
    if inbound.event == "CLICK":
        return replace(inbound, event=None, raw="", text=key, passive=True, answerable_for=AFTER_A_CLICK)
    passive = inbound.event is None or inbound.event in WELCOMED or inbound.event.startswith("unknown:")
    return replace(inbound, passive=passive, answerable_for=ANSWERABLE)
