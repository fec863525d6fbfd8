"""WeCom's error codes as decisions (reference: wecom 3, 4.6, 5 and 6): decided by number, never by text.

A number that stands nowhere here counts as *unknown*: the message may have gone out, and the log says so.
"""

import logging
from datetime import datetime, timedelta
from enum import Enum

from bot.errors import Need, SendError, SendUnknown

log = logging.getLogger(__name__)


class Reaction(Enum):
    """What to do about an error code."""

    EXPIRED = "expired"  # token: refresh once, repeat once
    CREDENTIALS = "credentials"  # stop the account, tell the administrators
    ADDRESS = "address"  # our address is not trusted: the administrators must add it
    PERMISSION = "permission"  # configuration: tell the administrators
    FREQUENCY = "frequency"  # wait for the window
    CONCURRENCY = "concurrency"  # fewer at once, soon again
    RECIPIENT = "recipient"  # nobody there: no retry
    CONTENT = "content"  # our mistake: no retry
    CHAT = "chat"  # the group's address is dead: no retry, tell the administrators
    WINDOW = "window"  # the platform's span or allowance for answers is over: nothing until they write again
    SESSION = "session"  # a person of the district has taken over the conversation, or ended it: no retry
    ACCOUNT = "account"  # the customer service account is not set up right: no retry, tell the administrators
    BUSY = "busy"  # outcome unknown


_CODES: dict[Reaction, tuple[int, ...]] = {
    Reaction.EXPIRED: (40014, 42001, 41001),
    Reaction.CREDENTIALS: (40001, 40013, 40056, 301002, 50003, 301007, 40125),
    Reaction.ADDRESS: (60020, 40164),
    Reaction.PERMISSION: (48001, 48002, 48006, 60011, 60030, 50002),
    Reaction.FREQUENCY: (45009,),
    Reaction.CONCURRENCY: (45033, 6000),
    Reaction.RECIPIENT: (81013, 82001, 82002, 82003, 40003, 60111, 43004, 40066, 40068),
    Reaction.CONTENT: (40008, 40058, 44004, 45002, 45007, 45008, 40063, 40007, 41006, 45001, 44001, 830002),
    Reaction.CHAT: (
        93000, 93004, 93008, 86001, 86003, 86008, 86101, 86004, 86005, 86006, 86007, 86216, 86217, 86220,
        86201, 86202, 86203, 86204, 86205, 86206, 86207, 86215,
    ),
    Reaction.WINDOW: (95001, 95002, 45015, 45047),
    Reaction.SESSION: (95013, 95016, 95018),
    Reaction.ACCOUNT: (95000, 95003, 95004, 95007, 95014, 95017),
    Reaction.BUSY: (-1,),
}  # fmt: skip
REACTIONS: dict[int, Reaction] = {code: reaction for reaction, codes in _CODES.items() for code in codes}

WORDS: dict[Reaction, str] = {
    Reaction.WINDOW: "the platform takes nothing for them until they write again",
    Reaction.SESSION: "the conversation is in a person's hands or over",
}
"""Said instead of the reaction's name, for those who read why a message was refused."""

WAITS: dict[Reaction, timedelta] = {
    Reaction.EXPIRED: timedelta(seconds=60),
    Reaction.CREDENTIALS: timedelta(hours=1),
    Reaction.ADDRESS: timedelta(minutes=5),
    Reaction.PERMISSION: timedelta(minutes=10),
    Reaction.FREQUENCY: timedelta(seconds=60),
    Reaction.CONCURRENCY: timedelta(seconds=1),
}
"""Reactions that end by themselves or by an administrator's hand: the message stays, this long."""

AT_THE_DOOR = frozenset({Reaction.EXPIRED, Reaction.CREDENTIALS, Reaction.ADDRESS, Reaction.PERMISSION})
"""Turned away before the message was looked at: it counts toward no rate."""

NEEDS: dict[Reaction, Need] = {
    Reaction.CREDENTIALS: "secret",
    Reaction.ADDRESS: "address",
    Reaction.PERMISSION: "permission",
    Reaction.CHAT: "chat",
    Reaction.ACCOUNT: "account",
}
"""Reactions that the administrators are told of."""

WINDOWS = (timedelta(seconds=60), timedelta(minutes=10), timedelta(hours=1))
"""A block lasts as long as the window that was hit, and the answer does not say which: each next guess is longer."""


def error_for(code: int, *, path: str) -> SendError:
    """The decision for an answer with a non-zero `errcode`."""
    reaction = REACTIONS.get(code)
    if reaction is None:
        log.error("the platform answered with an unknown error code", extra={"path": path, "code": code})
        return SendUnknown(f"{path}: unknown error code {code}", code=code)
    if reaction is Reaction.BUSY:
        return SendUnknown(f"{path}: busy ({code})", code=code)
    wait = WAITS.get(reaction)
    if reaction in NEEDS:
        log.error("the platform refuses us", extra={"path": path, "code": code, "reaction": reaction.value})
    told = WORDS.get(reaction, reaction.value)
    return SendError(
        f"{path}: {told} ({code})",
        permanent=wait is None,
        retry_after=wait,
        code=code,
        counted=reaction not in AT_THE_DOOR,
        needs=NEEDS.get(reaction),
    )


class Circuit:
    """Keeps one interface silent while the platform will not serve it; a success closes it again.

    Several calls under way may be told so at once: that is one block, not several.
    """

    def __init__(self, windows: tuple[timedelta, ...] = WINDOWS) -> None:
        self._windows = windows
        self._until: datetime | None = None
        self._hits = 0
        self._code: int | None = None

    def check(self, now: datetime, *, path: str) -> None:
        """Raises SendError with the time that is left, without a call."""
        if self._until is not None and now < self._until:
            raise SendError(
                f"{path}: waiting for the window",
                permanent=False,
                retry_after=self._until - now,
                code=self._code,
                counted=False,
            )

    def blocked(self, now: datetime, *, code: int | None, at_least: timedelta = timedelta(0)) -> timedelta:
        """It was refused: how long to wait for the window, each time in a row for a longer one."""
        if self._until is None or now >= self._until:
            self._until = now + max(at_least, self._windows[min(self._hits, len(self._windows) - 1)])
            self._hits += 1
            self._code = code
        return self._until - now

    def passed(self, now: datetime) -> None:
        """A call was served. A late answer to one from before the block proves nothing."""
        if self._until is not None and now >= self._until:
            self._until, self._hits = None, 0


def need_of(code: int | None) -> Need | None:
    """What an administrator must mend where a platform says that number."""
    reaction = None if code is None else REACTIONS.get(code)
    return None if reaction is None else NEEDS.get(reaction)
