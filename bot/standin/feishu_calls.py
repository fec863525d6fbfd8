"""The events that Feishu would post to us: enciphered, signed over the body as it goes, with ids instead of names.

A newcomer's usual mistake is to sign the plain event: the signature covers what is sent, key included.
"""

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

from bot.clock import Clock

_BLOCK = 16


def enciphered(plain: bytes, key: str) -> str:
    """Base64 of vector and AES-256-CBC text with PKCS7 padding; the key is the SHA-256 of the app's."""
    pad = _BLOCK - len(plain) % _BLOCK
    vector = hashlib.sha256(plain).digest()[:_BLOCK]
    encryptor = Cipher(AES(hashlib.sha256(key.encode()).digest()), CBC(vector)).encryptor()
    return base64.b64encode(vector + encryptor.update(plain + bytes([pad]) * pad) + encryptor.finalize()).decode()


@dataclass
class FeishuLine:
    """What one app's events are made with."""

    app_id: str
    encrypt_key: str
    verification_token: str
    clock: Clock
    _number: int = 0

    def challenge(self, word: str, *, token: str | None = None) -> bytes:
        """The console's check of an address."""
        event = {"type": "url_verification", "challenge": word, "token": token or self.verification_token}
        return self.body(event)

    def said(
        self,
        sender: str,
        text: str,
        *,
        chat: str | None = None,
        mentions: Sequence[Mapping[str, Any]] = (),
        **more: Any,
    ) -> dict[str, Any]:
        """The event of a text message; `chat` None: privately. `more` goes into the message."""
        self._number += 1
        stamp = str(int(self.clock.now().timestamp() * 1000))
        message = {
            "message_id": f"om_{self._number:06}", "create_time": stamp, "chat_id": chat or f"oc_p2p_{sender}",
            "chat_type": "group" if chat else "p2p", "message_type": "text",
            "content": json.dumps({"text": text}, ensure_ascii=False), "mentions": list(mentions),
        }  # fmt: skip
        ids = {"open_id": f"ou_{sender}", "user_id": sender, "union_id": f"on_{sender}"}
        return {
            "schema": "2.0",
            "header": {
                "event_id": f"ev_{self._number:06}", "event_type": "im.message.receive_v1", "create_time": stamp,
                "token": self.verification_token, "app_id": self.app_id, "tenant_key": "standin",
            },
            "event": {"sender": {"sender_id": ids, "sender_type": "user"}, "message": message | more},
        }  # fmt: skip

    def body(self, event: Mapping[str, Any]) -> bytes:
        plain = json.dumps(event, ensure_ascii=False).encode()
        return json.dumps({"encrypt": enciphered(plain, self.encrypt_key)}).encode()

    def headers(self, body: bytes, *, nonce: str = "nonce1", age: int = 0) -> dict[str, str]:
        """The signature of a body; `age` in seconds."""
        stamp = str(int(self.clock.now().timestamp()) - age)
        signature = hashlib.sha256(f"{stamp}{nonce}{self.encrypt_key}".encode() + body).hexdigest()
        return {
            "X-Lark-Request-Timestamp": stamp, "X-Lark-Request-Nonce": nonce, "X-Lark-Signature": signature,
        }  # fmt: skip
