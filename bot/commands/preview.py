"""Messages looked at, one by one, by the ordinary bot over a database that is thrown away and stays empty.

A message that breaks the bot is told as failed, as it would be in service, and the next one is looked at.
"""

import asyncio
import hashlib
import random
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.app import App, build
from bot.chatlog import Record
from bot.clock import VirtualClock
from bot.commands.district import directory_of, learned_by
from bot.config import Settings
from bot.directory.model import Directory
from bot.dispatch import Submitted
from bot.errors import BotError
from bot.forms.definition import FormDef
from bot.messages import Inbound, Outcome
from bot.reading.meaning import Meaning, QuestionMeaning, ReportMeaning, WithdrawalMeaning

BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Explained:
    """One message with how it is read and what would become of it."""

    inbound: Inbound
    meaning: Meaning | None
    submitted: Submitted
    form: FormDef
    directory: Directory


@dataclass(frozen=True)
class Preview:
    """The bot and its clock, which stands at whatever message is looked at."""

    app: App
    clock: VirtualClock

    async def outcome(self, record: Record) -> Mapping[str, Any]:
        """The outcome line of a message record (CONTRACT section 4)."""
        submitted = await self._submitted(self._inbound(record))
        local = record.at.astimezone(self.app.settings.zone)
        outcome = submitted.outcome
        message = record.inbound.message_id if record.inbound else ""
        return {"type": "outcome", "id": message, "at": local.isoformat(), "kind": outcome.kind, "data": outcome.data}

    async def explained(self, record: Record) -> Explained:
        """The message with its reading."""
        inbound = self._inbound(record)
        submitted = await self._submitted(inbound)
        broken = submitted.outcome.kind == "failed"
        meaning = None if broken else await self.app.dispatcher.meaning(inbound)
        form = self.app.preset.forms[0]
        if isinstance(meaning, ReportMeaning | WithdrawalMeaning | QuestionMeaning) and meaning.form:
            form = self.app.preset.form(meaning.form)
        return Explained(inbound, meaning, submitted, form, self.app.snapshot.held)

    def _inbound(self, record: Record) -> Inbound:
        if record.inbound is None:
            raise TypeError("a stage direction is no message")
        self.clock.set(record.at)
        return replace(record.inbound, received_at=self.clock.now())

    async def _submitted(self, inbound: Inbound) -> Submitted:
        [result] = await asyncio.gather(self.app.dispatcher.preview(inbound), return_exceptions=True)
        if isinstance(result, Submitted):
            return result
        if isinstance(result, BotError) or not isinstance(result, Exception):
            raise result
        error_id = hashlib.sha256(f"{inbound.channel}:{inbound.message_id}".encode()).hexdigest()[:8]
        return Submitted(Outcome("failed", {"error_id": error_id}))


@asynccontextmanager
async def previewing(settings: Settings) -> AsyncIterator[Preview]:
    """The bot over a database of its own, with the district's directory and taught words and nothing else in it."""
    directory = await directory_of(settings)
    learned = await learned_by(settings)
    clock = VirtualClock(BEGINNING)
    with tempfile.TemporaryDirectory(prefix="gridbot-parse-") as folder:
        alone = replace(settings.with_store(f"sqlite:///{Path(folder) / 'empty.db'}"), directory_path=None)
        rng = random.Random(0)  # noqa: S311  # nothing secret is drawn, and the same text must give the same answer
        async with build(alone, clock=clock, rng=rng, channels={}) as app:
            await app.store.save_directory(directory, source="preview", now=clock.now())
            async with app.store.unit_of_work() as uow:
                for word in learned:
                    await uow.words.learn(word)
                await uow.commit()
            await app.snapshot()
            yield Preview(app, clock)
