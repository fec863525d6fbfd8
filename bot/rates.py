"""Which rate windows a message counts in, and how much of them is left to what is urgent.

The key of a window holds the address, which may be a secret, only as a digest.
"""

import hashlib
from collections.abc import Sequence

from bot.channels.base import Address, Limits
from bot.messages import URGENT, Rate
from bot.store.delivery import Window


def windows_of(to: Address, limits: Limits, *, priority: int) -> tuple[Window, ...]:
    """The window of the address and that of the account; of both a tenth is kept free for what is urgent."""
    digest = hashlib.sha256(to.id.encode("utf-8", "replace")).hexdigest()[:16]
    urgent = priority <= URGENT
    windows = (
        Window(f"{to.channel}:{to.kind}:{digest}", _planned(limits.per_destination, urgent=urgent)),
        Window(f"{to.channel}:account", _planned(limits.per_account, urgent=urgent)),
    )
    if to.kind != "group" or not limits.per_groups:
        return windows
    return (*windows, Window(f"{to.channel}:groups", _planned(limits.per_groups, urgent=urgent)))


def _planned(rates: Sequence[Rate], *, urgent: bool) -> tuple[Rate, ...]:
    """Ordinary messages leave the last tenth: twenty a minute are planned as eighteen (reference: wecom 3)."""
    return tuple(rate if urgent else Rate(rate.count - rate.count // 10, rate.window) for rate in rates)
