"""What customer service gives out when it is asked, as our own messages (reference: wecom 5).

One item that is not what the platform says it is must never hold up the others: it is passed over, and its kind
told to the log without a word of it. A welcome code is a secret that works once; it is in no message of ours.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from bot.channels.aibot_frames import utf8
from bot.messages import Inbound, Media

CUSTOMER, SYSTEM = 3, 4
ENTERED, SEND_FAILED = "enter_session", "msg_send_fail"
WELCOME_LIVES = timedelta(seconds=20)
ANSWERABLE = timedelta(hours=48)
_WHY = {4: "48 hours since their last message", 6: "five messages since their last one", 10: "they refuse messages"}
_MEDIA: Mapping[str, Literal["image", "voice", "video", "file", "location"]] = {
    "image": "image", "voice": "voice", "video": "video", "file": "file", "location": "location",
}  # fmt: skip
_TOLD_OF_MEDIA = ("media_id", "latitude", "longitude", "name", "address")


@dataclass(frozen=True, slots=True)
class Heard:
    """One item: the message, and for who just came in the code that lets the bot speak first."""

    inbound: Inbound
    welcome_code: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Bounce:
    """A message of ours that was taken and not delivered: its reference, and why."""

    reference: str
    why: str


def heard_from(item: object, *, channel: str, account: str, now: datetime) -> Heard | Bounce | None:
    """What an item is to us; None: nothing (a servicer's words, another account's, or no item at all)."""
    if not isinstance(item, dict) or not (message_id := _word(item.get("msgid"))):
        return None
    if _word(item.get("open_kfid")) not in ("", account):
        return None
    kind, origin = _word(item.get("msgtype")), item.get("origin")
    part = item.get(kind)
    part = part if isinstance(part, dict) else {}
    if kind == "event":
        return _event(item, part, message_id, channel=channel, account=account, now=now)
    sender = _word(item.get("external_userid"))
    if origin != CUSTOMER or not sender or not kind:
        return None
    event: str | None = None
    text, media = "", ()  # type: tuple[str, tuple[Media, ...]]
    if kind == "text" and isinstance(part.get("content"), str):
        text = utf8(part["content"])
    elif kind in _MEDIA:
        detail = {key: _told(value) for key in _TOLD_OF_MEDIA if (value := part.get(key)) is not None}
        media = (Media(_MEDIA[kind], detail),)
    else:
        event = f"unknown:{kind}"
    return Heard(_inbound(item, message_id, sender, channel=channel, now=now, text=text, media=media, event=event))


def _event(
    item: Mapping[str, Any], part: Mapping[str, Any], message_id: str, *, channel: str, account: str, now: datetime
) -> Heard | Bounce | None:
    name, sender = _word(part.get("event_type")), _word(part.get("external_userid"))
    if _word(part.get("open_kfid")) not in ("", account):
        return None
    if name == SEND_FAILED:
        reason = part.get("fail_type")
        known = _WHY.get(reason, "the platform did not deliver it") if isinstance(reason, int) else "not delivered"
        return Bounce(_word(part.get("fail_msgid")), f"not delivered: {known} ({reason!r:.20})")
    if not name or not sender:
        return None
    code = _word(part.get("welcome_code")) if name == ENTERED else ""
    inbound = _inbound(item, message_id, sender, channel=channel, now=now, event=name, passive=bool(code))
    return Heard(inbound, code)


def _inbound(
    item: Mapping[str, Any],
    message_id: str,
    sender: str,
    *,
    channel: str,
    now: datetime,
    text: str = "",
    media: tuple[Media, ...] = (),
    event: str | None = None,
    passive: bool = False,
) -> Inbound:
    part = item.get("event")
    if isinstance(part, dict):
        item = {**item, "event": {key: value for key, value in part.items() if key != "welcome_code"}}
    raw = utf8(json.dumps(item, sort_keys=True, ensure_ascii=False))
    return Inbound(
        channel=channel,
        message_id=message_id,
        sender=sender,
        chat=None,
        text=text,
        sent_at=_moment(item.get("send_time")) or now,
        received_at=now,
        media=media,
        digest=hashlib.sha256(raw.encode()).hexdigest(),
        passive=passive,
        event=event,
        raw=raw if event is not None else "",
        answerable_for=ANSWERABLE,
    )


def _word(value: object) -> str:
    return utf8(value) if isinstance(value, str) else ""


def _told(value: object) -> object:
    return utf8(value) if isinstance(value, str) else value if isinstance(value, int | float) else ""


def _moment(value: object) -> datetime | None:
    """A moment in Unix seconds, None where there is none, or none that a calendar has."""
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    try:
        return datetime.fromtimestamp(value, UTC) if value > 0 else None
    except (OverflowError, ValueError, OSError):
        return None
