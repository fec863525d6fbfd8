"""Tells an operator's monitor whether the process lives (/healthz) and whether it can work (/readyz).

Alive never asks the database: restarting the bot does not mend a database.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

from bot.web.metrics import Metrics

PATIENCE = 3.0  # seconds that the checks may take: a monitor does not wait for a database that hangs

Checks = Callable[[], Awaitable[Mapping[str, bool]]]


async def healthz(_request: web.Request) -> web.Response:
    """Alive: the loop turns and answers."""
    return web.Response(text="ok\n")


class Readiness:
    """`checks` says by name what holds: database reachable, migrations current, scheduler ticking."""

    def __init__(self, checks: Checks, metrics: Metrics, *, patience: float = PATIENCE) -> None:
        self._checks = checks
        self._metrics = metrics
        self._patience = patience

    async def respond(self, _request: web.Request) -> web.Response:
        try:
            async with asyncio.timeout(self._patience):
                held = dict(await self._checks())
        except TimeoutError:
            held = {"in_time": False}
        for name, holds in held.items():
            self._metrics.ready(name, holds=holds)
        ready = all(held.values())
        return web.json_response({"ready": ready, "checks": held}, status=200 if ready else 503)
