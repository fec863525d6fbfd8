"""The pulse: tells a watch outside of this machine that all is well, and nothing at all when it is not.

Silence is the alarm: whoever watches raises it, also when this process, its machine or its network is gone. The URL may
hold a key, so it stands in no log.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import aiohttp

from bot.clock import Clock

log = logging.getLogger(__name__)

PATIENCE = aiohttp.ClientTimeout(total=10)


@dataclass(frozen=True, slots=True)
class PulseRules:
    """Where it is told, each `every`: a URL that is got, a file that is written anew; neither: nowhere."""

    url: str = field(default="", repr=False)
    file: Path | None = None
    every: timedelta = timedelta(seconds=60)


class Pulse:
    """`ailing` says why not all is well, "" when it is. `run` until cancelled."""

    def __init__(self, rules: PulseRules, *, ailing: Callable[[], Awaitable[str]], clock: Clock) -> None:
        self._rules = rules
        self._ailing = ailing
        self._clock = clock

    async def run(self) -> None:
        """Beat, wait, beat again; no trouble of the watch is a trouble of ours."""
        if not self._rules.url and self._rules.file is None:
            return
        while True:
            await self.beat()
            await self._clock.sleep_until(self._clock.now() + self._rules.every)

    async def beat(self) -> bool:
        """Once. False: not all is well, and nobody was told."""
        if why := await self._ailing():
            log.warning("no pulse", extra={"why": why})
            return False
        if self._rules.file is not None:
            await self._write(self._rules.file)
        if self._rules.url:
            await self._get()
        return True

    async def _write(self, file: Path) -> None:
        try:
            await asyncio.to_thread(file.write_text, f"{self._clock.now().isoformat()} ok\n", encoding="utf-8")
        except OSError as error:
            log.warning("pulse file not written", extra={"error": type(error).__name__})

    async def _get(self) -> None:
        try:
            async with (
                aiohttp.ClientSession(timeout=PATIENCE) as session,
                session.get(self._rules.url, allow_redirects=False) as response,
            ):
                if response.status >= 300:
                    log.warning("the watch took no pulse", extra={"status": response.status})
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            log.warning("the watch was not reached", extra={"error": type(error).__name__})
