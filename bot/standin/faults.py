"""The kill switches of the stand-in platform: what the next calls of an endpoint do instead of working.

"lost" and "cut" look alike to the caller; only the platform knows whether the message went out.
"""

from collections import defaultdict, deque
from dataclasses import dataclass
from typing import Literal

FaultKind = Literal[
    "code",  # answers with an error code and does nothing
    "cut",  # closes the connection and does nothing
    "lost",  # does it and closes the connection without an answer
    "hang",  # does it and never answers
    "garbage",  # does it and answers with a page of HTML
    "truncated",  # does it and answers with the first half of its answer
    "empty",  # does it and answers nothing
    "pieces",  # does it, and the answer arrives in two pieces
    "string",  # does it and gives the errcode as a string
    "busy",  # does it and answers -1
    "bad_gateway",  # does nothing and answers HTTP 502
    "redirect",  # answers HTTP 302 to another host
]
DOES_IT: frozenset[FaultKind] = frozenset({"lost", "hang", "garbage", "truncated", "empty", "pieces", "string", "busy"})


@dataclass(frozen=True, slots=True)
class Fault:
    """One call that goes wrong. `code` is the errcode of kind "code"."""

    kind: FaultKind
    code: int = 0


class Faults:
    """Faults waiting per endpoint: "gettoken", "message/send", "appchat/send", "appchat/create",
    "appchat/get", "appchat/update", "media/upload",
    "webhook/send", "webhook/upload_media".
    """

    def __init__(self) -> None:
        self._waiting: dict[str, deque[Fault]] = defaultdict(deque)

    def add(self, endpoint: str, kind: FaultKind, *, code: int = 0, times: int = 1) -> None:
        """Let the next `times` calls of the endpoint go wrong."""
        self._waiting[endpoint].extend([Fault(kind, code)] * times)

    def take(self, endpoint: str) -> Fault | None:
        waiting = self._waiting[endpoint]
        return waiting.popleft() if waiting else None

    def clear(self) -> None:
        self._waiting.clear()
