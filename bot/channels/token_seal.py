"""Seals an account's access token for the store, with a key that only who knows the account's secret can make.

A copy of the database is then no key to the platform. A new secret makes a new name: what was kept under the
old one, its failures too, is never looked at again.
"""

import binascii
import os
from base64 import b64decode, b64encode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE = 12  # bytes


class Seal:
    """`name` is the account's key in the store: the account and a mark of its secret."""

    def __init__(self, account: str, secret: str) -> None:
        self.name = f"{account}#{_derived(account, secret, b'gridbot token name', 6).hex()}"
        self._cipher = AESGCM(_derived(account, secret, b"gridbot token seal", 32))

    def close(self, token: str) -> str:
        nonce = os.urandom(_NONCE)
        return b64encode(nonce + self._cipher.encrypt(nonce, token.encode(), self.name.encode())).decode()

    def open(self, sealed: str) -> str | None:
        """None: it was not sealed by this account's secret."""
        try:
            raw = b64decode(sealed, validate=True)
            return self._cipher.decrypt(raw[:_NONCE], raw[_NONCE:], self.name.encode()).decode()
        except (InvalidTag, binascii.Error, ValueError):
            return None


def _derived(account: str, secret: str, purpose: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, salt=account.encode(), info=purpose).derive(secret.encode())
