"""Signing and encryption of WeCom callbacks: strict, one error type, nothing parsed before it is believed.

Order is the point: size, signature, freshness, and only then base64, blocks, padding, length and receiver.
The envelope is searched, never parsed, because an XML parser fed by a stranger is work done for him.
"""

import binascii
import hashlib
import hmac
import os
import re
from collections.abc import Callable
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

from bot.errors import ForgedCallback

BODY_CAP = 256 * 1024  # bytes of a whole callback body
FRESH = timedelta(seconds=300)  # the platform repeats a call within seconds; a clock may be off by minutes
_BLOCK = 32  # PKCS7 block of the protocol, twice that of AES
_AES_BLOCK = 16
_HEAD = 20  # 16 random bytes and a 4-byte length

_KEY = re.compile(r"[A-Za-z0-9+/]{43}")
_TEN_DIGITS = re.compile(r"[0-9]{10}", re.ASCII)
_OPENING, _CLOSING = b"<Encrypt>", b"</Encrypt>"
_CDATA, _CDATA_END = b"<![CDATA[", b"]]>"


def encrypted_part(body: bytes) -> bytes:
    """The one `<Encrypt>` of an envelope, as it stands. Raises ForgedCallback (malformed)."""
    if len(body) > BODY_CAP:
        raise ForgedCallback("body over the cap", malformed=True)
    start = body.find(_OPENING)
    end = body.find(_CLOSING, start)
    if start < 0 or end < 0 or body.find(_OPENING, start + 1) >= 0:
        raise ForgedCallback("not exactly one Encrypt", malformed=True)
    inside = body[start + len(_OPENING) : end].strip()
    if inside.startswith(_CDATA) and inside.endswith(_CDATA_END):
        inside = inside[len(_CDATA) : -len(_CDATA_END)]
    return inside


def signature_of(token: str, timestamp: str, nonce: str, encrypted: bytes) -> str:
    """Lowercase hex SHA-1 over the four parts in byte order (reference: wecom 1.2)."""
    parts = [token.encode(), _bytes(timestamp), _bytes(nonce), encrypted]
    return hashlib.sha1(b"".join(sorted(parts))).hexdigest()  # noqa: S324  # the platform's protocol


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


class Codec:
    """Opens and seals for one (token, AES key, receiver). Raises ValueError on a key of wrong shape.

    `receive_id` is the corp id for an app, the app id for an official account, empty for a smart bot.
    """

    def __init__(
        self, *, token: str, aes_key: str, receive_id: str, random_bytes: Callable[[int], bytes] = os.urandom
    ) -> None:
        if not _KEY.fullmatch(aes_key):
            raise ValueError("an EncodingAESKey has exactly 43 letters and digits")
        key = binascii.a2b_base64(aes_key + "=")  # spare bits in the last character are legal
        self._cipher = Cipher(AES(key), CBC(key[:_AES_BLOCK]))
        self._token = token
        self._receive_id = receive_id.encode()
        self._random_bytes = random_bytes

    def open(self, encrypted: bytes, *, signature: str, timestamp: str, nonce: str, now: datetime) -> bytes:
        """The plaintext of a call that is believed. Raises ForgedCallback for anything else."""
        if not _TEN_DIGITS.fullmatch(timestamp):  # the parts are signed without separators: a digit could wander
            raise ForgedCallback("timestamp is not ten digits")
        expected = signature_of(self._token, timestamp, nonce, encrypted)
        if not hmac.compare_digest(_bytes(signature), expected.encode()):
            raise ForgedCallback("wrong signature")
        if abs(now.timestamp() - int(timestamp)) > FRESH.total_seconds():
            raise ForgedCallback("signed right but outside the time window: a replay, or a clock is wrong")
        return self.decrypt(encrypted)

    def decrypt(self, encrypted: bytes) -> bytes:
        """The message inside; every byte around it is checked. Raises ForgedCallback."""
        try:
            cipher_text = binascii.a2b_base64(encrypted, strict_mode=True)
        except binascii.Error:
            raise ForgedCallback("not base64") from None
        if binascii.b2a_base64(cipher_text, newline=False) != encrypted:
            raise ForgedCallback("base64 not in its one right form")
        if not cipher_text or len(cipher_text) % _AES_BLOCK:
            raise ForgedCallback("not whole blocks")
        decryptor = self._cipher.decryptor()
        plain = decryptor.update(cipher_text) + decryptor.finalize()
        pad = plain[-1]
        if not 1 <= pad <= _BLOCK or plain[-pad:] != bytes([pad]) * pad:
            raise ForgedCallback("wrong padding")
        end = _HEAD + int.from_bytes(plain[16:_HEAD], "big")
        if end > len(plain) - pad:
            raise ForgedCallback("declared length beyond the buffer")
        if not hmac.compare_digest(plain[end:-pad], self._receive_id):
            raise ForgedCallback("meant for another receiver")
        return plain[_HEAD:end]

    def encrypt(self, plain: bytes) -> bytes:
        """Base64 of the encrypted message; the 16 random bytes in front are all the randomness there is."""
        whole = self._random_bytes(16) + len(plain).to_bytes(4, "big") + plain + self._receive_id
        pad = _BLOCK - len(whole) % _BLOCK
        encryptor = self._cipher.encryptor()
        return binascii.b2a_base64(encryptor.update(whole + bytes([pad]) * pad) + encryptor.finalize(), newline=False)

    def envelope(self, plain: bytes, *, timestamp: str, nonce: str) -> bytes:
        """A passive answer: the encrypted message with its signature, as XML (reference: wecom 1.7)."""
        encrypted = self.encrypt(plain)
        signature = signature_of(self._token, timestamp, nonce, encrypted)
        return (
            f"<xml><Encrypt><![CDATA[{encrypted.decode()}]]></Encrypt>"
            f"<MsgSignature><![CDATA[{signature}]]></MsgSignature>"
            f"<TimeStamp>{timestamp}</TimeStamp><Nonce><![CDATA[{nonce}]]></Nonce></xml>"
        ).encode()
