"""A chat log line by line: messages and stage directions, checked, in the shape of CONTRACT section 4.

A line that cannot be read names its number and the mend; nothing of the log is skipped in silence.
"""

import base64
import binascii
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, get_args

from bot.errors import UsageError
from bot.messages import Inbound, Media, MediaKind, Quote

CHANNEL = "rehearsal"
ACTIONS = ("advance", "restart", "stop", "fail_next_send", "duplicate", "second_replica")
FAILURES = ("permanent", "transient")
_BYTES = ("base64", "text")  # how a log holds a file's bytes

Line = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Record:
    """One line of the log: a message, or a stage direction (CONTRACT section 4)."""

    at: datetime
    action: str | None = None
    inbound: Inbound | None = None
    of: str = ""  # the id that a direction is about
    how: str = ""


def read_log(lines: Iterable[str], *, name: str) -> list[Record]:
    """The records of a log; empty lines are passed over. Raises UsageError naming the file, the line and the mend."""
    records = []
    for number, text in enumerate(lines, start=1):
        if not text.strip("\ufeff \t\r\n"):
            continue
        try:
            line = json.loads(text.lstrip("\ufeff"))
        except (ValueError, RecursionError):
            raise UsageError(f"{name}: line {number}: not JSON; write one object a line") from None
        try:
            records.append(record_from(line, number=number))
        except UsageError as error:
            raise UsageError(f"{name}: {error}") from None
    return records


def record_from(line: Line, *, number: int) -> Record:
    """A line of the log as a record. Raises UsageError naming the line and the mend."""
    if not isinstance(line, Mapping):
        raise UsageError(f'line {number}: not an object; write {{"at": ..., "from": ..., "text": ..., "id": ...}}')
    try:
        at = datetime.fromisoformat(str(line["at"]))
    except (KeyError, ValueError):
        raise UsageError(f'line {number}: "at" is no moment; write "2020-03-05T09:02:00+08:00"') from None
    if at.tzinfo is None:
        raise UsageError(f'line {number}: "at" has no offset; write "{line["at"]}+08:00"')
    if "action" in line:
        action = str(line["action"])
        if action not in ACTIONS:
            raise UsageError(f"line {number}: unknown action {action!r}; known are {', '.join(ACTIONS)}")
        how = next((str(v) for k, v in line.items() if k != "id" and v in FAILURES), "transient")
        return Record(at, action=action, of=str(line.get("id", "")), how=how)
    for key in ("from", "text", "id"):
        if not isinstance(line.get(key), str):
            raise UsageError(f'line {number}: "{key}" is missing or no text')
    if (wrong := _wrong_part(line)) is not None:
        raise UsageError(f"line {number}: {wrong}")
    return Record(at, inbound=inbound_from(line, at))


def _wrong_part(line: Line) -> str | None:
    """What is wrong with the optional parts of a message."""
    if not isinstance(line.get("group"), str | None):
        return '"group" is no text; write a group\'s id or null'
    if not isinstance(line.get("mentions_bot"), bool | None):
        return '"mentions_bot" is true or false'
    if not isinstance(line.get("quote"), Mapping | None):
        return '"quote" is {"from": ..., "text": ...}'
    media = line.get("media") or []
    kinds = get_args(MediaKind)
    if not isinstance(media, list) or not all(isinstance(m, Mapping) and m.get("kind") in kinds for m in media):
        return f'"media" is a list of {{"kind": one of {", ".join(kinds)}}}'
    return next((wrong for item in media if (wrong := _wrong_file(item)) is not None), None)


def _wrong_file(item: Line) -> str | None:
    """What is wrong with the bytes of a file: {"kind": "file", "name": ..., "base64": ...} or "text" for a CSV."""
    if item["kind"] != "file":
        return None
    if not all(isinstance(item.get(key, ""), str) for key in ("name", *_BYTES)):
        return 'a file\'s "name", "base64" and "text" are texts'
    if all(key in item for key in _BYTES):
        return 'a file has "base64" or "text", not both'
    try:
        base64.b64decode(item.get("base64", ""), validate=True)
    except (binascii.Error, ValueError):
        return 'a file\'s "base64" is none; write its bytes in base64, on one line'
    return None


def _media_from(item: Line) -> Media:
    """What came beside the text; of a file the bytes, where the log has them."""
    if item["kind"] != "file":
        return Media(item["kind"], {k: v for k, v in item.items() if k != "kind"})
    content = base64.b64decode(item.get("base64", "")) or str(item.get("text", "")).encode("utf-8", "replace")
    return Media("file", {k: v for k, v in item.items() if k not in ("kind", *_BYTES)}, content)


def inbound_from(line: Line, at: datetime) -> Inbound:
    """A message of the log as it would have come in."""
    quote = line.get("quote")
    return Inbound(
        channel=str(line.get("channel") or CHANNEL),
        message_id=line["id"],
        sender=line["from"],
        chat=line.get("group") or None,
        text=line["text"],
        sent_at=at,
        received_at=at,
        mentions_bot=line.get("mentions_bot"),
        quote=Quote(str(quote.get("from", "")), str(quote.get("text", ""))) if quote else None,
        media=tuple(_media_from(item) for item in line.get("media") or ()),
    )
