"""The aiohttp application: callbacks, health, metrics, and whatever pages are mounted on it.

Everything it needs is handed in; it knows no database and no clock. Every request writes at most one
line of our own, without its query string, because query strings carry signatures.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bot.channels.base import Channel
from bot.channels.codec import BODY_CAP
from bot.web.callbacks import Callbacks, Submit, Told
from bot.web.connections import BODY_SECONDS, guard_of
from bot.web.health import Checks, Readiness, healthz
from bot.web.metrics import Metrics

log = logging.getLogger(__name__)

AddRoutes = Callable[[web.Application], None]
METRICS = web.AppKey("metrics", Metrics)
BODY_CAPS = web.AppKey("body_caps", dict[str, int])  # bytes, by path, where more than a callback's body may come
PATH_SHOWN = 200  # characters of a path in a log line
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


def build_web(
    parts: WebParts, pages: Sequence[AddRoutes] = (), *, body_seconds: float = BODY_SECONDS
) -> web.Application:
    """The application with its routes; each of `pages` mounts its own (the chat page, the board)."""
    application = web.Application(client_max_size=BODY_CAP, middlewares=[_edge(body_seconds)])
    application[METRICS] = parts.metrics
    application[BODY_CAPS] = {}
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


def _edge(body_seconds: float) -> Middleware:
    """Deadlines, headers and the access line around every request; a body is read whole before its handler runs."""

    @web.middleware
    async def edge(request: web.Request, handler: Handler) -> web.StreamResponse:
        guard = guard_of(request)
        if guard is not None:
            guard.begin()
        status, told = 0, False
        try:
            if request.body_exists:
                if (cap := request.app[BODY_CAPS].get(request.path)) is not None:
                    request = request.clone(client_max_size=cap)
                await _body_in_time(request, body_seconds)
            response = await handler(request)
            status, told = response.status, isinstance(response, Told)
            _harden(response)
        except web.HTTPException as refusal:
            status = refusal.status
            _harden(refusal)
            raise
        finally:
            if guard is not None:
                guard.end()
            if not told:
                _tell(request, status)
        return response

    return edge


async def _body_in_time(request: web.Request, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await request.read()
    except TimeoutError:
        raise web.HTTPRequestTimeout from None


def _harden(response: web.StreamResponse) -> None:
    if not response.prepared:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)


def _tell(request: web.Request, status: int) -> None:
    """The access line; what went well is told only to whoever wants to know everything."""
    level = logging.DEBUG if 200 <= status < 400 else logging.INFO
    if log.isEnabledFor(level):
        path = request.rel_url.raw_path[:PATH_SHOWN]
        log.log(level, "request", extra={"method": request.method, "path": path, "status": status})
