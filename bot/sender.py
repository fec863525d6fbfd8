"""The sender: takes due messages out of the outbox and lets each be tried, many at once, without end.

One row never holds up another destination, and nothing is believed to be sent that no platform confirmed:
what a try may conclude from what stands in `attempts`.
"""

import asyncio
import logging
import random
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from bot.attempts import LEASE, Attempt, Means, Observe, ReadFiles, Snapshot, Standing, no_files
from bot.channels.base import Channel
from bot.clock import Clock
from bot.errors import StoreError
from bot.store.delivery import Delivery
from bot.store.records import OutboxRow
from bot.troubles import Troubles
from bot.wordless import wordless

__all__ = ["Observe", "Sender"]

log = logging.getLogger(__name__)

AT_ONCE = 16
LONGEST_PAUSE = 1.0  # seconds; other replicas write into the same outbox
SHORTEST_PAUSE = 0.05
DRAIN_SECONDS = 4.0
MOST_NOTES = 10_000


@dataclass(frozen=True, slots=True)
class Note:
    """What one try came to, the tries up to it, and the rows that went out in the same message."""

    tries: int
    standing: Standing
    also: tuple[int, ...]


class Sender:
    """Drains the outbox. `run_due` does what is due at a moment; `run` keeps doing it until cancelled.

    `sequential` sends one row after the other in the order of the claim: a rehearsal needs the same
    bytes every time. `observe` is told (channel, result) of every call.
    """

    def __init__(
        self,
        *,
        delivery: Delivery,
        channels: Mapping[str, Channel],
        snapshot: Snapshot,
        clock: Clock,
        rng: random.Random,
        worker: str = "sender",
        sequential: bool = False,
        observe: Observe = lambda _channel, _result: None,
        read_files: ReadFiles = no_files,
        silent: Callable[[], Collection[str]] = tuple,
    ) -> None:
        troubles = Troubles(delivery=delivery, channels=channels, snapshot=snapshot, clock=clock, silent=silent)
        self.troubles = troubles
        self._means = Means(delivery, channels, snapshot, clock, rng, observe, troubles, read_files)
        self._delivery = delivery
        self._clock = clock
        self._worker = worker
        self._sequential = sequential
        self._wake = asyncio.Event()
        self._running: set[asyncio.Task[None]] = set()
        self._claimed_at: datetime | None = None
        self._notes: dict[int, Note] = {}  # what could not be written down

    def wake(self) -> None:
        """Something was put into the outbox: look at once."""
        self._wake.set()

    @property
    def busy(self) -> bool:
        """Whether a row is being tried right now."""
        return bool(self._running)

    async def next_due(self) -> datetime | None:
        return await self._delivery.next_due(self._clock.now())

    async def run_due(self, now: datetime) -> int:
        """Try every row that is due at `now` once; how many were tried."""
        rows = await self._claim(now, limit=AT_ONCE)
        if self._sequential:
            for row in rows:
                await self._attend(row, now + LEASE)
        else:
            async with asyncio.TaskGroup() as tasks:
                for row in rows:
                    tasks.create_task(self._attend(row, now + LEASE))
        return len(rows)

    async def run(self) -> None:
        """Send until cancelled; then finish what is under way, for four seconds at most."""
        try:
            while True:
                self._wake.clear()
                await self._fill()
                await self._pause()
        finally:
            await self._drain()

    async def _fill(self) -> None:
        """Start as many rows as there is room for."""
        try:
            while (free := AT_ONCE - len(self._running)) > 0:
                now = self._clock.now()
                claim = asyncio.ensure_future(self._claim(now, limit=free))
                try:
                    rows = await asyncio.shield(claim)
                except asyncio.CancelledError:  # what was taken is sent: nobody else will look at it for a while
                    with suppress(StoreError):
                        self._start(await claim, now)
                    raise
                self._start(rows, now)
                self._claimed_at = now
                if len(rows) < free:
                    return
        except StoreError as error:
            log.warning("the outbox cannot be read, trying again", extra={"error": type(error).__name__})

    def _start(self, rows: Sequence[OutboxRow], now: datetime) -> None:
        for row in rows:
            task = asyncio.create_task(self._attend(row, now + LEASE), name=f"outbox {row.id}")
            self._running.add(task)
            task.add_done_callback(self._ended)

    def _ended(self, task: "asyncio.Task[None]") -> None:
        self._running.discard(task)
        self._wake.set()  # the next row of that destination may go

    async def _pause(self) -> None:
        """Until something happened, or something is due; what was due at the last claim is held back."""
        wait = LONGEST_PAUSE
        with suppress(StoreError):
            due = await self.next_due()
            if (
                due is not None
                and len(self._running) < AT_ONCE
                and (self._claimed_at is None or due > self._claimed_at)
            ):
                wait = min(wait, max((due - self._clock.now()).total_seconds(), SHORTEST_PAUSE))
        with suppress(TimeoutError):
            async with asyncio.timeout(wait):
                await self._wake.wait()

    async def _drain(self) -> None:
        if self._running:
            _, late = await asyncio.wait(self._running, timeout=DRAIN_SECONDS)
            for task in late:  # their rows come back when the lease runs out, as unknown
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _claim(self, now: datetime, *, limit: int) -> tuple[OutboxRow, ...]:
        return await self._delivery.claim(now=now, limit=limit, lease=LEASE, worker=self._worker)

    async def _attend(self, row: OutboxRow, until: datetime) -> None:
        """Try one row, ours until then. Whatever goes wrong stays with this row."""
        note = self._noted(row)
        attempt = (
            Attempt(row, self._means, until=until)
            if note is None
            else Attempt(row, self._means, until=until, standing=note.standing, also=note.also)
        )
        try:
            try:
                await attempt.run()
            except StoreError:
                raise
            except Exception as error:  # one row's bug must not stop the others
                kind = type(error).__name__
                told = {"row": row.id, "error": kind, "tries": row.attempts}
                log.exception("outbox row failed", extra=told, exc_info=wordless(error))
                await attempt.fault(kind)
        except StoreError as error:  # its lease will run out, and then we still know what became of it
            log.warning("outbox row not settled", extra={"row": row.id, "error": type(error).__name__})
            self._notes[row.id] = Note(row.attempts, attempt.standing, attempt.also)
            if len(self._notes) > MOST_NOTES:
                del self._notes[next(iter(self._notes))]

    def _noted(self, row: OutboxRow) -> Note | None:
        """What we know of the row and the database does not, unless somebody else tried it since."""
        note = self._notes.pop(row.id, None)
        return note if note is not None and note.tries + 1 == row.attempts else None
