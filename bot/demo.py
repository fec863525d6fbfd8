"""Plays a recorded day through the running bot, and lets the visitor go on where it ends.

The messages go through the same door as a visitor's own: submitted to the dispatcher, answered by
the sender. Only the clock is on a stage; after the last record it runs on in real time.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.app import App
from bot.clock import Clock, StageClock
from bot.rehearsal import Record

LONGEST_WAIT = 1.5  # seconds between two messages, however quiet the hour was


async def play(
    app: App,
    clock: StageClock,
    records: Sequence[Record],
    *,
    speed: float,
    channel: str,
    real: Clock,
    on_message: Callable[[Record, int, int], None] = lambda _record, _done, _total: None,
) -> None:
    """Play the records at `speed` times real time; 0: as fast as possible. Needs a running dispatcher."""
    for done, record in enumerate(records, start=1):
        if speed:
            gap = (record.at - clock.now()).total_seconds() / speed
            await real.sleep_until(real.now() + timedelta(seconds=min(max(gap, 0.0), LONGEST_WAIT)))
        await _catch_up(app, clock, record.at)
        if record.inbound is not None:
            await app.dispatcher.submit(replace(record.inbound, channel=channel, received_at=clock.now()))
            await app.sender.run_due(clock.now())
        on_message(record, done, len(records))
        await asyncio.sleep(0)


async def _catch_up(app: App, clock: StageClock, moment: datetime) -> None:
    """Posts and sends that fall due before the next message, each at its own time."""
    while True:
        wanted = [due for due in (await app.ticker.next_due(), await app.sender.next_due()) if due is not None]
        if not wanted or min(wanted) > moment:
            break
        clock.set(max(min(wanted), clock.now()))
        await app.ticker.run_due(clock.now())
        await app.sender.run_due(clock.now())
    clock.set(moment)
