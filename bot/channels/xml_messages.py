"""A platform's XML as our own messages: strict, one error type, and what nobody knows yet kept as an event.

Only what was decrypted or whose signature holds may come here. wechatpy gives the fields and lets five kinds of
exception through; none of them leaves.
"""

import hashlib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Literal
from xml.parsers.expat import ExpatError

from wechatpy.enterprise import parse_message
from wechatpy.exceptions import WeChatException
from wechatpy.messages import BaseMessage

from bot.channels.template_cards import words_of
from bot.errors import ForgedCallback
from bot.messages import PRESS, Inbound, Media

_MEDIA: Mapping[str, Literal["image", "voice", "video", "location", "file"]] = {
    "image": "image", "voice": "voice", "video": "video", "shortvideo": "video", "location": "location", "file": "file",
}  # fmt: skip
_SAYS: Mapping[str, Callable[[str, datetime], str]] = {
    "template_card_event": words_of,
    "click": lambda key, _: key,  # of the app's menu: its administrator writes there what it says
}
"""Events that say words in the name of their sender."""
_ENVELOPE_FIELDS = ("ToUserName", "FromUserName", "CreateTime", "MsgType", "MsgId", "AgentID")


def parsed(plain: bytes) -> BaseMessage:
    """The decrypted XML as wechatpy's message object. Raises ForgedCallback, whatever wechatpy raises."""
    message = _read(plain)
    if not isinstance(message.source, str) or not message.source:
        raise ForgedCallback("a message without sender, or with a tag twice", malformed=True)
    return message


def event_of(plain: bytes) -> Mapping[str, Any]:
    """The fields of an event that comes from the platform itself and names no sender. Raises ForgedCallback."""
    data: Mapping[str, Any] = _read(plain)._data  # noqa: SLF001  # its raw fields have no public name
    return data


def _read(plain: bytes) -> BaseMessage:
    prologue, root, _ = plain.partition(b"<xml>")
    if not root or b"<!" in prologue:  # a document type stands before the root or nowhere; people may type its name
        raise ForgedCallback("no message, or one with a document type", malformed=True)
    try:
        message = parse_message(plain.decode("utf-8"))
        data = message._data  # noqa: SLF001  # its raw fields have no public name
        texts = (message.target, data["MsgType"], data.get("Content") or "", data.get("MsgId") or "")
        datetime.fromtimestamp(int(message.time), UTC)
    except (
        ExpatError, WeChatException, LookupError, ValueError, TypeError, AttributeError, ArithmeticError, OSError,
        RecursionError,
    ):  # fmt: skip
        raise ForgedCallback("signed right, but no message of the platform", malformed=True) from None
    if not (message.target and all(isinstance(text, str) for text in texts)):
        raise ForgedCallback("a message without receiver, or with a tag twice", malformed=True)
    return message


def inbound_from(message: BaseMessage, plain: bytes, *, channel: str, now: datetime) -> Inbound:
    """Our message. Kinds that nobody knows yet come as events and keep their raw body."""
    data: Mapping[str, Any] = message._data  # noqa: SLF001  # its raw fields have no public name
    kind = data["MsgType"].lower()
    digest = hashlib.sha256(plain).hexdigest()
    event: str | None = None
    text, media = "", ()  # type: tuple[str, tuple[Media, ...]]
    if kind == "text":
        text = str(data.get("Content") or "")
    elif kind in _MEDIA:
        detail = {key: value for key, value in data.items() if key not in _ENVELOPE_FIELDS}
        media = (Media(_MEDIA[kind], detail),)
    elif kind == "event":
        event = str(data.get("Event") or "")
        if event in _SAYS:
            event, text = PRESS, _SAYS[event](str(data.get("EventKey") or ""), now)
    else:
        event = f"unknown:{kind}"
    return Inbound(
        channel=channel,
        message_id=_message_id(data, digest, event),
        sender=message.source,
        chat=None,
        text=text,
        sent_at=datetime.fromtimestamp(message.time, UTC),
        received_at=now,
        media=media,
        digest=digest,
        passive=kind == "text",
        event=event,
        raw=plain.decode() if event not in (None, PRESS) else "",  # a press holds the code that changes its card
    )


def _message_id(data: Mapping[str, Any], digest: str, event: str | None) -> str:
    """MsgId; events have none, and two of the same second differ only in their body (hazards 4.3)."""
    if number := data.get("MsgId"):
        return str(number)
    key = data.get("EventKey") or data.get("TaskId") or ""
    return ":".join((str(data["FromUserName"]), str(data["CreateTime"]), str(event), str(key), digest[:12]))
