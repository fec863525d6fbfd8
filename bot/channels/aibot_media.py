"""Fetches what people sent to the smart bot: a link that lives five minutes, to a file under a key (wecom 2.2).

The key stands beside the link on a long connection and is the bot's EncodingAESKey in callback mode. Links are
secrets, redirects are not followed, and nothing is read beyond the cap.
"""

import binascii
import warnings

import aiohttp
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from yarl import URL

from bot.channels.calling import safe_name
from bot.errors import BotError
from bot.messages import Attachment, Media

MOST_BYTES = 20 * 1024 * 1024
SECONDS = 30.0
_PAD = 32
_STARTS = (
    (b"\xff\xd8\xff", "image/jpeg", ".jpg"),
    (b"\x89PNG\r\n\x1a\n", "image/png", ".png"),
    (b"GIF8", "image/gif", ".gif"),
    (b"%PDF-", "application/pdf", ".pdf"),
)


class MediaLost(BotError):  # noqa: N818  # the name says what happened
    """A file that cannot be had: gone, too big, or not decipherable. The text holds no link and no key."""


class MediaFetch:
    """Fetches and deciphers. `most`: bytes of a file; `plain_http`: links to a stand-in without TLS are allowed."""

    def __init__(self, *, most: int = MOST_BYTES, seconds: float = SECONDS, plain_http: bool = False) -> None:
        self._most = most
        self._timeout = aiohttp.ClientTimeout(total=seconds, connect=min(seconds, 5.0))
        self._schemes = {"https", "http"} if plain_http else {"https"}
        self._session: aiohttp.ClientSession | None = None

    async def fetch(self, media: Media, *, key: str = "") -> Attachment:
        """The file. `key` is used where the message itself brought none. Raises MediaLost."""
        link, own = str(media.detail.get("url") or ""), str(media.detail.get("aeskey") or "")
        try:
            url = URL(link)
        except ValueError:
            raise MediaLost("a link that is none") from None
        if url.scheme not in self._schemes or not url.host:
            raise MediaLost("a link that is none")
        try:
            async with self._opened().get(url, allow_redirects=False) as response:
                if response.status != 200:
                    raise MediaLost(f"HTTP {response.status}")
                sealed = await self._read(response.content)
                name = _name_in(response.headers.get("Content-Disposition", ""))
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise MediaLost(f"not to be had ({type(error).__name__})") from None
        content = deciphered(sealed, key=own or key)
        if len(content) > self._most:
            raise MediaLost(f"more than {self._most} bytes")
        return named(content, media.kind, name)

    async def _read(self, stream: aiohttp.StreamReader) -> bytes:
        held = bytearray()
        while piece := await stream.read(64 * 1024):
            held += piece
            if len(held) > self._most + _PAD:
                raise MediaLost(f"more than {self._most} bytes")
        return bytes(held)

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(timeout=self._timeout, cookie_jar=aiohttp.DummyCookieJar())
        return self._session

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()


def deciphered(sealed: bytes, *, key: str) -> bytes:
    """AES-256-CBC, the vector being the key's first half, padded by 1 to 32 bytes. Raises MediaLost."""
    try:
        secret = binascii.a2b_base64(key.rstrip("=") + "=")
    except ValueError:
        raise MediaLost("a key that is none") from None
    if len(secret) != 32 or not sealed or len(sealed) % 16:
        raise MediaLost("not whole, or without its key")
    decryptor = Cipher(AES(secret), CBC(secret[:16])).decryptor()
    plain = decryptor.update(sealed) + decryptor.finalize()
    pad = plain[-1]
    if not 1 <= pad <= min(_PAD, len(plain)) or plain[-pad:] != bytes([pad]) * pad:
        raise MediaLost("wrong padding: cut off, or another key")
    return plain[:-pad]


def _name_in(header: str) -> str | None:
    """The file's name as the platform tells it; None where it tells none."""
    with warnings.catch_warnings():  # a header that is none is no name, and nothing to be told
        warnings.simplefilter("ignore")
        _, told = aiohttp.parse_content_disposition(header)
        return aiohttp.content_disposition_filename(told)


def named(content: bytes, kind: str, name: str | None, header: str = "") -> Attachment:
    """The file under a safe name, its own or the header's; what it is, is told by its first bytes."""
    media_type, suffix = next(
        ((media_type, suffix) for start, media_type, suffix in _STARTS if content.startswith(start)),
        ("application/octet-stream", ""),
    )
    name = name or (_name_in(header) if header else None)
    return Attachment(safe_name(name) if name else kind + suffix, media_type, content)
