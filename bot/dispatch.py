"""The dispatcher: a batch of inbound messages in, outcomes out, one transaction a batch.

No artificial delay: a batch is what arrived while the last one was being committed. If a batch fails,
its messages are run one by one, each once more, and only the guilty one fails; it is kept as failed and a
person looks.
"""

import asyncio
import hashlib
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot import texts
from bot.clock import Clock
from bot.directory.model import Directory
from bot.errors import StoreAway
from bot.forms.preset import Preset
from bot.handlers.base import Request, Verb
from bot.handlers.filing.items import OBJECTION
from bot.handlers.mention_lesson import with_lesson
from bot.handlers.unheard import count_unheard
from bot.messages import Answer, Card, Inbound, Outcome, Reply
from bot.reading.meaning import (
    Chatter,
    Context,
    Meaning,
    OpenDraft,
    ReportMeaning,
    TipFollowUp,
    TipMeaning,
    WithdrawalMeaning,
)
from bot.replies import card_of, carried_by, change_elsewhere, outbound
from bot.scheduler.base import ScheduledPost
from bot.snapshot import Known
from bot.store.records import Draft
from bot.store.store import Store
from bot.store.unit_of_work import UnitOfWork
from bot.wordless import wordless

log = logging.getLogger(__name__)

BATCH = 64
WAITING = 4096  # messages that may wait; beyond it a platform is told to come back
LONGEST = 20_000  # characters that are read; a platform's own messages have two thousand bytes at most

Read = Callable[[str, Context], Meaning]
Snapshot = Callable[[], Awaitable[Known]]


@dataclass(frozen=True, slots=True)
class Submitted:
    """What became of a message, after its commit. `passive` and `card` go back in the platform's own answer."""

    outcome: Outcome
    replies: tuple[Reply, ...] = ()
    passive: tuple[str, ...] = ()
    card: Card | None = None


@dataclass
class _Batch:
    """What one batch works with: the transaction and what was read for all its messages."""

    uow: UnitOfWork
    known: Known
    answered: dict[tuple[str, str, str], Submitted] = field(default_factory=dict)
    senders: set[tuple[str, str]] = field(default_factory=set)

    @property
    def directory(self) -> Directory:
        return self.known.directory

    @property
    def preset(self) -> Preset:
        return self.known.preset


KeepFiles = Callable[[UnitOfWork, Inbound, Outcome, datetime], Awaitable[int]]
"""Puts the files of a message down, or notes that they are to be fetched; how many."""


class Dispatcher:
    """Takes messages in, one outcome each. `run` must be running for `submit`; `handle` needs nothing."""

    def __init__(
        self,
        *,
        store: Store,
        snapshot: Snapshot,
        verbs: Sequence[Verb],
        read: Read,
        clock: Clock,
        zone: ZoneInfo,
        bot_name: str,
        schedule: Callable[[], Sequence[ScheduledPost]] = tuple,
    ) -> None:
        self._schedule = schedule
        self._store = store
        self._snapshot = snapshot
        self._verbs = tuple(verbs)
        self._read = read
        self._clock = clock
        self._zone = zone
        self._bot_name = bot_name
        self._waiting: asyncio.Queue[tuple[Inbound, asyncio.Future[Submitted]]] = asyncio.Queue(WAITING)
        self._stopped = False
        self.wake_sender: Callable[[], None] = lambda: None
        self.keep_files: KeepFiles = _no_files

    async def submit(self, inbound: Inbound) -> Submitted:
        """Wait until the message is committed. Raises StoreAway when it could not be: do not acknowledge then.

        A caller that goes away (a closed connection) does not take the work with it.
        """
        if self._stopped:
            raise StoreAway("no message is taken any more")
        future: asyncio.Future[Submitted] = asyncio.get_running_loop().create_future()
        future.add_done_callback(_heard)
        try:
            self._waiting.put_nowait((inbound, future))
        except asyncio.QueueFull:
            raise StoreAway("too many messages are waiting") from None
        return await future

    async def run(self) -> None:
        """Serve the queue until cancelled; a batch that was begun is finished first, the rest is sent away."""
        self._stopped = False
        try:
            while True:
                taken = [await self._waiting.get()]
                while len(taken) < BATCH and not self._waiting.empty():
                    taken.append(self._waiting.get_nowait())
                work = asyncio.ensure_future(self._serve(taken))
                try:
                    await asyncio.shield(work)
                except asyncio.CancelledError:
                    await work
                    raise
        finally:
            self._stopped = True
            while not self._waiting.empty():
                _, future = self._waiting.get_nowait()
                if not future.done():
                    future.set_exception(StoreAway("no message is taken any more"))

    async def _serve(self, taken: Sequence[tuple[Inbound, "asyncio.Future[Submitted]"]]) -> None:
        """Handle a batch; whatever goes wrong with it, the queue lives on and nobody is told that it is stored."""
        results: Sequence[Submitted | StoreAway]
        try:
            results = await self.handle([inbound for inbound, _ in taken])
        except StoreAway as error:
            results = [StoreAway(str(error)) for _ in taken]
        except Exception as error:
            log.exception("batch not stored", extra={"size": len(taken)}, exc_info=wordless(error))
            results = [StoreAway("it could not be stored") for _ in taken]
        for (_, future), result in zip(taken, results, strict=True):
            if future.done():
                continue
            if isinstance(result, StoreAway):
                future.set_exception(result)
            else:
                future.set_result(result)

    async def handle(self, batch: Sequence[Inbound]) -> list[Submitted]:
        """One transaction for the batch, or where it fails one for each message.

        Raises StoreAway when the database is away: what was not stored by then may be handed in again.
        """
        try:
            return await self._transaction(batch)
        except StoreAway:
            raise
        except Exception as error:  # noqa: BLE001  # one message's bug must not take the others with it
            kind = type(error).__name__
            log.warning("batch failed, its messages are run one by one", extra={"size": len(batch), "error": kind})
        return [await self._alone(inbound) for inbound in batch]

    async def _alone(self, inbound: Inbound) -> Submitted:
        """Once more by itself: a race with another replica is over by now, a bug is not."""
        try:
            [submitted] = await self._transaction([inbound])
        except StoreAway:
            raise
        except Exception as error:  # noqa: BLE001  # it is kept, and a person will look at it
            return await self._failed(inbound, error)
        return submitted

    async def preview(self, inbound: Inbound) -> Submitted:
        """What would become of the message: the ordinary path, rolled back."""
        async with self._store.unit_of_work() as uow:
            return (await self._run(uow, [inbound]))[0]

    async def meaning(self, inbound: Inbound) -> Meaning:
        """How the message is read, against the store as it stands."""
        async with self._store.unit_of_work() as uow:
            state = _Batch(uow, await self._snapshot())
            return await self._meaning(state, inbound)

    async def _transaction(self, batch: Sequence[Inbound]) -> list[Submitted]:
        async with self._store.unit_of_work() as uow:
            results = await self._run(uow, batch)
            await uow.flush()
            await uow.commit()
        if uow.outbox.posted:
            self.wake_sender()
        return results

    async def _run(self, uow: UnitOfWork, batch: Sequence[Inbound]) -> list[Submitted]:
        state = _Batch(uow, await self._snapshot())
        seen = await uow.inbox.recall(batch)
        for inbound in batch:
            if before := seen.get((inbound.channel, inbound.message_id)):
                state.answered[_key(inbound)] = Submitted(Outcome(before.kind, before.data), before.replies)
        fresh = [inbound for inbound in batch if _key(inbound) not in state.answered]
        await uow.drafts.prefetch({inbound.sender for inbound in fresh}, now=self._clock.now())
        meanings = {id(inbound): await self._meaning(state, inbound) for inbound in fresh}
        await self._prefetch_reports(state, fresh, meanings)
        results = []
        for inbound in batch:
            if (before_it := state.answered.get(_key(inbound))) is not None:
                results.append(_again(inbound, before_it))
                continue
            if (inbound.sender, inbound.chat or "") in state.senders:  # an earlier one may have opened a draft
                meanings[id(inbound)] = await self._meaning(state, inbound)
            state.senders.add((inbound.sender, inbound.chat or ""))
            submitted = await self._one(state, inbound, meanings[id(inbound)])
            state.answered[_key(inbound)] = submitted
            results.append(submitted)
        return results

    async def _prefetch_reports(self, state: _Batch, batch: Sequence[Inbound], meanings: dict[int, Meaning]) -> None:
        wanted: dict[str, dict[str, None]] = {}
        for inbound in batch:
            meaning = meanings[id(inbound)]
            units: list[str] = []
            if isinstance(meaning, ReportMeaning):
                units = [item.unit for item in meaning.items if item.unit]
            elif isinstance(meaning, WithdrawalMeaning) and meaning.unit:
                units = [meaning.unit]
            if units and isinstance(meaning, ReportMeaning | WithdrawalMeaning):
                wanted.setdefault(meaning.form, {}).update(dict.fromkeys(units))
        now = self._clock.now().astimezone(self._zone)
        for form, found in wanted.items():
            since = (now - state.preset.form(form).look_back).date()
            await state.uow.reports.prefetch(form, found, since=since)

    async def _meaning(self, state: _Batch, inbound: Inbound) -> Meaning:
        if len(inbound.text) > LONGEST:  # not read in part either: a figure could be cut in two
            return Chatter(addressed=True)
        member = state.directory.member(inbound.sender)
        drafts = await state.uow.drafts.open_for(inbound.sender, inbound.chat or "", now=self._clock.now())
        context = Context(
            sender=member,
            group=state.directory.group_at(inbound.channel, inbound.chat) if inbound.chat else None,
            now=inbound.sent_at,
            zone=self._zone,
            directory=state.directory,
            form=state.preset.forms[0],
            forms=state.preset.forms,
            bot_name=self._bot_name,
            mentions_bot=inbound.mentions_bot,
            draft=next((_open_draft(draft) for draft in drafts if OBJECTION not in draft.asked), None),
            quote=inbound.quote,
            private=inbound.chat is None,
            categories=state.preset.categories,
        )
        return self._read(inbound.text, context)

    async def _one(self, state: _Batch, inbound: Inbound, meaning: Meaning) -> Submitted:
        request = Request(
            inbound=inbound,
            member=state.directory.member(inbound.sender),
            group=state.directory.group_at(inbound.channel, inbound.chat) if inbound.chat else None,
            directory=state.directory,
            preset=state.preset,
            meaning=meaning,
            uow=state.uow,
            now=self._clock.now(),
            zone=self._zone,
            bot_name=self._bot_name,
            drafts=await state.uow.drafts.open_for(inbound.sender, inbound.chat or "", now=self._clock.now()),
            schedule=tuple(self._schedule()),
        )
        if (length := len(inbound.text)) > LONGEST:
            outcome = Outcome("refused", {"code": "too_long", "why": f"{length} characters"})
            answer = Answer(outcome, (Reply(texts.too_long(length, LONGEST)),))
            return self._keep(state.uow, state.directory, replace(inbound, text=inbound.text[:LONGEST]), answer)
        verb = next(verb for verb in self._verbs if verb.takes(request))
        answer = await verb.run(request)
        answer = await with_lesson(request, answer)
        count_unheard(request, answer.outcome)
        if inbound.media:
            await self.keep_files(state.uow, inbound, answer.outcome, request.now)
        await change_elsewhere(state.uow, inbound, answer.replies, now=request.now)
        told = isinstance(meaning, TipMeaning | TipFollowUp)
        return self._keep(state.uow, state.directory, inbound, answer, told=told)

    def _keep(
        self, uow: UnitOfWork, directory: Directory, inbound: Inbound, answer: Answer, *, told: bool = False
    ) -> Submitted:
        """Write the outcome and the replies: into the platform's answer where it carries them, else the outbox.

        `told`: the text is about a tip-off, also where it was refused; it stays out of the inbox.
        """
        carried = carried_by(inbound, answer.replies)
        keep_text = not told and not answer.outcome.about_a_tip
        uow.inbox.remember(inbound, answer.outcome, answer.replies, keep_text=keep_text)
        for number, reply in enumerate(answer.replies):
            if reply not in carried:
                uow.outbox.put(outbound(reply, inbound, directory, number=number, now=self._clock.now()))
        passive = tuple(reply.text for reply in carried)
        return Submitted(answer.outcome, answer.replies, passive, card_of(inbound, answer.replies))

    async def _failed(self, inbound: Inbound, error: Exception) -> Submitted:
        """Keep the message as failed with an id; the sender is told that a person will look."""
        error_id = hashlib.sha256(":".join(_key(inbound)).encode("utf-8", "replace")).hexdigest()[:8]
        told = {"error_id": error_id, "error": type(error).__name__}
        log.error("message failed", extra=told, exc_info=wordless(error))
        answer = Answer(Outcome("failed", {"error_id": error_id}), (Reply(texts.failed(error_id)),))
        directory = (await self._snapshot()).directory
        async with self._store.unit_of_work() as uow:
            submitted = self._keep(uow, directory, inbound, answer)
            await uow.flush()
            await uow.commit()
        self.wake_sender()
        return submitted


async def _no_files(_uow: UnitOfWork, _inbound: Inbound, _outcome: Outcome, _now: datetime) -> int:
    return 0


def _heard(future: "asyncio.Future[Submitted]") -> None:
    """Nobody need be there any more to hear the answer."""
    if not future.cancelled():
        future.exception()


def _key(inbound: Inbound) -> tuple[str, str, str]:
    return (inbound.channel, inbound.message_id, inbound.digest)


def _again(inbound: Inbound, before: Submitted) -> Submitted:
    """The stored answer once more: in the platform's answer only, never as a second post."""
    passive = tuple(reply.text for reply in carried_by(inbound, before.replies))
    outcome = Outcome("duplicate", {"of": inbound.message_id})
    return Submitted(outcome, before.replies, passive, card_of(inbound, before.replies))


def _open_draft(draft: Draft) -> OpenDraft:
    return OpenDraft(
        form=draft.form,
        unit=draft.unit,
        period=draft.period,
        asked=draft.asked,
        values=draft.values,
        candidates=draft.candidates,
    )
