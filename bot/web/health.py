"""Tells an operator's monitor whether the process lives (/healthz) and whether it can work (/readyz).

Alive never asks the database: restarting the bot does not mend a database.
"""

from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

from bot.web.metrics import Metrics

Checks = Callable[[], Awaitable[Mapping[str, bool]]]


async def healthz(_request: web.Request) -> web.Response:
    """Alive: the loop turns and answers."""
    return web.Response(text="ok\n")


class Readiness:
    """`checks` says by name what holds: database reachable, migrations current, scheduler ticking."""

    def __init__(self, checks: Checks, metrics: Metrics) -> None:
        self._checks = checks
        self._metrics = metrics

    async def respond(self, _request: web.Request) -> web.Response:
        held = await self._checks()
        for name, holds in held.items():
            self._metrics.ready(name, holds=holds)
        ready = all(held.values())
        return web.json_response({"ready": ready, "checks": dict(held)}, status=200 if ready else 503)
