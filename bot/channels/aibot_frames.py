"""Frames of the smart bot's long connection: one JSON object each, written and read (reference: wecom 2.5).

A request and a callback have a `cmd`; an answer has none and repeats the `req_id` of what it answers. A reply
to a callback goes under the callback's own `req_id`, never under one of ours.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

SUBSCRIBE, PING = "aibot_subscribe", "ping"
MESSAGE, EVENT = "aibot_msg_callback", "aibot_event_callback"
RESPOND, WELCOME, UPDATE = "aibot_respond_msg", "aibot_respond_welcome_msg", "aibot_respond_update_msg"
SEND = "aibot_send_msg"
UPLOAD_INIT, UPLOAD_CHUNK, UPLOAD_FINISH = (
    "aibot_upload_media_init", "aibot_upload_media_chunk", "aibot_upload_media_finish",
)  # fmt: skip
DISCONNECTED = "disconnected_event"


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame that came. `code` None: a callback, or an answer without a number in it."""

    cmd: str  # "": an answer
    req_id: str
    body: Mapping[str, Any] = field(default_factory=dict, repr=False)
    code: int | None = None


def written(cmd: str, *, req_id: str, body: Mapping[str, Any] | None = None) -> str:
    """A request. A lone surrogate in it becomes a question mark: the wire is UTF-8."""
    frame: dict[str, Any] = {"cmd": cmd, "headers": {"req_id": req_id}}
    if body is not None:
        frame["body"] = body
    return utf8(json.dumps(frame, ensure_ascii=False, separators=(",", ":")))


def frame_of(text: str) -> Frame | None:
    """The frame, or None for what is none. Raw control characters occur inside strings and are let through."""
    whole = object_in(text)
    if whole is None:
        return None
    headers, body, cmd = whole.get("headers"), whole.get("body"), whole.get("cmd")
    req_id = headers.get("req_id") if isinstance(headers, dict) else None
    return Frame(
        cmd=cmd if isinstance(cmd, str) else "",
        req_id=utf8(req_id) if isinstance(req_id, str) else "",
        body=body if isinstance(body, dict) else {},
        code=number_in(whole.get("errcode")),
    )


def object_in(text: str | bytes) -> dict[str, Any] | None:
    """The JSON object, or None: no JSON, no object, not UTF-8, or deeper than anybody writes."""
    try:
        whole = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None
    return whole if isinstance(whole, dict) else None


def number_in(value: object) -> int | None:
    """A whole number, also where it comes as a string; None for anything else."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,9}", value, re.ASCII):
        return int(value)
    return None


def utf8(text: str) -> str:
    """The text with a question mark for each lone surrogate, which JSON can spell and UTF-8 cannot."""
    return text.encode("utf-8", "replace").decode()
