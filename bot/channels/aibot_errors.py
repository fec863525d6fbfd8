"""The smart bot's own error codes as decisions (reference: wecom 2.5); every other code is decided as anywhere.

An answer with a code is a refusal: the message has certainly not gone out, apart from "busy" and from codes
that nobody knows.
"""

import logging
from datetime import timedelta

from bot.channels.wecom_errors import error_for
from bot.errors import SendError

log = logging.getLogger(__name__)

WRONG_SECRET = 853000
NOT_SUBSCRIBED = 846609
STALE = frozenset({846605, 846608})
"""The callback or its stream cannot be answered any more: the same text goes as a message of its own."""
NO_SUCH_CHAT = 93006
TOO_OFTEN = 45009
SOON = timedelta(seconds=2)
_WAITS = {
    WRONG_SECRET: timedelta(hours=1),
    NOT_SUBSCRIBED: SOON,
    846601: SOON,
    846602: SOON,
    **dict.fromkeys(STALE, SOON),
}
_ADMINISTRATORS = frozenset({WRONG_SECRET, NO_SUCH_CHAT})


def decided(code: int, *, cmd: str) -> SendError:
    """What follows from a non-zero code of an answer to `cmd`."""
    if code in _ADMINISTRATORS:
        log.error("the platform refuses us", extra={"cmd": cmd, "code": code})
    if code == NO_SUCH_CHAT:  # misspelt, the bot is not in it, or it never spoke to the bot
        return SendError(f"{cmd}: no such chat ({code})", permanent=True, code=code, needs="chat")
    if code in _WAITS:
        return SendError(
            f"{cmd}: not now ({code})",
            permanent=False,
            retry_after=_WAITS[code],
            code=code,
            needs="secret" if code == WRONG_SECRET else None,
        )
    return error_for(code, path=cmd)
