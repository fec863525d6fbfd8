"""Whether a line that nothing understood asks somebody something, by its end alone: 怎么弄 in passing is none."""

import re

_ASKS = re.compile(r"(?:[?？]|[吗么嘛呢](?:[。~～！!]|\s)*)[\s~～！!。]*$")
_CALLS_SOMEBODY = re.compile(r"@(?P<who>[^\s\u2005@]{1,24})")


def asks(text: str) -> bool:
    """A question mark at the end, or 吗, 么, 嘛, 呢."""
    return bool(_ASKS.search(text.strip()))


def calls_another(text: str, bot_name: str) -> bool:
    """Whether somebody else than the bot is called by name: then it is for him."""
    return any(found["who"] != bot_name for found in _CALLS_SOMEBODY.finditer(text))
