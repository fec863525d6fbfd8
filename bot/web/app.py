"""The aiohttp application: callbacks, health, metrics, and whatever pages are mounted on it.

Everything it needs is handed in; it knows no database and no clock. Every request writes at most one
line of our own, without its query string, because query strings carry signatures.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from aiohttp import web

from bot.channels.base import Channel
from bot.channels.codec import BODY_CAP
from bot.web.callbacks import Callbacks, Submit
from bot.web.connections import BODY_SECONDS, guard_of
from bot.web.health import Checks, Readiness, healthz
from bot.web.metrics import Metrics

log = logging.getLogger(__name__)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
AddRoutes = Callable[[web.Application], None]
METRICS = web.AppKey("metrics", Metrics)

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
}


@dataclass(frozen=True)
class WebParts:
    """What the web edge is made of. `submit` waits until a message is committed."""

    channels: Mapping[str, Channel]
    submit: Submit
    checks: Checks
    metrics: Metrics


def build_web(parts: WebParts, pages: Sequence[AddRoutes] = ()) -> web.Application:
    """The application with its routes; each of `pages` mounts its own (the chat page, the board)."""
    application = web.Application(client_max_size=BODY_CAP, middlewares=[edge])
    application[METRICS] = parts.metrics
    callbacks = Callbacks(parts.channels, parts.submit, parts.metrics)
    application.add_routes(
        [
            web.get("/callback/{channel}", callbacks.respond, allow_head=False),
            web.post("/callback/{channel}", callbacks.respond),
            web.get("/healthz", healthz),
            web.get("/readyz", Readiness(parts.checks, parts.metrics).respond),
            web.get("/metrics", parts.metrics.respond),
        ]
    )
    for add_routes in pages:
        add_routes(application)
    return application


@web.middleware
async def edge(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Deadlines, headers and the access line around every request."""
    guard = guard_of(request)
    if guard is not None:
        guard.begin()
    status = 0
    try:
        if request.body_exists and not request.content_type.startswith("multipart/"):
            await _body_in_time(request)
        response = await handler(request)
        status = response.status
        if not response.prepared:
            for name, value in HEADERS.items():
                response.headers.setdefault(name, value)
    except web.HTTPException as refusal:
        status = refusal.status
        raise
    finally:
        if guard is not None:
            guard.end()
        level = logging.DEBUG if 200 <= status < 400 else logging.INFO
        if log.isEnabledFor(level):
            log.log(
                level, "request", extra={"method": request.method, "path": request.rel_url.raw_path, "status": status}
            )
    return response


async def _body_in_time(request: web.Request) -> None:
    try:
        async with asyncio.timeout(BODY_SECONDS):
            await request.read()
    except TimeoutError:
        raise web.HTTPRequestTimeout from None
