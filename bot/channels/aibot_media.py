"""Fetches what people sent to the smart bot: a link that lives five minutes, to a file under a key (wecom 2.2).

The key stands beside the link on a long connection and is the bot's EncodingAESKey in callback mode. Links are
secrets, redirects are not followed, and nothing is read beyond the cap.
"""

import binascii
from datetime import timedelta
from typing import Literal

import aiohttp
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from yarl import URL

from bot.channels.downloads import MOST_BYTES, name_in, named, read_capped
from bot.errors import MediaLost
from bot.messages import Attachment, Media

SECONDS = 30.0
LIVES = timedelta(minutes=5)
_PAD = 32


class MediaFetch:
    """Fetches and deciphers. `plain_http`: links to a stand-in without TLS are allowed."""

    def __init__(self, *, seconds: float = SECONDS, plain_http: bool = False) -> None:
        self._timeout = aiohttp.ClientTimeout(total=seconds, connect=min(seconds, 5.0))
        self._schemes = {"https", "http"} if plain_http else {"https"}
        self._session: aiohttp.ClientSession | None = None

    async def fetch(self, media: Media, *, most: int = MOST_BYTES, key: str = "") -> Attachment:
        """The file, `most` bytes of it. `key` is used where the message itself brought none. Raises MediaLost."""
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
                    why: Literal["away", "gone"] = (
                        "away" if response.status >= 500 or response.status == 429 else "gone"
                    )
                    raise MediaLost(f"HTTP {response.status}", why=why)
                sealed = await read_capped(response.content, most + _PAD)
                name = name_in(response.headers.get("Content-Disposition", ""))
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise MediaLost(f"not to be had ({type(error).__name__})", why="away") from None
        content = deciphered(sealed, key=own or key)
        if len(content) > most:
            raise MediaLost(f"more than {most} bytes", why="too_big")
        return named(content, kind=media.kind, name=name)

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
        raise MediaLost("a key that is none", why="unreadable") from None
    if len(secret) != 32 or not sealed or len(sealed) % 16:
        raise MediaLost("not whole, or without its key", why="unreadable")
    decryptor = Cipher(AES(secret), CBC(secret[:16])).decryptor()
    plain = decryptor.update(sealed) + decryptor.finalize()
    pad = plain[-1]
    if not 1 <= pad <= min(_PAD, len(plain)) or plain[-pad:] != bytes([pad]) * pad:
        raise MediaLost("wrong padding: cut off, or another key", why="unreadable")
    return plain[:-pad]
