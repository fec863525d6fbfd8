"""What the stand-in gives out links to: enciphered pictures and files of members, and addresses for a late answer.

A link to a file lives five minutes; an address takes one answer within an hour (reference: wecom 2.2, 2.6).
"""

import binascii
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from aiohttp import web
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

from bot.standin.aibot_desk import BotDesk
from bot.standin.platform import Answer, error

FILE_LIVES, CODE_LIVES = timedelta(minutes=5), timedelta(hours=1)
_PAD = 32


@dataclass(frozen=True, slots=True)
class HeldFile:
    """A file under its link."""

    name: str
    sealed: bytes = field(repr=False)
    until: datetime


class BotFiles:
    """Links of one bot. `base`: where the stand-in is served. `disposition` makes the header with a file's name."""

    def __init__(self, desk: BotDesk, *, base: str = "") -> None:
        self.base = base
        self.downloads = 0
        self.disposition: Callable[[str], str] = lambda name: f"attachment; filename*=UTF-8''{quote(name)}"
        self._desk = desk
        self._files: dict[str, HeldFile] = {}
        self._codes: dict[str, tuple[str, datetime]] = {}

    def shared(self, content: bytes, name: str, *, key: str | None = None) -> dict[str, str]:
        """What stands in a message about this file. `key`: the bot's own in callback mode, else one for the file."""
        number = f"{len(self._files) + 1:04}"
        aes_key = key or binascii.b2a_base64(hashlib.sha256(number.encode()).digest(), newline=False).decode()
        self._files[number] = HeldFile(name, sealed(content, aes_key), self._desk.clock.now() + FILE_LIVES)
        link = {"url": f"{self.base}/aibot/media/{number}"}
        return link if key else {**link, "aeskey": aes_key}

    def response_url(self, chat: str) -> str:
        """An address for one late answer in that chat."""
        code = hashlib.sha256(f"{chat}/{len(self._codes)}".encode()).hexdigest()
        self._codes[code] = (chat, self._desk.clock.now() + CODE_LIVES)
        return f"{self.base}/cgi-bin/aibot/response?response_code={code}"

    def late_answer(self, code: str, payload: Mapping[str, Any]) -> Answer:
        """Take the one answer; only one that is taken uses the address up."""
        chat, until = self._codes.get(code, ("", self._desk.clock.now()))
        if until <= self._desk.clock.now():
            return error(40058, "invalid response_code")
        answer = self._desk.late_answer(chat, payload)
        if answer["errcode"] == 0:
            del self._codes[code]
        return answer

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """The file as the platform gives it: enciphered, its name in a header."""
        self.downloads += 1
        held = self._files.get(request.match_info["id"])
        if held is None or held.until <= self._desk.clock.now():
            return web.Response(status=404)
        return web.Response(body=held.sealed, headers={"Content-Disposition": self.disposition(held.name)})


def sealed(content: bytes, aes_key: str) -> bytes:
    """AES-256-CBC with the key's first half as vector, padded to 32 bytes."""
    key = binascii.a2b_base64(aes_key.rstrip("=") + "=")
    pad = _PAD - len(content) % _PAD
    encryptor = Cipher(AES(key), CBC(key[:16])).encryptor()
    return encryptor.update(content + bytes([pad]) * pad) + encryptor.finalize()
