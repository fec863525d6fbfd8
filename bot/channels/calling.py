"""Calls a platform's HTTP interface: JSON or a file out, JSON in, short deadlines, no redirects, no secrets told.

A platform's URLs hold tokens and robot keys, and aiohttp writes URLs into its exceptions: they are
caught here, once, and only the kind of failure leaves.
"""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from pathlib import PurePosixPath
from types import TracebackType
from typing import Any, Self

import aiohttp
from yarl import URL

from bot.channels.contact import Contact
from bot.channels.markup import cut
from bot.errors import SendError, SendUnknown
from bot.messages import Attachment

CONNECT_SECONDS = 3.0
TOTAL_SECONDS = 8.0
UPLOAD_SECONDS = 20.0  # in all, for a file of up to 20 MB
_UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f"\\/:*?<>|\u200b-\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff]')
ANSWER_CAP = 64 * 1024  # bytes; the platform's answers have a few hundred
_GIVEN = {"access_token", "media_id"}  # what api.weixin.qq.com answers without an error code beside it
RETRY_SOON = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Downloaded:
    """A file as it came; `disposition` is the header that may hold its name."""

    content: bytes = field(repr=False)
    disposition: str = ""


class Caller:
    """One HTTP session, opened at the first call. `base` is the platform's address, or a stand-in's."""

    def __init__(
        self,
        base: str,
        *,
        connect: float = CONNECT_SECONDS,
        total: float = TOTAL_SECONDS,
        upload: float = UPLOAD_SECONDS,
        contact: Contact | None = None,
    ) -> None:
        self._contact = contact
        self._base = URL(base)
        self._timeout = aiohttp.ClientTimeout(total=total, connect=connect, sock_connect=connect)
        self._upload_timeout = aiohttp.ClientTimeout(total=upload, connect=connect, sock_connect=connect)
        self._session: aiohttp.ClientSession | None = None

    async def get(self, path: str, *, query: Mapping[str, str]) -> Mapping[str, Any]:
        return await self._call("GET", path, query)

    async def post(
        self, path: str, *, query: Mapping[str, str], payload: Mapping[str, Any], most: int = ANSWER_CAP
    ) -> Mapping[str, Any]:
        """The platform's JSON answer of at most `most` bytes. Raises SendError (not done) or SendUnknown (perhaps)."""
        body = json.dumps(payload, ensure_ascii=False).encode("utf-8", "replace")
        return await self._call("POST", path, query, most=most, data=body, headers={"Content-Type": "application/json"})

    async def upload(self, path: str, *, query: Mapping[str, str], file: Attachment) -> Mapping[str, Any]:
        """Upload a file as the part `media` (reference: wecom 3 and 4.5). Raises as `post` does."""
        form = aiohttp.MultipartWriter("form-data")
        part = form.append(BytesIO(file.content), {"Content-Type": file.media_type})
        part.set_content_disposition(  # the platform shows the name as it stands: no percent-encoding
            "form-data",
            quote_fields=False,
            name="media",
            filename=safe_name(file.name),
            filelength=str(len(file.content)),
        )
        return await self._call("POST", path, query, data=form, timeout=self._upload_timeout)

    async def download(
        self, path: str, *, query: Mapping[str, str], most: int, headers: Mapping[str, str] | None = None
    ) -> "Downloaded | Mapping[str, Any]":
        """A file, or the platform's JSON where it gives none: an error comes with HTTP 200 (reference: wecom 4.5).

        Raises SendError for anything else, and for a file of more than `most` bytes.
        """
        with self._noting():
            return await self._download(path, query=query, most=most, headers=headers)

    async def _download(
        self, path: str, *, query: Mapping[str, str], most: int, headers: Mapping[str, str] | None
    ) -> "Downloaded | Mapping[str, Any]":
        url = (self._base / path.lstrip("/")).with_query(dict(query))
        lost = f"{path}: the file is not to be had"
        try:
            asked = self._opened().get(url, allow_redirects=False, timeout=self._upload_timeout, headers=headers)
            async with asked as response:
                status, kind = response.status, response.content_type
                told = response.headers.get("Content-Disposition", "")
                content = await _read(response.content, most=most)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise SendError(f"{lost} ({type(error).__name__})", permanent=False, retry_after=RETRY_SOON) from None
        if kind.endswith("json") or content.startswith(b'{"errcode"'):
            return self._answer(content, path=path, status=status)
        if status not in (200, 206):
            raise SendError(f"{lost}: HTTP {status}", permanent=False, retry_after=RETRY_SOON)
        if len(content) > most:
            raise SendError(f"{lost}: more than {most} bytes", permanent=True, code=45001)
        return Downloaded(content, told)

    async def _call(
        self, method: str, path: str, query: Mapping[str, str], *, most: int = ANSWER_CAP, **more: Any
    ) -> Mapping[str, Any]:
        with self._noting():
            return await self._exchange(method, path, query, most=most, **more)

    @contextmanager
    def _noting(self) -> Iterator[None]:
        """Whether the call inside reached the platform; a file that is too big came from there, too."""
        try:
            yield
        except SendError as error:
            if self._contact is not None:
                (self._contact.reached if error.permanent else self._contact.missed)()
            raise
        if self._contact is not None:
            self._contact.reached()

    async def _exchange(
        self, method: str, path: str, query: Mapping[str, str], *, most: int, **more: Any
    ) -> Mapping[str, Any]:
        url = (self._base / path.lstrip("/")).with_query(dict(query))
        try:
            async with self._opened().request(method, url, allow_redirects=False, **more) as response:
                status = response.status
                answer = await _read(response.content, most=most)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise SendError(
                f"{path}: no connection ({type(error).__name__})",
                permanent=False,
                retry_after=RETRY_SOON,
                counted=False,
            ) from None
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise SendUnknown(f"{path}: no answer ({type(error).__name__})") from None
        return self._answer(answer, path=path, status=status)

    def _answer(self, answer: bytes, *, path: str, status: int) -> Mapping[str, Any]:
        """What the platform answered, with its code as `errcode`. Raises SendError or SendUnknown."""
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


async def _read(stream: aiohttp.StreamReader, *, most: int) -> bytes:
    """The whole answer, or its start when it is longer than `most`; it may come in several pieces."""
    answer = bytearray()
    while len(answer) <= most and (piece := await stream.read(ANSWER_CAP)):
        answer += piece
    return bytes(answer)


def _decoded(answer: bytes, *, path: str, status: int) -> Mapping[str, Any]:
    """The answer as an object with a whole-number `errcode`; anything else leaves the outcome unknown."""
    try:
        decoded = json.loads(answer)
        code = 0 if "errcode" not in decoded and decoded.keys() & _GIVEN else _code(decoded["errcode"])
    except (ValueError, TypeError, KeyError, RecursionError):
        raise SendUnknown(f"{path}: HTTP {status} with an answer that is not the platform's") from None
    if status >= 500 and code == 0:
        raise SendUnknown(f"{path}: HTTP {status}")
    return {**decoded, "errcode": code}


def _code(value: object) -> int:
    """A whole number, also where it comes as a string (seen in the wild). Raises ValueError."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,9}", value):
        return int(value)
    raise ValueError("no error code")


def safe_name(name: str) -> str:
    """A file name that cannot leave its header, nor its folder on the reader's machine."""
    kept = PurePosixPath(_UNSAFE.sub("_", name).strip(" ."))
    return cut(kept.stem, 180) + cut(kept.suffix, 20) or "file"
