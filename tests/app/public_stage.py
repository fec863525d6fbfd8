"""The whole bot before the platforms of the public, over sockets and with their encryption, and a clock that jumps."""

import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))

from faulty.hearing import reports, tips
from faulty.stage import CORP, FEISHU_APP, FEISHU_KEY, FEISHU_ROOM, FOLLOWER, RESIDENT, TOKEN, Stage, a_stage
from faulty.together import picture

__all__ = [
    "CORP", "FEISHU_APP", "FEISHU_KEY", "FEISHU_ROOM", "FOLLOWER", "RESIDENT", "TOKEN", "Stage", "a_stage", "picture",
    "reports", "tips",
]  # fmt: skip

SECOND = timedelta(seconds=1)


async def until_tips(stage: Stage, count: int, *, within: timedelta = timedelta(minutes=30)) -> int:
    """Run on until so many tip-offs are there, and a while longer for what would be too many."""
    begun = stage.clock.now()
    while await tips(stage) < count and stage.clock.now() < begun + within:
        await stage.pass_time(SECOND if stage.clock.now() < begun + timedelta(minutes=2) else timedelta(minutes=1))
    for _ in range(5):
        await stage.pass_time(SECOND)
    return await tips(stage)


async def until_said(stage: Stage, holds: Callable[[], object]) -> None:
    """Run on until that holds; real time is given first, so that no wait of the platform's runs out over it."""
    for _ in range(60):
        for _ in range(8):
            await stage.pass_time(timedelta(0))
            if holds():
                return
        await stage.pass_time(SECOND)
    raise AssertionError("it did not come to that")


async def until_alert(stage: Stage, word: str) -> None:
    """Look for what was not delivered, as the scheduler does, until the duty officer is told of it."""
    for _ in range(4):
        await stage.pass_time(timedelta(seconds=11))
        await stage.app.undelivered.run_due(stage.clock.now())
        await stage.settled(300)
    await until_said(stage, lambda: alerts(stage, word))


async def desk_says(stage: Stage, *words: str) -> list[str]:
    """The duty officer writes to the bot by the app; what he was answered."""
    line = stage.line()
    answers = [(await line.say("duty", text)).text or "" for text in words]
    for _ in range(3):
        await stage.pass_time(SECOND)
    return answers


def alerts(stage: Stage, word: str) -> list[str]:
    """What stands on the duty officer's screen and holds that word."""
    return [text for text in stage.platform.chat("member:duty") if word in text]


def states(stage: Stage, like: str) -> list[tuple[str, str, str]]:
    """State, error and receiver of the rows of the outbox whose text holds that."""
    file = stage.settings.store_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(file)) as outbox:
        found = outbox.execute("SELECT state, error, to_member FROM outbox WHERE body LIKE ?", (f"%{like}%",))
        return [(state, error or "", member or "") for state, error, member in found]


async def whats_kept(stage: Stage, number: str) -> list[str]:
    """The states of the files of a tip-off, once all that is due was fetched."""
    for _ in range(5):
        await stage.app.fetcher.run_due(stage.clock.now())
        await stage.pass_time(10 * SECOND)
    async with stage.app.store.unit_of_work() as uow:
        return [file.state for file in await uow.files.of(f"tip:{number}")]
