"""The door that platforms call: /callback/{channel}. Acknowledged is only what is stored.

When the store is away the connection is dropped without an answer: the platform repeats after a broken
connection, but not (under its newer wording) after an error status.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Protocol, TypeGuard

from aiohttp import web

from bot.channels.base import CallbackChannel, Channel, Opened, RawAnswer, RawRequest
from bot.errors import ForgedCallback, StoreError
from bot.messages import Card, Inbound, Outcome
from bot.web.metrics import Metrics

log = logging.getLogger(__name__)


class Submitted(Protocol):
    """What a callback needs of a message that was taken in (see the dispatcher's own)."""

    @property
    def outcome(self) -> Outcome: ...

    @property
    def passive(self) -> Sequence[str]: ...

    @property
    def card(self) -> Card | None: ...


Submit = Callable[[Inbound], Awaitable[Submitted]]


class Told(web.Response):
    """An answer whose one log line is written: nobody needs to write another."""


class Callbacks:
    """Opens calls with their channel, hands the messages in, and answers once they are committed."""

    def __init__(self, channels: Mapping[str, Channel], submit: Submit, metrics: Metrics) -> None:
        self._channels = {name: channel for name, channel in channels.items() if _is_called(channel)}
        self._submit = submit
        self._metrics = metrics

    async def respond(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["channel"]
        channel = self._channels.get(name)
        if channel is None:
            return web.Response(status=404)
        begun = asyncio.get_running_loop().time()
        try:
            opened = channel.open(await _raw(request))
        except ForgedCallback as error:
            result = "malformed" if error.malformed else "forged"
            self._metrics.callback(name, result)
            log.warning("callback refused", extra={"channel": name, "reason": str(error), "remote": request.remote})
            return Told(status=400 if error.malformed else 403)
        if opened.answer is not None:
            self._metrics.callback(name, "checked")
            return _response(opened.answer)
        if opened.wake is not None:
            opened.wake()
        answer = await self._taken_in(channel, opened, request)
        if answer is None:
            return Told(status=503)  # nobody is there to read it
        self._metrics.callback(name, "answered", asyncio.get_running_loop().time() - begun)
        return _response(answer)

    async def _taken_in(self, channel: CallbackChannel, opened: Opened, request: web.Request) -> RawAnswer | None:
        """The answer, once every message is stored; None: one was not, and the connection is gone."""
        answer, stored = RawAnswer(), False
        try:
            for inbound in opened.inbound:
                submitted = await self._submit(inbound)
                self._metrics.message(channel.name, submitted.outcome.kind)
                answer = channel.seal(opened, inbound, submitted.passive, submitted.card)
            stored = True
        except StoreError as error:
            log.warning(
                "callback not stored, not acknowledged", extra={"channel": channel.name, "error": type(error).__name__}
            )
            self._metrics.callback(channel.name, "away")
        finally:
            if not stored:  # whatever it was: it must not look like an answer
                _drop(request)
        return answer if stored else None


def _is_called(channel: Channel) -> TypeGuard[CallbackChannel]:
    return hasattr(channel, "open") and hasattr(channel, "seal")


async def _raw(request: web.Request) -> RawRequest:
    """The call as it came. Raises ForgedCallback for a parameter given twice: which one would be believed?"""
    query = request.query
    if len(query) != len(set(query)):
        raise ForgedCallback("a parameter stands twice", malformed=True)
    body = await request.read() if request.body_exists else b""
    return RawRequest(request.method, query, request.headers, body)


def _response(answer: RawAnswer) -> web.Response:
    return web.Response(status=answer.status, body=answer.body, content_type=answer.content_type)


def _drop(request: web.Request) -> None:
    if request.transport is not None:
        request.transport.abort()
