"""What the smart bot hears, as our own messages: the same JSON in both of its modes (reference: wecom 2.2, 2.3).

A group's text arrives only where the bot was mentioned and keeps the mention. What is of no kind that we
know becomes an event that holds its body, and the one secret in a body, `response_url`, is in neither.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Literal

from bot.channels.aibot_frames import DISCONNECTED, utf8
from bot.channels.template_cards import words_of
from bot.errors import ForgedCallback
from bot.messages import PRESS, Inbound, Media, Quote

ENTER_CHAT, CARD_PRESSED = "enter_chat", "template_card_event"
RESPONSE_URL = "response_url"
MOST_PARTS = 50  # of one mixed message; the platform's own pages take far fewer
_FILES: Mapping[str, Literal["image", "file", "video"]] = {"image": "image", "file": "file", "video": "video"}

_Content = tuple[str, tuple[Media, ...]]


def inbound_from(
    body: Mapping[str, Any], *, channel: str, now: datetime, passive: bool, passive_card: bool = False
) -> Inbound:
    """Our message. Raises ForgedCallback (malformed) for a body without kind or sender.

    `passive`: a message's own call may be answered with a text, `passive_card`: with a card beside it. The welcome
    always may be a text, other events never.
    The press of a button says its words in the name of whoever pressed it, and to the bot.
    """
    kind = _word(body.get("msgtype"))
    kept = {key: value for key, value in body.items() if key != RESPONSE_URL}  # a repeat may have another one
    try:
        raw = utf8(json.dumps(kept, sort_keys=True, ensure_ascii=False))
    except (RecursionError, ValueError):
        raise ForgedCallback("deeper than a message is", malformed=True) from None
    digest = hashlib.sha256(raw.encode()).hexdigest()
    event = _event_of(body, kind)
    pressed = pressed_in(body) if event == CARD_PRESSED and _sender(body) else None
    if pressed is not None:
        event = PRESS
    content = None if event is not None else content_of(kind, body.get(kind))
    if content is None and event is None:
        event = f"unknown:{kind}"
    sender = _sender(body)
    if not kind or (not sender and content is not None):
        raise ForgedCallback("a message without kind or sender", malformed=True)
    chat = _word(body.get("chatid")) if body.get("chattype") != "single" else ""
    text, media = content or (words_of(_word(pressed.get("event_key")), now) if pressed else "", ())
    quote, quoted = _quote(body.get("quote")) if content is not None else (None, ())
    return Inbound(
        channel=channel,
        message_id=_word(body.get("msgid")) or digest[:32],
        sender=sender,
        chat=chat or None,
        text=text,
        sent_at=_moment(body.get("create_time")) or now,
        received_at=now,
        mentions_bot=True if chat and (content is not None or event == PRESS) else None,
        quote=quote,
        media=media + quoted,
        digest=digest,
        passive=event == ENTER_CHAT or (content is not None and passive),
        passive_card=content is not None and passive_card,
        event=event,
        raw=raw if event not in (None, PRESS) else "",
    )


def pressed_in(body: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """What a press tells: its `event_key` and the card's `task_id`; None where it is not what it says it is."""
    event = body.get("event")
    pressed = event.get(CARD_PRESSED) if isinstance(event, dict) else None
    return pressed if isinstance(pressed, dict) else None


def is_disconnected(body: Mapping[str, Any]) -> bool:
    """Whether this event says that a newer connection took over: it is about us, not from anybody."""
    return _event_of(body, "event") == DISCONNECTED


def content_of(kind: str, part: object) -> _Content | None:
    """Text and media of one kind's part; None where it is not what the platform says it is."""
    if not isinstance(part, dict):
        return None
    if kind == "mixed":
        return _mixed(part.get("msg_item"))
    if kind in _FILES:
        detail = {key: utf8(value) for key in ("url", "aeskey") if isinstance(value := part.get(key), str)}
        return ("", (Media(_FILES[kind], detail),)) if "url" in detail else None
    said = part.get("content")
    if kind not in {"text", "voice"} or not isinstance(said, str):
        return None
    return utf8(said), (Media("voice"),) if kind == "voice" else ()  # there is no sound to fetch, only its words


def _mixed(items: object) -> _Content | None:
    if not isinstance(items, list) or len(items) > MOST_PARTS:
        return None
    texts: list[str] = []
    media: list[Media] = []
    for item in items:
        kind = _word(item.get("msgtype")) if isinstance(item, dict) else ""
        content = content_of(kind, item.get(kind)) if kind and kind != "mixed" else None
        if content is None:
            return None
        texts += [content[0]] if content[0] else []
        media += content[1]
    return "\n".join(texts), tuple(media)


def _quote(quote: object) -> tuple[Quote | None, tuple[Media, ...]]:
    """The quoted words, and what else was quoted: a picture is handed in by quoting it. Whose it was never comes."""
    kind = _word(quote.get("msgtype")) if isinstance(quote, dict) else ""
    content = content_of(kind, quote.get(kind)) if isinstance(quote, dict) and kind else None
    if content is None:
        return None, ()
    text, media = content
    return Quote("", text) if text else None, tuple(Media(m.kind, {**m.detail, "quoted": True}) for m in media)


def _event_of(body: Mapping[str, Any], kind: str) -> str | None:
    event = body.get("event")
    if kind != "event" or not isinstance(event, dict):
        return None
    return _word(event.get("eventtype")) or "unknown:event"


def _sender(body: Mapping[str, Any]) -> str:
    sender = body.get("from")
    return _word(sender.get("userid")) if isinstance(sender, dict) else ""


def _word(value: object) -> str:
    return utf8(value) if isinstance(value, str) else ""


def _moment(value: object) -> datetime | None:
    """A moment in Unix seconds, None where there is none, or none that a calendar has."""
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    try:
        return datetime.fromtimestamp(value, UTC) if value > 0 else None
    except (OverflowError, ValueError, OSError):
        return None
