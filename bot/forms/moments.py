"""Times as people write them in a form file: "18:00", "24:00", "90m", "2h", "7d", "due-2h".

A moment of the ladder hangs on an anchor of the duty, so that moving the deadline moves its posts.
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, PlainSerializer

Anchor = Literal["opens", "due", "grace", "expires"]
_SPAN = re.compile(r"(\d+)([mhd])")
_MOMENT = re.compile(r"(opens|due|grace|expires)(?:([+-])((?:\d+[mhd])+))?")


def duration(text: str) -> timedelta:
    """ "90m", "2h", "7d", "1h30m" -> span. Raises ValueError."""
    parts = _SPAN.findall(text)
    if not parts or "".join(n + u for n, u in parts) != text:
        raise ValueError(f"not a span of time: {text!r}; write 30m, 2h or 7d")
    names = {"m": "minutes", "h": "hours", "d": "days"}
    return sum((timedelta(**{names[u]: int(n)}) for n, u in parts), timedelta())


def clock_time(text: str) -> timedelta:
    """ "18:00" -> span after midnight; "24:00" is the end of the day. Raises ValueError."""
    hours, _, minutes = text.partition(":")
    if not (hours.isdigit() and minutes.isdigit() and len(minutes) == 2):
        raise ValueError(f"not a time of day: {text!r}; write 18:00")
    span = timedelta(hours=int(hours), minutes=int(minutes))
    if int(minutes) > 59 or span > timedelta(hours=24):
        raise ValueError(f"not a time of day: {text!r}; write 18:00")
    return span


@dataclass(frozen=True, slots=True)
class RelativeMoment:
    """An anchor of the duty and a span from it."""

    anchor: Anchor
    offset: timedelta = timedelta()


def moment(text: Any) -> RelativeMoment:
    """ "due-2h" -> RelativeMoment. Raises ValueError."""
    if isinstance(text, RelativeMoment):
        return text
    found = _MOMENT.fullmatch(str(text))
    if not found:
        raise ValueError(f"not a moment: {text!r}; write opens, due-2h or grace+10m")
    anchor, sign, span = found.groups()
    offset = duration(span) if span else timedelta()
    return RelativeMoment(anchor, -offset if sign == "-" else offset)  # type: ignore[arg-type]  # the pattern holds the anchors


Moment = Annotated[RelativeMoment, BeforeValidator(moment), PlainSerializer(repr)]
