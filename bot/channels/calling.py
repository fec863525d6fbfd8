"""Calls a platform's HTTP interface: JSON out, JSON in, with short deadlines, no redirects and no secrets told.

A platform's URLs hold tokens and robot keys, and aiohttp writes URLs into its exceptions: they are
caught here, once, and only the kind of failure leaves.
"""

import json
import logging
from collections.abc import Mapping
from datetime import timedelta
from types import TracebackType
from typing import Any, Self

import aiohttp
from yarl import URL

from bot.errors import SendError, SendUnknown

log = logging.getLogger(__name__)

CONNECT_SECONDS = 3.0
TOTAL_SECONDS = 8.0
ANSWER_CAP = 64 * 1024  # bytes; the platform's answers have a few hundred
RETRY_SOON = timedelta(seconds=5)


class Caller:
    """One HTTP session, opened at the first call. `base` is the platform's address, or a stand-in's."""

    def __init__(self, base: str, *, connect: float = CONNECT_SECONDS, total: float = TOTAL_SECONDS) -> None:
        self._base = URL(base)
        self._timeout = aiohttp.ClientTimeout(total=total, connect=connect, sock_connect=connect)
        self._session: aiohttp.ClientSession | None = None

    async def get(self, path: str, *, query: Mapping[str, str]) -> Mapping[str, Any]:
        return await self._call("GET", path, query, None)

    async def post(self, path: str, *, query: Mapping[str, str], payload: Mapping[str, Any]) -> Mapping[str, Any]:
        """The platform's JSON answer. Raises SendError (certainly not done) or SendUnknown (perhaps done)."""
        return await self._call("POST", path, query, json.dumps(payload, ensure_ascii=False).encode())

    async def _call(self, method: str, path: str, query: Mapping[str, str], body: bytes | None) -> Mapping[str, Any]:
        url = (self._base / path.lstrip("/")).with_query(dict(query))
        try:
            async with self._opened().request(
                method, url, data=body, headers={"Content-Type": "application/json"}, allow_redirects=False
            ) as response:
                status = response.status
                answer = await response.content.read(ANSWER_CAP)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise SendError(
                f"{path}: no connection ({type(error).__name__})", permanent=False, retry_after=RETRY_SOON
            ) from None
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise SendUnknown(f"{path}: no answer ({type(error).__name__})") from None
        if 300 <= status < 500:
            raise SendError(f"{path}: HTTP {status}", permanent=False, retry_after=timedelta(minutes=1))
        return _decoded(answer, path=path, status=status)

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            # Kept connections die silently while idle, and a POST on a dead one has an unknown outcome.
            connector = aiohttp.TCPConnector(limit=64, keepalive_timeout=5)
            self._session = aiohttp.ClientSession(
                connector=connector, timeout=self._timeout, cookie_jar=aiohttp.DummyCookieJar()
            )
        return self._session

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, _kind: type[BaseException] | None, _error: object, _trace: TracebackType | None) -> None:
        await self.close()


def _decoded(answer: bytes, *, path: str, status: int) -> Mapping[str, Any]:
    """The answer as an object with a whole-number `errcode`; anything else leaves the outcome unknown."""
    try:
        decoded = json.loads(answer)
        code = int(decoded["errcode"])  # seen in the wild as a string
    except (ValueError, TypeError, KeyError, RecursionError):
        raise SendUnknown(f"{path}: HTTP {status} with an answer that is not the platform's") from None
    if status >= 500 and code == 0:
        raise SendUnknown(f"{path}: HTTP {status}")
    return {**decoded, "errcode": code}
