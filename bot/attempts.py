"""One try of one outbox row: where it goes, in how many parts, and what is written down at every step.

`standing` is the truth as this process knows it. It is written to the database as soon as it changes; where
that fails, the sender keeps it and tells the next try, so that nothing is doubted that we know.
"""

import logging
import random
from asyncio import timeout
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.bundles import Bundle, gathered
from bot.channels.base import Address, Channel, Parcel, Receipt
from bot.clock import Clock
from bot.directory.model import Directory
from bot.errors import SendError, SendUnknown
from bot.parcels import Job, address_of, among, prepared
from bot.rates import windows_of
from bot.store.delivery import Delivery, Window
from bot.store.records import AGAIN, UNSURE, OutboxRow, OutboxState
from bot.troubles import Troubles

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=30)  # a row is ours for so long; renewed before it runs out
SEND_SECONDS = 25.0  # one call of a channel, in all: shorter than the lease
GIVE_UP_AFTER = timedelta(hours=24)  # a message without an expiry of its own
FAULTS = 5  # tries of a row that makes our own code fail
FIRST_WAIT, LONGEST_WAIT = 1.0, 900.0  # seconds of backoff
SWALLOW_MARGIN = timedelta(minutes=2)
ELSEWHERE = (1.0, 3.0)  # seconds
NOBODY = "the platform took it and reached nobody: has the member left, or no licence?"


Observe = Callable[[str, str], None]
Snapshot = Callable[[], Awaitable[Directory]]
ReadFiles = Callable[[Parcel], Awaitable[Parcel]]
"""Puts the bytes of kept files into a parcel."""


async def no_files(parcel: Parcel) -> Parcel:
    """Where nothing is kept, a parcel is complete."""
    return parcel


@dataclass(frozen=True)
class Means:
    """What every try needs. `observe` is told (channel, result) of every call."""

    delivery: Delivery
    channels: Mapping[str, Channel]
    snapshot: Snapshot
    clock: Clock
    rng: random.Random
    observe: Observe
    troubles: Troubles
    read_files: ReadFiles = no_files


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a row: its state, why, and how many of its parts are certainly out."""

    state: OutboxState
    error: str
    part_done: int
    reference: str = ""
    next_try_at: datetime | None = None

    @property
    def unsure(self) -> bool:
        """Whether the next part may be out already."""
        return self.error.startswith((UNSURE, AGAIN))

    @property
    def open(self) -> bool:
        return self.state in ("due", "sending")


def standing_of(row: OutboxRow) -> Standing:
    """As a claim found it: a lease that ran out leaves the part in doubt."""
    error = row.error
    if row.state == "sending" and not error.startswith((UNSURE, AGAIN)):
        error = f"{UNSURE}stopped in the middle of the send"
    return Standing("due", error, row.part_done)


class Attempt:
    """A row that is ours until `until`."""

    def __init__(
        self,
        row: OutboxRow,
        means: Means,
        *,
        until: datetime,
        standing: Standing | None = None,
        also: tuple[int, ...] = (),
    ) -> None:
        self.row = row
        self.standing = standing or standing_of(row)
        self.also = also  # rows that are in this one's message
        self._means = means
        self._until = until
        self._bundle = Bundle(row)
        self._windows: tuple[Window, ...] = ()
        self._reserved_at = until
        self._alone = False

    async def run(self) -> None:
        """Send what is left of the row. Raises StoreError when something could not be written down."""
        if not self.standing.open:  # it ended before, and only the database did not hear of it
            await self._write(self.standing)
            return
        row = replace(self.row, part_done=self.standing.part_done, error=self.standing.error)
        directory = await self._means.snapshot()
        address = address_of(row.to, directory, self._means.channels)
        channel = self._means.channels.get(address.channel)
        if channel is None:
            log.error("no channel for a message", extra={"row": row.id, "to": row.to.key})
            await self._end("refused", "no channel posts there")
        elif not row.body.render().strip() and not row.attachments and row.card is None:
            await self._end("emptied")
        else:
            if not self.standing.unsure:
                await self._leave_the_others()
            now, limits = self._means.clock.now(), among(channel.limits, directory)
            self._bundle = await gathered(row, self._means.delivery, limits, address, now=now, until=self._until)
            self.also = self._bundle.ids
            if (marked := await self._may_repeat(channel, address.kind)) is not None:
                job = prepared(self._bundle.row, limits, address, marked=marked, numbers=directory.numbers)
                await self._send(job, channel)

    async def _may_repeat(self, channel: Channel, kind: str) -> bool | None:
        """Whether a repeat must be marked; None: it must not be sent at all, which is written down."""
        if not self.standing.unsure or self._is_swallowed(channel, kind):
            return False
        if self.row.redelivery == "hold":
            await self._end("held", self.standing.error)
            return None
        if self.standing.error.startswith(AGAIN):
            await self._end("unknown", self.standing.error)
            return None
        return True

    async def _send(self, job: Job, channel: Channel) -> None:
        refused = dict[str, None]()
        for number in range(job.row.part_done, len(job.parts)):
            if not await self._turn_of(job, channel, marked=job.marked and number == job.row.part_done):
                return
            was = self.standing
            self.standing = replace(
                was, error=was.error if was.unsure else f"{UNSURE}stopped in the middle of the send"
            )
            try:
                receipt = await _bounded(channel, await self._means.read_files(job.parcel(number)))
            except SendError as error:
                self.standing = was
                if not error.counted:
                    await self._means.delivery.give_back(self._windows, at=self._reserved_at)
                await self._failed(error, job.address, swallowed=self._is_swallowed(channel, job.address.kind))
                return
            if _missed(job.address, receipt):
                await self._not_reached(was, job.address.channel)
                return
            self._means.observe(job.address.channel, "sent")
            refused.update(dict.fromkeys(receipt.refused))
            told = f"not reached: {'|'.join(refused)}" if refused else ""
            if number + 1 == len(job.parts):
                await self._end("sent", told, part_done=number + 1, reference=receipt.reference)
                return
            self.standing = Standing("due", "", number + 1)
            await self._renew("")
        await self._end("sent", part_done=len(job.parts))  # fewer parts than were sent before

    async def _turn_of(self, job: Job, channel: Channel, *, marked: bool) -> bool:
        """Whether the next part may go now: in time, within the rates, and ours until it is answered."""
        now = self._means.clock.now()
        if self.row.expires_at is not None and now >= self.row.expires_at:
            await self._leave_the_others()
            await self._end("unknown" if self.standing.unsure else "expired", self.standing.error)
            return False
        if not getattr(channel, "connected", True):  # another replica has the connection: no place is taken for it
            if (need := getattr(channel, "needs", None)) is not None:
                await self._means.troubles.tell(job.address.channel, need, None, to=job.address)
                await self._means.troubles.did_not_arrive(self.row)
            await self._put_back(self._after(self._elsewhere()), self.standing.error or "waited for the connection")
            return False
        self._windows = windows_of(job.address, channel.limits, priority=self.row.priority)
        self._reserved_at = now
        free_at = await self._means.delivery.reserve(self._windows, now=now)
        if free_at is not None:
            await self._put_back(free_at, self.standing.error or "waited for its turn")
            return False
        if self._means.clock.now() >= self._until:  # we were stopped for too long: somebody else may have it
            return False
        if marked:  # noted before, so that a crash in between cannot make it a third time
            await self._renew(f"{AGAIN}{self.standing.error}")
        elif self._until - self._means.clock.now() < timedelta(seconds=SEND_SECONDS):
            await self._renew(self.standing.error)
        return True

    async def _failed(self, error: SendError, to: Address, *, swallowed: bool) -> None:
        """Write down a call that did not end well."""
        channel = to.channel
        told = {"row": self.row.id, "channel": channel, "code": error.code}
        if error.needs is not None:
            await self._means.troubles.tell(channel, error.needs, error.code, to=to)
        if error.needs is not None or error.permanent:
            await self._means.troubles.did_not_arrive(self.row)
        doubt = self.standing.unsure
        if not error.permanent and await self._means.troubles.gave_way(self.row):
            await self._end("emptied", "told by another way")
        elif isinstance(error, SendUnknown):
            self._means.observe(channel, "unknown")
            log.warning("no answer to a send", extra=told)
            if self.row.redelivery == "hold" and not swallowed:
                await self._end("held", f"{UNSURE}{error}")
            elif self.standing.error.startswith(AGAIN):
                await self._end("unknown", f"{AGAIN}{error}")
            else:
                await self._put_back(self._after(self._backoff()), f"{UNSURE}{error}")
        elif error.permanent and self._bundle.members and not doubt:
            self._means.observe(channel, "again")
            log.warning("a message of several was refused, each goes by itself", extra=told)
            self._alone = True  # one of them may be at fault, and the others not
            await self._put_back(self._means.clock.now(), str(error))
        elif error.permanent:
            self._means.observe(channel, "refused")
            log.error("message refused", extra=told)
            await self._end(
                "unknown" if doubt else "refused", f"{UNSURE}then refused: {error}" if doubt else str(error)
            )
        else:
            self._means.observe(channel, "again")
            wait = self._backoff()
            if error.retry_after is not None:
                most = error.retry_after.total_seconds() / 10
                wait = error.retry_after + timedelta(seconds=self._means.rng.uniform(0, most))
            await self._put_back(self._after(wait), f"{UNSURE}{error}" if doubt else str(error))

    async def _not_reached(self, was: Standing, channel: str) -> None:
        """The platform said yes and reached nobody: no evidence. Whom is not noted: a tip-off's answer forgets it."""
        self.standing = was
        self._means.observe(channel, "refused")
        log.error("the platform reached nobody", extra={"row": self.row.id, "channel": channel})
        await self._end("unknown" if was.unsure else "refused", f"{UNSURE if was.unsure else ''}{NOBODY}")

    async def fault(self, kind: str) -> None:
        """Our own code failed with an error of that kind. In the middle of a call the part may be out."""
        error = f"{self.standing.error}; fault: {kind}" if self.standing.unsure else f"fault: {kind}"
        if self.row.attempts >= FAULTS or error.startswith(AGAIN):
            await self._end("unknown" if self.standing.unsure else "refused", error)
        else:
            await self._put_back(self._after(self._backoff()), error)

    async def _put_back(self, moment: datetime, error: str) -> None:
        """Due again at that moment, unless that is too late."""
        unsure = error.startswith((UNSURE, AGAIN))
        ends = self.row.expires_at or self.row.due_at + GIVE_UP_AFTER
        if moment < ends or (self.row.expires_at is not None and not unsure):  # a claim closes what expired
            await self._write(Standing("due", error, self.standing.part_done, next_try_at=moment))
        else:
            await self._leave_the_others()
            await self._end("unknown" if unsure else "refused", f"{error}; given up")

    async def _leave_the_others(self) -> None:
        """The time of this row is over, and theirs may not be: they are due as they are."""
        if self.also:
            first, *others = self.also
            now, error = self._means.clock.now(), self.standing.error
            await self._means.delivery.settle(first, state="due", at=now, error=error, next_try_at=now, also=others)
            self.also = ()

    async def _renew(self, error: str) -> None:
        """Ours for another lease; the parts done so far are noted with it."""
        until = self._after(LEASE)
        await self._settle(replace(self.standing, state="sending", error=error, next_try_at=until))
        self._until = until
        self.standing = replace(self.standing, error=error)

    async def _end(
        self, state: OutboxState, error: str = "", *, part_done: int | None = None, reference: str = ""
    ) -> None:
        done = self.standing.part_done if part_done is None else part_done
        await self._write(Standing(state, error, done, reference))

    async def _write(self, standing: Standing) -> None:
        self.standing = standing  # true whether or not the database hears of it
        await self._settle(standing)

    async def _settle(self, standing: Standing) -> None:
        await self._means.delivery.settle(
            self.row.id,
            state=standing.state,
            at=self._means.clock.now(),
            error=standing.error,
            reference=standing.reference,
            part_done=standing.part_done,
            next_try_at=standing.next_try_at,
            also=self.also,
            alone=self._alone,
        )

    def _after(self, wait: timedelta) -> datetime:
        return self._means.clock.now() + wait

    def _elsewhere(self) -> timedelta:
        """Until whoever has the connection has had a chance to take the row."""
        return timedelta(seconds=self._means.rng.uniform(*ELSEWHERE))

    def _backoff(self) -> timedelta:
        """Full jitter: anywhere between nothing and twice the last ceiling, at most a quarter of an hour."""
        ceiling = min(LONGEST_WAIT, FIRST_WAIT * 2.0 ** min(self.row.attempts, 20))
        return timedelta(seconds=self._means.rng.uniform(0.1, ceiling))

    def _is_swallowed(self, channel: Channel, kind: str) -> bool:
        """Whether the platform still drops an identical repeat: then trying again cannot double anything."""
        window = channel.limits.swallows_repeats
        if window is None or kind not in channel.limits.swallows_to or not self._bundle.whole:
            return False
        return self._means.clock.now() < self.row.due_at + window - SWALLOW_MARGIN


def _missed(to: Address, receipt: Receipt) -> bool:
    """Whether the one member that it was for is among those not reached; platforms lower the case of user ids."""
    return to.kind == "member" and to.id.casefold() in map(str.casefold, receipt.refused)


async def _bounded(channel: Channel, parcel: Parcel) -> Receipt:
    try:
        async with timeout(SEND_SECONDS):
            return await channel.send(parcel)
    except TimeoutError:
        raise SendUnknown("the call did not end in time") from None
