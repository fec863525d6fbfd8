"""Feishu (Lark): events in by encrypted callback, messages out by the server interface (reference: wecom 8.2).

Its codes are told as WeCom's where both mean the same, so that one table decides for every platform. A newcomer's
usual mistake is to look for the sender's name: an event holds ids only, and which of them is a setting.
"""

import binascii
import hashlib
import hmac
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any, Literal, get_args

import aiohttp
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

from bot.channels import markup
from bot.channels.base import Limits, Opened, Parcel, RawAnswer, RawRequest, Receipt
from bot.channels.calling import Caller, Downloaded, safe_name
from bot.channels.codec import BODY_CAP, FRESH
from bot.channels.downloads import MOST_BYTES
from bot.channels.media_get import fetched
from bot.channels.token_source import Dialect
from bot.channels.wecom_api import WecomApi
from bot.channels.wecom_media import NO_SUCH_MEDIA, MediaShelf
from bot.clock import Clock
from bot.errors import ForgedCallback, SendError, SendUnknown
from bot.messages import Attachment, Card, Inbound, Media, Rate

API_BASE = "https://open.feishu.cn"
SEND, FILES = "/open-apis/im/v1/messages", "/open-apis/im/v1/files"
TOKEN_CALL = Dialect("/open-apis/auth/v3/tenant_access_token/internal", ("app_id", "app_secret"), posted=True)
TEXT_BYTES = 8000  # the platform takes 150 KB; nobody reads that in a group
MENTIONS = 50
PER_CHAT, PER_APP = (Rate(5, timedelta(seconds=1)),), (Rate(1000, timedelta(minutes=1)),)
SWALLOWS = timedelta(minutes=50)  # the platform drops a second message of the same uuid within an hour
LIVES = timedelta(days=3)
Ids = Literal["user_id", "open_id"]
IDS: tuple[str, ...] = get_args(Ids)
SAME: Mapping[int, int] = {
    99991663: 42001, 99991661: 41001, 99991664: 40014, 99991668: 40014, 99991665: 40014, 99991671: 40014,
    99991400: 45009, 11232: 45009, 230020: 45009, 10003: 40013, 10014: 40001, 99991401: 60020, 99991672: 48002,
    230002: 86003, 230006: 48002, 230013: 81013, 230001: 40058, 230025: 45002, 232009: 86003, 230027: 48002,
    234003: 40007,
}  # fmt: skip
"""Codes of this platform by the one of WeCom's that means the same."""
_WRONG_CONTENT = 40058
_BLOCK = 16
_ID = re.compile(r"(?!(?i:all)$)[0-9A-Za-z_.@-]{1,64}")
_ECHO = re.compile(r"[0-9A-Za-z_-]{1,128}")
_TEN_DIGITS = re.compile(r"[0-9]{10}", re.ASCII)
_KINDS: Mapping[str, Literal["image", "voice", "video", "file"]] = {
    "image": "image", "audio": "voice", "media": "video", "file": "file",
}  # fmt: skip


class FeishuCaller(Caller):
    """Calls with the token in a header, answers with `code`, files in a form of their own."""

    async def _call(self, method: str, path: str, query: Mapping[str, str], **more: Any) -> Mapping[str, Any]:
        path, _, inside = path.partition("?")
        asked = dict(query) | dict(part.split("=", 1) for part in inside.split("&") if part)
        token = asked.pop("access_token", "")
        headers = dict(more.pop("headers", {})) | ({"Authorization": f"Bearer {token}"} if token else {})
        return await super()._call(method, path, asked, headers=headers, **more)

    def _answer(self, answer: bytes, *, path: str, status: int) -> Mapping[str, Any]:
        """Refusals come with HTTP 400 and a code inside; a page of a gateway has none."""
        try:
            told = json.loads(answer)
            code = int(told["code"])
        except (ValueError, TypeError, KeyError, RecursionError):
            return super()._answer(answer, path=path, status=status)
        if status >= 500 and code == 0:
            raise SendUnknown(f"{path}: HTTP {status}")
        data = told.get("data")
        named = {
            "access_token": told.get("tenant_access_token"),
            "expires_in": told.get("expire"),
            "media_id": data.get("file_key") if isinstance(data, dict) else None,
            "message_id": data.get("message_id") if isinstance(data, dict) else None,
        }
        return {key: value for key, value in named.items() if value is not None} | {"errcode": SAME.get(code, code)}

    async def upload(self, path: str, *, query: Mapping[str, str], file: Attachment) -> Mapping[str, Any]:  # noqa: ARG002  # files have one place here
        """Upload a file as part `file` beside its name."""
        form = aiohttp.MultipartWriter("form-data")
        for name, value in (("file_type", "stream"), ("file_name", safe_name(file.name))):
            form.append(value).set_content_disposition("form-data", name=name)
        part = form.append(BytesIO(file.content), {"Content-Type": file.media_type})
        part.set_content_disposition("form-data", quote_fields=False, name="file", filename=safe_name(file.name))
        return await self._call("POST", FILES, query, data=form, timeout=self._upload_timeout)

    async def download(
        self, path: str, *, query: Mapping[str, str], most: int, headers: Mapping[str, str] | None = None
    ) -> Downloaded | Mapping[str, Any]:
        """A file of a message: `media_id` is message, key and kind."""
        message, _, rest = query["media_id"].partition("/")
        key, _, kind = rest.partition("/")
        if not (_ID.fullmatch(message) and _ID.fullmatch(key)):
            raise SendError(f"{path}: no file of this platform", permanent=True, code=40007)
        held = {"Authorization": f"Bearer {query['access_token']}"} | dict(headers or {})
        return await super().download(
            f"{SEND}/{message}/resources/{key}", query={"type": kind}, most=most, headers=held
        )


class Feishu:
    """A called channel. Addresses are chat ids of groups and the ids of members (`ids`)."""

    passive_limit = 0
    media_lives = LIVES

    def __init__(
        self, *, name: str, app_id: str, encrypt_key: str, verification_token: str, api: WecomApi, clock: Clock,
        ids: Ids = "user_id",
    ) -> None:  # fmt: skip
        self.name = name
        self.limits = Limits(
            text_bytes=TEXT_BYTES,
            per_destination=PER_CHAT,
            per_account=PER_APP,
            max_mentions=MENTIONS,
            inert=markup.plain,
            mention_bytes=24,
            swallows_repeats=SWALLOWS,
            files_apart=True,
        )
        self._app_id = app_id
        self._key = encrypt_key
        self._token = verification_token
        self._api = api
        self._clock = clock
        self._ids = ids
        self._shelf = MediaShelf(clock)

    def open(self, request: RawRequest) -> Opened:
        """The challenge of the console answered, or the message inside. Raises ForgedCallback."""
        if request.method != "POST" or len(request.body) > BODY_CAP:
            raise ForgedCallback("no event of the platform", malformed=True)
        encrypted = _object(request.body).get("encrypt")
        if not isinstance(encrypted, str):
            raise ForgedCallback("not encrypted", malformed=True)
        now, signed = self._clock.now(), self._is_signed(request)
        event = _object(deciphered(encrypted, self._key))
        if event.get("type") == "url_verification":
            return Opened(answer=RawAnswer(body=self._challenge(event), content_type="application/json"))
        if not signed:
            raise ForgedCallback("wrong signature")
        self._check_age(request, now)
        header, inside = event.get("header"), event.get("event")
        if not isinstance(header, dict) or not isinstance(inside, dict):
            raise ForgedCallback("signed right, but no event of the platform", malformed=True)
        if not _same(header.get("token"), self._token) or header.get("app_id") != self._app_id:
            raise ForgedCallback("meant for another app")
        return Opened(inbound=(self._inbound(header, inside, event, now),))

    def seal(self, opened: Opened, inbound: Inbound, texts: Sequence[str], card: Card | None = None) -> RawAnswer:  # noqa: ARG002  # an event is only acknowledged
        return RawAnswer(body=b"{}", content_type="application/json")

    async def send(self, parcel: Parcel) -> Receipt:
        """One message: the text with its mentions, or a file. Raises SendError or SendUnknown."""
        if parcel.attachments:
            answer: Mapping[str, Any] = {}
            if parcel.text.strip():
                await self._send(parcel, "text", {"text": self._text(parcel)}, part="text")
            for number, file in enumerate(parcel.attachments):
                answer = await self._hand_over(parcel, file, part=f"file{number}")
        else:
            answer = await self._send(parcel, "text", {"text": self._text(parcel)}, part="text")
        return Receipt(reference=str(answer.get("message_id", "")))

    async def fetch(self, media: Media, *, most: int = MOST_BYTES) -> Attachment:
        """What somebody sent. Raises MediaLost."""
        return await fetched(self._api, media, most=most)

    async def close(self) -> None:
        await self._api.close()

    async def _hand_over(self, parcel: Parcel, file: Attachment, *, part: str) -> Mapping[str, Any]:
        return await self._shelf.sent(
            file,
            key=f"{parcel.key}:{part}",
            upload=lambda: self._api.upload(file),
            send=lambda key: self._send_file(parcel, key, part=part),
        )

    async def _send_file(self, parcel: Parcel, key: str, *, part: str) -> Mapping[str, Any]:
        """Nothing but the key can be wrong with such a message: a refusal of it is one of the key."""
        try:
            return await self._send(parcel, "file", {"file_key": key}, part=part)
        except SendError as error:
            if error.code != _WRONG_CONTENT:
                raise
            raise SendError(str(error), permanent=True, code=NO_SUCH_MEDIA) from None

    async def _send(self, parcel: Parcel, kind: str, content: Mapping[str, Any], *, part: str) -> Mapping[str, Any]:
        if not _ID.fullmatch(parcel.to.id):
            raise SendError("that is no id of the platform", permanent=True, code=40058)
        to = "chat_id" if parcel.to.kind == "group" else self._ids
        uuid = hashlib.sha256(f"{parcel.key}:{part}".encode()).hexdigest()[:50]
        payload = {
            "receive_id": parcel.to.id, "msg_type": kind, "uuid": uuid,
            "content": json.dumps(content, ensure_ascii=False),
        }  # fmt: skip
        return await self._api.post(f"{SEND}?receive_id_type={to}", payload)

    def _text(self, parcel: Parcel) -> str:
        text = markup.plain(parcel.text)
        if not text.strip():
            raise SendError("there is nothing to say", permanent=True, code=44004)
        if len(text.encode()) > TEXT_BYTES:
            raise SendError("the text is longer than is read in a group", permanent=True, code=45002)
        people = [user for user in markup.mentionable(parcel.mentions) if _ID.fullmatch(user)]
        at = "".join(f'<at user_id="{user}"></at>' for user in people)
        return f"{text}\n{at}" if at else text

    def _is_signed(self, request: RawRequest) -> bool:
        """Hex SHA-256 over timestamp, nonce, key and the body as it came."""
        headers = {name.lower(): value for name, value in request.headers.items()}
        stamp, nonce = headers.get("x-lark-request-timestamp", ""), headers.get("x-lark-request-nonce", "")
        whole = f"{stamp}{nonce}{self._key}".encode("utf-8", "replace") + request.body
        return _same(headers.get("x-lark-signature"), hashlib.sha256(whole).hexdigest())

    def _check_age(self, request: RawRequest, now: datetime) -> None:
        headers = {name.lower(): value for name, value in request.headers.items()}
        stamp = headers.get("x-lark-request-timestamp", "")
        if not _TEN_DIGITS.fullmatch(stamp):
            raise ForgedCallback("timestamp is not ten digits")
        if abs(now.timestamp() - int(stamp)) > FRESH.total_seconds():
            raise ForgedCallback("signed right but outside the time window: a replay, or a clock is wrong")

    def _challenge(self, event: Mapping[str, Any]) -> bytes:
        """Whoever knows the key and the token may have his word back."""
        challenge = event.get("challenge")
        if not _same(event.get("token"), self._token) or not isinstance(challenge, str):
            raise ForgedCallback("a challenge with a wrong token")
        if not _ECHO.fullmatch(challenge):
            raise ForgedCallback("a challenge that is no word", malformed=True)
        return json.dumps({"challenge": challenge}).encode()

    def _inbound(
        self, header: Mapping[str, Any], inside: Mapping[str, Any], event: Mapping[str, Any], now: datetime
    ) -> Inbound:
        """Our message. What is no message, and kinds that nobody knows, come as events and keep their raw body."""
        raw = json.dumps(event, ensure_ascii=False, sort_keys=True)
        message, sender = inside.get("message"), inside.get("sender")
        message = message if isinstance(message, dict) else {}
        sender = sender if isinstance(sender, dict) else {}
        name = str(header.get("event_type") or "")
        plain = Inbound(
            channel=self.name,
            message_id=str(message.get("message_id") or header.get("event_id") or ""),
            sender=_sender(sender.get("sender_id"), self._ids),
            chat=str(message.get("chat_id") or "") if message.get("chat_type") == "group" else None,
            text="",
            sent_at=_moment(message.get("create_time") or header.get("create_time"), now),
            received_at=now,
            digest=hashlib.sha256(raw.encode()).hexdigest(),
        )
        if not plain.message_id:
            raise ForgedCallback("an event without an id", malformed=True)
        if name != "im.message.receive_v1" or sender.get("sender_type", "user") != "user" or not plain.sender:
            return replace(plain, event=name or "unknown:event", raw=raw)
        return self._said(plain, message, raw)

    def _said(self, plain: Inbound, message: Mapping[str, Any], raw: str) -> Inbound:
        kind = str(message.get("message_type") or "")
        try:
            content = json.loads(str(message.get("content") or "{}"))
        except (ValueError, RecursionError):
            content = {}
        content = content if isinstance(content, dict) else {}
        if kind in ("text", "post"):
            text = str(content.get("text") or "") if kind == "text" else _flat(content)
            return replace(plain, text=_with_names(text, message.get("mentions")))
        if kind in _KINDS:
            key = str(content.get("image_key") or content.get("file_key") or "")
            where = "image" if kind == "image" else "file"
            detail = {"media_id": f"{plain.message_id}/{key}/{where}", "name": str(content.get("file_name") or "")}
            return replace(plain, media=(Media(_KINDS[kind], detail),))
        return replace(plain, event=f"unknown:{kind}", raw=raw)


def deciphered(encrypted: str, key: str) -> bytes:
    """AES-256-CBC with the SHA-256 of the key; its vector comes first, PKCS7 padding. Raises ForgedCallback."""
    try:
        sealed = binascii.a2b_base64(encrypted.encode(), strict_mode=True)
    except (binascii.Error, ValueError, UnicodeEncodeError):
        raise ForgedCallback("not base64", malformed=True) from None
    vector, body = sealed[:_BLOCK], sealed[_BLOCK:]
    if not body or len(sealed) % _BLOCK:
        raise ForgedCallback("not whole blocks", malformed=True)
    decryptor = Cipher(AES(hashlib.sha256(key.encode()).digest()), CBC(vector)).decryptor()
    plain = decryptor.update(body) + decryptor.finalize()
    pad = plain[-1]
    if not 1 <= pad <= _BLOCK or plain[-pad:] != bytes([pad]) * pad:
        raise ForgedCallback("enciphered with another key")
    return plain[:-pad]


def _object(text: bytes) -> Mapping[str, Any]:
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        raise ForgedCallback("not JSON", malformed=True) from None
    if not isinstance(told, dict):
        raise ForgedCallback("no object", malformed=True)
    return told


def _same(given: object, wanted: str) -> bool:
    return isinstance(given, str) and hmac.compare_digest(given.encode("utf-8", "replace"), wanted.encode())


def _sender(ids: object, wanted: Ids) -> str:
    ids = ids if isinstance(ids, dict) else {}
    return str(ids.get(wanted) or ids.get("open_id") or "")


def _moment(milliseconds: object, now: datetime) -> datetime:
    """When it was written; a stamp that is none counts as now."""
    try:
        return datetime.fromtimestamp(int(str(milliseconds)) / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return now


def _flat(content: Mapping[str, Any]) -> str:
    """The words of a rich text, one line a paragraph."""
    lines = [str(content.get("title") or "")]
    paragraphs = content.get("content")
    for paragraph in paragraphs if isinstance(paragraphs, list) else ():
        parts = [part for part in paragraph if isinstance(part, dict)] if isinstance(paragraph, list) else []
        lines.append("".join(str(part.get("text") or part.get("user_id") or "") for part in parts))
    return "\n".join(line for line in lines if line)


def _with_names(text: str, mentions: object) -> str:
    """@_user_1 as @网格助手."""
    for one in mentions if isinstance(mentions, list) else ():
        if isinstance(one, dict) and isinstance(one.get("key"), str) and one["key"]:
            text = text.replace(one["key"], f"@{one.get('name') or ''}")
    return text
