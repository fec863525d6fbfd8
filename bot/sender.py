"""The sender: takes due messages out of the outbox, gives them to their channels, records what became of each.

One row never holds up another destination, and nothing is believed to be sent that no platform confirmed.
A try without an answer is *unknown*: it is repeated once with a mark, or held for a person, as its kind says.
"""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta

from bot.channels.base import Channel
from bot.clock import Clock
from bot.directory.model import Directory
from bot.errors import SendError, SendUnknown, StoreError
from bot.parcels import Job, address_of, prepared
from bot.store.delivery import Delivery
from bot.store.records import OutboxRow, OutboxState

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=30)  # longer than the longest call of a channel
AT_ONCE = 16
LONGEST_PAUSE = 1.0  # seconds; other replicas write into the same outbox
DRAIN_SECONDS = 4.0
GIVE_UP_AFTER = timedelta(hours=24)  # a message without an expiry of its own
FAULTS = 5  # tries of a row that makes our own code fail
FIRST_WAIT, LONGEST_WAIT = 1.0, 900.0  # seconds of backoff
SWALLOW_MARGIN = timedelta(minutes=2)

UNSURE = "unsure: "  # an earlier try had no answer
AGAIN = "sent again: "  # the one marked repeat is on its way

Observe = Callable[[str, str], None]
Snapshot = Callable[[], Awaitable[Directory]]


class Sender:
    """Drains the outbox. `run_due` does what is due at a moment; `run` keeps doing it until cancelled.

    `sequential` sends one row after the other in the order of the claim: a rehearsal needs the same
    bytes every time. `observe` is told (channel, result) of every try.
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
    ) -> None:
        self._delivery = delivery
        self._channels = channels
        self._snapshot = snapshot
        self._clock = clock
        self._rng = rng
        self._worker = worker
        self._sequential = sequential
        self._observe = observe
        self._wake = asyncio.Event()
        self._running: set[asyncio.Task[None]] = set()

    def wake(self) -> None:
        """Something was put into the outbox: look at once."""
        self._wake.set()

    async def next_due(self) -> datetime | None:
        return await self._delivery.next_due()

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
                rows = await self._claim(now, limit=free)
                for row in rows:
                    task = asyncio.create_task(self._attend(row, now + LEASE), name=f"outbox {row.id}")
                    self._running.add(task)
                    task.add_done_callback(self._ended)
                if len(rows) < free:
                    return
        except StoreError as error:
            log.warning("the outbox cannot be read, trying again", extra={"error": type(error).__name__})

    def _ended(self, task: "asyncio.Task[None]") -> None:
        self._running.discard(task)
        self._wake.set()  # the next row of that destination may go

    async def _pause(self) -> None:
        wait = LONGEST_PAUSE
        with suppress(StoreError):
            due = await self.next_due()
            if due is not None and len(self._running) < AT_ONCE:
                # A row held back by an earlier one of its destination is due already: do not spin for it.
                wait = min(wait, max((due - self._clock.now()).total_seconds(), 0.05))
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
        try:
            await self._deliver(row, until)
        except StoreError as error:  # what became of it cannot be written down: its lease will run out
            log.warning("outbox row not settled", extra={"row": row.id, "error": type(error).__name__})
        except Exception as error:  # noqa: BLE001  # one row's bug must not stop the others
            fault = f"fault: {type(error).__name__}"
            log.error("outbox row failed", extra={"row": row.id, "error": fault, "tries": row.attempts})  # noqa: TRY400  # a traceback could quote a text
            with suppress(StoreError):
                if row.attempts >= FAULTS:
                    await self._settle(row, "refused", error=fault)
                else:
                    await self._put_back(row, self._backoff(row), fault)

    async def _deliver(self, row: OutboxRow, until: datetime) -> None:
        address = address_of(row.to, await self._snapshot(), self._channels)
        channel = self._channels.get(address.channel)
        if channel is None:
            log.error("no channel for a message", extra={"row": row.id, "to": row.to.key})
            await self._settle(row, "refused", error="no channel posts there")
            return
        if not row.body.render().strip():
            await self._settle(row, "emptied")
            return
        marked = False
        if self._is_unsure(row) and not self._repeat_is_swallowed(row, channel):
            if row.redelivery == "hold":
                await self._settle(row, "held", error=row.error or f"{UNSURE}stopped in the middle of the send")
                return
            if row.error.startswith(AGAIN):
                await self._settle(row, "unknown", error=row.error)
                return
            marked = True
        await self._send(prepared(row, channel.limits, address, marked=marked), channel, until)

    async def _send(self, job: Job, channel: Channel, until: datetime) -> None:
        row, refused, reference = job.row, dict[str, None](), ""
        for number in range(row.part_done, len(job.parts)):
            first = number == row.part_done
            unsure = first and self._is_unsure(row)
            free_at = await self._delivery.reserve(job.window, channel.limits.per_destination, now=self._clock.now())
            if free_at is not None:
                error = f"{UNSURE}waited for its turn" if unsure else ""
                await self._settle(row, "due", error=error, part_done=number, next_try_at=free_at)
                return
            if first and job.marked:  # noted before, so that a crash in between cannot make it a third time
                until = self._clock.now() + LEASE
                await self._settle(row, "sending", error=f"{AGAIN}{row.error}", part_done=number, next_try_at=until)
            if self._clock.now() >= until:  # we were stopped for too long: somebody else may have it by now
                return
            try:
                receipt = await channel.send(job.parcel(number))
            except SendError as error:
                await self._failed(job, channel, number, error, unsure=unsure)
                return
            self._observe(job.address.channel, "sent")
            refused.update(dict.fromkeys(receipt.refused))
            reference = receipt.reference
            if number + 1 < len(job.parts):
                until = self._clock.now() + LEASE
                await self._settle(row, "sending", part_done=number + 1, next_try_at=until)
        told = f"not reached: {'|'.join(refused)}" if refused else ""
        await self._settle(row, "sent", error=told, part_done=len(job.parts), reference=reference)

    async def _failed(self, job: Job, channel: Channel, number: int, error: SendError, *, unsure: bool) -> None:
        """Write down a try that did not end well; `number` is the part that it was about."""
        row, name = job.row, job.address.channel
        told = {"row": row.id, "channel": name, "code": error.code}
        if isinstance(error, SendUnknown):
            self._observe(name, "unknown")
            log.warning("no answer to a send", extra=told)
            swallowed = channel.limits.swallows_repeats is not None
            if row.redelivery == "hold" and not swallowed:
                await self._settle(row, "held", error=f"{UNSURE}{error}", part_done=number)
            elif job.marked and number == row.part_done:
                await self._settle(row, "unknown", error=f"{AGAIN}{error}", part_done=number)
            else:
                await self._put_back(row, self._backoff(row), f"{UNSURE}{error}", part_done=number)
        elif error.permanent:
            self._observe(name, "refused")
            log.error("message refused", extra=told)
            await self._settle(row, "refused", error=str(error), part_done=number)
        else:
            self._observe(name, "again")
            wait = self._backoff(row)
            if error.retry_after is not None:
                most = error.retry_after.total_seconds() / 10
                wait = error.retry_after + timedelta(seconds=self._rng.uniform(0, most))
            await self._put_back(row, wait, (UNSURE if unsure else "") + str(error), part_done=number)

    async def _put_back(self, row: OutboxRow, wait: timedelta, error: str, *, part_done: int | None = None) -> None:
        now = self._clock.now()
        if row.expires_at is None and now + wait > row.due_at + GIVE_UP_AFTER:
            state: OutboxState = "unknown" if error.startswith(UNSURE) else "refused"
            await self._settle(row, state, error=f"given up after a day: {error}", part_done=part_done)
            return
        await self._settle(row, "due", error=error, part_done=part_done, next_try_at=now + wait)

    async def _settle(
        self,
        row: OutboxRow,
        state: OutboxState,
        *,
        error: str = "",
        part_done: int | None = None,
        next_try_at: datetime | None = None,
        reference: str = "",
    ) -> None:
        await self._delivery.settle(
            row.id, state=state, at=self._clock.now(), error=error, reference=reference,
            part_done=part_done, next_try_at=next_try_at,
        )  # fmt: skip

    def _backoff(self, row: OutboxRow) -> timedelta:
        """Full jitter: anywhere between nothing and twice the last ceiling, at most a quarter of an hour."""
        ceiling = min(LONGEST_WAIT, FIRST_WAIT * 2.0 ** min(row.attempts, 20))
        return timedelta(seconds=self._rng.uniform(0.1, ceiling))

    @staticmethod
    def _is_unsure(row: OutboxRow) -> bool:
        return row.state == "sending" or row.error.startswith((UNSURE, AGAIN))

    def _repeat_is_swallowed(self, row: OutboxRow, channel: Channel) -> bool:
        """Whether the platform still drops an identical repeat: then trying again cannot double anything."""
        window = channel.limits.swallows_repeats
        return window is not None and self._clock.now() < row.due_at + window - SWALLOW_MARGIN
