"""The exception tree. A user's mistake is a value, not an exception; these are for the rest.

BotError
├── ConfigError        a setting, form, directory or post file is wrong: file, place, mend
├── UsageError         wrong use of the command line: one line, exit 2
├── StoreError         the database refused or is away (StoreAway: try again later)
│   └── StoreAway
├── ForgedCallback     a callback that fails signature, freshness or shape: 403 or 400, no oracle
├── MediaLost          a file that somebody sent cannot be had, or only later
└── SendError          a platform refused or did not take a message; says what to do next
    └── SendUnknown    no answer came: it may or may not have been delivered
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

Need = Literal["secret", "address", "permission", "chat", "member", "account"]
"""What only an administrator can mend: the key, our address, the rights, a group's address, a member, the account."""


class BotError(Exception):
    """Base of all."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing wrong in a file: where, what, and how to mend it."""

    file: str
    place: str  # "line 12", "sheet units, cell C4", "key forms.daily.due"
    what: str
    mend: str = ""

    def __str__(self) -> str:
        where = f"{self.file}: {self.place}" if self.place else self.file
        return f"{where}: {self.what}" + (f"; {self.mend}" if self.mend else "")


class ConfigError(BotError):
    """Every trouble found, not just the first."""

    def __init__(self, troubles: list[Trouble]) -> None:
        super().__init__("\n".join(str(trouble) for trouble in troubles))
        self.troubles = troubles


class UsageError(BotError):
    """Wrong use of the command line; the text is the one line that is printed."""


class StoreError(BotError):
    """The database refused."""


class StoreAway(StoreError):  # noqa: N818  # the name says what happened
    """The database cannot be reached or is locked: nothing was stored, try again."""


class ForgedCallback(BotError):  # noqa: N818  # the name says what happened
    """A callback that is not to be believed. `malformed` True answers 400, else 403; no reason leaves."""

    def __init__(self, reason: str, *, malformed: bool = False) -> None:
        super().__init__(reason)
        self.malformed = malformed


class MediaLost(BotError):  # noqa: N818  # the name says what happened
    """A file that cannot be had. The text holds no link and no key.

    `why`: "gone" (for ever), "too_big", "unreadable" (not whole, or another key), or "away": try again later.
    """

    def __init__(self, reason: str, *, why: Literal["gone", "too_big", "unreadable", "away"] = "gone") -> None:
        super().__init__(reason)
        self.why = why


class SendError(BotError):
    """A platform did not take a message. `permanent` or `retry_after` carries the decision.

    `code` is the platform's own number; the text never holds a URL, token or key. `counted` False: the platform
    certainly counted nothing toward its rates, because it was not asked or turned us away at the door.
    `needs`: what an administrator must mend.
    """

    def __init__(
        self,
        reason: str,
        *,
        permanent: bool,
        retry_after: timedelta | None = None,
        code: int | None = None,
        counted: bool = True,
        needs: Need | None = None,
    ) -> None:
        super().__init__(reason)
        self.counted = counted
        self.needs = needs
        self.permanent = permanent
        self.retry_after = retry_after
        self.code = code


class SendUnknown(SendError):  # noqa: N818  # the name says what happened
    """No answer came: the message may have been delivered."""

    def __init__(self, reason: str, *, code: int | None = None) -> None:
        super().__init__(reason, permanent=False, code=code)
