"""The dispatcher: a batch of inbound messages in, outcomes out, one transaction a batch.

No artificial delay: a batch is what arrived while the last one was being committed. If a batch fails,
its messages are run one by one and only the guilty one fails; it is kept as failed and a person looks.
"""

import asyncio
import hashlib
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot import texts
from bot.clock import Clock
from bot.directory.model import Directory
from bot.errors import StoreAway
from bot.forms.preset import Preset
from bot.handlers.base import Request, Verb
from bot.messages import Answer, Body, Destination, Inbound, Outbound, Outcome, Reply
from bot.reading.meaning import Context, Meaning, OpenDraft, ReportMeaning, WithdrawalMeaning
from bot.store.records import Draft
from bot.store.store import Store
from bot.store.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)

BATCH = 64
WAITING = 4096  # messages that may wait; beyond it a platform is told to come back
PASSIVE_BYTES = 2048  # what WeCom carries in the answer to a callback (reference: wecom 1.7)
LOOK_BACK = timedelta(days=14)  # how far back a last report is looked for

Read = Callable[[str, Context], Meaning]
Snapshot = Callable[[], Awaitable[Directory]]


@dataclass(frozen=True, slots=True)
class Submitted:
    """What became of a message, after its commit. `passive` goes back in the platform's own answer."""

    outcome: Outcome
    replies: tuple[Reply, ...] = ()
    passive: tuple[str, ...] = ()


@dataclass
class _Batch:
    """What one batch works with: the transaction and what was read for all its messages."""

    uow: UnitOfWork
    directory: Directory
    answered: dict[tuple[str, str, str], Submitted] = field(default_factory=dict)
    senders: set[tuple[str, str]] = field(default_factory=set)


class Dispatcher:
    """Takes messages in, one outcome each. `run` must be running for `submit`; `handle` needs nothing."""

    def __init__(
        self,
        *,
        store: Store,
        snapshot: Snapshot,
        preset: Preset,
        verbs: Sequence[Verb],
        read: Read,
        clock: Clock,
        zone: ZoneInfo,
        bot_name: str,
    ) -> None:
        self._store = store
        self._snapshot = snapshot
        self._preset = preset
        self._verbs = tuple(verbs)
        self._read = read
        self._clock = clock
        self._zone = zone
        self._bot_name = bot_name
        self._waiting: asyncio.Queue[tuple[Inbound, asyncio.Future[Submitted]]] = asyncio.Queue(WAITING)
        self.wake_sender: Callable[[], None] = lambda: None

    async def submit(self, inbound: Inbound) -> Submitted:
        """Wait until the message is committed. Raises StoreAway when it could not be: do not acknowledge then.

        A caller that goes away (a closed connection) does not take the work with it.
        """
        future: asyncio.Future[Submitted] = asyncio.get_running_loop().create_future()
        try:
            self._waiting.put_nowait((inbound, future))
        except asyncio.QueueFull:
            raise StoreAway("too many messages are waiting") from None
        return await asyncio.shield(future)

    async def run(self) -> None:
        """Serve the queue until cancelled; a batch that was begun is finished first."""
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

    async def _serve(self, taken: Sequence[tuple[Inbound, "asyncio.Future[Submitted]"]]) -> None:
        try:
            results: Sequence[Submitted | Exception] = await self.handle([inbound for inbound, _ in taken])
        except Exception as error:  # noqa: BLE001  # the queue outlives any batch; the waiting callers get the error
            results = [error] * len(taken)
        for (_, future), result in zip(taken, results, strict=True):
            if future.done():
                continue
            if isinstance(result, Exception):
                future.set_exception(result)
            else:
                future.set_result(result)

    async def handle(self, batch: Sequence[Inbound]) -> list[Submitted]:
        """One transaction for the batch. Raises StoreAway when the database is away: nothing was stored."""
        try:
            return await self._transaction(batch)
        except StoreAway:
            raise
        except Exception as error:
            if len(batch) == 1:
                return [await self._failed(batch[0], error)]
            log.warning(
                "batch failed, its messages are run one by one", extra={"size": len(batch), "error": repr(type(error))}
            )
            return [(await self.handle([inbound]))[0] for inbound in batch]

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
        since = (self._clock.now().astimezone(self._zone) - LOOK_BACK).date()
        for form, found in wanted.items():
            await state.uow.reports.prefetch(form, found, since=since)

    async def _meaning(self, state: _Batch, inbound: Inbound) -> Meaning:
        member = state.directory.member(inbound.sender)
        drafts = await state.uow.drafts.open_for(inbound.sender, inbound.chat or "", now=self._clock.now())
        context = Context(
            sender=member,
            group=state.directory.group_at(inbound.channel, inbound.chat) if inbound.chat else None,
            now=inbound.sent_at,
            zone=self._zone,
            directory=state.directory,
            form=self._preset.forms[0],
            bot_name=self._bot_name,
            mentions_bot=inbound.mentions_bot,
            draft=_open_draft(drafts[0]) if drafts else None,
            quote=inbound.quote,
            private=inbound.chat is None,
            categories=self._preset.categories,
        )
        return self._read(inbound.text, context)

    async def _one(self, state: _Batch, inbound: Inbound, meaning: Meaning) -> Submitted:
        request = Request(
            inbound=inbound,
            member=state.directory.member(inbound.sender),
            group=state.directory.group_at(inbound.channel, inbound.chat) if inbound.chat else None,
            directory=state.directory,
            preset=self._preset,
            meaning=meaning,
            uow=state.uow,
            now=self._clock.now(),
            zone=self._zone,
            bot_name=self._bot_name,
        )
        verb = next(verb for verb in self._verbs if verb.takes(request))
        answer = await verb.run(request)
        return self._keep(state.uow, state.directory, inbound, answer)

    def _keep(self, uow: UnitOfWork, directory: Directory, inbound: Inbound, answer: Answer) -> Submitted:
        """Write the outcome and the replies: into the platform's answer where it carries them, else the outbox."""
        passive = _passive(inbound, answer.replies)
        uow.inbox.remember(
            inbound, answer.outcome, answer.replies, keep_text=answer.outcome.kind not in ("tipoff", "case")
        )
        for number, reply in enumerate(answer.replies):
            if reply in passive:
                continue
            uow.outbox.put(
                Outbound(
                    key=f"reply:{inbound.channel}:{inbound.message_id}:{inbound.digest[:16]}:{number}",
                    kind=reply.kind,
                    to=reply.to or _back_to(inbound, directory),
                    body=Body(reply.text),
                    due_at=self._clock.now(),
                    mentions=reply.mentions,
                    priority=1 if reply.kind == "alert" else 3,
                    in_reply_to=inbound.message_id,
                    attachments=reply.attachments,
                )
            )
        return Submitted(answer.outcome, answer.replies, tuple(reply.text for reply in passive))

    async def _failed(self, inbound: Inbound, error: Exception) -> Submitted:
        """Keep the message as failed with an id; the sender is told that a person will look."""
        error_id = hashlib.sha256(f"{inbound.channel}:{inbound.message_id}".encode()).hexdigest()[:8]
        log.error("message failed", extra={"error_id": error_id, "error": type(error).__name__}, exc_info=_bare(error))
        answer = Answer(Outcome("failed", {"error_id": error_id}), (Reply(texts.failed(error_id)),))
        directory = await self._snapshot()
        async with self._store.unit_of_work() as uow:
            submitted = self._keep(uow, directory, inbound, answer)
            await uow.flush()
            await uow.commit()
        self.wake_sender()
        return submitted


def _bare(error: Exception) -> Exception:
    """The same error without its message: what people wrote must not reach a log."""
    bare = type("Failure", (Exception,), {})(type(error).__name__)
    return bare.with_traceback(error.__traceback__)  # type: ignore[no-any-return]  # a class made on the spot


def _key(inbound: Inbound) -> tuple[str, str, str]:
    return (inbound.channel, inbound.message_id, inbound.digest)


def _again(inbound: Inbound, before: Submitted) -> Submitted:
    """The stored answer once more: in the platform's answer only, never as a second post."""
    passive = tuple(reply.text for reply in _passive(inbound, before.replies))
    return Submitted(Outcome("duplicate", {"of": inbound.message_id}), before.replies, passive)


def _passive(inbound: Inbound, replies: Sequence[Reply]) -> tuple[Reply, ...]:
    """The one reply that fits into the platform's answer, or nothing."""
    own = [reply for reply in replies if reply.to is None]
    if not inbound.passive or len(own) != 1 or own[0].attachments or len(own[0].text.encode()) > PASSIVE_BYTES:
        return ()
    return (own[0],)


def _back_to(inbound: Inbound, directory: Directory) -> Destination:
    """The way the message came: the group's own id where a file names it, else the platform's."""
    if inbound.chat is not None:
        group = directory.group_at(inbound.channel, inbound.chat)
        return Destination(group=group.id if group else inbound.chat, channel=inbound.channel)
    return Destination(member=inbound.sender, channel=inbound.channel)


def _open_draft(draft: Draft) -> OpenDraft:
    return OpenDraft(
        form=draft.form,
        unit=draft.unit,
        period=draft.period,
        asked=draft.asked,
        values=draft.values,
        candidates=draft.candidates,
    )
