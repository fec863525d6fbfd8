"""What of the smart bot's protocol is measured, reported or guessed rather than certain: numbers that may change.

Each default is the safe side of what is known (reference: wecom 2.5, 10.1); nobody else writes such a number.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from bot.channels.aibot_pace import Waits


@dataclass(frozen=True, slots=True)
class BotOptions:
    """The long connection's numbers. Spans go by the clock of the bot, `*_seconds` by the machine's."""

    ping_every: timedelta = timedelta(seconds=30)  # documented; 60 is reported as too slow
    renew_every: timedelta = timedelta(seconds=2)  # the lease; also how often somebody else's is tried
    slow_after: timedelta = timedelta(seconds=3)  # a message that is not stored by then: its sender is told
    stream_life: timedelta = timedelta(minutes=5)  # documented 6 minutes, measured 10
    welcome_within: timedelta = timedelta(seconds=5)
    chunk_index_from: int = 0  # every implementation; an example of the platform counts from 1
    frame_bytes: int = 4 * 1024 * 1024
    connect_seconds: float = 5.0
    answer_seconds: float = 5.0
    lease_seconds: float = 3.0
    grace_seconds: float = 2.0  # what is under way when the connection is ended has so long
    waiting: int = 1000  # messages being handled at once; beyond it nothing is read
    answer_at_once: bool = False
    """A reply goes out from memory right after the commit instead of through the outbox: one transaction less,
    but lost where the process ends in between, because this platform repeats nothing."""
    waits: Waits = field(default_factory=Waits)
