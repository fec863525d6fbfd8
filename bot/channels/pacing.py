"""The rates of a channel as an administrator may set them: what a platform allows is not certain everywhere.

A number that is written takes the place of the built-in one of the same span; 0 takes it away. Robots are
counted by their key: for them the destination is the account.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from bot.channels.base import Limits
from bot.messages import Rate

MINUTE = timedelta(seconds=63)  # our clock and the platform's are not one
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
PER_DESTINATION = {"per_minute": MINUTE, "per_hour": HOUR}
PER_ACCOUNT = {"account_per_hour": HOUR, "account_per_day": DAY}
PER_GROUPS = {"groups_per_minute": MINUTE, "groups_per_day": DAY}
OF_A_ROBOT: Mapping[str, str] = {"per_minute": "20"}
OF_A_BOT: Mapping[str, str] = {"per_minute": "28", "per_hour": "950"}
OF_AN_APP: Mapping[str, str] = {
    "per_minute": "28", "per_hour": "950", "account_per_hour": "0", "account_per_day": "0",
    "groups_per_minute": "180", "groups_per_day": "9500",
}  # fmt: skip
"""Keys of a kind of channel with their defaults (reference: wecom 3, 4.2, 4.3, 2.5)."""
MOST = 1_000_000


def paced(limits: Limits, values: Mapping[str, str]) -> Limits:
    """The limits with the rates of the settings. Raises ValueError for what is no number of messages."""
    return replace(
        limits,
        per_destination=_rates(limits.per_destination, values, PER_DESTINATION),
        per_account=_rates(limits.per_account, values, PER_ACCOUNT),
        per_groups=_rates(limits.per_groups, values, PER_GROUPS),
    )


def _rates(built_in: tuple[Rate, ...], values: Mapping[str, str], keys: Mapping[str, timedelta]) -> tuple[Rate, ...]:
    told = {span: _number(key, values[key]) for key, span in keys.items() if values.get(key)}
    kept = [rate for rate in built_in if _span(rate, keys) not in told]
    return (*kept, *(Rate(count, span) for span, count in told.items() if count))


def _span(rate: Rate, keys: Mapping[str, timedelta]) -> timedelta:
    """Which of the keys speaks of that rate: a minute is counted as 60 seconds or a little more."""
    return min(keys.values(), key=lambda span: abs(span - rate.window))


def _number(key: str, written: str) -> int:
    if not written.isascii() or not written.isdigit() or int(written) > MOST:
        raise ValueError(f"{key} is a whole number of messages from 0 (no limit of ours) to {MOST}")
    return int(written)
